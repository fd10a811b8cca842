// Orders of the older kind, which is what this SDK can place, and every way of asking for and cancelling them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { startDeep } from '../markets/deep.mjs';
import { accepts, take, takeFunds, total } from '../matching.mjs';
import { TAKERS } from '../takers.mjs';
import { balances, changed, connect, Market, ok, refused, Trade } from './client.mjs';

const RATE = '0.001';
const { Orders, Fills } = Trade;

const RESTING = {
  'a plain order': {},
  'a post-only order': { postOnly: true },
  'a GTT order': { timeInForce: 'GTT', cancelAfter: 3600 },
  'a hidden order': { hidden: true },
  'an iceberg order': { iceberg: true, visibleSize: '0.01' },
  'an order with a remark of 40 letters': { remark: 'The older calls take remarks this long..' },
};

const CANCELS = {
  cancelOrder: async ({ orderId }) =>
    assert.deepEqual(await ok(Orders.cancelOrder(orderId)), { cancelledOrderIds: [orderId] }),
  cancelAllOrders: async ({ orderId, symbol }) =>
    assert.deepEqual(await ok(Orders.cancelAllOrders({ symbol, tradeType: 'TRADE' })), {
      cancelledOrderIds: [orderId],
    }),
  cancelOrdersByOrderId: async ({ orderId, symbol }) =>
    assert.deepEqual(await ok(Orders.cancelOrdersByOrderId({ orderId, symbol })), { orderId }),
  cancelOrderByClientOid: async ({ clientOid, symbol }) =>
    assert.deepEqual(await ok(Orders.cancelOrderByClientOid({ clientOid, symbol })), { clientOid }),
  syncCancelOrdersByOrderId: async ({ orderId, symbol, size }) => {
    const told = await ok(Orders.syncCancelOrdersByOrderId({ orderId, symbol }));
    assert.deepEqual([told.orderId, told.status], [orderId, 'done']);
    same(told.canceledSize, size, 'canceledSize');
  },
  syncCancelOrdersByClientOid: async ({ clientOid, symbol, size }) => {
    const told = await ok(Orders.syncCancelOrdersByClientOid({ clientOid, symbol }));
    assert.deepEqual([told.clientOid, told.status], [clientOid, 'done']);
    same(told.canceledSize, size, 'canceledSize');
  },
  cancelAllHfOrdersBySymbol: async ({ symbol }) =>
    assert.equal(await ok(Orders.cancelAllHfOrdersBySymbol({ symbol })), 'success'),
  cancelAllHfOrders: async ({ symbol }) =>
    assert.deepEqual(await ok(Orders.cancelAllHfOrders()), {
      succeedSymbols: [symbol],
      failedSymbols: [],
    }),
  cancelSpecifiedNumberOfOrdersByOrderId: async ({ orderId, symbol, size }) => {
    const told = await ok(
      Orders.cancelSpecifiedNumberOfOrdersByOrderId({ orderId, symbol, cancelSize: size }),
    );
    assert.equal(told.orderId, orderId);
    same(told.cancelSize, size, 'cancelSize');
  },
};

let exchange;
before(async () => {
  exchange = await startDeep({ noRateLimit: true });
  connect(exchange);
});
after(() => exchange.stop());

async function place(order) {
  const clientOid = randomUUID();
  const { orderId } = await ok(Orders.postOrder({ clientOid, ...order }));
  assert.match(orderId, /^[0-9a-f]{24}$/);
  return { clientOid, orderId };
}

