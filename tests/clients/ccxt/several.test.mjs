import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startWithAccounts } from '../accounts.mjs';
import { decimal, same, sum } from '../decimal.mjs';
import { BALANCES } from '../markets/still.mjs';
import { eventually } from '../waiting.mjs';
import { balances, changed } from './accounting.mjs';
import { ccxt, kucoin } from './client.mjs';
import { Listener } from './listener.mjs';
import { refused } from './refusals.mjs';

const SYMBOL = 'BTC/USDT';
const P = '19999.5';

describe('Several accounts', () => {
  let exchange;
  const as = {};
  before(async () => {
    exchange = await startWithAccounts({
      alice: {},
      bob: { fee_tier: 3 },
      legacy: { uses_trade_hf: true },
      saver: { pays_fees_in_kcs: true },
      frozen: { frozen: true },
      elsewhere: { allowed_addresses: ['10.1.2.3'] },
      sub: { master: 'alice', balances: { trade: { USDT: '1000' } } },
      poor: { balances: { trade: { USDT: '100' } } },
    }, { noRateLimit: true });
    for (const name of ['alice', 'bob', 'legacy', 'saver', 'frozen', 'elsewhere', 'sub', 'poor']) {
      as[name] = kucoin(exchange, { keys: exchange.keysOf(name), enableRateLimit: false });
      await as[name].loadMarkets().catch((error) => { as[name].refusedWith = error; });
    }
  });
  after(async () => {
    await Promise.all(Object.values(as).map((client) => client.close()));
    await exchange.stop();
  });

  for (const [makerName, takerName] of [['alice', 'bob'], ['bob', 'alice'], ['legacy', 'bob'], ['alice', 'legacy']]) {
    for (const side of ['buy', 'sell']) {
      test(`${takerName} takes ${makerName}'s ${side}, and each pays its own fee`, async () => {
        const rates = { alice: ['0.001', '0.001'], bob: ['0.00075', '0.0009'], legacy: ['0.001', '0.001'] };
        const [maker, taker] = [as[makerName], as[takerName]];
        const before = [await balances(maker), await balances(taker)];
        const rest = await maker.createOrder(SYMBOL, 'limit', side, '0.3', P);
        const other = side === 'buy' ? 'sell' : 'buy';
        const take = await taker.createOrder(SYMBOL, 'limit', other, '0.3', P);
        const funds = decimal('0.3').times(P);
        const [ofMaker] = await maker.fetchOrderTrades(rest.id, SYMBOL);
        const [ofTaker] = await taker.fetchOrderTrades(take.id, SYMBOL);
        same(ofMaker.fee.cost, funds.times(rates[makerName][0]), 'fee of the maker');
        same(ofTaker.fee.cost, funds.times(rates[takerName][1]), 'fee of the taker');
        assert.equal(ofMaker.takerOrMaker, 'maker');
        assert.equal(ofTaker.takerOrMaker, 'taker');
        const of = (bought, fee) => (bought
          ? { BTC: { free: '0.3' }, USDT: { free: decimal(0).minus(funds).minus(fee) } }
          : { BTC: { free: '-0.3' }, USDT: { free: funds.minus(fee) } });
        changed(before[0], await balances(maker), of(side === 'buy', ofMaker.fee.cost));
        changed(before[1], await balances(taker), of(side === 'sell', ofTaker.fee.cost));
        assert.equal(ofMaker.info.counterOrderId ?? take.id, take.id, 'the other order is named');
      });
    }
  }
  test('an account does not see the orders of another', async () => {
    const { id } = await as.alice.createOrder(SYMBOL, 'limit', 'buy', '0.01', '19000',
      { clientOrderId: 'shared-name' });
    assert.deepEqual(await as.bob.fetchOpenOrders(SYMBOL), []);
    await assert.rejects(as.bob.fetchOrder(id, SYMBOL), ccxt.OrderNotFound);
    await assert.rejects(as.bob.cancelOrder(id, SYMBOL), ccxt.OrderNotFound);
    await assert.rejects(as.bob.cancelOrder(undefined, SYMBOL, { clientOrderId: 'shared-name' }), ccxt.OrderNotFound);
    await as.bob.cancelAllOrders();
    assert.equal((await as.alice.fetchOrder(id, SYMBOL)).status, 'open');
    await as.alice.cancelOrder(id, SYMBOL);
  });
  test('two accounts may use one client id', async () => {
    for (const client of [as.alice, as.bob]) {
      const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.01', '19000', { clientOrderId: 'same-id' });
      assert.equal((await client.fetchOrder('', SYMBOL, { clientOrderId: 'same-id' })).id, id);
      await client.cancelOrder(id, SYMBOL);
    }
  });
  test('all see the orders of all in the book', async () => {
    const { id } = await as.alice.createOrder(SYMBOL, 'limit', 'buy', '0.07', P);
    for (const client of [as.alice, as.bob]) {
      const { bids } = await client.fetchOrderBook(SYMBOL, 20);
      same(bids[0][0], P);
      same(bids[0][1], '0.07');
    }
    await as.alice.cancelOrder(id, SYMBOL);
  });
  test('private streams tell an account its own alone', async () => {
    const [alice, bob] = ['alice', 'bob'].map((name) => Listener.at(exchange, { keys: exchange.keysOf(name) }));
    const loops = [];
    for (const client of [alice, bob]) {
      await client.loadMarkets();
      loops.push(client.keepWatching(() => client.watchOrders()));
      await client.subscribed('/spotMarket/tradeOrders');
    }
    const rest = await alice.createOrder(SYMBOL, 'limit', 'sell', '0.1', P);
    const take = await bob.createOrder(SYMBOL, 'limit', 'buy', '0.1', P);
    const types = (client, id) => client.heard('/spotMarket/tradeOrders').filter((data) => data.orderId === id)
      .map((data) => data.type);
    await eventually(() => types(alice, rest.id).at(-1) === 'filled' && types(bob, take.id).at(-1) === 'filled',
      'both');
    assert.deepEqual(types(alice, rest.id), ['open', 'match', 'filled']);
    assert.deepEqual(types(bob, take.id), ['match', 'filled']);
    assert.deepEqual(types(alice, take.id), []);
    assert.deepEqual(types(bob, rest.id), []);
    loops.forEach((loop) => { loop.going = false; });
    await Promise.all([alice.close(), bob.close()]);
  });

  test('ccxt finds out that an old account trades as HF', async () => {
    assert.equal(as.legacy.options.hf, true);
    assert.equal(as.alice.options.hf, false);
    const told = await balances(as.legacy);
    assert.ok(Object.keys(told).length >= Object.keys(BALANCES).length);
    const accounts = await as.legacy.fetchAccounts();
    assert.ok(accounts.some((account) => account.type === 'trade_hf'));
  });
  test('an old account orders, asks and cancels with HF calls alone', async () => {
    const before = await balances(as.legacy);
    const { id } = await as.legacy.createOrder(SYMBOL, 'limit', 'buy', '0.1', '19000');
    same((await balances(as.legacy)).USDT.used, '1901.9', 'held');
    assert.deepEqual((await as.legacy.fetchOpenOrders(SYMBOL)).map((order) => order.id), [id]);
    await as.legacy.cancelOrder(id, SYMBOL);
    changed(before, await balances(as.legacy), {});
    assert.equal((await as.legacy.fetchOrder(id, SYMBOL)).status, 'canceled');
  });
  test('an old account transfers between trade_hf and main', async () => {
    const before = await balances(as.legacy);
    await as.legacy.transfer('USDT', '10.5', 'hf', 'main');
    changed(before, await balances(as.legacy), { USDT: { free: '-10.5' } });
    await as.legacy.transfer('USDT', '10.5', 'main', 'hf');
    changed(before, await balances(as.legacy), {});
  });

  test('fees in KCS come out of the KCS balance, a fifth cheaper', async () => {
    const before = await balances(as.saver);
    const { id } = await as.saver.createOrder(SYMBOL, 'market', 'buy', '0.1');
    const trades = await as.saver.fetchOrderTrades(id, SYMBOL);
    const funds = sum(trades.map((trade) => trade.cost));
    const { last } = await as.saver.fetchTicker('KCS/USDT');
    const after = await balances(as.saver);
    const paid = decimal(before.KCS.total).minus(after.KCS.total);
    // fee x 0.8 / (KCS price x 0.95), rounded up to 8 decimals for each fill.
    const exact = trades.map((trade) => up8(decimal(trade.cost).times('0.001').times('0.8'),
      decimal(last).times('0.95')));
    same(paid, sum(exact), 'KCS paid');
    changed(before, after, {
      BTC: { free: '0.1' }, USDT: { free: decimal(0).minus(funds) }, KCS: { free: decimal(0).minus(paid) },
    });
  });
  test('a frozen account is told so', () => refused(
    () => as.frozen.privateGetAccounts(), ccxt.AccountSuspended, '411100', /frozen/i));
  test('a key that may come from another address only is refused', () => refused(
    () => as.elsewhere.privateGetAccounts(), ccxt.AuthenticationError, '400006', /127\.0\.0\.1/));

  test('the master gives to its sub and takes back', async () => {
    const { data } = await as.alice.privateGetSubUser({ version: 'v2' });
    const { userId } = data.items.find((item) => item.subName === 'sub');
    const before = [await balances(as.alice), await balances(as.sub)];
    await as.alice.transfer('USDT', '25.25', 'spot', 'spot', { transferType: 'PARENT_TO_SUB', toUserId: userId });
    changed(before[0], await balances(as.alice), { USDT: { free: '-25.25' } });
    changed(before[1], await balances(as.sub), { USDT: { free: '25.25' } });
    await as.alice.transfer('USDT', '25.25', 'spot', 'spot', { transferType: 'SUB_TO_PARENT', fromUserId: userId });
    changed(before[0], await balances(as.alice), {});
    changed(before[1], await balances(as.sub), {});
  });
  test('every coin is somewhere: the fees are all that is gone', async () => {
    const names = ['alice', 'bob', 'legacy'];
    const now = await Promise.all(names.map((name) => balances(as[name])));
    const bitcoins = sum(now.map((told) => told.BTC.total));
    same(bitcoins, decimal(BALANCES.BTC).times(names.length), 'BTC between those who traded with each other');
    const fees = [];
    for (const name of names) {
      fees.push(...(await as[name].fetchMyTrades(SYMBOL, undefined, undefined, { limit: 100, pageSize: 100 }))
        .map((trade) => trade.fee.cost));
    }
    same(sum(now.map((told) => told.USDT.total)), decimal(BALANCES.USDT).times(names.length).minus(sum(fees)), 'USDT');
  });
});

/** a / b, rounded up to 8 decimals. */
function up8(a, b) {
  const down = a.dividedBy(b, 8);
  return down.times(b).equals(a) ? down : down.plus('0.00000001');
}
