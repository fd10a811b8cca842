import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startWithAccounts } from '../accounts.mjs';
import { decimal, same } from '../decimal.mjs';
import { startSimulator } from '../simulator.mjs';
import { balances, changed } from './accounting.mjs';
import { kucoin } from './client.mjs';

// Maker and taker of class A in percent by VIP level: KuCoin's fee page of 2026-03-26.
const TIERS = [
  ['0.1', '0.1'], ['0.095', '0.1'], ['0.09', '0.1'], ['0.075', '0.09'], ['0.055', '0.075'], ['0.035', '0.055'],
  ['0.025', '0.045'], ['0.015', '0.042'], ['0.01', '0.04'], ['0', '0.04'], ['0', '0.03'], ['-0.003', '0.025'],
  ['-0.005', '0.025'],
].map((rates) => rates.map((percent) => signed(percent).dividedBy(100, 10)));

function signed(text) {
  return text.startsWith('-') ? decimal(0).minus(text.slice(1)) : decimal(text);
}

describe('Fees by VIP level', () => {
  let exchange;
  const clients = [];
  before(async () => {
    exchange = await startWithAccounts(
      Object.fromEntries(TIERS.map((_, tier) => [`vip${tier}`, { fee_tier: tier }])), { noRateLimit: true });
  });
  after(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await exchange.stop();
  });

  TIERS.forEach(([maker, taker], tier) => {
    test(`VIP ${tier} pays ${maker} as maker and ${taker} as taker`, async () => {
      const client = kucoin(exchange, { keys: exchange.keysOf(`vip${tier}`), enableRateLimit: false });
      clients.push(client);
      await client.loadMarkets();
      const fee = await client.fetchTradingFee('BTC/USDT');
      same(fee.maker, maker, 'maker');
      same(fee.taker, taker, 'taker');
      const base = (await client.privateGetBaseFee()).data;
      same(base.makerFeeRate, maker, 'maker, base');
      same(base.takerFeeRate, taker, 'taker, base');

      // The hold of a buy covers the taker's fee; as a maker it pays or is paid the maker's.
      const before = await balances(client);
      const rest = await client.createOrder('BTC/USDT', 'limit', 'buy', '0.3', '19999.5');
      const funds = decimal('0.3').times('19999.5');
      const held = funds.times(decimal(1).plus(taker));
      changed(before, await balances(client), { USDT: { free: decimal(0).minus(held), used: held } });
      const take = await client.createOrder('BTC/USDT', 'market', 'sell', '0.3');
      const told = [await client.fetchOrder(rest.id, 'BTC/USDT'), await client.fetchOrder(take.id, 'BTC/USDT')];
      same(told[0].fee.cost, funds.times(maker), 'fee of the maker');
      same(told[1].fee.cost, funds.times(taker), 'fee of the taker');
      const paid = funds.times(maker).plus(funds.times(taker));
      changed(before, await balances(client), { USDT: { free: decimal(0).minus(paid) } });
      const [trade] = await client.fetchOrderTrades(rest.id, 'BTC/USDT');
      same(trade.fee.rate, maker, 'rate of the maker');
      assert.equal(trade.takerOrMaker, 'maker');
    });
  });
});

describe('Fees by symbol', () => {
  test('each symbol pays the base fee times its coefficient, in all calls the same', async () => {
    const exchange = await startSimulator({ noRateLimit: true });
    const client = kucoin(exchange, { enableRateLimit: false });
    await client.loadMarkets();
    const byCoefficient = groupBy(client.symbols, (symbol) => String(client.market(symbol).taker));
    assert.ok(byCoefficient.size > 1, `there are several fee classes: ${[...byCoefficient.keys()]}`);
    for (const [taker, symbols] of byCoefficient) {
      for (const symbol of symbols.slice(0, 5)) {
        const { info } = client.market(symbol);
        same(taker, decimal('0.001').times(info.takerFeeCoefficient), `${symbol}: coefficient`);
        const fee = await client.fetchTradingFee(symbol);
        same(fee.taker, taker, `${symbol}: taker`);
        same(fee.maker, client.market(symbol).maker, `${symbol}: maker`);
      }
    }
    await client.close();
    await exchange.stop();
  });
});

function groupBy(values, key) {
  const groups = new Map();
  for (const value of values) {
    groups.set(key(value), [...(groups.get(key(value)) ?? []), value]);
  }
  return groups;
}