/** The order as the older calls tell it, which by id and by client id is the same while it is open. */
async function asOlder({ orderId, clientOid }, { order, fills, open }) {
  const told = await ok(Orders.getOrderByID(orderId));
  const { size, funds, fee } = total(fills, RATE);
  for (const [member, expected] of Object.entries({
    id: orderId,
    clientOid,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    opType: 'DEAL',
    isActive: open,
    tradeType: 'TRADE',
    channel: 'API',
    feeCurrency: order.symbol.split('-')[1],
    stop: '',
    stopTriggered: false,
    timeInForce: order.timeInForce ?? 'GTC',
    postOnly: order.postOnly ?? false,
    hidden: order.hidden ?? false,
    iceberg: order.iceberg ?? false,
    cancelAfter: order.cancelAfter ?? 0,
  })) {
    assert.equal(told[member], expected, member);
  }
  same(told.dealSize, size, 'dealSize');
  same(told.dealFunds, funds, 'dealFunds');
  same(told.fee, fee, 'fee');
  same(told.size, order.size ?? 0, 'size');
  same(told.price, order.price ?? 0, 'price');
  if (order.size !== undefined) {
    assert.equal(told.cancelExist, !open && !size.equals(order.size), 'cancelExist');
  }
  if (open) {
    assert.deepEqual(await ok(Orders.getSingleActiveOrderByClientOid(clientOid)), told);
  }
  const { items } = await ok(
    Orders.getOrdersList('TRADE', { status: open ? 'active' : 'done', symbol: order.symbol }),
  );
  assert.deepEqual(
    items.find((one) => one.id === orderId),
    told,
    'the order in the list',
  );
  return told;
}

function isFills(items, { orderId, order, fills }) {
  const told = [...items].sort((a, b) => Number(BigInt(a.tradeId) - BigInt(b.tradeId)));
  assert.equal(told.length, fills.length, 'number of fills');
  told.forEach((fill, i) => {
    assert.deepEqual(
      [fill.orderId, fill.symbol, fill.side, fill.type, fill.liquidity, fill.feeCurrency, fill.tradeType],
      [orderId, order.symbol, order.side, order.type, 'taker', order.symbol.split('-')[1], 'TRADE'],
    );
    same(fill.price, fills[i].price, 'price');
    same(fill.size, fills[i].size, 'size');
    same(fill.funds, fills[i].funds, 'funds');
    same(fill.fee, fills[i].funds.times(RATE), 'fee');
    same(fill.feeRate, RATE, 'feeRate');
  });
}

function changesOf({ symbol, side, fills, rest = decimal(0), price = '0' }) {
  const [base, quote] = symbol.split('-');
  const { size, funds, fee } = total(fills, RATE);
  const held = side === 'buy' ? rest.times(price).times('1.001') : rest;
  return side === 'buy'
    ? {
        [base]: { available: size },
        [quote]: { available: decimal(0).minus(funds).minus(fee).minus(held), holds: held },
      }
    : {
        [base]: { available: decimal(0).minus(size).minus(held), holds: held },
        [quote]: { available: funds.minus(fee) },
      };
}

describe('Orders that take', () => {
  for (const [symbol, side] of [
    ['BTC-USDT', 'buy'],
    ['BTC-USDT', 'sell'],
    ['KCS-USDT', 'buy'],
    ['ETH-BTC', 'sell'],
  ]) {
    for (const [kind, make] of Object.entries(TAKERS)) {
      test(`${kind} to ${side} ${symbol}`, async () => {
        const book = await ok(Market.OrderBook.getLevel2_full(symbol));
        const levels = side === 'buy' ? book.asks : book.bids;
        const { baseIncrement } = await ok(Market.Symbols.getSymbolDetail(symbol));
        const part = decimal(levels[0][1]).dividedBy(7).floorTo(baseIncrement).toString();
        const order = { symbol, side, ...make({ levels, part }) };
        let fills = take(
          levels,
          order.size,
          order.price === undefined ? undefined : accepts(side, order.price),
        );
        const rest = decimal(order.size).minus(total(fills, '0').size);
        if (order.timeInForce === 'FOK' && !rest.isZero) {
          fills = [];
        }
        const open = order.type === 'limit' && order.timeInForce === undefined && !rest.isZero;
        const before = await balances();
        const placed = await place(order);
        await asOlder(placed, { order, fills, open });
        const { items } = await ok(Fills.getFillsList('TRADE', { orderId: placed.orderId }));
        isFills(items, { ...placed, order, fills });
        const hf = await ok(Fills.getHfTransactionRecords({ symbol, orderId: placed.orderId }));
        isFills(hf.items, { ...placed, order, fills });
        changed(
          before,
          await balances(),
          changesOf({ symbol, side, fills, ...(open ? { rest, price: order.price } : {}) }),
        );
        if (open) {
          await ok(Orders.cancelOrder(placed.orderId));
          await asOlder(placed, { order, fills, open: false });
          changed(before, await balances(), changesOf({ symbol, side, fills }));
        }
      });
    }
  }

  for (const [symbol, funds] of [
    ['BTC-USDT', '1234.567891'],
    ['ETH-BTC', '0.12345678'],
    ['DOGE-BTC', '1.7'],
  ]) {
    test(`a market order for ${funds} of ${symbol}`, async () => {
      const { asks } = await ok(Market.OrderBook.getLevel2_full(symbol));
      const { baseIncrement } = await ok(Market.Symbols.getSymbolDetail(symbol));
      const order = { symbol, side: 'buy', type: 'market', funds };
      const fills = takeFunds(asks, funds, baseIncrement);
      const before = await balances();
      const placed = await place(order);
      const told = await asOlder(placed, { order, fills, open: false });
      same(told.funds, funds, 'funds');
      changed(before, await balances(), changesOf({ symbol, side: 'buy', fills }));
    });
  }
});

