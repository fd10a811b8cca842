import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { same } from '../decimal.mjs';
import { startStill } from '../markets/still.mjs';
import { eventually, within } from '../waiting.mjs';
import { ccxt } from './client.mjs';
import { Listener } from './listener.mjs';

const SYMBOL = 'BTC/USDT';
const SHORT = { pingInterval: 1000, pingTimeout: 2000 };

describe('Sockets', () => {
  let exchange;
  const clients = [];
  const listener = async (options = {}) => {
    const client = Listener.at(exchange, { enableRateLimit: false, ...options });
    clients.push(client);
    await client.loadMarkets();
    return client;
  };
  before(async () => { exchange = await startStill({ noRateLimit: true, ...SHORT }); });
  after(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await exchange.stop();
  });

  test('the first frame is the welcome with the connection\'s id', async () => {
    const client = await listener();
    await within(client.watchTicker(SYMBOL), 'a snapshot');
    assert.equal(client.frames[0].type, 'welcome');
    assert.equal(client.frames[0].id, 'public');
    const order = client.watchOrders();
    await client.subscribed('/spotMarket/tradeOrders');
    assert.ok(client.frames.some((frame) => frame.type === 'welcome' && frame.id === 'private'));
    await client.createOrder(SYMBOL, 'limit', 'buy', '0.01', '19000');
    await within(order, 'the order');
    await client.cancelAllOrders();
  });
  test('a client that pings at the interval it is told stays connected', async () => {
    const client = await listener();
    const pending = client.watchOrders();
    await client.subscribed('/spotMarket/tradeOrders');
    const [socket] = client.sockets();
    assert.equal(socket.keepAlive, SHORT.pingInterval, 'the interval comes from the bullet');
    await eventually(() => client.frames.filter((frame) => frame.type === 'pong').length >= 5, 'five pongs');
    const pings = client.frames.filter((frame) => frame.type === 'pong').map((frame) => frame.id);
    assert.ok(pings.every((id) => /^\d+$/.test(id)), 'a pong has the ping\'s id');
    await client.createOrder(SYMBOL, 'limit', 'buy', '0.01', '19000');
    const [order] = await within(pending, 'the order after all the pings');
    assert.equal(order.status, 'open');
    assert.equal(client.frames.filter((frame) => frame.type === 'welcome').length, 1, 'it is still the first socket');
    await client.cancelAllOrders();
  });
  test('after a cut the same token opens again, and nothing is lost for good', async () => {
    const client = await listener();
    const watch = client.watchOrders();
    await client.subscribed('/spotMarket/tradeOrders');
    const [socket] = client.sockets();
    const { url } = socket;
    const cut = assert.rejects(within(watch, 'the cut'), ccxt.NetworkError);
    socket.connection.terminate();
    await cut;
    const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.01', '19000');
    const again = client.watchOrders();
    await eventually(() => client.frames.filter((frame) => frame.type === 'welcome').length === 2,
      'the second welcome');
    await client.subscribed('/spotMarket/tradeOrders');
    assert.equal(client.sockets()[0].url, url, 'ccxt keeps the address with its token');
    assert.deepEqual((await client.fetchOpenOrders(SYMBOL)).map((order) => order.id), [id],
      'REST tells what was missed');
    await client.cancelOrder(id, SYMBOL);
    const [order] = await within(again, 'the cancellation');
    assert.equal(order.id, id);
    assert.equal(order.status, 'canceled');
  });
  test('after a cut a book is built anew', async () => {
    const client = await listener();
    const stir = async (price) => {
      for (let i = 0; i < 8; i++) {
        const { id } = await client.createOrder('KCS/USDT', 'limit', 'buy', '1', price);
        await client.cancelOrder(id, 'KCS/USDT');
      }
    };
    for (const price of ['9.1', '9.2']) {
      const watch = client.watchOrderBook('KCS/USDT');
      await client.subscribed('/market/level2:KCS-USDT');
      await stir(price);
      await within(watch, 'the book');
      const loop = client.keepWatching(() => client.watchOrderBook('KCS/USDT'));
      const rest = await client.fetchOrderBook('KCS/USDT');
      await stir(price);
      await eventually(() => client.orderbooks['KCS/USDT'].nonce > rest.nonce, 'a later book');
      loop.going = false;
      client.sockets().find((socket) => socket.url.includes('connectId=public')).connection.terminate();
      await loop.done;
    }
  });
  test('an account\'s two connections are both told', async () => {
    const [one, two] = [await listener(), await listener()];
    const watches = [one.watchOrders(), two.watchOrders()];
    await one.subscribed('/spotMarket/tradeOrders');
    await two.subscribed('/spotMarket/tradeOrders');
    const { id } = await one.createOrder(SYMBOL, 'limit', 'buy', '0.01', '19000');
    for (const watch of watches) {
      assert.equal((await within(watch, 'the order'))[0].id, id);
    }
    await one.cancelAllOrders();
  });
  test('a topic that is not there is an error, and the socket stays', async () => {
    const client = await listener();
    await within(client.watchTicker(SYMBOL), 'a snapshot');
    const url = client.sockets()[0].url;
    await assert.rejects(within(client.subscribe(url, 'nothing', '/market/nothing:BTC-USDT'), 'the error'),
      ccxt.BaseError);
    const error = client.frames.find((frame) => frame.type === 'error');
    assert.equal(typeof error.code, 'number');
    assert.equal(typeof error.data, 'string');
    const state = client.keepWatching(() => client.watchTicker('ETH/USDT'));
    await eventually(() => client.tickers['ETH/USDT'], 'a snapshot of another symbol');
    state.going = false;
    same(client.tickers['ETH/USDT'].last, '1500');
  });
  test('a private topic without its token is refused', async () => {
    const client = await listener();
    await within(client.watchTicker(SYMBOL), 'a snapshot');
    const { url } = client.sockets()[0];
    await assert.rejects(within(client.subscribe(url, 'orders', '/spotMarket/tradeOrders', { privateChannel: true }),
      'the refusal'), ccxt.BaseError);
    assert.ok(client.frames.some((frame) => frame.type === 'error'), 'an error frame came');
  });
  test('an exchange that ends is a network error, and the next one at its port is found', async () => {
    const first = await startStill({ noRateLimit: true, ...SHORT });
    const client = Listener.at(first, { enableRateLimit: false });
    clients.push(client);
    await client.loadMarkets();
    const watch = client.watchTrades(SYMBOL);
    await client.subscribed('/market/match:BTC-USDT');
    const end = assert.rejects(within(watch, 'the end'), ccxt.NetworkError);
    await first.kill();
    await end;
    await assert.rejects(client.fetchTime(), ccxt.NetworkError);
    const second = await startStill({ noRateLimit: true, ...SHORT, port: first.port });
    assert.ok(await client.fetchTime() > 0);
    client.options.urls = {};
    const again = client.watchTrades(SYMBOL);
    await client.subscribed('/market/match:BTC-USDT');
    await client.createOrder(SYMBOL, 'market', 'buy', '0.01');
    assert.equal((await within(again, 'a trade')).length, 1);
    await second.stop();
  });
});
