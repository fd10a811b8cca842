// Lists of orders and fills, page by page, and the calls for many orders at once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { startDeep } from '../markets/deep.mjs';
import { refusal, universal } from './client.mjs';
import { ask, balances, changed, isOrder, place } from './desk.mjs';

const REST = { symbol: 'BTC-USDT', side: 'buy', type: 'limit', size: '0.001' };
const at = (n) => `${19000 + n}`;

describe('Lists of orders that are done', () => {
  let exchange;
  let client;
  const placed = [];
  before(async () => {
    exchange = await startDeep({ noRateLimit: true });
    client = universal(exchange);
    for (let n = 0; n < 12; n++) {
      const side = n % 2 === 0 ? 'buy' : 'sell';
      const one = await place(client, {
        symbol: 'BTC-USDT',
        side,
        type: 'market',
        size: `0.000${n + 10}`,
      });
      placed.push({ ...one, side, type: 'market', symbol: 'BTC-USDT' });
    }
    const limit = await place(client, { ...REST, price: at(0) });
    await client.order.cancelOrderByOrderId({ symbol: 'BTC-USDT', orderId: limit.orderId });
    placed.push({ ...limit, side: 'buy', type: 'limit', symbol: 'BTC-USDT' });
    placed.push({
      ...(await place(client, { symbol: 'ETH-USDT', side: 'buy', type: 'market', size: '0.1' })),
      side: 'buy',
      type: 'market',
      symbol: 'ETH-USDT',
    });
  });
  after(() => exchange.stop());

  const newestFirst = (of) =>
    placed
      .filter(of)
      .map((one) => one.orderId)
      .reverse();

  async function pages(call, fields) {
    const found = [];
    let lastId;
    for (;;) {
      const { items, lastId: next } = await client.order[call]({
        ...fields,
        ...(lastId ? { lastId } : {}),
      });
      assert.ok(items.length <= fields.limit, 'no page is longer than asked');
      if (items.length === 0) {
        return found;
      }
      found.push(...items);
      assert.notEqual(next, lastId, 'every page goes on');
      lastId = next;
    }
  }

  for (const [what, fields, of] of [
    ['of one symbol', {}, (one) => one.symbol === 'BTC-USDT'],
    ['of one side', { side: 'sell' }, (one) => one.symbol === 'BTC-USDT' && one.side === 'sell'],
    ['of one type', { type: 'limit' }, (one) => one.symbol === 'BTC-USDT' && one.type === 'limit'],
    ['of another symbol', { symbol: 'ETH-USDT' }, (one) => one.symbol === 'ETH-USDT'],
    ['of a symbol without any', { symbol: 'KCS-USDT' }, () => false],
  ]) {
    for (const limit of [1, 3, 5, 20, 100]) {
      test(`done orders ${what} come newest first, ${limit} a page`, async () => {
        const found = await pages('getClosedOrders', { symbol: 'BTC-USDT', limit, ...fields });
        assert.deepEqual(
          found.map((one) => one.id),
          newestFirst(of),
        );
      });

      test(`fills ${what} come newest first, ${limit} a page`, async () => {
        const found = await pages('getTradeHistory', { symbol: 'BTC-USDT', limit, ...fields });
        assert.deepEqual(
          found.map((one) => one.orderId),
          newestFirst((one) => of(one) && one.type === 'market'),
        );
      });
    }
  }

  test("the fills of one order are that order's", async () => {
    const { items } = await client.order.getTradeHistory({
      symbol: 'BTC-USDT',
      orderId: placed[3].orderId,
    });
    assert.deepEqual(
      items.map((one) => one.orderId),
      [placed[3].orderId],
    );
  });

  test('twenty items are a page when no number is asked for', async () => {
    const { items } = await client.order.getClosedOrders({ symbol: 'BTC-USDT' });
    assert.equal(items.length, 13);
  });

  test('a window in the past has none', async () => {
    const day = 86_400_000;
    const now = Date.now();
    const { items } = await client.order.getClosedOrders({
      symbol: 'BTC-USDT',
      startAt: now - 3 * day,
      endAt: now - 2 * day,
    });
    assert.deepEqual([...items], []);
  });

  test('a window around now has all', async () => {
    const now = Date.now();
    const { items } = await client.order.getTradeHistory({
      symbol: 'BTC-USDT',
      startAt: now - 3_600_000,
      endAt: now + 60_000,
    });
    assert.equal(items.length, 12);
  });

  test('done orders tell what asking for each tells', async () => {
    const { items } = await client.order.getClosedOrders({ symbol: 'BTC-USDT', limit: 100 });
    for (const item of items) {
      const { commonResponse, ...told } = await client.order.getOrderByOrderId({
        symbol: 'BTC-USDT',
        orderId: item.id,
      });
      assert.deepEqual({ ...item }, { ...told });
    }
  });

  test('buys and sells add up to what the balances say', async () => {
    const { items } = await client.order.getTradeHistory({ symbol: 'BTC-USDT', limit: 100 });
    const net = items.reduce(
      (sum, one) => sum.plus(decimal(one.size).times(one.side === 'buy' ? 1 : -1)),
      decimal(0),
    );
    same((await balances(client)).BTC.balance, decimal('100').plus(net), 'BTC');
  });
});