describe('Orders that rest', () => {
  for (const [cancel, cancelIt] of Object.entries(CANCELS)) {
    for (const [kind, extra] of Object.entries(RESTING)) {
      const side = kind.startsWith('an') ? 'sell' : 'buy';
      const order = {
        symbol: 'BTC-USDT',
        side,
        type: 'limit',
        size: '0.0654321',
        price: side === 'buy' ? '18000.5' : '21999',
      };
      test(`${kind} to ${side} rests until ${cancel}`, async () => {
        const before = await balances();
        const placed = await place({ ...order, ...extra });
        const told = await asOlder(placed, { order: { ...order, ...extra }, fills: [], open: true });
        assert.equal(told.remark ?? '', extra.remark ?? '');
        changed(before, await balances(), changesOf({ ...order, fills: [], rest: decimal(order.size) }));
        const hf = await ok(
          Orders.detailsOfAsingleHfOrder({ orderId: placed.orderId, symbol: order.symbol }),
        );
        assert.deepEqual(
          await ok(Orders.obtainDetailsOfASingleHfOrder({ ...placed, symbol: order.symbol })),
          hf,
        );
        assert.deepEqual(await ok(Orders.obtainListOfActiveHfOrders({ symbol: order.symbol })), [hf]);
        assert.deepEqual(await ok(Orders.obtainListOfSymbolWithActiveHfOrders()), {
          symbols: [order.symbol],
        });
        await cancelIt({ ...order, ...placed });
        await asOlder(placed, { order: { ...order, ...extra }, fills: [], open: false });
        changed(before, await balances(), {});
        assert.deepEqual(await ok(Orders.obtainListOfActiveHfOrders({ symbol: order.symbol })), []);
      });
    }
  }

  test('a changed order is a new one', async () => {
    const placed = await place({
      symbol: 'BTC-USDT',
      side: 'buy',
      type: 'limit',
      size: '0.1',
      price: '18000',
    });
    const { newOrderId } = await ok(
      Orders.modifyOrder({
        symbol: 'BTC-USDT',
        orderId: placed.orderId,
        newPrice: '18001',
        newSize: '0.2',
      }),
    );
    const told = await ok(Orders.detailsOfAsingleHfOrder({ orderId: newOrderId, symbol: 'BTC-USDT' }));
    same(told.price, '18001', 'price');
    same(told.size, '0.2', 'size');
    await ok(Orders.cancelAllHfOrders());
  });

  test("the dead man's switch is set and asked for", async () => {
    const set = await ok(Orders.hfAutoCancelSetting({ timeout: 30, symbols: 'BTC-USDT' }));
    assert.equal(set.triggerTime - set.currentTime, 30);
    const told = await ok(Orders.queryHfAutoCancelOrderSetting());
    assert.deepEqual([told.timeout, told.symbols, told.triggerTime], [30, 'BTC-USDT', set.triggerTime]);
    await ok(Orders.hfAutoCancelSetting({ timeout: -1 }));
  });

  test("a batch tells each order's success or failure", async () => {
    const { data } = await ok(
      Orders.postMultiOrders({
        symbol: 'BTC-USDT',
        orderList: ['18000', '18000.05', '18001'].map((price) => ({
          clientOid: randomUUID(),
          symbol: 'BTC-USDT',
          side: 'buy',
          type: 'limit',
          size: '0.1',
          price,
        })),
      }),
    );
    assert.deepEqual(
      data.map((one) => one.status),
      ['success', 'fail', 'success'],
    );
    assert.match(data[1].failMsg, /Price increment invalid/);
    await ok(Orders.cancelAllHfOrders());
  });

  test('done orders are listed', async () => {
    const { items } = await ok(Orders.obtainListOfFilledHfOrders({ symbol: 'BTC-USDT', limit: 100 }));
    assert.ok(items.length > 50);
    assert.ok(items.every((one) => one.active === false && one.symbol === 'BTC-USDT'));
  });

  test('recent orders and fills are listed without pages', async () => {
    assert.ok((await ok(Orders.getRecentOrders())).length > 0);
    assert.ok((await ok(Fills.getRecentFills())).length > 0);
  });
});

