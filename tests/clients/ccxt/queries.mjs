// Many orders of one account, and every way in which ccxt can ask for them again, page by page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal, same, sum } from '../decimal.mjs';
import { WAYS } from './takers.mjs';

export const SYMBOL = 'ETH/USDT';
export const OTHER = 'XRP/USDT';
const OPEN = 25;
const TAKEN = 12;
const CANCELLED = 15;

/** Places 25 orders that rest, 12 that take and 15 that are cancelled, and two of another symbol. */
export async function fill(client, way) {
  const { create, ask } = WAYS[way];
  const made = { open: [], taken: [], cancelled: [] };
  for (let i = 0; i < OPEN; i++) {
    made.open.push(await client.createOrder(SYMBOL, 'limit', i % 2 ? 'buy' : 'sell', `0.${100 + i}`,
      i % 2 ? `1400.${10 + i}` : `1600.${10 + i}`, { ...create, clientOrderId: `open-${i}` }));
  }
  for (let i = 0; i < TAKEN; i++) {
    made.taken.push(await client.createOrder(SYMBOL, 'market', i % 2 ? 'buy' : 'sell', `0.0${10 + i}`, undefined,
      create));
  }
  for (let i = 0; i < CANCELLED; i++) {
    const order = await client.createOrder(SYMBOL, 'limit', 'buy', '0.5', `1300.${10 + i}`, create);
    await client.cancelOrder(order.id, SYMBOL, ask);
    made.cancelled.push(order);
  }
  made.elsewhere = await client.createOrder(OTHER, 'limit', 'buy', '100', '0.45', create);
  made.elsewhereTaken = await client.createOrder(OTHER, 'market', 'buy', '100', undefined, create);
  return made;
}

const ids = (orders) => orders.map((order) => order.id).sort();

