import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { startStill } from '../markets/still.mjs';
import { eventually, within } from '../waiting.mjs';
import { balances, changed } from './accounting.mjs';
import { ccxt } from './client.mjs';
import { Listener } from './listener.mjs';

const SYMBOL = 'BTC/USDT';

// What ccxt makes of a code, whatever call it comes from.
const CODES = {
  102426: 'ExchangeError', 200004: 'InsufficientFunds', 210021: 'InsufficientFunds', 230003: 'InsufficientFunds',
  260100: 'InsufficientFunds', 300000: 'InvalidOrder', 400001: 'AuthenticationError', 400002: 'InvalidNonce',
  400003: 'AuthenticationError', 400004: 'AuthenticationError', 400005: 'AuthenticationError',
  400006: 'AuthenticationError', 400007: 'AuthenticationError', 400008: 'NotSupported', 400100: 'BadRequest',
  400200: 'InvalidOrder', 400330: 'InvalidOrder', 400350: 'InvalidOrder', 400370: 'InvalidOrder',
  400500: 'RestrictedLocation', 400600: 'BadSymbol', 400760: 'InvalidOrder', 404000: 'NotSupported',
  411100: 'AccountSuspended', 415000: 'BadRequest', 429000: 'ExchangeError', 500000: 'ExchangeNotAvailable',
  600100: 'InsufficientFunds', 600101: 'InvalidOrder', 900001: 'ExchangeError',
};

