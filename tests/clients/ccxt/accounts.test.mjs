import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal, same, sum } from '../decimal.mjs';
import { BALANCES, startStill } from '../markets/still.mjs';
import { balances, changed } from './accounting.mjs';
import { ccxt, kucoin } from './client.mjs';
import { refused } from './refusals.mjs';

const SYMBOL = 'BTC/USDT';
const NONE = { free: '0', used: '0', total: '0' };

describe('Accounts', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startStill({ noRateLimit: true, permissions: 'General,Spot,InnerTransfer,Transfer' });
    client = kucoin(exchange);
    await client.loadMarkets();
  });
  after(async () => {
    await client.close();
    await exchange.stop();
  });

  for (const [currency, amount] of Object.entries(BALANCES)) {
    test(`the start balance of ${currency} is ${amount}`, async () => {
      const told = await balances(client, { code: currency });
      assert.deepEqual(Object.keys(told), [currency]);
      same(told[currency].free, amount, 'free');
      same(told[currency].used, 0, 'used');
      same(told[currency].total, amount, 'total');
    });
  }
  test('all start balances come in one call', async () => {
    const told = await balances(client);
    assert.deepEqual(Object.keys(told).sort(), Object.keys(BALANCES).sort());
  });
  test('the main account is another one', async () => {
    const told = await balances(client, { type: 'main' });
    assert.ok(Object.values(told).every((balance) => decimal(balance.total).isZero));
  });
  test('accounts have an id, a type and a currency', async () => {
    const accounts = await client.fetchAccounts();
    const trade = accounts.filter((account) => account.type === 'trade');
    assert.deepEqual(trade.map((account) => account.currency).sort(), Object.keys(BALANCES).sort());
    assert.ok(trade.every((account) => /^\d+$/.test(account.id)), 'ids of trade accounts are numbers');
    assert.equal(new Set(accounts.map((account) => account.id)).size, accounts.length, 'ids are unique');
  });

  test('a transfer to the main account moves exactly the amount', async () => {
    const trade = await balances(client);
    const main = await balances(client, { type: 'main' });
    const done = await client.transfer('USDT', '123.456789', 'spot', 'main');
    assert.match(done.id, /^[0-9a-f]{24}$/);
    assert.equal(done.status, 'ok');
    changed(trade, await balances(client), { USDT: { free: '-123.456789' } });
    changed({ USDT: NONE, ...main }, await balances(client, { type: 'main' }), { USDT: { free: '123.456789' } });
  });
  test('a transfer back restores both', async () => {
    const trade = await balances(client);
    await client.transfer('USDT', '123.456789', 'main', 'spot');
    changed(trade, await balances(client), { USDT: { free: '123.456789' } });
    const main = await balances(client, { type: 'main' });
    same(main.USDT?.total ?? 0, 0);
  });
  test('a transfer of more than there is fails and moves nothing', async () => {
    const trade = await balances(client);
    await assert.rejects(client.transfer('BTC', '100.00000001', 'spot', 'main'), ccxt.InsufficientFunds);
    changed(trade, await balances(client), {});
  });
  test('held coins cannot be transferred', async () => {
    const { id } = await client.createOrder(SYMBOL, 'limit', 'sell', '99.5', '21000');
    await assert.rejects(client.transfer('BTC', '0.6', 'spot', 'main'), ccxt.InsufficientFunds);
    await client.transfer('BTC', '0.5', 'spot', 'main');
    await client.transfer('BTC', '0.5', 'main', 'spot');
    await client.cancelOrder(id, SYMBOL);
  });
  test('coins in the main account cannot be traded', async () => {
    await client.transfer('ETH', '1000', 'spot', 'main');
    await refused(() => client.createOrder('ETH/USDT', 'market', 'sell', '0.1'), ccxt.InsufficientFunds, '200004',
      /insufficient/i);
    await client.transfer('ETH', '1000', 'main', 'spot');
  });

  for (const [side, amount, price] of [['buy', '0.6', '20001.5'], ['sell', '0.55', '19995'], ['buy', '0.01',
    '20010']]) {
    test(`the ledger tells each fill of a ${side} of ${amount} to the last digit`, async () => {
      const before = await balances(client);
      const { id } = await client.createOrder(SYMBOL, 'limit', side, amount, price);
      const after = await balances(client);
      const trades = await client.fetchOrderTrades(id, SYMBOL);
      for (const [code, sign] of [['BTC', side === 'buy' ? 1 : -1], ['USDT', side === 'buy' ? -1 : 1]]) {
        const entries = (await client.fetchLedger(code, undefined, undefined, { hf: true }))
          .filter((entry) => entry.info.context?.includes(id));
        assert.equal(entries.length, trades.length, `${code}: one entry for each fill`);
        assert.ok(entries.every((entry) => entry.type === 'trade' && entry.direction === (sign > 0 ? 'in' : 'out')));
        const moved = sum(entries.map((entry) => decimal(entry.amount).times(sign)));
        same(moved, decimal(after[code].total).minus(before[code].total), `${code}: entries add up to the change`);
        same(newestOf(entries).after, after[code].total, `${code}: balance after the last`);
        const fees = sum(entries.map((entry) => entry.fee?.cost ?? 0));
        same(fees, code === 'USDT' ? sum(trades.map((trade) => trade.fee.cost)) : 0, `${code}: fees`);
        assert.deepEqual(entries.map((entry) => entry.referenceId).sort(), trades.map((trade) => trade.id).sort());
      }
    });
  }
  test('the ledger goes back page by page, each entry once', async () => {
    const ids = (entries) => entries.map((entry) => BigInt(entry.id)).sort((a, b) => Number(b - a));
    const all = ids(await client.fetchLedger('USDT', undefined, 200, { hf: true }));
    const newest = ids(await client.fetchLedger('USDT', undefined, 2, { hf: true }));
    assert.deepEqual(newest, all.slice(0, 2));
    const older = ids(await client.fetchLedger('USDT', undefined, 2, { hf: true, lastId: String(newest[1]) }));
    assert.deepEqual(older, all.slice(2, 4));
  });
  test('the classic ledger tells the same entries', async () => {
    const text = (entries) => entries.map((entry) => `${entry.id} ${entry.direction} ${decimal(entry.amount)}`).sort();
    const hf = await client.fetchLedger('BTC', undefined, 100, { hf: true });
    const classic = await client.fetchLedger('BTC', undefined, 100);
    assert.deepEqual(text(classic.filter((entry) => entry.account === 'TRADE')), text(hf));
    assert.ok(classic.every((entry) => Number.isSafeInteger(entry.timestamp)));
  });
  test('transfers are told as what they are', async () => {
    const transfers = await client.fetchTransfers('USDT');
    assert.ok(transfers.length >= 2);
    assert.ok(transfers.every((transfer) => transfer.currency === 'USDT'
      && decimal(transfer.amount).equals('123.456789')));
  });
  test('the fee of a symbol is that of its market', async () => {
    for (const symbol of client.symbols) {
      const fee = await client.fetchTradingFee(symbol);
      assert.equal(fee.symbol, symbol);
      same(fee.taker, client.market(symbol).taker, 'taker');
      same(fee.maker, client.market(symbol).maker, 'maker');
    }
  });
});

/** ccxt sorts by time only; within a millisecond the id tells. */
function newestOf(entries) {
  return entries.reduce((a, b) => (BigInt(a.id) > BigInt(b.id) ? a : b));
}