/** The cases; `world` has the client, what `fill` made, and when it began. */
export function queryCases(world, way) {
  const { ask } = WAYS[way];
  const call = (name, ...rest) => world.client[name](...rest);

  test(`open orders are all there, ${way}`, async () => {
    const open = await call('fetchOpenOrders', SYMBOL, undefined, undefined, ask);
    assert.deepEqual(ids(open), ids(world.made.open));
    assert.ok(open.every((order) => order.status === 'open' && order.symbol === SYMBOL));
  });
  test(`open orders of another symbol are its own, ${way}`, async () => {
    assert.deepEqual(ids(await call('fetchOpenOrders', OTHER, undefined, undefined, ask)), [world.made.elsewhere.id]);
  });
  test(`a symbol without open orders has none, ${way}`, async () => {
    assert.deepEqual(await call('fetchOpenOrders', 'BTC/USDT', undefined, undefined, ask), []);
  });
  test(`open orders are in the order of their making, ${way}`, async () => {
    const open = await call('fetchOpenOrders', SYMBOL, undefined, undefined, ask);
    const times = open.map((order) => order.timestamp);
    assert.deepEqual(times, [...times].sort((a, b) => a - b));
    assert.ok(times.every((time) => time >= world.from - 1 && time <= Date.now() + 1), 'times are ms of now');
  });
  test(`closed orders are those that took and those that were cancelled, ${way}`, async () => {
    const done = await call('fetchClosedOrders', SYMBOL, undefined, undefined, { ...ask, limit: 100, pageSize: 100 });
    assert.deepEqual(ids(done), ids([...world.made.taken, ...world.made.cancelled]));
    const byId = new Map(done.map((order) => [order.id, order]));
    assert.ok(world.made.taken.every((order) => byId.get(order.id).status === 'closed'));
    assert.ok(world.made.cancelled.every((order) => byId.get(order.id).status === 'canceled'));
  });
  test(`the newest closed orders come with a limit, ${way}`, async () => {
    const done = await call('fetchClosedOrders', SYMBOL, undefined, 5, ask);
    assert.deepEqual(ids(done), ids(world.made.cancelled.slice(-5)));
  });
  test(`closed orders from a time on are those made since, ${way}`, async () => {
    const from = (await call('fetchOrder', world.made.cancelled[3].id, SYMBOL, ask)).timestamp;
    const done = await call('fetchClosedOrders', SYMBOL, from, 50, ask);
    assert.ok(done.every((order) => order.timestamp >= from));
    const found = new Set(ids(done));
    assert.ok(world.made.cancelled.slice(4).every((order) => found.has(order.id)));
  });
  test(`closed orders until a time are those made before, ${way}`, async () => {
    const until = (await call('fetchOrder', world.made.taken[5].id, SYMBOL, ask)).timestamp;
    const done = await call('fetchClosedOrders', SYMBOL, undefined, undefined, { ...ask, until, limit: 100,
      pageSize: 100 });
    assert.ok(done.length >= 6 && done.every((order) => order.timestamp <= until));
  });
  test(`closed orders come page by page, each once, ${way}`, async () => {
    const all = await pages(way, (more) => call('fetchClosedOrders', SYMBOL, undefined, undefined, { ...ask, ...more }),
      (client) => client.last_json_response, world.client);
    assert.deepEqual(ids(all), ids([...world.made.taken, ...world.made.cancelled]));
  });
  test(`each open order is found by its id, ${way}`, async () => {
    for (const { id } of world.made.open.slice(0, 6)) {
      assert.equal((await call('fetchOrder', id, SYMBOL, ask)).id, id);
    }
  });
  test(`an order is found by its client id, ${way}`, async () => {
    const told = await call('fetchOrder', '', SYMBOL, { ...ask, clientOrderId: 'open-7' });
    assert.equal(told.id, world.made.open[7].id);
    assert.equal(told.clientOrderId, 'open-7');
  });
  test(`an order is cancelled by its client id, ${way}`, async () => {
    await call('cancelOrder', undefined, SYMBOL, { ...ask, clientOrderId: 'open-24' });
    const gone = world.made.open.pop();
    assert.equal((await call('fetchOrder', gone.id, SYMBOL, ask)).status, 'canceled');
    world.made.cancelled.push(gone);
  });
  test(`my trades are one for each order that took, ${way}`, async () => {
    const trades = await call('fetchMyTrades', SYMBOL, undefined, undefined, { ...ask, limit: 100, pageSize: 100 });
    assert.equal(new Set(trades.map((trade) => trade.id)).size, trades.length);
    assert.deepEqual([...new Set(trades.map((trade) => trade.order))].sort(), ids(world.made.taken));
    const sizes = sum(trades.map((trade) => trade.amount));
    same(sizes, sum(Array.from({ length: TAKEN }, (_, i) => `0.0${10 + i}`)), 'all that was taken');
    for (const trade of trades) {
      same(trade.cost, decimal(trade.price).times(trade.amount), 'cost');
      same(trade.fee.cost, decimal(trade.cost).times('0.001'), 'fee');
      assert.ok(Number.isSafeInteger(Number(trade.id)), 'a trade id that a float holds');
    }
  });
  test(`my trades come page by page, each once, ${way}`, async () => {
    const all = await pages(way, (more) => call('fetchMyTrades', SYMBOL, undefined, undefined, { ...ask, ...more }),
      (client) => client.last_json_response, world.client);
    const once = await call('fetchMyTrades', SYMBOL, undefined, undefined, { ...ask, limit: 100, pageSize: 100 });
    assert.deepEqual(ids(all), ids(once));
  });
  test(`the newest of my trades come with a limit, ${way}`, async () => {
    const trades = await call('fetchMyTrades', SYMBOL, undefined, 3, ask);
    assert.deepEqual(new Set(trades.map((trade) => trade.order)), new Set(world.made.taken.slice(-3).map((o) => o.id)));
  });
  test(`my trades of another symbol are its own, ${way}`, async () => {
    const trades = await call('fetchMyTrades', OTHER, undefined, undefined, ask);
    assert.deepEqual([...new Set(trades.map((trade) => trade.order))], [world.made.elsewhereTaken.id]);
  });
  test(`the trades of an order are its own, ${way}`, async () => {
    const { id } = world.made.taken[4];
    const trades = await call('fetchOrderTrades', id, SYMBOL, undefined, undefined, ask);
    assert.ok(trades.length > 0 && trades.every((trade) => trade.order === id));
  });
  test(`an order that rests has no trades, ${way}`, async () => {
    assert.deepEqual(await call('fetchOrderTrades', world.made.open[0].id, SYMBOL, undefined, undefined, ask), []);
  });
  test(`a week is the most that one call may ask for, ${way}`, async () => {
    const day = 24 * 3600 * 1000;
    const early = await call('fetchClosedOrders', SYMBOL, world.from - 20 * day, 50, { ...ask,
      until: world.from - 14 * day });
    assert.deepEqual(early, []);
  });
}

/** All pages of ten: HF goes on from the last id, classic by page number. */
async function pages(way, fetch, replyOf, client) {
  const all = [];
  for (let page = 1, last = 0; page < 20; page++) {
    const rows = await fetch(way === 'classic' ? { currentPage: page, pageSize: 10 }
      : { limit: 10, ...(last ? { lastId: last } : {}) });
    all.push(...rows);
    const { data } = replyOf(client);
    assert.ok(data.items.length <= 10, 'a page has at most ten');
    if (way === 'classic') {
      assert.equal(Number(data.currentPage), page);
      assert.equal(Number(data.pageSize), 10);
      assert.equal(Number(data.totalPage), Math.ceil(Number(data.totalNum) / 10));
      if (page >= data.totalPage) {
        return all;
      }
    } else {
      if (rows.length === 0) {
        return all;
      }
      last = data.lastId;
    }
  }
  throw new Error('The pages have no end.');
}
