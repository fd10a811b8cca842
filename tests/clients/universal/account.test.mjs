// Accounts, fees and limits through the SDK.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { BALANCES, startStill } from '../markets/still.mjs';
import { refusal, universal } from './client.mjs';
import { balances, changed, place } from './desk.mjs';

const RIGHTS = 'General,Spot,InnerTransfer,Transfer';

describe('Accounts', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startStill({ permissions: RIGHTS });
    client = universal(exchange);
  });
  after(() => exchange.stop());

  test('the key tells what it may and whose it is', async () => {
    const told = await client.account.getApikeyInfo();
    assert.equal(told.apiKey, exchange.credentials.key);
    assert.equal(told.permission, RIGHTS);
    assert.equal(told.isMaster, true);
    assert.ok(told.createdAt > 1_600_000_000_000);
  });

  test('spot accounts are of the type trade', async () => {
    assert.equal((await client.account.getSpotAccountType()).data, false);
  });

  test('the user is told with a level and numbers of sub-accounts', async () => {
    const told = await client.account.getAccountInfo();
    assert.equal(told.level, 0);
    assert.equal(told.subQuantity, 0);
  });

  test('every start balance is told to the last digit', async () => {
    const told = await balances(client);
    for (const [currency, amount] of Object.entries(BALANCES)) {
      same(told[currency].available, amount, currency);
      same(told[currency].holds, 0, currency);
    }
  });

  for (const currency of ['BTC', 'USDT', 'WIN']) {
    test(`the account in ${currency} alone is told, also by its id`, async () => {
      const { data } = await client.account.getSpotAccountList({ currency, type: 'trade' });
      assert.equal(data.length, 1);
      assert.match(data[0].id, /^\d+$/);
      const { commonResponse, ...told } = await client.account.getSpotAccountDetail({
        accountId: data[0].id,
      });
      const { id, type, ...listed } = data[0];
      assert.equal(type, 'trade');
      assert.deepEqual({ ...told }, { ...listed });
    });
  }

  test('a type without accounts has an empty list', async () => {
    assert.deepEqual([...(await client.account.getSpotAccountList({ type: 'margin' })).data], []);
  });

  for (const [tier, taker, maker] of [
    [0, '0.001', '0.001'],
    [4, '0.00075', '0.00055'],
    [12, '0.00025', '-0.00005'],
  ]) {
    test(`level ${tier} pays ${taker} as taker and ${maker} as maker`, async () => {
      const other = await startStill({ feeTier: tier });
      const at = universal(other);
      const base = await at.fee.getBasicFee({ currencyType: 0 });
      same(base.takerFeeRate, taker, 'taker');
      same(base.makerFeeRate, maker, 'maker');
      const { data } = await at.fee.getSpotActualFee({ symbols: 'ETH-BTC,BTC-USDT' });
      assert.deepEqual(
        data.map((one) => one.symbol),
        ['ETH-BTC', 'BTC-USDT'],
      );
      data.forEach((one) => {
        same(one.takerFeeRate, taker, one.symbol);
        same(one.makerFeeRate, maker, one.symbol);
      });
      const before = await balances(at);
      await place(at, { symbol: 'BTC-USDT', side: 'buy', type: 'market', size: '0.12345678' });
      changed(before, await balances(at), {
        BTC: { available: '0.12345678' },
        USDT: { available: decimal(0).minus(decimal('2469.1356').times(decimal(1).plus(taker))) },
      });
      await other.stop();
    });
  }

  test('fees are told for ten symbols at most', async () => {
    const symbols = [
      'BTC-USDT',
      'ETH-USDT',
      'ETH-BTC',
      'KCS-USDT',
      'KCS-BTC',
      'XRP-USDT',
      'ADA-USDT',
      'DOGE-BTC',
      'TRX-USDT',
      'LTC-USDT',
      'BTC-USDC',
    ];
    assert.equal(
      (await client.fee.getSpotActualFee({ symbols: symbols.slice(0, 10).join() })).data.length,
      10,
    );
    assert.equal((await refusal(client.fee.getSpotActualFee({ symbols: symbols.join() }))).code, '400100');
  });

  test('limits of calls are told with every answer and go down', async () => {
    const first = (await client.account.getApikeyInfo()).commonResponse.rateLimit;
    const second = (await client.account.getApikeyInfo()).commonResponse.rateLimit;
    assert.equal(first.limit, second.limit);
    assert.equal(first.remaining - second.remaining, 20, 'the weight of the call');
    assert.ok(second.reset <= 30_000 && second.reset > 0);
  });
});
