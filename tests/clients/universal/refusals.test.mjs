// What the SDK's caller gets for every refusal: code, text and, where the gateway refuses, the HTTP status.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal } from '../decimal.mjs';
import { BALANCES, startStill } from '../markets/still.mjs';
import { refusal, universal } from './client.mjs';
import { balances, changed, place } from './desk.mjs';

const LIMIT = { symbol: 'BTC-USDT', side: 'buy', type: 'limit', price: '19000', size: '0.001' };
const MARKET = { symbol: 'BTC-USDT', side: 'buy', type: 'market' };
const tooMuch = (currency) => decimal(BALANCES[currency]).plus('0.00001').toString();

/** What is wrong, the order, the code, the text, exactly where KuCoin's is known. */
const REFUSALS = [
  ['a price between two ticks', { ...LIMIT, price: '19000.05' }, '400100', 'Price increment invalid.'],
  ['a price of many decimals', { ...LIMIT, price: '0.000000000001' }, '400100', 'Price increment invalid.'],
  ['a size between two steps', { ...LIMIT, size: '0.001000001' }, '400100', 'Order size increment invalid.'],
  [
    'a market size between two steps',
    { ...MARKET, size: '0.001000001' },
    '400100',
    'Order size increment invalid.',
  ],
  ['funds between two steps', { ...MARKET, funds: '10.0000001' }, '400100', 'Funds increment invalid.'],
  [
    'a size below the minimum',
    { ...LIMIT, size: '0.000001' },
    '400100',
    'Order size below the minimum requirement.',
  ],
  [
    'a size above the maximum',
    { ...LIMIT, size: '10000000000.1' },
    '400100',
    'Order size above the maximum requirement.',
  ],
  [
    'funds below the minimum',
    { ...MARKET, funds: '0.001' },
    '600100',
    'Funds below the minimum requirement.',
  ],
  [
    'funds above the maximum',
    { ...MARKET, funds: '200000000' },
    '400100',
    'Funds above the maximum requirement.',
  ],
  [
    'a value below the minimum',
    { ...LIMIT, price: '100', size: '0.00001' },
    '600101',
    'The order funds should more then 0.01 USDT.',
  ],
  ['an unknown symbol', { ...LIMIT, symbol: 'NO-SUCH' }, '900001', 'symbol not exists'],
  [
    'a limit order without a price',
    { symbol: 'BTC-USDT', side: 'buy', type: 'limit', size: '1' },
    '400100',
    'Price invalid.',
  ],
  [
    'a limit order without a size',
    { symbol: 'BTC-USDT', side: 'buy', type: 'limit', price: '1' },
    '300000',
    'Order size invalid.',
  ],
  ['a size of nothing', { ...LIMIT, size: '0' }, '300000', 'Order size invalid.'],
  ['a negative price', { ...LIMIT, price: '-1' }, '400100', 'Price invalid.'],
  [
    'a market order without size and funds',
    { ...MARKET },
    '400100',
    'A market order needs either size or funds.',
  ],
  [
    'a market order with size and funds',
    { ...MARKET, size: '0.1', funds: '10' },
    '400100',
    'A market order needs either size or funds.',
  ],
  ['a side that is none', { ...LIMIT, side: 'hold' }, '400100', 'side should be buy or sell'],
  ['a type that is none', { ...LIMIT, type: 'stop' }, '400100', 'type should be limit or market'],
  [
    'a time in force that is none',
    { ...LIMIT, timeInForce: 'DAY' },
    '400100',
    'timeInForce should be GTC, GTT, IOC or FOK',
  ],
  [
    'a self-trade prevention that is none',
    { ...LIMIT, stp: 'ZZ' },
    '400100',
    'stp should be CN, CO, CB or DC',
  ],
  [
    'a client id of 41 characters',
    { ...LIMIT, clientOid: 'x'.repeat(41) },
    '400100',
    'clientOid should be at most 40 letters, digits, _ or -',
  ],
  [
    'a client id with a blank',
    { ...LIMIT, clientOid: 'a b' },
    '400100',
    'clientOid should be at most 40 letters, digits, _ or -',
  ],
  ['a remark of 21 characters', { ...LIMIT, remark: 'x'.repeat(21) }, '400100', /remark/],
  ['tags of 21 characters', { ...LIMIT, tags: 'x'.repeat(21) }, '400100', /tags/],
  [
    'an order that came too late',
    { ...LIMIT, allowMaxTimeWindow: 10, clientTimestamp: 1_672_531_200_000 },
    '400100',
    'allowMaxTimeWindow exceeded',
  ],
];

/** Refused only when balances are looked at, which a test order does not do. */
const BALANCE_REFUSALS = [
  ['a limit buy beyond the balance', { ...LIMIT, size: '1000' }],
  ['a limit buy that the fee takes beyond the balance', { ...LIMIT, price: '10000', size: '100' }],
  ['a limit sell beyond the balance', { ...LIMIT, side: 'sell', price: '30000', size: tooMuch('BTC') }],
  ['a market buy by funds beyond the balance', { ...MARKET, funds: '1000000' }],
  ['a market sell beyond the balance', { ...MARKET, side: 'sell', size: tooMuch('BTC') }],
];

