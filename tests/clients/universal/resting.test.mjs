// Orders that rest: what they hold, what the book shows of them, where they are listed, and every way of cancelling
// them, after which everything is as before.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { startDeep } from '../markets/deep.mjs';
import { startStill } from '../markets/still.mjs';
import { take, total } from '../matching.mjs';
import { universal } from './client.mjs';
import { ask, balances, changed, changesOf, isOrder, place } from './desk.mjs';

const PLACES = [
  ['BTC-USDT', 'buy', '19123.4', '0.01234567'],
  ['BTC-USDT', 'sell', '21234.5', '0.76543211'],
  ['ETH-BTC', 'buy', '0.071234', '1.2345678'],
  ['XRP-USDT', 'sell', '0.55555', '123.4567'],
];

/** What is asked for besides price and size, and how much of the size the book shows. */
const KINDS = {
  'a plain order': [{}, (size) => size],
  'a post-only order': [{ postOnly: true }, (size) => size],
  'a GTT order': [{ timeInForce: 'GTT', cancelAfter: 3600 }, (size) => size],
  'a hidden order': [{ hidden: true }, () => '0'],
  'an iceberg order': [{ iceberg: true }, null],
  'an order with remark, tags and self-trade prevention': [
    { remark: 'kept as it is', tags: 'two,tags', stp: 'CO' },
    (size) => size,
  ],
};

/** Every way of cancelling one order; each asserts what the exchange answers. */
const CANCELS = {
  async cancelOrderByOrderId(client, { symbol, orderId }) {
    assert.equal((await client.order.cancelOrderByOrderId({ symbol, orderId })).orderId, orderId);
  },
  async cancelOrderByClientOid(client, { symbol, clientOid }) {
    assert.equal((await client.order.cancelOrderByClientOid({ symbol, clientOid })).clientOid, clientOid);
  },
  async cancelOrderByOrderIdSync(client, { symbol, orderId, size }) {
    const told = await client.order.cancelOrderByOrderIdSync({ symbol, orderId });
    assert.equal(told.orderId, orderId);
    isCancelled(told, size);
  },
  async cancelOrderByClientOidSync(client, { symbol, clientOid, size }) {
    const told = await client.order.cancelOrderByClientOidSync({ symbol, clientOid });
    assert.equal(told.clientOid, clientOid);
    isCancelled(told, size);
  },
  async cancelAllOrdersBySymbol(client, { symbol }) {
    assert.equal((await client.order.cancelAllOrdersBySymbol({ symbol })).data, 'success');
  },
  async cancelAllOrders(client, { symbol }) {
    const { succeedSymbols, failedSymbols } = await client.order.cancelAllOrders();
    assert.deepEqual(succeedSymbols, [symbol]);
    assert.deepEqual(failedSymbols, []);
  },
  async cancelPartialOrder(client, { symbol, orderId, size }) {
    const told = await client.order.cancelPartialOrder({ symbol, orderId, cancelSize: size });
    assert.equal(told.orderId, orderId);
    same(told.cancelSize, size, 'cancelSize');
  },
};

function isCancelled(told, size) {
  assert.equal(told.status, 'done');
  same(told.originSize, size, 'originSize');
  same(told.dealSize, 0, 'dealSize');
  same(told.remainSize, 0, 'remainSize');
  same(told.canceledSize, size, 'canceledSize');
}

function shows(levels, price) {
  return decimal(levels.find(([at]) => decimal(at).equals(price))?.[1] ?? 0);
}

