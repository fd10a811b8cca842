// Signatures, key versions, and loosely written requests, as different clients send them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { same } from '../decimal.mjs';
import { startStill } from '../markets/still.mjs';
import { call } from './caller.mjs';

const ORDER = { symbol: 'BTC-USDT', side: 'buy', type: 'limit', price: '18000', size: '0.01' };

describe('Callers with habits of their own', () => {
  let exchange;
  before(async () => {
    exchange = await startStill();
  });
  after(() => exchange.stop());

  for (const version of ['1', '2', '3']) {
    for (const signs of ['encoded', 'plain']) {
      test(`a key of version ${version} is taken, its query signed ${signs}`, async () => {
        const reply = await call(exchange, 'GET', '/api/v1/trade-fees', {
          query: { symbols: 'BTC-USDT,ETH-USDT' },
          version,
          signs,
        });
        assert.deepEqual([reply.status, reply.code, reply.data.length], [200, '200000', 2]);
      });
    }
  }

  test('an unknown key version is refused with 400009', async () => {
    const reply = await call(exchange, 'GET', '/api/v1/accounts', { version: '7' });
    assert.deepEqual([reply.status, reply.code], [401, '400009']);
  });

  for (const header of ['KC-API-KEY', 'KC-API-SIGN', 'KC-API-TIMESTAMP', 'KC-API-PASSPHRASE']) {
    test(`a call without ${header} is refused with 400001`, async () => {
      const reply = await call(exchange, 'GET', '/api/v1/accounts', { headers: { [header]: '' } });
      assert.deepEqual([reply.status, reply.code], [401, '400001']);
    });
  }

  test('headers of a partner are ignored', async () => {
    const reply = await call(exchange, 'GET', '/api/v1/accounts', {
      headers: {
        'KC-API-PARTNER': 'someone',
        'KC-API-PARTNER-SIGN': 'whatever',
        'KC-API-PARTNER-VERIFY': 'true',
        'KC-BROKER-NAME': 'b',
      },
    });
    assert.equal(reply.code, '200000');
  });

  for (const body of [undefined, '{}']) {
    test(`a private token is given for ${body === undefined ? 'no body' : 'an empty object'}`, async () => {
      const reply = await call(exchange, 'POST', '/api/v1/bullet-private', { body });
      assert.match(reply.data.token, /^[^+&#%\s]+$/);
    });
  }

  test('the body is signed as it is, blanks and order of members included', async () => {
    const body = `{ "type" : "limit",\n "price":"18000", "symbol":"BTC-USDT", "size": "0.01","side":"buy" }`;
    const reply = await call(exchange, 'POST', '/api/v1/hf/orders', { body });
    assert.equal(reply.code, '200000');
    assert.match(reply.data.clientOid, /.+/, 'a client id is made when none is given');
  });

  test('numbers and truth as text, and numbers as numbers, are taken', async () => {
    const reply = await call(exchange, 'POST', '/api/v1/hf/orders/multi', {
      body: {
        orderList: [
          {
            ...ORDER,
            price: 18000,
            size: 0.01,
            postOnly: 'true',
            hidden: 'false',
            clientOid: 'loose-1',
          },
          {
            ...ORDER,
            postOnly: true,
            timeInForce: 'GTT',
            cancelAfter: '600',
            clientOid: 'loose-2',
          },
        ],
      },
    });
    assert.deepEqual(
      reply.data.map((one) => one.success),
      [true, true],
    );
    for (const [clientOid, cancelAfter] of [
      ['loose-1', 0],
      ['loose-2', 600],
    ]) {
      const { data } = await call(exchange, 'GET', `/api/v1/hf/orders/client-order/${clientOid}`, {
        query: { symbol: 'BTC-USDT' },
      });
      assert.deepEqual([data.postOnly, data.hidden, data.cancelAfter], [true, false, cancelAfter]);
      same(data.price, '18000', 'price');
      same(data.size, '0.01', 'size');
    }
  });

  test('unknown members of a query are ignored', async () => {
    const reply = await call(exchange, 'GET', '/api/v1/hf/orders/active', {
      query: { symbol: 'BTC-USDT', status: 'active', tradeType: 'TRADE' },
    });
    assert.ok(Array.isArray(reply.data));
  });

  test('a path that is none is 404 and 404000', async () => {
    const reply = await call(exchange, 'GET', '/api/v1/no/such/path');
    assert.deepEqual([reply.status, reply.code, reply.msg], [404, '404000', 'Url Not Found']);
  });

  test('another media type is 415 and 415000', async () => {
    const reply = await call(exchange, 'POST', '/api/v1/hf/orders', {
      body: ORDER,
      headers: { 'Content-Type': 'text/plain' },
    });
    assert.deepEqual([reply.status, reply.code], [415, '415000']);
  });

  test('private replies say when the gateway took and gave them, every reply what is left of the quota', async () => {
    const reply = await call(exchange, 'GET', '/api/v1/accounts');
    for (const header of ['gw-ratelimit-limit', 'gw-ratelimit-remaining', 'gw-ratelimit-reset']) {
      assert.match(reply.headers.get(header), /^\d+$/, header);
    }
  });
});

test('a quota that is used up is 429 and 429000 until its window is over', async () => {
  const exchange = await startStill();
  let last;
  for (let n = 0; n < 200 && last?.status !== 429; n++) {
    last = await call(exchange, 'GET', '/api/v1/market/allTickers');
  }
  assert.deepEqual([last.status, last.code], [429, '429000']);
  assert.equal(
    (await call(exchange, 'GET', '/api/v1/accounts')).status,
    200,
    'another quota has its own window',
  );
  await exchange.stop();
});
