// Transfers and ledgers through the SDK.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decimal, plain, same } from '../decimal.mjs';
import { startDeep } from '../markets/deep.mjs';
import { BALANCES, startStill } from '../markets/still.mjs';
import { refusal, universal } from './client.mjs';
import { balances, changed, place } from './desk.mjs';

const RIGHTS = 'General,Spot,InnerTransfer,Transfer';

describe('Transfers', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startStill({ permissions: RIGHTS });
    client = universal(exchange);
  });
  after(() => exchange.stop());

  const internal = (fromAccountType, toAccountType, fields) => ({
    clientOid: randomUUID(),
    type: 'INTERNAL',
    fromAccountType,
    toAccountType,
    ...fields,
  });

  for (const [currency, amount] of [
    ['USDT', '12.345678901234'],
    ['BTC', '0.00000001'],
    ['KCS', '100000'],
  ]) {
    test(`${amount} ${currency} go to the main account and come back`, async () => {
      const [trade, main] = [await balances(client), await balances(client, 'main')];
      const { orderId } = await client.transfer.flexTransfer(internal('TRADE', 'MAIN', { currency, amount }));
      assert.match(orderId, /^[0-9a-f]{24}$/);
      changed(trade, await balances(client), { [currency]: { available: decimal(0).minus(amount) } });
      changed(main, await balances(client, 'main'), { [currency]: { available: amount } });
      const quota = await client.transfer.getTransferQuotas({ currency, type: 'MAIN' });
      same(quota.transferable, decimal(main[currency]?.available ?? 0).plus(amount), 'transferable');
      await client.transfer.innerTransfer({
        clientOid: randomUUID(),
        currency,
        amount,
        from: 'main',
        to: 'trade',
      });
      changed(trade, await balances(client), {});
      changed(main, await balances(client, 'main'), {});
    });
  }

  test('what an order holds is not transferable', async () => {
    const placed = await place(client, {
      symbol: 'BTC-USDT',
      side: 'buy',
      type: 'limit',
      price: '10000',
      size: '0.1',
    });
    const quota = await client.transfer.getTransferQuotas({ currency: 'USDT', type: 'TRADE' });
    same(quota.holds, '1001', 'holds');
    same(quota.transferable, quota.available, 'transferable');
    same(quota.balance, decimal(quota.available).plus('1001'), 'balance');
    const more = decimal(quota.available).plus('0.000001').toString();
    const before = await balances(client);
    const refused = await refusal(
      client.transfer.flexTransfer(internal('TRADE', 'MAIN', { currency: 'USDT', amount: more })),
    );
    assert.equal(refused.status, 200);
    changed(before, await balances(client), {});
    await client.order.cancelOrderByOrderId({ symbol: 'BTC-USDT', orderId: placed.orderId });
  });

  for (const [what, fields] of [
    ['of nothing', { currency: 'USDT', amount: '0' }],
    ['of less than nothing', { currency: 'USDT', amount: '-1' }],
    ['of no number', { currency: 'USDT', amount: 'all' }],
    ['of an unknown currency', { currency: 'NOPE', amount: '1' }],
  ]) {
    test(`a transfer ${what} is refused`, async () => {
      const before = await balances(client);
      const refused = await refusal(client.transfer.flexTransfer(internal('TRADE', 'MAIN', fields)));
      assert.equal(refused.status, 200);
      assert.notEqual(refused.code, '200000');
      changed(before, await balances(client), {});
    });
  }

  test('a key without the right to transfer is refused with 400007', async () => {
    const other = await startStill({ permissions: 'General,Spot' });
    const refused = await refusal(
      universal(other).transfer.flexTransfer(internal('TRADE', 'MAIN', { currency: 'USDT', amount: '1' })),
    );
    assert.deepEqual([refused.status, refused.code], [403, '400007']);
    await other.stop();
  });
});

describe('Ledgers', () => {
  let exchange;
  let client;
  const orders = [];
  before(async () => {
    exchange = await startDeep({ permissions: RIGHTS });
    client = universal(exchange);
    for (const [side, size] of [
      ['buy', '0.05'],
      ['sell', '0.03'],
      ['buy', '0.3'],
    ]) {
      const { orderId } = await place(client, { symbol: 'BTC-USDT', side, type: 'market', size });
      orders.push({
        orderId,
        side,
        fills: (await client.order.getTradeHistory({ symbol: 'BTC-USDT', orderId })).items,
      });
    }
    await client.transfer.flexTransfer({
      clientOid: randomUUID(),
      type: 'INTERNAL',
      fromAccountType: 'TRADE',
      toAccountType: 'MAIN',
      currency: 'USDT',
      amount: '77.7',
    });
  });
  after(() => exchange.stop());

  for (const currency of ['BTC', 'USDT']) {
    test(`every entry in ${currency} leads from one balance to the next`, async () => {
      const { data } = await client.account.getSpotHFLedger({ currency, limit: 200 });
      let balance = decimal(BALANCES[currency]);
      for (const entry of [...data].reverse()) {
        plain(entry.amount, 'amount');
        balance = entry.direction === 'in' ? balance.plus(entry.amount) : balance.minus(entry.amount);
        same(entry.balance, balance, `balance after ${entry.id}`);
        assert.equal(entry.currency, currency);
        assert.match(entry.createdAt, /^\d{13}$/);
      }
      same((await balances(client))[currency].balance, balance, 'the balance now');
    });
  }

  test('a trade is an entry that names its order, trade and symbol', async () => {
    const { data } = await client.account.getSpotHFLedger({
      currency: 'BTC',
      bizType: 'TRADE_EXCHANGE',
      limit: 200,
    });
    const told = data.map((entry) => JSON.parse(entry.context));
    const expected = orders.flatMap(({ orderId, fills }) =>
      fills.map((fill) => ({ symbol: 'BTC-USDT', orderId, tradeId: String(fill.tradeId) })),
    );
    const text = (list) => list.map((one) => `${one.symbol} ${one.orderId} ${one.tradeId}`).sort();
    assert.deepEqual(text(told), text(expected));
  });

  test('entries of one direction only are told when asked', async () => {
    for (const direction of ['in', 'out']) {
      const { data } = await client.account.getSpotHFLedger({ currency: 'BTC', direction });
      assert.ok(data.length > 0);
      assert.ok(data.every((entry) => entry.direction === direction));
    }
  });

  test('the transfer is an entry out of the trading account', async () => {
    const { data } = await client.account.getSpotHFLedger({ currency: 'USDT', bizType: 'TRANSFER' });
    assert.equal(data.length, 1);
    assert.equal(data[0].direction, 'out');
    same(data[0].amount, '77.7', 'amount');
  });

  for (const limit of [1, 2, 5]) {
    test(`pages of ${limit} put together are the whole ledger`, async () => {
      const { data: whole } = await client.account.getSpotHFLedger({ currency: 'USDT', limit: 200 });
      const found = [];
      for (;;) {
        const lastId = found.at(-1)?.id;
        const { data } = await client.account.getSpotHFLedger({
          currency: 'USDT',
          limit,
          ...(lastId ? { lastId } : {}),
        });
        if (data.length === 0) {
          break;
        }
        assert.ok(data.length <= limit);
        found.push(...data);
      }
      assert.deepEqual(
        found.map((one) => one.id),
        whole.map((one) => one.id),
      );
    });
  }

  test('the older ledger of the main account has the transfer as a page', async () => {
    const page = await client.account.getSpotLedger({ currency: 'USDT' });
    assert.equal(page.currentPage, 1);
    assert.ok(page.items.some((entry) => decimal(entry.amount).equals('77.7') && entry.direction === 'in'));
  });
});
