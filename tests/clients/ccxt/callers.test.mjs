import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startStill } from '../markets/still.mjs';
import { ccxt, kucoin } from './client.mjs';
import { refused } from './refusals.mjs';

const { AuthenticationError, ExchangeError, InvalidNonce, NotSupported } = ccxt;

describe('Who calls', () => {
  const exchanges = {};
  const clients = [];
  const client = (exchange, options = {}) => {
    const made = kucoin(exchange, options);
    clients.push(made);
    return made;
  };
  before(async () => {
    exchanges.plain = await startStill();
    exchanges.reader = await startStill({ permissions: 'General' });
    exchanges.trader = await startStill({ key: 'another-key', secret: 'another secret', passphrase: 'P4ss phrase!' });
    exchanges.ahead = await startStill({ clockShift: 3600 });
    exchanges.behind = await startStill({ clockShift: -4 });
  });
  after(async () => {
    await Promise.all(clients.map((one) => one.close()));
    await Promise.all(Object.values(exchanges).map((exchange) => exchange.stop()));
  });

  test('a key that is not there is refused', () => refused(
    () => client(exchanges.plain, { keys: { ...exchanges.plain.credentials, key: 'nobody' } }).privateGetAccounts(),
    AuthenticationError, '400003', /^KC-API-KEY not exists$/));
  test('a wrong secret is a wrong signature', () => refused(
    () => client(exchanges.plain, { keys: { ...exchanges.plain.credentials, secret: 'guess' } }).privateGetAccounts(),
    AuthenticationError, '400005', /^Invalid KC-API-SIGN$/));
  test('a wrong passphrase is refused', () => refused(
    () => client(exchanges.plain, { keys: { ...exchanges.plain.credentials,
      passphrase: 'guess' } }).privateGetAccounts(),
    AuthenticationError, '400004', /^Invalid KC-API-PASSPHRASE$/));
  test('a private call without keys is not even sent', () => assert.rejects(
    client(exchanges.plain, { keys: false }).privateGetAccounts(), AuthenticationError));
  test('a key that only reads can read', async () => {
    const reader = client(exchanges.reader);
    assert.equal((await reader.fetchBalance()).USDT.total, '1000000');
    assert.deepEqual(await reader.fetchOpenOrders('BTC/USDT'), []);
  });
  for (const [what, call] of [
    ['place an order', (c) => c.createOrder('BTC/USDT', 'limit', 'buy', '0.01', '19000')],
    ['place an HF order', (c) => c.createOrder('BTC/USDT', 'limit', 'buy', '0.01', '19000', { hf: true })],
    ['place a test order', (c) => c.createOrder('BTC/USDT', 'limit', 'buy', '0.01', '19000', { hf: true, test: true })],
    ['place a batch', (c) => c.createOrders([
      { symbol: 'BTC/USDT', type: 'limit', side: 'buy', amount: '0.01', price: '19000' }])],
    ['cancel an order', (c) => c.cancelOrder('6a1f00000000000000000000', 'BTC/USDT')],
    ['cancel an HF order', (c) => c.cancelOrder('6a1f00000000000000000000', 'BTC/USDT', { hf: true })],
    ['cancel all orders', (c) => c.cancelAllOrders('BTC/USDT')],
    ['change an order', (c) => c.editOrder('6a1f00000000000000000000', 'BTC/USDT', 'limit', 'buy', '0.02', '19000')],
  ]) {
    test(`a key that only reads cannot ${what}`, () => refused(
      () => call(client(exchanges.reader)), AuthenticationError, '400007', /more permission/));
  }
  test('keys, secrets and passphrases may hold any character', async () => {
    const keys = { key: 'another-key', secret: 'another secret', passphrase: 'P4ss phrase!' };
    assert.equal((await client(exchanges.trader, { keys }).fetchBalance()).BTC.free, '100');
  });
  test('a clock that is an hour off is refused', () => refused(
    () => client(exchanges.ahead).privateGetAccounts(), InvalidNonce, '400002', /^Invalid KC-API-TIMESTAMP$/));
  test('ccxt can follow a clock that is an hour off', async () => {
    const follower = client(exchanges.ahead, { options: { adjustForTimeDifference: true } });
    await follower.loadTimeDifference();
    assert.equal((await follower.fetchBalance()).BTC.free, '100');
    assert.ok((await follower.fetchTime()) - Date.now() > 3_500_000);
  });
  test('a clock that is four seconds off is taken', async () => {
    assert.equal((await client(exchanges.behind).fetchBalance()).BTC.free, '100');
  });
  test('a path that is not there is told so', () => refused(
    () => client(exchanges.plain).request('no/such/path', 'private', 'GET'), NotSupported, '404000',
      /^Url Not Found$/));
  test('a path that is not there is told so without keys', () => refused(
    () => client(exchanges.plain, { keys: false }).request('no/such/path', 'public', 'GET'),
    NotSupported, '404000', /^Url Not Found$/));
  test('a value with signs and blanks is signed as it is sent', () => refused(
    () => client(exchanges.plain).privateGetOrderClientOrderClientOid({ clientOid: 'nobody', note: 'a b+c/d=e&ü' }),
    ccxt.OrderNotFound, '400100', /./));
  test('quotas are told with every reply', async () => {
    const one = client(exchanges.plain);
    await one.privateGetAccounts();
    const headers = Object.fromEntries(Object.entries(one.last_response_headers)
      .map(([name, value]) => [name.toLowerCase(), value]));
    assert.equal(headers['gw-ratelimit-limit'], '2000');
    assert.ok(Number(headers['gw-ratelimit-remaining']) <= 1995);
    assert.ok(Number(headers['gw-ratelimit-reset']) > 0 && Number(headers['gw-ratelimit-reset']) <= 30_000);
  });
  test('a quota that is used up is refused with 429', async () => {
    const hasty = client(exchanges.plain, { keys: false, enableRateLimit: false });
    let error;
    for (let i = 0; i < 2000 && !error; i++) {
      await hasty.publicGetMarketAllTickers().catch((thrown) => { error = thrown; });
    }
    assert.ok(error instanceof ExchangeError, `${error}`);
    assert.match(error.message, /"code":"429000"/);
    const patient = client(exchanges.plain);
    assert.equal((await patient.privateGetHfAccountsOpened()).code, '200000', 'the other pools are untouched');
  });
});