describe('Refused orders', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startStill();
    client = universal(exchange);
  });
  after(() => exchange.stop());

  for (const call of ['addOrder', 'addOrderSync', 'addOrderTest']) {
    for (const [what, order, code, text] of REFUSALS) {
      test(`${call} refuses ${what} with ${code}`, async () => {
        const refused = await refusal(client.order[call](order));
        assert.deepEqual([refused.status, refused.code], [200, code]);
        (text instanceof RegExp ? assert.match : assert.equal)(refused.text, text);
      });
    }
  }

  for (const call of ['addOrder', 'addOrderSync']) {
    for (const [what, order] of BALANCE_REFUSALS) {
      test(`${call} refuses ${what} with 200004 and holds nothing`, async () => {
        const before = await balances(client);
        assert.deepEqual(await refusal(client.order[call](order)), {
          status: 200,
          code: '200004',
          text: 'Balance insufficient!',
        });
        changed(before, await balances(client), {});
      });
    }

    test(`${call} refuses a client id for the second time`, async () => {
      const { clientOid } = await place(client, { ...LIMIT, clientOid: `twice-${call}` });
      const before = await balances(client);
      assert.equal((await refusal(client.order[call]({ ...LIMIT, clientOid }))).code, '102426');
      await client.order.cancelOrderByClientOid({ symbol: 'BTC-USDT', clientOid });
      assert.equal(
        (await refusal(client.order[call]({ ...LIMIT, clientOid }))).code,
        '102426',
        'even when it is done',
      );
      changed(before, await balances(client), { USDT: { available: '19.019', holds: '-19.019' } });
    });
  }

  test('what is left of the balance can be spent to the last digit', async () => {
    const { USDT } = await balances(client);
    const price = '0.1';
    const size = decimal(USDT.available)
      .dividedBy(decimal(price).times('1.001'), 8)
      .floorTo('0.00000001')
      .toString();
    const more = decimal(size).plus('0.00000001').toString();
    assert.equal((await refusal(client.order.addOrder({ ...LIMIT, price, size: more }))).code, '200004');
    const placed = await place(client, { ...LIMIT, price, size });
    await client.order.cancelOrderByOrderId({ symbol: 'BTC-USDT', orderId: placed.orderId });
    changed({ USDT }, { USDT: (await balances(client)).USDT }, {});
  });

  for (const [call, fields, text] of [
    [
      'cancelOrderByOrderId',
      { orderId: '670fd33bf9406e0007ab3945' },
      'order_not_exist_or_not_allow_to_cancel',
    ],
    ['cancelOrderByClientOid', { clientOid: 'never-seen' }, 'order_not_exist_or_not_allow_to_cancel'],
    ['getOrderByOrderId', { orderId: '670fd33bf9406e0007ab3945' }, 'The order does not exist.'],
    ['getOrderByClientOid', { clientOid: 'never-seen' }, 'The order does not exist.'],
  ]) {
    test(`${call} does not know an order that never was`, async () => {
      assert.deepEqual(await refusal(client.order[call]({ symbol: 'BTC-USDT', ...fields })), {
        status: 200,
        code: '400100',
        text,
      });
    });
  }

  test('an order is not cancelled twice', async () => {
    const { orderId } = await place(client, LIMIT);
    await client.order.cancelOrderByOrderId({ symbol: 'BTC-USDT', orderId });
    assert.deepEqual(await refusal(client.order.cancelOrderByOrderId({ symbol: 'BTC-USDT', orderId })), {
      status: 200,
      code: '400100',
      text: 'order_not_exist_or_not_allow_to_cancel',
    });
  });

  test('a filled order is not cancelled', async () => {
    const { orderId } = await place(client, { ...MARKET, size: '0.0001' });
    assert.equal(
      (await refusal(client.order.cancelOrderByOrderId({ symbol: 'BTC-USDT', orderId }))).code,
      '400100',
    );
  });
});

describe('Refused callers', () => {
  let exchange;
  before(async () => {
    exchange = await startStill({ permissions: 'General' });
  });
  after(() => exchange.stop());

  for (const [what, keys, code, text] of [
    ['an unknown key', { key: 'another-key' }, '400003', /^KC-API-KEY .*exist/],
    ['a wrong secret', { secret: 'another-secret' }, '400005', /^Invalid KC-API-SIGN$/],
    ['a wrong passphrase', { passphrase: 'another' }, '400004', /^Invalid KC-API-PASSPHRASE$/],
  ]) {
    test(`${what} is 401 and ${code}`, async () => {
      const client = universal(exchange, { keys: { ...exchange.credentials, ...keys } });
      const refused = await refusal(client.account.getApikeyInfo());
      assert.equal(refused.status, 401);
      assert.equal(refused.code, code);
      assert.match(refused.text, text);
    });

    test(`${what} may still ask for what is public`, async () => {
      const client = universal(exchange, { keys: { ...exchange.credentials, ...keys } });
      assert.ok((await client.market.getServerTime()).data > 1_672_531_200_000);
    });
  }

  test('a key without the right to trade may read', async () => {
    const { permission } = await universal(exchange).account.getApikeyInfo();
    assert.equal(permission, 'General');
  });

  test('a key without the right to trade is refused orders with 403 and 400007', async () => {
    const refused = await refusal(universal(exchange).order.addOrder(LIMIT));
    assert.equal(refused.status, 403);
    assert.equal(refused.code, '400007');
    assert.match(refused.text, /require.* more permission/);
  });
});

for (const [shift, code] of [
  [6, '400002'],
  [-6, '400002'],
  [3, null],
  [-3, null],
]) {
  test(`a clock ${Math.abs(shift)} s ${shift > 0 ? 'behind' : 'ahead'} is ${code ?? 'taken'}`, async () => {
    const exchange = await startStill({ clockShift: shift });
    const asked = universal(exchange).account.getApikeyInfo();
    if (code === null) {
      assert.equal((await asked).apiKey, exchange.credentials.key);
    } else {
      const refused = await refusal(asked);
      assert.deepEqual([refused.status, refused.code], [401, code]);
      assert.match(refused.text, /KC-API-TIMESTAMP/);
    }
    await exchange.stop();
  });
}