describe('Lists of orders that are open', () => {
  let exchange;
  let client;
  const placed = [];
  before(async () => {
    exchange = await startDeep({ noRateLimit: true });
    client = universal(exchange);
    for (let n = 0; n < 7; n++) {
      placed.push((await place(client, { ...REST, price: at(n) })).orderId);
    }
    await place(client, { ...REST, symbol: 'ETH-USDT', price: '1400', size: '0.1' });
  });
  after(() => exchange.stop());

  test('all open orders of a symbol are listed', async () => {
    const { data } = await client.order.getOpenOrders({ symbol: 'BTC-USDT' });
    assert.deepEqual(data.map((one) => one.id).sort(), [...placed].sort());
  });

  test('a symbol without open orders has an empty list', async () => {
    assert.deepEqual([...(await client.order.getOpenOrders({ symbol: 'KCS-USDT' })).data], []);
  });

  test('the symbols with open orders are told', async () => {
    assert.deepEqual([...(await client.order.getSymbolsWithOpenOrder()).symbols].sort(), [
      'BTC-USDT',
      'ETH-USDT',
    ]);
  });

  for (const pageSize of [10, 20, 50]) {
    test(`open orders fit on one page of ${pageSize}`, async () => {
      const page = await client.order.getOpenOrdersByPage({ symbol: 'BTC-USDT', pageNum: 1, pageSize });
      assert.deepEqual(page.items.map((one) => one.id).sort(), [...placed].sort());
      assert.deepEqual([page.currentPage, page.pageSize, page.totalNum, page.totalPage], [1, pageSize, 7, 1]);
    });
  }

  test('a page after the last is empty', async () => {
    const page = await client.order.getOpenOrdersByPage({ symbol: 'BTC-USDT', pageNum: 2, pageSize: 10 });
    assert.deepEqual([...page.items], []);
    assert.equal(page.totalNum, 7);
  });

  test('cancelling by symbol leaves the other symbols', async () => {
    assert.equal((await client.order.cancelAllOrdersBySymbol({ symbol: 'BTC-USDT' })).data, 'success');
    assert.deepEqual([...(await client.order.getSymbolsWithOpenOrder()).symbols], ['ETH-USDT']);
  });

  test('cancelling all leaves none and holds nothing', async () => {
    await place(client, { ...REST, price: at(1) });
    const { succeedSymbols } = await client.order.cancelAllOrders();
    assert.deepEqual([...succeedSymbols].sort(), ['BTC-USDT', 'ETH-USDT']);
    for (const { holds } of Object.values(await balances(client))) {
      same(holds, 0, 'holds');
    }
  });
});

