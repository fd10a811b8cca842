// Orders that rest: what they hold, what the book shows of them, and that a cancellation gives everything back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { balances, changed } from './accounting.mjs';
import { sameLevels, WAYS } from './takers.mjs';

const RATE = '0.001';

/** The kinds of orders that rest: what is sent besides price and size, and how much of the size the book shows. */
export const KINDS = {
  'a plain limit order': { params: {}, shown: 1 },
  'a GTC order': { params: { timeInForce: 'GTC' }, shown: 1 },
  'a post-only order': { params: { postOnly: true }, shown: 1 },
  'an order with time in force PO': { params: { timeInForce: 'PO' }, shown: 1 },
  'a GTT order': { params: { timeInForce: 'GTT', cancelAfter: 3600 }, shown: 1 },
  'a hidden order': { params: { hidden: true }, shown: 0 },
  'an iceberg order': { params: { iceberg: true }, shown: 'visibleSize' },
  'an order with a remark': { params: { remark: 'kept as it is' }, shown: 1 },
  'an order with self-trade prevention': { params: { stp: 'CN' }, shown: 1 },
};

/** A test: an order at a price of its own rests, is asked for, and is cancelled. */
export function restingCase(market, { way, symbol, side, kind, price, amount }) {
  test(`${kind} rests and is cancelled, ${side} ${amount} ${symbol} at ${price}, ${way}`, async () => {
    const { client } = market;
    const { ask } = WAYS[way];
    if (market.failed) {
      await client.cancelAllOrders(symbol, ask);
    }
    market.failed = true;
    const { params, shown } = KINDS[kind];
    const visible = shown === 'visibleSize' ?
      decimal(amount).dividedBy(4).floorTo('0.0001') : decimal(amount).times(shown);
    const extra = shown === 'visibleSize' ? { ...params, visibleSize: visible.toString() } : params;
    const before = await balances(client);
    const book = await client.fetchOrderBook(symbol, 100);
    const clientOrderId = client.uuid();
    const { id } = await client.createOrder(symbol, 'limit', side, amount, price,
      { ...extra, ...WAYS[way].create, clientOrderId });

    const held = side === 'buy' ? decimal(price).times(amount).times(decimal(1).plus(RATE)) : decimal(amount);
    const { base, quote } = client.market(symbol);
    const currency = side === 'buy' ? quote : base;
    changed(before, await balances(client), { [currency]: { free: decimal(0).minus(held), used: held } });

    const told = await client.fetchOrder(id, symbol, ask);
    checkOpen(told, { id, clientOrderId, symbol, side, price, amount, extra });
    const open = await client.fetchOpenOrders(symbol, undefined, undefined, ask);
    assert.deepEqual(open.map((order) => order.id), [id], 'it is the only open order');
    checkOpen(open[0], { id, clientOrderId, symbol, side, price, amount, extra });

    const shows = await client.fetchOrderBook(symbol, 100);
    sameLevels(side === 'buy' ? shows.bids : shows.asks,
      withOrder(side === 'buy' ? book.bids : book.asks, side, price, visible), 'the book with it');

    await client.cancelOrder(id, symbol, ask);
    changed(before, await balances(client), {});
    const cancelled = await client.fetchOrder(id, symbol, ask);
    assert.equal(cancelled.status, 'canceled');
    same(cancelled.filled, 0, 'filled');
    same(cancelled.remaining, amount, 'remaining');
    const clean = await client.fetchOrderBook(symbol, 100);
    sameLevels(clean.bids, book.bids, 'the bids afterwards');
    sameLevels(clean.asks, book.asks, 'the asks afterwards');
    assert.ok(BigInt(clean.nonce) > BigInt(book.nonce) || shown === 0, 'the sequence goes on');
    market.failed = false;
  });
}

function checkOpen(told, { id, clientOrderId, symbol, side, price, amount, extra }) {
  assert.equal(told.id, id);
  assert.equal(told.clientOrderId, clientOrderId);
  assert.equal(told.symbol, symbol);
  assert.equal(told.side, side);
  assert.equal(told.type, 'limit');
  assert.equal(told.status, 'open');
  same(told.price, price, 'price');
  same(told.amount, amount, 'amount');
  same(told.filled, 0, 'filled');
  same(told.remaining, amount, 'remaining');
  same(told.cost, 0, 'cost');
  const { info } = told;
  const isPostOnly = extra.postOnly === true || extra.timeInForce === 'PO';
  assert.equal(told.postOnly, isPostOnly, 'post-only');
  assert.equal(info.hidden, extra.hidden === true, 'hidden');
  assert.equal(info.iceberg, extra.iceberg === true, 'iceberg');
  if (extra.iceberg) {
    same(info.visibleSize, extra.visibleSize, 'visible size');
  }
  if (extra.timeInForce === 'GTT') {
    assert.equal(info.timeInForce, 'GTT');
    assert.equal(Number(info.cancelAfter), extra.cancelAfter);
  } else {
    assert.equal(info.timeInForce, 'GTC');
  }
  if (extra.remark) {
    assert.equal(info.remark, extra.remark);
  }
  if (extra.stp) {
    assert.equal(info.stp, extra.stp);
  }
}

/** The levels with so much more at a price. */
export function withOrder(levels, side, price, size) {
  if (decimal(size).isZero) {
    return levels;
  }
  const rows = levels.map(([at, there]) => [decimal(at), decimal(there)]);
  const own = rows.find(([at]) => at.equals(price));
  if (own) {
    own[1] = own[1].plus(size);
  } else {
    rows.push([decimal(price), decimal(size)]);
  }
  return rows.sort(([a], [b]) => (side === 'buy' ? b.compare(a) : a.compare(b)));
}
