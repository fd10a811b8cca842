import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { startStill } from '../markets/still.mjs';
import { eventually } from '../waiting.mjs';
import { balances, changed } from './accounting.mjs';
import { ccxt, kucoin } from './client.mjs';
import { refused } from './refusals.mjs';

const SYMBOL = 'BTC/USDT';
const HF = { hf: true };
const buy = (amount, price, params = {}) => ({ symbol: SYMBOL, type: 'limit', side: 'buy', amount, price, params });

describe('Batches, changes and cancellations', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startStill({ noRateLimit: true });
    client = kucoin(exchange, { enableRateLimit: false });
    await client.loadMarkets();
  });
  afterEach(() => client.cancelAllOrders());
  after(async () => {
    await client.close();
    await exchange.stop();
  });

  test('five orders go in one call', async () => {
    const orders = ['19001', '19002', '19003', '19004', '19005'].map((price) => buy('0.01', price));
    const made = await client.createOrders(orders);
    assert.equal(made.length, 5);
    const open = await client.fetchOpenOrders(SYMBOL);
    assert.deepEqual(open.map((order) => order.id).sort(), made.map((order) => order.id).sort());
    assert.deepEqual(open.map((order) => decimal(order.price).toString()).sort(), orders.map((order) => order.price));
  });
  test('an order of a batch that is refused leaves the others', async () => {
    const before = await balances(client);
    const made = await client.createOrders([buy('0.01', '19001'), buy('1000', '19002'), buy('0.02', '19003')]);
    assert.equal(made.length, 3);
    assert.equal(made[1].status, 'rejected');
    assert.match(made[1].info.failMsg, /insufficient/i);
    const open = await client.fetchOpenOrders(SYMBOL);
    assert.deepEqual(open.map((order) => order.id).sort(), [made[0].id, made[2].id].sort());
    const held = decimal('190.01').plus('380.06').times('1.001');
    changed(before, await balances(client), { USDT: { free: decimal(0).minus(held), used: held } });
  });
  test('an HF batch is taken in whole', async () => {
    // ccxt reads the reply of the classic call only, so what became of it is asked for.
    await client.createOrders([buy('0.01', '19001', { clientOrderId: 'batch-1' }), buy('0.02', '19002')], HF);
    const open = await client.fetchOpenOrders(SYMBOL, undefined, undefined, HF);
    assert.equal(open.length, 2);
    assert.equal(open.find((order) => order.clientOrderId === 'batch-1').price, '19001');
    const { data } = await client.privatePostHfOrdersMulti({
      orderList: [{ symbol: 'BTC-USDT', type: 'limit', side: 'buy', size: '0.01', price: '19003' },
        { symbol: 'BTC-USDT', type: 'limit', side: 'buy', size: '0.01', price: '19003.05' }],
    });
    assert.equal(data[0].success, true);
    assert.match(data[0].orderId, /^[0-9a-f]{24}$/);
    assert.equal(data[1].success, false);
    assert.equal(data[1].failMsg, 'Price increment invalid.');
  });
  test('an HF batch that waits for matching tells the outcome', async () => {
    const { data } = await client.privatePostHfOrdersMultiSync({
      orderList: [{ symbol: 'BTC-USDT', type: 'limit', side: 'buy', size: '0.01', price: '19003' },
        { symbol: 'BTC-USDT', type: 'limit', side: 'buy', size: '0.02', price: '20000', timeInForce: 'IOC' }],
    });
    assert.equal(data[0].status, 'open');
    same(data[0].remainSize, '0.01');
    assert.equal(data[1].status, 'done');
    same(data[1].dealSize, '0.02');
  });
  test('a changed order is a new one at the new price', async () => {
    const before = await balances(client);
    const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.1', '19000');
    const { id: changedId } = await client.editOrder(id, SYMBOL, 'limit', 'buy', undefined, '19100');
    assert.notEqual(changedId, id);
    assert.equal((await client.fetchOrder(id, SYMBOL)).status, 'canceled');
    const told = await client.fetchOrder(changedId, SYMBOL);
    same(told.price, '19100');
    same(told.amount, '0.1');
    assert.equal(told.status, 'open');
    const held = decimal('1910').times('1.001');
    changed(before, await balances(client), { USDT: { free: decimal(0).minus(held), used: held } });
  });
  test('a changed order has the new size', async () => {
    const before = await balances(client);
    const { id } = await client.createOrder(SYMBOL, 'limit', 'sell', '0.1', '21000');
    const { id: changedId } = await client.editOrder(id, SYMBOL, 'limit', 'sell', '0.25');
    same((await client.fetchOrder(changedId, SYMBOL)).amount, '0.25');
    changed(before, await balances(client), { BTC: { free: '-0.25', used: '0.25' } });
  });
  test('an order is changed by its client id', async () => {
    const clientOrderId = client.uuid();
    await client.createOrder(SYMBOL, 'limit', 'buy', '0.1', '19000', { clientOrderId });
    const { id } = await client.editOrder('', SYMBOL, 'limit', 'buy', '0.2', '19001', { clientOrderId });
    const told = await client.fetchOrder(id, SYMBOL);
    same(told.price, '19001');
    same(told.amount, '0.2');
  });
  test('a change to a price off the tick is refused and the order stays', async () => {
    const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.1', '19000');
    await refused(() => client.editOrder(id, SYMBOL, 'limit', 'buy', undefined, '19000', { newPrice: '19000.01' }),
      ccxt.BadRequest, '400100', /increment/i);
    assert.equal((await client.fetchOrder(id, SYMBOL)).status, 'open');
  });
  test('a test order leaves no trace', async () => {
    const before = await balances(client);
    for (const way of [{}, HF]) {
      const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.1', '20000', { ...way, test: true });
      assert.match(id, /^[0-9a-f]{24}$/);
      await assert.rejects(client.fetchOrder(id, SYMBOL, way), ccxt.OrderNotFound);
    }
    changed(before, await balances(client), {});
  });
  test('a test order is judged like any other', async () => {
    for (const way of [{}, HF]) {
      await refused(() => client.createOrder(SYMBOL, 'limit', 'buy', '0.1', '20000', { ...way, test: true,
        price: '1.01' }),
        ccxt.BadRequest, '400100', /^Price increment invalid\.$/);
    }
  });
  for (const [name, way] of [['classic', {}], ['hf', HF], ['sync', { sync: true }]]) {
    test(`a cancellation tells the order's id, ${name}`, async () => {
      const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.1', '19000', way);
      assert.equal((await client.cancelOrder(id, SYMBOL, way)).id, id);
    });
    test(`a cancellation by client id ends the order, ${name}`, async () => {
      const clientOrderId = client.uuid();
      const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.1', '19000', { ...way, clientOrderId });
      await client.cancelOrder(undefined, SYMBOL, { ...way, clientOrderId });
      assert.equal((await client.fetchOrder(id, SYMBOL)).status, 'canceled');
    });
  }
  for (const [name, way] of [['classic', {}], ['hf', HF]]) {
    test(`all orders of a symbol are cancelled, the others stay, ${name}`, async () => {
      const before = await balances(client);
      for (const price of ['19001', '19002', '19003']) {
        await client.createOrder(SYMBOL, 'limit', 'buy', '0.01', price, way);
      }
      const other = await client.createOrder('ETH/USDT', 'limit', 'buy', '0.1', '1400', way);
      await client.cancelAllOrders(SYMBOL, way);
      assert.deepEqual(await client.fetchOpenOrders(SYMBOL), []);
      assert.equal((await client.fetchOrder(other.id, 'ETH/USDT')).status, 'open');
      changed(before, await balances(client), { USDT: { free: '-140.14', used: '140.14' } });
      await client.cancelAllOrders('ETH/USDT', way);
      changed(before, await balances(client), {});
    });
    test(`all orders of all symbols are cancelled, ${name}`, async () => {
      const before = await balances(client);
      await client.createOrder(SYMBOL, 'limit', 'buy', '0.01', '19000', way);
      await client.createOrder('ETH/BTC', 'limit', 'sell', '1', '0.08', way);
      await client.cancelAllOrders(undefined, way);
      assert.deepEqual(await client.fetchOpenOrders(), []);
      changed(before, await balances(client), {});
    });
  }
  test('several orders are cancelled in one call of the unified API', async () => {
    const made = [];
    for (const price of ['19001', '19002', '19003']) {
      made.push((await client.createOrder(SYMBOL, 'limit', 'buy', '0.01', price)).id);
    }
    await client.cancelOrders(made.slice(0, 2), SYMBOL, { accountMode: 'classic' });
    const open = await client.fetchOpenOrders(SYMBOL);
    assert.deepEqual(open.map((order) => order.id), [made[2]]);
  });
  test('a good-till-time order ends by itself and gives back what it held', async () => {
    const before = await balances(client);
    const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.1', '19000', {
      ...HF, timeInForce: 'GTT', cancelAfter: 1,
    });
    assert.equal((await client.fetchOrder(id, SYMBOL, HF)).status, 'open');
    await eventually(async () => (await client.fetchOrder(id, SYMBOL, HF)).status === 'canceled', 'its end');
    changed(before, await balances(client), {});
  });
  test('a part of an order is cancelled', async () => {
    const before = await balances(client);
    const { id } = await client.createOrder(SYMBOL, 'limit', 'sell', '0.3', '21000', HF);
    const { data } = await client.request('hf/orders/cancel/' + id, 'private', 'DELETE',
      { symbol: 'BTC-USDT', cancelSize: '0.1' });
    same(data.cancelSize, '0.1');
    changed(before, await balances(client), { BTC: { free: '-0.2', used: '0.2' } });
    const told = await client.fetchOrder(id, SYMBOL, HF);
    assert.equal(told.status === 'open' || told.info.active, true);
    same(told.info.remainSize, '0.2');
  });
  test('a market order that leaves the price band is cut there', async () => {
    const { asks } = await client.fetchOrderBook('TRX/USDT', 20);
    const inside = asks.filter(([price]) => decimal(price).compare(decimal(asks[0][0]).times('1.1')) <= 0);
    assert.ok(inside.length < asks.length, 'there is a level beyond the band');
    const order = await client.createOrder('TRX/USDT', 'market', 'buy', '150000');
    const told = await client.fetchOrder(order.id, 'TRX/USDT');
    same(told.filled, inside.reduce((total, [, size]) => total.plus(size), decimal(0)), 'filled');
    assert.equal(told.status, 'canceled');
  });
});