describe('Many orders at once', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startDeep({ noRateLimit: true });
    client = universal(exchange);
  });
  after(() => exchange.stop());

  for (const call of ['batchAddOrders', 'batchAddOrdersSync']) {
    test(`${call} answers in the order of the list and lets one failure alone`, async () => {
      const { data } = await client.order[call]({
        orderList: [
          { ...REST, price: at(1), clientOid: `${call}-0` },
          { ...REST, price: at(2), size: '0.000001', clientOid: `${call}-1` },
          { ...REST, price: at(3), clientOid: `${call}-2` },
          { ...REST, price: '0.1', size: '0.00001', clientOid: `${call}-3` },
          { ...REST, symbol: 'ETH-USDT', price: '1400', clientOid: `${call}-4` },
        ],
      });
      assert.deepEqual(
        data.map((one) => one.success),
        [true, false, true, false, true],
      );
      assert.deepEqual(
        data.map((one) => one.clientOid).filter((_, i) => i % 2 === 0),
        [0, 2, 4].map((n) => `${call}-${n}`),
      );
      assert.equal(data[1].failMsg, 'Order size below the minimum requirement.');
      assert.equal(data[3].failMsg, 'The order funds should more then 0.01 USDT.');
      assert.equal(data[1].orderId ?? '', '');
      await client.order.cancelAllOrders();
    });

    test(`${call} takes twenty orders`, async () => {
      const before = await balances(client);
      const { data } = await client.order[call]({
        orderList: Array.from({ length: 20 }, (_, n) => ({
          ...REST,
          price: at(n),
          clientOid: `${call}-20-${n}`,
        })),
      });
      assert.equal(new Set(data.map((one) => one.orderId)).size, 20);
      const held = Array.from({ length: 20 }, (_, n) => decimal(at(n)).times('0.001').times('1.001')).reduce(
        (sum, one) => sum.plus(one),
      );
      changed(before, await balances(client), {
        USDT: { available: decimal(0).minus(held), holds: held },
      });
      await client.order.cancelAllOrders();
      changed(before, await balances(client), {});
    });
  }
});

