// Orders over WebSocket, in the way of the client that knows how: session, signature of its text, requests by id.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { startDeep } from '../markets/deep.mjs';
import { eventually } from '../waiting.mjs';
import { call, enter, entryUrl, Line, sign, stream } from './caller.mjs';

const LIMIT = { symbol: 'BTC-USDT', side: 'buy', type: 'limit', price: '18000', size: '0.01' };

describe('Order entry', () => {
  let exchange;
  let line;
  before(async () => {
    exchange = await startDeep({ noRateLimit: true });
    line = await enter(exchange);
  });
  after(async () => {
    line.end();
    await exchange.stop();
  });

  const ask = (op, args) => line.ask(randomUUID(), op, args);
  const order = async (clientOid) =>
    (
      await call(exchange, 'GET', `/api/v1/hf/orders/client-order/${clientOid}`, {
        query: { symbol: 'BTC-USDT' },
      })
    ).data;

  test('the session is compact and in the order that is signed', () => {
    assert.match(line.texts[0], /^\{"sessionId":"[^"]+","timestamp":\d{13}\}$/);
    assert.equal(line.welcome.sessionId, line.messages[0].sessionId);
    assert.deepEqual([line.welcome.pingInterval, line.welcome.pingTimeout], [18000, 10000]);
  });

  test('a ping is answered with its id and the time', async () => {
    line.send({ id: 'ping-1', op: 'ping', timestamp: Date.now() });
    const pong = await line.find((message) => message.id === 'ping-1', 'the pong');
    assert.equal(pong.op, 'pong');
    assert.match(String(pong.timestamp), /^\d{13}$/);
  });

  test('an order is placed, and told with the times of the gateway and what is left of the quota', async () => {
    const clientOid = randomUUID();
    const reply = await ask('spot.order', { ...LIMIT, clientOid });
    assert.deepEqual([reply.op, reply.code, reply.data.clientOid], ['spot.order', '200000', clientOid]);
    assert.ok(reply.inTime <= reply.outTime && reply.inTime > 1.6e12);
    const quota = reply.userRateLimit ?? reply.rateLimit;
    assert.ok(quota.remaining < quota.limit && quota.reset > 0);
    const told = await order(clientOid);
    assert.deepEqual([told.id, told.active], [reply.data.orderId, true]);
  });

  test('an order that waits for matching tells what became of it', async () => {
    const reply = await ask('spot.sync_order', {
      symbol: 'BTC-USDT',
      side: 'buy',
      type: 'market',
      size: '0.02',
    });
    assert.deepEqual([reply.code, reply.data.status], ['200000', 'done']);
    same(reply.data.dealSize, '0.02', 'dealSize');
    same(reply.data.remainSize, 0, 'remainSize');
  });

  for (const by of ['orderId', 'clientOid']) {
    test(`an order is cancelled by ${by}`, async () => {
      const clientOid = randomUUID();
      const placed = await ask('spot.order', { ...LIMIT, clientOid });
      const reply = await ask('spot.cancel', { symbol: 'BTC-USDT', [by]: placed.data[by] });
      assert.deepEqual([reply.code, reply.data[by]], ['200000', placed.data[by]]);
      await eventually(async () => (await order(clientOid)).active === false, 'the end of the order');
    });

    test(`an order is cancelled by ${by}, and told how far it was`, async () => {
      const placed = await ask('spot.order', { ...LIMIT, clientOid: randomUUID() });
      const reply = await ask('spot.sync_cancel', { symbol: 'BTC-USDT', [by]: placed.data[by] });
      assert.equal(reply.data.status, 'done');
      same(reply.data.canceledSize, LIMIT.size, 'canceledSize');
    });

    test(`an order is changed by ${by}`, async () => {
      const placed = await ask('spot.order', { ...LIMIT, clientOid: randomUUID() });
      const reply = await ask('spot.modify', {
        symbol: 'BTC-USDT',
        [by]: placed.data[by],
        newPrice: '18001',
        newSize: '0.02',
      });
      assert.equal(reply.code, '200000');
      assert.notEqual(reply.data.newOrderId, placed.data.orderId);
      await ask('spot.cancel', { symbol: 'BTC-USDT', orderId: reply.data.newOrderId });
    });
  }

  for (const [what, op, args, code, text] of [
    [
      'a price between two ticks',
      'spot.order',
      { ...LIMIT, price: '18000.05' },
      '400100',
      /^Price increment invalid\.$/,
    ],
    ['more than there is', 'spot.order', { ...LIMIT, size: '100000' }, '200004', /^Balance insufficient!$/],
    [
      'an unknown symbol',
      'spot.sync_order',
      { ...LIMIT, symbol: 'NO-SUCH' },
      '900001',
      /^symbol not exists$/,
    ],
    [
      'a value below the minimum',
      'spot.order',
      { ...LIMIT, price: '100', size: '0.00001' },
      '600101',
      /should more then/,
    ],
    [
      'an order that never was',
      'spot.cancel',
      { symbol: 'BTC-USDT', orderId: '670fd33bf9406e0007ab3945' },
      '400100',
      /^order_not_exist_or_not_allow_to_cancel$/,
    ],
    ['an operation that is none', 'spot.dream', {}, '4001002', /^Please check the param of your request/],
  ]) {
    test(`${op} refuses ${what} with ${code}, keeping id and op`, async () => {
      const reply = await ask(op, args);
      assert.deepEqual([reply.op, reply.code, reply.data], [op, code, undefined]);
      assert.match(reply.msg, text);
      assert.ok(reply.inTime <= reply.outTime);
    });
  }

  test('a request without an id is refused with 4001002 and the connection stays', async () => {
    line.send({ op: 'spot.order', args: LIMIT });
    const reply = await line.find(
      (message) => message.code === '4001002' && message.id === undefined,
      'the refusal',
    );
    assert.match(reply.msg, /Field 'id' must be a non-empty string/);
    assert.equal((await ask('spot.cancel', { symbol: 'BTC-USDT', orderId: 'x' })).code, '400100');
  });

  test('many requests at once are each answered under their id', async () => {
    const before = (
      await call(exchange, 'GET', '/api/v1/accounts', { query: { currency: 'USDT', type: 'trade' } })
    ).data[0];
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        ask('spot.order', { ...LIMIT, price: String(17000 + n), clientOid: `many-${n}` }),
      ),
    );
    assert.deepEqual(
      replies.map((one) => one.data.clientOid),
      replies.map((_, n) => `many-${n}`),
    );
    const after = (
      await call(exchange, 'GET', '/api/v1/accounts', { query: { currency: 'USDT', type: 'trade' } })
    ).data[0];
    const held = replies.reduce(
      (total, _, n) =>
        total.plus(
          decimal(17000 + n)
            .times('0.01')
            .times('1.001'),
        ),
      decimal(0),
    );
    same(after.holds, decimal(before.holds).plus(held), 'holds');
    await call(exchange, 'DELETE', '/api/v1/hf/orders', { query: { symbol: 'BTC-USDT' } });
  });

  test('its events come on the private stream, not here', async () => {
    const events = await stream(exchange, { isPrivate: true });
    events.send({
      id: 1,
      type: 'subscribe',
      topic: '/spotMarket/tradeOrdersV2',
      privateChannel: true,
      response: true,
    });
    await events.find((message) => message.type === 'ack', 'the acknowledgement');
    const clientOid = randomUUID();
    const known = line.messages.length;
    await ask('spot.order', {
      symbol: 'BTC-USDT',
      side: 'sell',
      type: 'market',
      size: '0.01',
      clientOid,
    });
    await events.find(
      ({ data }) => data?.clientOid === clientOid && data.status === 'done',
      'the end of the order',
    );
    assert.equal(line.messages.length, known + 1);
    events.end();
  });
});

