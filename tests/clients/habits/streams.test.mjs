// The streams as clients with other habits use them: without connectId, with numbers for ids, without answers wanted.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startDeep } from '../markets/deep.mjs';
import { eventually } from '../waiting.mjs';
import { call, Line, stream } from './caller.mjs';

describe('Streams', () => {
  let exchange;
  let line;
  before(async () => {
    exchange = await startDeep({ noRateLimit: true });
    line = await stream(exchange);
  });
  after(async () => {
    line.end();
    await exchange.stop();
  });

  const take = (symbol, size) =>
    call(exchange, 'POST', '/api/v1/hf/orders', { body: { symbol, side: 'buy', type: 'market', size } });

  test('the welcome is the first message and has an id of its own', () => {
    assert.equal(line.messages[0].type, 'welcome');
    assert.match(line.messages[0].id, /.+/);
  });

  for (const connectId of ['12345', 'public', 'hQvf8jkno']) {
    test(`the welcome has the connectId ${connectId}, whatever else is in the address`, async () => {
      const other = await stream(exchange, {
        query: `&connectId=${connectId}&acceptUserMessage=true&x=y`,
      });
      assert.equal(other.messages[0].id, connectId);
      other.end();
    });
  }

  for (const id of [1545910660739, 'a/b@@c,d', '1731234567890123456']) {
    test(`the id ${JSON.stringify(id)} comes back as text`, async () => {
      line.send({ id, type: 'subscribe', topic: '/market/match:BTC-USDT', response: true });
      await line.find(
        (message) => message.type === 'ack' && message.id === String(id),
        'the acknowledgement',
      );
      line.send({ id: `${id}-`, type: 'unsubscribe', topic: '/market/match:BTC-USDT', response: true });
      await line.find(
        (message) => message.type === 'ack' && message.id === `${id}-`,
        'the second acknowledgement',
      );
    });
  }

  test('a ping is answered with its id, one without an id as well', async () => {
    line.send({ id: 'p-1', type: 'ping' });
    await line.find((message) => message.type === 'pong' && message.id === 'p-1', 'the pong');
    const pongs = line.messages.filter((message) => message.type === 'pong').length;
    line.send({ type: 'ping' });
    await eventually(
      () => line.messages.filter((message) => message.type === 'pong').length > pongs,
      'the second pong',
    );
  });

  test('pings of the protocol itself are answered', async () => {
    line.socket.ping();
    await eventually(() => line.pongs > 0, 'the pong');
  });

  for (const wanted of [false, undefined]) {
    test(`there is no acknowledgement when response is ${wanted}`, async () => {
      line.send({ id: 'quiet', type: 'subscribe', topic: '/market/match:XRP-USDT', response: wanted });
      await eventually(async () => {
        await take('XRP-USDT', '1');
        return line.messages.find((message) => message.topic === '/market/match:XRP-USDT');
      }, 'a push without an acknowledgement');
      assert.equal(
        line.messages.find((message) => message.id === 'quiet'),
        undefined,
      );
      line.send({ id: 'loud', type: 'unsubscribe', topic: '/market/match:XRP-USDT', response: true });
    });
  }

  for (const [what, message, code] of [
    ['a topic that is none', { type: 'subscribe', topic: '/no/such:BTC-USDT' }, 404],
    ['a symbol that is none', { type: 'subscribe', topic: '/market/ticker:NO-SUCH' }, 400],
    ['a message without a topic', { type: 'subscribe' }, 406],
    ['a private topic', { type: 'subscribe', topic: '/spotMarket/tradeOrders', privateChannel: true }, 403],
    ['a type that is none', { type: 'dream', topic: '/market/ticker:BTC-USDT' }, 415],
    [
      '101 symbols at once',
      {
        type: 'subscribe',
        topic: `/market/ticker:${Array.from({ length: 101 }, (_, n) => `A${n}-USDT`).join()}`,
      },
      509,
    ],
  ]) {
    test(`${what} is an error ${code} with a number for its code, and the connection stays`, async () => {
      const id = `error-${what}`;
      line.send({ id, response: true, ...message });
      const error = await line.find((one) => one.id === id, 'the error');
      assert.equal(error.type, 'error');
      assert.equal(error.code, code);
      assert.equal(typeof error.data, 'string');
      line.send({ id: `after-${what}`, type: 'ping' });
      await line.find((one) => one.type === 'pong' && one.id === `after-${what}`, 'a pong');
    });
  }

  test('a token that is none is refused', async () => {
    const other = new Line(`${exchange.url.replace('https:', 'wss:')}/?token=none`);
    await eventually(() => other.closed !== undefined, 'the end');
    assert.equal(
      other.messages.find((message) => message.type === 'welcome'),
      undefined,
    );
  });

  test('a private token also opens what is public', async () => {
    const both = await stream(exchange, { isPrivate: true });
    both.send({ id: 1, type: 'subscribe', topic: '/market/match:KCS-USDT', response: true });
    both.send({
      id: 2,
      type: 'subscribe',
      topic: '/account/balance',
      privateChannel: true,
      response: true,
    });
    await both.find((message) => message.type === 'ack' && message.id === '2', 'both acknowledgements');
    await take('KCS-USDT', '1');
    await both.find((message) => message.subject === 'trade.l3match', 'a match');
    await both.find((message) => message.subject === 'account.balance', 'a change of balance');
    both.end();
  });

  test('what comes through a tunnel says so', async () => {
    line.send({ id: 't-1', type: 'openTunnel', newTunnelId: 'bt1', response: true });
    await line.find((message) => message.type === 'ack' && message.id === 't-1', 'the tunnel');
    line.send({
      id: 't-2',
      type: 'subscribe',
      topic: '/market/match:ETH-USDT',
      tunnelId: 'bt1',
      response: true,
    });
    await line.find((message) => message.type === 'ack' && message.id === 't-2', 'the acknowledgement');
    await take('ETH-USDT', '0.1');
    const push = await line.find((message) => message.topic === '/market/match:ETH-USDT', 'a push');
    assert.equal(push.tunnelId, 'bt1');
    line.send({ id: 't-3', type: 'closeTunnel', tunnelId: 'bt1', response: true });
    await line.find((message) => message.type === 'ack' && message.id === 't-3', 'the end of the tunnel');
  });

  test('a connection that says nothing is ended after pingInterval and pingTimeout', async () => {
    const other = await startDeep({ pingInterval: 300, pingTimeout: 300 });
    const silent = await stream(other);
    await eventually(() => silent.closed !== undefined, 'the end');
    await other.stop();
  });
});