describe('Orders that are changed', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startDeep({ noRateLimit: true });
    client = universal(exchange);
  });
  after(() => exchange.stop());

  for (const [what, change, price, size] of [
    ['price', { newPrice: at(100) }, at(100), '0.001'],
    ['size', { newSize: '0.0025' }, at(0), '0.0025'],
    ['price and size', { newPrice: at(50), newSize: '0.0005' }, at(50), '0.0005'],
  ]) {
    for (const by of ['orderId', 'clientOid']) {
      test(`a new ${what} makes a new order of it, named by ${by}`, async () => {
        const before = await balances(client);
        const old = await place(client, { ...REST, price: at(0) });
        const { newOrderId } = await client.order.modifyOrder({
          symbol: 'BTC-USDT',
          [by]: old[by],
          ...change,
        });
        assert.notEqual(newOrderId, old.orderId);
        assert.equal(
          (await client.order.getOrderByOrderId({ symbol: 'BTC-USDT', orderId: old.orderId })).active,
          false,
        );
        const told = await client.order.getOrderByOrderId({
          symbol: 'BTC-USDT',
          orderId: newOrderId,
        });
        assert.equal(told.active, true);
        same(told.price, price, 'price');
        same(told.size, size, 'size');
        const held = decimal(price).times(size).times('1.001');
        changed(before, await balances(client), {
          USDT: { available: decimal(0).minus(held), holds: held },
        });
        await client.order.cancelAllOrders();
        changed(before, await balances(client), {});
      });
    }
  }

  for (const by of ['orderId']) {
    test(`a part of an order is cancelled, named by ${by}`, async () => {
      const before = await balances(client);
      const order = { ...REST, price: at(0), size: '0.003' };
      const placed = await place(client, order);
      const told = await client.order.cancelPartialOrder({
        symbol: 'BTC-USDT',
        orderId: placed.orderId,
        cancelSize: '0.001',
      });
      assert.equal(told.orderId, placed.orderId);
      same(told.cancelSize, '0.001', 'cancelSize');
      const now = await ask(client, 'BTC-USDT', placed);
      assert.equal(now.active, true);
      same(now.remainSize, '0.002', 'remainSize');
      same(now.cancelledSize, '0.001', 'cancelledSize');
      const held = decimal(at(0)).times('0.002').times('1.001');
      changed(before, await balances(client), {
        USDT: { available: decimal(0).minus(held), holds: held },
      });
      await client.order.cancelOrderByOrderId({ symbol: 'BTC-USDT', orderId: placed.orderId });
      isOrder(await ask(client, 'BTC-USDT', placed), { order, ...placed, fills: [] });
      changed(before, await balances(client), {});
    });
  }

  test('an order that is not there is not changed', async () => {
    const refused = await refusal(
      client.order.modifyOrder({
        symbol: 'BTC-USDT',
        orderId: '670fd33bf9406e0007ab3945',
        newPrice: at(1),
      }),
    );
    assert.equal(refused.status, 200);
    assert.equal(refused.code, '400100');
  });

  test('a change to a price between two ticks is refused and changes nothing', async () => {
    const placed = await place(client, { ...REST, price: at(0) });
    const refused = await refusal(
      client.order.modifyOrder({ symbol: 'BTC-USDT', orderId: placed.orderId, newPrice: '19000.05' }),
    );
    assert.deepEqual([refused.code, refused.text], ['400100', 'Price increment invalid.']);
    assert.equal((await ask(client, 'BTC-USDT', placed)).active, true);
    await client.order.cancelAllOrders();
  });
});

describe("The dead man's switch", () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startDeep({ noRateLimit: true });
    client = universal(exchange);
  });
  after(() => exchange.stop());

  test('it is off at the start', async () => {
    assert.equal((await client.order.getDCP()).timeout ?? -1, -1);
  });

  test('it is set, told in seconds, and taken off', async () => {
    const set = await client.order.setDCP({ timeout: 60, symbols: 'BTC-USDT,ETH-USDT' });
    assert.equal(set.triggerTime - set.currentTime, 60);
    assert.ok(Math.abs(set.currentTime - Date.now() / 1000) < 60, 'it is in seconds');
    const told = await client.order.getDCP();
    assert.equal(told.timeout, 60);
    assert.equal(told.symbols, 'BTC-USDT,ETH-USDT');
    assert.equal(told.triggerTime, set.triggerTime);
    await client.order.setDCP({ timeout: -1, symbols: '' });
    assert.equal((await client.order.getDCP()).timeout ?? -1, -1);
  });

  for (const timeout of [0, 4, 86_401]) {
    test(`${timeout} s is refused`, async () => {
      assert.equal((await refusal(client.order.setDCP({ timeout }))).code, '400100');
    });
  }

  test('it cancels the orders of its symbols when nobody renews it', async () => {
    const before = await balances(client);
    const mine = await place(client, { ...REST, price: at(0) });
    const other = await place(client, { ...REST, symbol: 'ETH-USDT', price: '1400', size: '0.1' });
    await client.order.setDCP({ timeout: 5, symbols: 'BTC-USDT' });
    const until = Date.now() + 20_000;
    while ((await client.order.getOrderByOrderId({ symbol: 'BTC-USDT', orderId: mine.orderId })).active) {
      assert.ok(Date.now() < until, 'it is still open after 20 s');
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
    assert.equal((await ask(client, 'ETH-USDT', other)).active, true);
    await client.order.cancelAllOrders();
    changed(before, await balances(client), {});
  });
});