describe('Orders that rest', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startStill({ noRateLimit: true });
    client = universal(exchange);
  });
  after(() => exchange.stop());

  for (const [cancel, cancelIt] of Object.entries(CANCELS)) {
    for (const [kind, [extra, shown]] of Object.entries(KINDS)) {
      const [symbol, side, price, size] = PLACES[Object.keys(KINDS).indexOf(kind) % PLACES.length];
      test(`${kind} rests until ${cancel}`, async () => {
        const visible =
          shown === null ? decimal(size).dividedBy(4).floorTo('0.0001').toString() : shown(size);
        const order = { symbol, side, type: 'limit', price, size, ...extra };
        if (extra.iceberg) {
          order.visibleSize = visible;
        }
        const before = await balances(client);
        const placed = await place(client, order);

        const told = await ask(client, symbol, placed);
        isOrder(told, { order, ...placed, fills: [], resting: true });
        same(told.visibleSize, order.visibleSize ?? 0, 'visibleSize');
        assert.equal(told.cancelAfter, order.cancelAfter ?? 0);
        const [base, quote] = symbol.split('-');
        const held = side === 'buy' ? decimal(price).times(size).times('1.001') : decimal(size);
        changed(before, await balances(client), {
          [side === 'buy' ? quote : base]: { available: decimal(0).minus(held), holds: held },
        });

        const book = await client.market.getFullOrderBook({ symbol });
        same(shows(side === 'buy' ? book.bids : book.asks, price), visible, 'what the book shows');
        const { data: open } = await client.order.getOpenOrders({ symbol });
        assert.deepEqual(
          open.map((one) => ({ ...one })),
          [{ ...told }],
          'it is the only open order',
        );

        await cancelIt(client, { ...order, ...placed });
        isOrder(await ask(client, symbol, placed), { order, ...placed, fills: [] });
        changed(before, await balances(client), {});
        const clean = await client.market.getFullOrderBook({ symbol });
        same(shows(side === 'buy' ? clean.bids : clean.asks, price), 0, 'what the book shows afterwards');
        assert.deepEqual((await client.order.getOpenOrders({ symbol })).data, []);
      });
    }
  }

  test('a post-only order that would take is cancelled and takes nothing', async () => {
    const order = {
      symbol: 'BTC-USDT',
      side: 'buy',
      type: 'limit',
      price: '20000',
      size: '0.1',
      postOnly: true,
    };
    const before = await balances(client);
    const placed = await place(client, order);
    isOrder(await ask(client, 'BTC-USDT', placed), { order, ...placed, fills: [] });
    changed(before, await balances(client), {});
  });

  test('a GTT order is cancelled when its time is over', async () => {
    const order = {
      symbol: 'BTC-USDT',
      side: 'buy',
      type: 'limit',
      price: '19000.1',
      size: '0.1',
      timeInForce: 'GTT',
      cancelAfter: 1,
    };
    const before = await balances(client);
    const placed = await place(client, order);
    await gone(placed);
    isOrder(await ask(client, 'BTC-USDT', placed), { order, ...placed, fills: [] });
    changed(before, await balances(client), {});
  });

  async function gone({ orderId }) {
    const until = Date.now() + 10_000;
    while ((await client.order.getOrderByOrderId({ symbol: 'BTC-USDT', orderId })).active) {
      assert.ok(Date.now() < until, 'it is still there after 10 s');
    }
  }
});

describe('Orders that reach beyond the price band', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startDeep({ noRateLimit: true });
    client = universal(exchange);
  });
  after(() => exchange.stop());

  for (const side of ['buy', 'sell']) {
    test(`a limit ${side} that would is cancelled and takes nothing`, async () => {
      const { levels, size } = await everything(side);
      const order = { symbol: 'DOGE-BTC', side, type: 'limit', price: levels.at(-1)[0], size };
      const before = await balances(client);
      const placed = await place(client, order);
      isOrder(await ask(client, 'DOGE-BTC', placed), { order, ...placed, fills: [] });
      changed(before, await balances(client), {});
    });

    test(`a market ${side} takes what is within and gives the rest back`, async () => {
      const { levels, size, rate } = await everything(side);
      const order = { symbol: 'DOGE-BTC', side, type: 'market', size };
      const edge = decimal(levels[0][0]).times(
        side === 'buy' ? decimal(1).plus(rate) : decimal(1).minus(rate),
      );
      const fills = take(levels, size, (price) =>
        side === 'buy' ? price.compare(edge) <= 0 : price.compare(edge) >= 0,
      );
      assert.ok(fills.length < levels.length, 'there are levels beyond the band');
      assert.ok(!total(fills, '0').size.equals(size));
      const before = await balances(client);
      const placed = await place(client, order);
      isOrder(await ask(client, 'DOGE-BTC', placed), { order, ...placed, fills });
      changed(before, await balances(client), changesOf({ symbol: 'DOGE-BTC', side, fills }));
    });
  }

  async function everything(side) {
    const { asks, bids } = await client.market.getFullOrderBook({ symbol: 'DOGE-BTC' });
    const levels = side === 'buy' ? asks : bids;
    const size = levels.reduce((sum, [, there]) => sum.plus(there), decimal(0)).toString();
    return { levels, size, rate: (await client.market.getSymbol({ symbol: 'DOGE-BTC' })).priceLimitRate };
  }
});
