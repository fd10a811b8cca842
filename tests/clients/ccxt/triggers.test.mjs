import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { startStill } from '../markets/still.mjs';
import { eventually } from '../waiting.mjs';
import { balances, changed } from './accounting.mjs';
import { ccxt, kucoin } from './client.mjs';
import { refused } from './refusals.mjs';

const SYMBOL = 'BTC/USDT';
const TRIGGER = { trigger: true };

// Last price 20000. `[what, side, kind of trigger, trigger price, limit price, price of the trade that triggers]`.
const KINDS = [
  ['a stop loss of a long', 'sell', 'stopLossPrice', '19999.5', '20999', '19999.4'],
  ['a take profit of a long', 'sell', 'takeProfitPrice', '20000.5', '20998', '20000.5'],
  ['a stop loss of a short', 'buy', 'stopLossPrice', '20000.5', '19001', '20000.5'],
  ['a take profit of a short', 'buy', 'takeProfitPrice', '19999.5', '19002', '19999.3'],
];

describe('Orders that wait for a price', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startStill({ noRateLimit: true });
    client = kucoin(exchange, { enableRateLimit: false });
    await client.loadMarkets();
    // Takes the best levels away, so that own orders can trade on both sides of 20000.
    await client.createOrder(SYMBOL, 'limit', 'buy', '0.5', '20000');
  });
  afterEach(async () => {
    await client.cancelAllOrders(SYMBOL, TRIGGER);
    await client.cancelAllOrders(SYMBOL);
  });
  after(async () => {
    await client.close();
    await exchange.stop();
  });

  const tradeAt = async (price) => {
    await client.createOrder(SYMBOL, 'limit', 'sell', '0.01', price);
    await client.createOrder(SYMBOL, 'limit', 'buy', '0.01', price);
  };

  for (const [what, side, trigger, at, limit, tradedAt] of KINDS) {
    test(`${what} waits, holds nothing and is cancelled`, async () => {
      await tradeAt('20000');
      const before = await balances(client);
      const { id } = await client.createOrder(SYMBOL, 'limit', side, '0.1', limit, { [trigger]: at });
      const told = await client.fetchOrder(id, SYMBOL, TRIGGER);
      assert.equal(told.status, 'open');
      assert.equal(told.side, side);
      same(told.triggerPrice, at, 'trigger price');
      same(told.price, limit, 'price');
      same(told.amount, '0.1', 'amount');
      assert.deepEqual((await client.fetchOpenOrders(SYMBOL, undefined, undefined, TRIGGER)).map((o) => o.id), [id]);
      assert.deepEqual(await client.fetchOpenOrders(SYMBOL), [], 'it is no order in the book');
      changed(before, await balances(client), {});
      assert.equal((await client.cancelOrder(id, SYMBOL, TRIGGER)).id, id);
      assert.deepEqual(await client.fetchOpenOrders(SYMBOL, undefined, undefined, TRIGGER), []);
    });
    test(`${what} becomes an order when a trade reaches its price`, async () => {
      await tradeAt('20000');
      const clientOrderId = client.uuid();
      await client.createOrder(SYMBOL, 'limit', side, '0.1', limit, { [trigger]: at, clientOrderId });
      await tradeAt('20000');
      assert.equal((await client.fetchOpenOrders(SYMBOL, undefined, undefined, TRIGGER)).length, 1, 'not yet');
      const before = await balances(client);
      await tradeAt(tradedAt);
      const order = await eventually(async () =>
        (await client.fetchOpenOrders(SYMBOL)).find((one) => one.clientOrderId === clientOrderId), 'the order');
      same(order.price, limit, 'price');
      same(order.amount, '0.1', 'amount');
      assert.equal(order.side, side);
      assert.deepEqual(await client.fetchOpenOrders(SYMBOL, undefined, undefined, TRIGGER), []);
      const fees = decimal(tradedAt).times('0.01').times('0.002');
      const held = side === 'buy' ? decimal(limit).times('0.1').times('1.001') : decimal('0.1');
      changed(before, await balances(client), side === 'buy'
        ? { USDT: { free: decimal(0).minus(held).minus(fees), used: held } }
        : { BTC: { free: decimal(0).minus(held), used: held }, USDT: { free: decimal(0).minus(fees) } });
    });
  }
  test('one that is not there cannot be cancelled', () => refused(
    () => client.cancelOrder('6a1f00000000000000000000', SYMBOL, TRIGGER), ccxt.OrderNotFound, '400100', /order/));
  test('one is cancelled by its client id', async () => {
    const clientOrderId = client.uuid();
    await client.createOrder(SYMBOL, 'limit', 'sell', '0.1', '20999', { stopLossPrice: '19000', clientOrderId });
    await client.cancelOrder(undefined, SYMBOL, { ...TRIGGER, clientOrderId });
    assert.deepEqual(await client.fetchOpenOrders(SYMBOL, undefined, undefined, TRIGGER), []);
  });
  test('all are cancelled at once', async () => {
    for (const at of ['19000', '18900', '18800']) {
      await client.createOrder(SYMBOL, 'limit', 'sell', '0.1', '20999', { stopLossPrice: at });
    }
    await client.cancelAllOrders(SYMBOL, TRIGGER);
    assert.deepEqual(await client.fetchOpenOrders(SYMBOL, undefined, undefined, TRIGGER), []);
  });
});
