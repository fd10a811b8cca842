// Orders that take: each goes to the exchange through ccxt, and what ccxt then says of the order, its trades, the
// balances and the book is held against what matching.mjs works out, to the last digit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { accepts, take, takeFunds, total, without } from '../matching.mjs';
import { balances, changed } from './accounting.mjs';

const RATE = '0.001';

/** The ways in which ccxt can be told to send orders, with what it needs to ask for them again. */
export const WAYS = {
  classic: { create: {}, ask: {} },
  hf: { create: { hf: true }, ask: { hf: true } },
  sync: { create: { sync: true }, ask: { hf: true } },
};

/** What is ordered, worked out from the two sides of a book: the kinds of takers. */
export const KINDS = {
  'a limit order inside the best level': ({ side, best, part }) => ({
    type: 'limit', side, amount: part, price: best[0][0],
  }),
  'a limit order for exactly the best level': ({ side, best }) => ({
    type: 'limit', side, amount: best[0][1], price: best[0][0],
  }),
  'a limit order across two levels': ({ side, best, part }) => ({
    type: 'limit', side, amount: decimal(best[0][1]).plus(part).toString(), price: best[1][0],
  }),
  'a limit order at a worse price than the best': ({ side, best, part }) => ({
    type: 'limit', side, amount: part, price: best[1][0],
  }),
  'a limit order of which a part rests': ({ side, best, part }) => ({
    type: 'limit', side, amount: decimal(best[0][1]).plus(part).toString(), price: best[0][0], rests: true,
  }),
  'an IOC order for more than its price offers': ({ side, best, part }) => ({
    type: 'limit', side, amount: decimal(best[0][1]).plus(part).toString(), price: best[0][0], cut: true,
    params: { timeInForce: 'IOC' },
  }),
  'a FOK order that can be filled': ({ side, best, part }) => ({
    type: 'limit', side, amount: part, price: best[0][0], params: { timeInForce: 'FOK' },
  }),
  'a FOK order for more than its price offers': ({ side, best, part }) => ({
    type: 'limit', side, amount: decimal(best[0][1]).plus(part).toString(), price: best[0][0], killed: true,
    params: { timeInForce: 'FOK' },
  }),
  'a market order by size': ({ side, part }) => ({ type: 'market', side, amount: part }),
  'a market order by size across two levels': ({ side, best, part }) => ({
    type: 'market', side, amount: decimal(best[0][1]).plus(part).toString(),
  }),
};

/** One case: a test of its own. `market` gives the client, its balances so far, and the fee rate. */
export function takerCase(market, { way, symbol, side, kind }) {
  test(`${kind}, ${side} ${symbol}, ${way}`, async () => {
    const { client } = market;
    const book = await client.fetchOrderBook(symbol, 100);
    const best = side === 'buy' ? book.asks : book.bids;
    const step = client.market(symbol).precision.amount;
    const part = decimal(best[0][1]).dividedBy(7).floorTo(step).toString();
    const order = KINDS[kind]({ side, best, part });
    const before = await takeBalances(market);
    const clientOrderId = client.uuid();
    const placed = await client.createOrder(symbol, order.type, side, order.amount, order.price,
      { ...order.params, ...WAYS[way].create, clientOrderId });
    assert.match(placed.id, /^[0-9a-f]{24}$/);
    const within = order.price === undefined ? () => true : accepts(side, order.price);
    const fills = order.killed ? [] : take(best, order.amount, within);
    const told = await client.fetchOrder(placed.id, symbol, WAYS[way].ask);
    checkOrder(told, { ...order, symbol, clientOrderId, fills });
    checkTrades(await client.fetchOrderTrades(placed.id, symbol, undefined, undefined, WAYS[way].ask), {
      symbol, side, id: placed.id, fills,
    });
    const after = await balances(client);
    const rest = order.rests ? decimal(order.amount).minus(total(fills, RATE).size) : decimal(0);
    changed(before, after, changesOf({ client, symbol, side, fills, rest, price: order.price ?? '0' }));
    const left = await client.fetchOrderBook(symbol, 100);
    sameLevels(side === 'buy' ? left.asks : left.bids, without(best, fills), `what is left of ${symbol}`);
    if (order.rests) {
      await client.cancelOrder(placed.id, symbol, WAYS[way].ask);
      checkOrder(await client.fetchOrder(placed.id, symbol, WAYS[way].ask), {
        ...order, rests: false, cut: true, symbol, clientOrderId, fills,
      });
      market.balances = await balances(client);
      changed(before, market.balances, changesOf({ client, symbol, side, fills, rest: decimal(0), price: '0' }));
    } else {
      market.balances = after;
    }
  });
}

