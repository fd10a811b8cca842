import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { same } from '../decimal.mjs';
import { startStill } from '../markets/still.mjs';
import { eventually } from '../waiting.mjs';
import { ccxt, redirect } from './client.mjs';

// No option at all: numbers are floats, the rate limiter is on, keys and address are all that is set. The latencies
// are those of a machine in the exchange's region.
describe('ccxt without any option', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startStill({ latency: 'default' });
    client = new ccxt.pro.kucoin({
      apiKey: 'simulator-key', secret: 'simulator-secret', password: 'simulator-passphrase',
    });
    redirect(client, exchange.url);
  });
  after(async () => {
    await client.close();
    await exchange.stop();
  });

  test('markets load by themselves with the first call', async () => {
    const balance = await client.fetchBalance();
    assert.equal(balance.USDT.free, 1000000);
    assert.equal(balance.free.BTC, 100);
    assert.equal(balance.used.BTC, 0);
    assert.equal(client.markets['BTC/USDT'].precision.amount, 1e-8);
    assert.equal(client.options.uta, false, 'the account is a classic one');
    assert.equal(client.options.hf, false, 'the account is none of the old HF ones');
  });
  test('an order rests, is told, and is cancelled', async () => {
    const order = await client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, 19000);
    const told = await client.fetchOrder(order.id, 'BTC/USDT');
    assert.equal(told.status, 'open');
    assert.equal(told.price, 19000);
    assert.equal(told.amount, 0.01);
    await client.cancelOrder(order.id, 'BTC/USDT');
  });
  test('a market order is filled', async () => {
    const order = await client.createOrder('ETH/USDT', 'market', 'buy', 0.25);
    const told = await eventually(async () => {
      const now = await client.fetchOrder(order.id, 'ETH/USDT');
      return now.status === 'closed' && now;
    }, 'the fill');
    assert.equal(told.filled, 0.25);
    assert.equal(told.average, 1500.5);
    same(told.info.fee, '0.375125', 'fee');
    const [trade] = await client.fetchOrderTrades(order.id, 'ETH/USDT');
    assert.equal(trade.price, 1500.5);
  });
  test('a price that is finer than the tick is rounded by ccxt', async () => {
    const order = await client.createOrder('BTC/USDT', 'limit', 'sell', 0.123456789, 21000.06);
    const told = await client.fetchOrder(order.id, 'BTC/USDT');
    assert.equal(told.amount, 0.12345678);
    assert.equal(told.price, 21000.1);
    await client.cancelOrder(order.id, 'BTC/USDT');
  });
  test('an amount below the smallest is refused', () => assert.rejects(
    client.createOrder('BTC/USDT', 'limit', 'buy', 0.000001, 19000), ccxt.InvalidOrder));
  test('a market that is not there is not asked for', () => assert.rejects(
    client.fetchTicker('NOPE/USDT'), ccxt.BadSymbol));
});