describe('Faults', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startStill({ noRateLimit: true, control: true });
    client = Listener.at(exchange, { enableRateLimit: false, timeout: 3000 });
    await client.loadMarkets();
    await client.fetchBalance();
  });
  after(async () => {
    await client.close();
    await exchange.stop();
  });

  /** Puts a fault in force, as a tester would by hand. */
  const strike = async (fault) => {
    const reply = await fetch(exchange.url + '/sim/faults', { method: 'POST', body: JSON.stringify(fault) });
    assert.equal(reply.status, 200, await reply.clone().text());
    return (await reply.json()).ids[0];
  };
  const struck = async (id) => {
    const { faults } = await (await fetch(exchange.url + '/sim/faults')).json();
    return faults.find((fault) => fault.id === id).struck;
  };
  const order = (params = {}) => client.createOrder(SYMBOL, 'limit', 'buy', '0.01', '19000', params);
  const nothingLeft = async () => {
    await client.cancelAllOrders(SYMBOL);
    assert.deepEqual(await client.fetchOpenOrders(SYMBOL), []);
  };

  for (const [code, errorClass] of Object.entries(CODES)) {
    test(`an order that is refused with ${code} is ${errorClass}`, async () => {
      const before = await balances(client);
      const id = await strike({ do: 'reject', code, message: 'for a test' });
      await assert.rejects(order(), (error) => {
        assert.equal(error.constructor.name, errorClass, error.message);
        assert.match(error.message, new RegExp(`"code":"${code}"`));
        return true;
      });
      assert.equal(await struck(id), 1);
      changed(before, await balances(client), {});
    });
  }
  for (const [status, code, errorClass] of [
    [429, '429000', 'ExchangeError'], [500, '500000', 'ExchangeNotAvailable'], [503, '500000', 'ExchangeNotAvailable'],
    [401, '400003', 'AuthenticationError'], [403, '400006', 'AuthenticationError'],
  ]) {
    test(`an answer ${status} with ${code} is ${errorClass}`, async () => {
      await strike({ do: 'answer', path: 'GET /api/v1/accounts', status, code, message: 'for a test' });
      await assert.rejects(client.fetchBalance(), (error) => error.constructor.name === errorClass);
      await client.fetchBalance();
    });
  }
  test('an order whose reply is lost is there all the same', async () => {
    const clientOrderId = client.uuid();
    await strike({ do: 'lose-after', path: 'orders', ms: 1 });
    await assert.rejects(order({ clientOrderId }), ccxt.NetworkError);
    const told = await client.fetchOrder('', SYMBOL, { clientOrderId });
    assert.equal(told.status, 'open');
    await assert.rejects(order({ clientOrderId }), ccxt.ExchangeError, 'a second try does not order twice');
    await nothingLeft();
  });
  test('an order that is lost on its way is not there', async () => {
    const clientOrderId = client.uuid();
    await strike({ do: 'lose-before', path: 'orders', ms: 1 });
    await assert.rejects(order({ clientOrderId }), ccxt.NetworkError);
    await assert.rejects(client.fetchOrder('', SYMBOL, { clientOrderId }), ccxt.OrderNotFound);
    await order({ clientOrderId });
    await nothingLeft();
  });
  test('a reply that is held back comes after the order', async () => {
    const clientOrderId = client.uuid();
    await strike({ do: 'hold', path: 'orders', ms: 1500 });
    let answered = false;
    const placing = order({ clientOrderId }).then((placed) => { answered = true; return placed; });
    const told = await eventually(() => client.fetchOrder('', SYMBOL, { clientOrderId })
      .catch((error) => { if (!(error instanceof ccxt.OrderNotFound)) throw error; }), 'the order');
    assert.equal(answered, false, 'the reply is still held');
    assert.equal((await placing).id, told.id);
    await nothingLeft();
  });
  test('a reply that never comes is a timeout', async () => {
    await strike({ do: 'lose-after', path: 'GET /api/v1/accounts' });
    await assert.rejects(client.fetchBalance(), ccxt.RequestTimeout);
    await client.fetchBalance();
  });
  test('a halted symbol takes no orders, the others do, and it comes back', async () => {
    await strike({ do: 'halt', symbol: 'BTC-USDT' });
    await assert.rejects(order(), ccxt.BadSymbol);
    const other = await client.createOrder('ETH/USDT', 'limit', 'buy', '0.1', '1400');
    await client.cancelOrder(other.id, 'ETH/USDT');
    await strike({ do: 'resume', symbol: 'BTC-USDT' });
    await order();
    await nothingLeft();
  });
  test('a symbol that is to be left takes cancellations only', async () => {
    const { id } = await order();
    await strike({ do: 'cancel-only', symbol: 'BTC-USDT' });
    await assert.rejects(order(), ccxt.BaseError);
    await client.cancelOrder(id, SYMBOL);
    await strike({ do: 'resume', symbol: 'BTC-USDT' });
    await order();
    await nothingLeft();
  });
  test('a market order is filled in part and the rest cancelled', async () => {
    await strike({ do: 'partial-fill', percent: 40 });
    const { id } = await client.createOrder('ETH/USDT', 'market', 'buy', '1');
    const told = await client.fetchOrder(id, 'ETH/USDT');
    same(told.filled, '0.4');
    assert.equal(told.status, 'canceled');
  });
  test('coins that a fill brought in cannot be spent at once', async () => {
    await strike({ do: 'credit-lag', ms: 1000 });
    await client.createOrder('KCS/BTC', 'market', 'buy', '10');
    const { KCS } = await balances(client);
    await assert.rejects(client.createOrder('KCS/BTC', 'market', 'sell', KCS.total), ccxt.InsufficientFunds);
  });
  test('sockets that are cut open again', async () => {
    const watch = client.watchOrders();
    await client.subscribed('/spotMarket/tradeOrders');
    const cut = assert.rejects(within(watch, 'the cut'), ccxt.NetworkError);
    await strike({ do: 'close' });
    await cut;
    const again = client.watchOrders();
    await client.subscribed('/spotMarket/tradeOrders');
    const { id } = await order();
    assert.equal((await within(again, 'the order'))[0].id, id);
    await nothingLeft();
  });
  test('frames that are lost, doubled or late are made good by asking again', async () => {
    const loop = client.keepWatching(() => client.watchOrders());
    await client.subscribed('/spotMarket/tradeOrders');
    const topic = '/spotMarket/tradeOrders';
    for (const [kind, types] of [['drop', []], ['duplicate', ['open', 'open']], ['delay', ['open']]]) {
      const id = await strike({ do: kind, stream: 'private', topic, ms: kind === 'delay' ? 300 : 0 });
      const placed = await order();
      assert.equal((await client.fetchOrder(placed.id, SYMBOL)).status, 'open');
      await eventually(async () => await struck(id) === 1, `${kind} to strike`);
      const heard = () => client.heard(topic).filter((data) => data.orderId === placed.id && data.type === 'open');
      await eventually(() => heard().length === types.length, `${types.length} frames`);
      await client.cancelOrder(placed.id, SYMBOL);
      await eventually(() => client.heard(topic).some((data) => data.orderId === placed.id && data.type === 'canceled'),
        'the cancellation');
    }
    loop.going = false;
  });
  test('a clock that jumps is an invalid nonce until it jumps back', async () => {
    await strike({ do: 'shift-clock', ms: 60_000 });
    await assert.rejects(client.fetchBalance(), ccxt.InvalidNonce);
    assert.ok(decimal(await client.fetchTime()).compare(Date.now() + 50_000) > 0);
    await strike({ do: 'shift-clock', ms: -60_000 });
    await client.fetchBalance();
  });
});