/** A market order by cost: a test of its own. */
export function costCase(market, { way, symbol, side, cost }) {
  test(`a market ${side} of ${symbol} for ${cost}, ${way}`, async () => {
    const { client } = market;
    const book = await client.fetchOrderBook(symbol, 100);
    const best = side === 'buy' ? book.asks : book.bids;
    const before = await takeBalances(market);
    const placed = await client.createMarketOrderWithCost(symbol, side, cost, WAYS[way].create);
    const fills = takeFunds(best, cost, client.market(symbol).precision.amount);
    const expected = total(fills, RATE);
    const told = await client.fetchOrder(placed.id, symbol, WAYS[way].ask);
    same(told.filled, expected.size, 'filled');
    same(told.cost, expected.funds, 'cost');
    same(told.fee.cost, expected.fee, 'fee');
    same(told.info.funds, cost, 'the funds that were ordered');
    assert.notEqual(told.status, 'open');
    checkTrades(await client.fetchOrderTrades(placed.id, symbol, undefined, undefined, WAYS[way].ask), {
      symbol, side, id: placed.id, fills,
    });
    market.balances = await balances(client);
    changed(before, market.balances, changesOf({ client, symbol, side, fills, rest: decimal(0), price: '0' }));
  });
}

/** The balances that the case before left, or fresh ones when it failed. */
async function takeBalances(market) {
  const known = market.balances ?? await balances(market.client);
  market.balances = undefined;
  return known;
}

function checkOrder(told, { type, side, symbol, amount, price, params, clientOrderId, fills, rests, cut, killed }) {
  const { size, funds, fee } = total(fills, RATE);
  assert.equal(told.symbol, symbol);
  assert.equal(told.type, type);
  assert.equal(told.side, side);
  assert.equal(told.clientOrderId, clientOrderId);
  assert.equal(told.status, rests ? 'open' : cut || killed ? 'canceled' : 'closed', 'status');
  same(told.amount, amount, 'amount');
  same(told.filled, size, 'filled');
  same(told.remaining, decimal(amount).minus(size), 'remaining');
  same(told.cost, funds, 'cost');
  same(told.fee.cost, fee, 'fee');
  assert.equal(told.fee.currency, symbol.split('/')[1]);
  if (type === 'limit') {
    same(told.price, price, 'price');
    assert.equal(told.timeInForce, params?.timeInForce ?? 'GTC');
  }
  if (!size.isZero) {
    same(decimal(told.average).dividedBy(1, 12), funds.dividedBy(size, 12), 'average');
  }
}

function checkTrades(trades, { symbol, side, id, fills }) {
  const byPrice = [...trades].sort((a, b) => decimal(a.price).compare(b.price) * (side === 'buy' ? 1 : -1));
  assert.equal(byPrice.length, fills.length, 'number of trades');
  byPrice.forEach((trade, i) => {
    same(trade.price, fills[i].price, `price of trade ${i}`);
    same(trade.amount, fills[i].size, `amount of trade ${i}`);
    same(trade.cost, fills[i].funds, `cost of trade ${i}`);
    same(trade.fee.cost, fills[i].funds.times(RATE), `fee of trade ${i}`);
    same(trade.fee.rate, RATE, `fee rate of trade ${i}`);
    assert.equal(trade.fee.currency, symbol.split('/')[1]);
    assert.equal(trade.takerOrMaker, 'taker');
    assert.equal(trade.side, side);
    assert.equal(trade.order, id);
    assert.equal(trade.symbol, symbol);
  });
  assert.equal(new Set(trades.map((trade) => trade.id)).size, trades.length, 'every trade has an id of its own');
}

/** What balances a taker changes: the coins, the money with the fee, and what its rest holds. */
export function changesOf({ client, symbol, side, fills, rest, price }) {
  const { base, quote } = client.market(symbol);
  const { size, funds, fee } = total(fills, RATE);
  if (side === 'buy') {
    const held = rest.times(price).times(decimal(1).plus(RATE));
    return {
      [base]: { free: size },
      [quote]: { free: decimal(0).minus(funds).minus(fee).minus(held), used: held },
    };
  }
  return {
    [base]: { free: decimal(0).minus(size).minus(rest), used: rest },
    [quote]: { free: funds.minus(fee) },
  };
}

/** Asserts that the levels are the same, price by price and size by size. */
export function sameLevels(levels, expected, what) {
  const text = (rows) => Array.from(rows, ([price, size]) => `${decimal(price)} ${decimal(size)}`);
  assert.deepEqual(text(levels), text(expected), what);
}