describe('Refused orders', () => {
  const order = { symbol: 'BTC-USDT', side: 'buy', type: 'limit', price: '18000', size: '0.01' };
  for (const [what, wrong, code, text] of [
    ['a price between two ticks', { price: '18000.05' }, '400100', /^Price increment invalid\.$/],
    ['a size between two steps', { size: '0.010000001' }, '400100', /^Order size increment invalid\.$/],
    [
      'a size below the minimum',
      { size: '0.000001' },
      '400100',
      /^Order size below the minimum requirement\.$/,
    ],
    ['a value below the minimum', { price: '100', size: '0.00001' }, '600101', /should more then/],
    ['more than there is', { size: '100000' }, '200004', /^Balance insufficient!$/],
    ['an unknown symbol', { symbol: 'NO-SUCH' }, '900001', /^symbol not exists$/],
    ['a side that is none', { side: 'hold' }, '400100', /side/],
  ]) {
    for (const call of ['postOrder', 'placeOrderTest']) {
      if (code === '200004' && call === 'placeOrderTest') {
        continue;
      }
      test(`${call} refuses ${what} with ${code}`, async () => {
        const answer = await refused(Orders[call]({ clientOid: randomUUID(), ...order, ...wrong }));
        assert.equal(answer.code, code);
        assert.match(answer.text, text);
      });
    }
  }

  test('placeHfOrder, which leaves price and size out, is refused', async () => {
    const answer = await refused(Orders.placeHfOrder({ clientOid: randomUUID(), ...order }));
    assert.equal(answer.code, '400100');
  });

  for (const call of ['cancelOrdersByOrderId', 'syncCancelOrdersByOrderId', 'detailsOfAsingleHfOrder']) {
    test(`${call} does not know an order that never was`, async () => {
      assert.equal(
        (await refused(Orders[call]({ orderId: '670fd33bf9406e0007ab3945', symbol: 'BTC-USDT' }))).code,
        '400100',
      );
    });
  }

  for (const [what, keys, code] of [
    ['an unknown key', { key: 'x' }, '400003'],
    ['a wrong secret', { secret: 'x' }, '400005'],
    ['a wrong passphrase', { passphrase: 'x' }, '400004'],
  ]) {
    test(`${what} is refused with ${code}`, async () => {
      connect(exchange, keys);
      assert.equal((await refused(Orders.postOrder({ clientOid: randomUUID(), ...order }))).code, code);
      connect(exchange);
    });
  }
});