describe('Order entry refused', () => {
  let exchange;
  before(async () => {
    exchange = await startDeep();
  });
  after(() => exchange.stop());

  for (const [what, keys, code] of [
    ['an unknown key', { key: 'x' }, '400003'],
    ['a wrong secret', { secret: 'x' }, '400005'],
    ['a wrong passphrase', { passphrase: 'x' }, '400004'],
  ]) {
    test(`${what} is told ${code}`, async () => {
      const line = new Line(entryUrl(exchange, { ...exchange.credentials, ...keys }));
      const reply = await line.find((message) => message.code !== undefined, 'the refusal');
      assert.equal(reply.code, code);
      await eventually(() => line.closed !== undefined, 'the end');
    });
  }

  test('an old timestamp is told 400002', async () => {
    const line = new Line(entryUrl(exchange, exchange.credentials, String(Date.now() - 60_000)));
    assert.equal((await line.find((message) => message.code !== undefined, 'the refusal')).code, '400002');
    line.end();
  });

  test('a session that is signed wrongly is told 400011', async () => {
    const line = new Line(entryUrl(exchange));
    await line.find((message) => message.sessionId !== undefined, 'the session');
    line.send(sign('another secret', line.texts[0]));
    assert.equal((await line.find((message) => message.code !== undefined, 'the refusal')).code, '400011');
    line.end();
  });
});
