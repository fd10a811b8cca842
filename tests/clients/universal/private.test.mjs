// Private streams through the SDK: for every story of an order the events in their order, what each of them says, and
// the chain of balance changes, held against what the exchange tells when it is asked.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal, same, sum } from '../decimal.mjs';
import { startDeep } from '../markets/deep.mjs';
import { eventually, within } from '../waiting.mjs';
import { universal } from './client.mjs';
import { asDeclared } from './declared.mjs';
import { balances, place } from './desk.mjs';

const SYMBOL = 'BTC-USDT';
const LIMIT = { symbol: SYMBOL, type: 'limit' };
const MARKET = { symbol: SYMBOL, type: 'market' };

/**
 * What is ordered given the best prices, what is done with it, and the events that must follow; `match` stands for one
 * event for each fill. V1 has the same events without the first.
 */
const STORIES = {
  'a market buy by funds': [
    () => ({ ...MARKET, side: 'buy', funds: '1234.567891' }),
    'received match canceled',
  ],
  'a market buy by size': [() => ({ ...MARKET, side: 'buy', size: '0.02' }), 'received match filled'],
  'a market buy by size through levels': [
    ({ ask }) => ({ ...MARKET, side: 'buy', size: more(ask) }),
    'received match filled',
  ],
  'a market sell by size': [() => ({ ...MARKET, side: 'sell', size: '0.0123' }), 'received match filled'],
  'a limit buy that is filled at once': [
    ({ ask }) => ({ ...LIMIT, side: 'buy', price: ask[0], size: '0.01' }),
    'received match filled',
  ],
  'a limit sell that is filled at once': [
    ({ bid }) => ({ ...LIMIT, side: 'sell', price: bid[0], size: '0.01' }),
    'received match filled',
  ],
  'a limit buy of which a part rests and is cancelled': [
    ({ ask }) => ({ ...LIMIT, side: 'buy', price: ask[0], size: more(ask) }),
    'received match open canceled',
    cancel,
  ],
  'a limit sell of which a part rests and is cancelled': [
    ({ bid }) => ({ ...LIMIT, side: 'sell', price: bid[0], size: more(bid) }),
    'received match open canceled',
    cancel,
  ],
  'a limit buy that rests and is cancelled': [
    () => ({ ...LIMIT, side: 'buy', price: '18000', size: '0.1' }),
    'received open canceled',
    cancel,
  ],
  'a limit sell that rests and is cancelled': [
    () => ({ ...LIMIT, side: 'sell', price: '21500.1', size: '0.1' }),
    'received open canceled',
    cancel,
  ],
  'a resting order cancelled in part, then wholly': [
    () => ({ ...LIMIT, side: 'buy', price: '18000', size: '0.1' }),
    'received open update canceled',
    async (client, placed) => {
      await client.order.cancelPartialOrder({
        symbol: SYMBOL,
        orderId: placed.orderId,
        cancelSize: '0.04',
      });
      await cancel(client, placed);
    },
  ],
  'a hidden order that is cancelled': [
    () => ({ ...LIMIT, side: 'buy', price: '18000', size: '0.1', hidden: true }),
    'received open canceled',
    cancel,
  ],
  'an IOC order for more than is there': [
    ({ ask }) => ({ ...LIMIT, side: 'buy', price: ask[0], size: more(ask), timeInForce: 'IOC' }),
    'received match canceled',
  ],
  'an IOC order that finds nothing': [
    () => ({ ...LIMIT, side: 'buy', price: '18000', size: '0.1', timeInForce: 'IOC' }),
    'received canceled',
  ],
  'a FOK order for more than is there': [
    ({ ask }) => ({ ...LIMIT, side: 'buy', price: ask[0], size: more(ask), timeInForce: 'FOK' }),
    'received canceled',
  ],
  'a FOK order for what is there': [
    ({ ask }) => ({ ...LIMIT, side: 'buy', price: ask[0], size: '0.01', timeInForce: 'FOK' }),
    'received match filled',
  ],
  'a post-only order that would take': [
    ({ ask }) => ({ ...LIMIT, side: 'buy', price: ask[0], size: '0.01', postOnly: true }),
    'received canceled',
  ],
  'a GTT order whose time is over': [
    () => ({ ...LIMIT, side: 'buy', price: '18000', size: '0.01', timeInForce: 'GTT', cancelAfter: 1 }),
    'received open canceled',
  ],
};

async function cancel(client, { orderId }) {
  await client.order.cancelOrderByOrderId({ symbol: SYMBOL, orderId });
}

function more([, size]) {
  return decimal(size).plus('0.0173').toString();
}

describe('Private streams', () => {
  let exchange;
  let client;
  let socket;
  const v1 = [];
  const v2 = [];
  const changes = [];
  const broken = [];
  let start;

  function collect(list, model) {
    return (topic, subject, data) => {
      asDeclared(data, 'spot/spotprivate', model);
      const { commonResponse, ...event } = data;
      list.push({ topic, subject, ...event });
    };
  }

  before(async () => {
    exchange = await startDeep({ noRateLimit: true });
    const onEvent = (event, message) => event === 'EventCallbackError' && broken.push(message);
    client = universal(exchange, { onEvent });
    socket = client.sockets.newSpotPrivateWS();
    await within(socket.start(), 'the welcome');
    await within(socket.orderV1(collect(v1, 'OrderV1Event')), 'V1');
    await within(socket.orderV2(collect(v2, 'OrderV2Event')), 'V2');
    await within(socket.account(collect(changes, 'AccountEvent')), 'balances');
    start = await balances(client);
  });
  after(async () => {
    await socket.stop();
    await exchange.stop();
  });

  const of = (list, { orderId }) => list.filter((event) => event.orderId === orderId);
  const isLast = (event) => event?.status === 'done';

  for (const [story, [make, types, then]] of Object.entries(STORIES)) {
    test(`${story}: ${types}`, async () => {
      const { asks, bids } = await client.market.getPartOrderBook({ symbol: SYMBOL, size: '20' });
      const order = make({ ask: asks[0], bid: bids[0] });
      const placed = await place(client, order);
      await then?.(client, placed);
      await eventually(
        () => isLast(of(v2, placed).at(-1)) && isLast(of(v1, placed).at(-1)),
        'the last event',
      );
      const { items } = await client.order.getTradeHistory({ symbol: SYMBOL, orderId: placed.orderId });
      const fills = items.sort((a, b) => a.tradeId - b.tradeId);
      const expected = types
        .split(' ')
        .flatMap((type) => (type === 'match' ? fills.map(() => type) : [type]));
      assert.equal(types.includes('match'), fills.length > 0);
      const events = of(v2, placed);
      assert.deepEqual(
        events.map((event) => event.type),
        expected,
      );
      checkEvents(events, { order, placed, fills, topic: '/spotMarket/tradeOrdersV2' });
      const older = of(v1, placed);
      assert.deepEqual(
        older.map((event) => event.type),
        expected.slice(1),
      );
      checkEvents(older, { order, placed, fills, topic: '/spotMarket/tradeOrders' });
    });
  }

  test('no push was other than the SDK declares', () => assert.deepEqual(broken, []));

  test('two own orders that meet tell both sides of the same trade', async () => {
    const maker = await place(client, { ...LIMIT, side: 'sell', price: '20000', size: '0.03' });
    const taker = await place(client, { ...LIMIT, side: 'buy', price: '20000', size: '0.02' });
    await eventually(() => isLast(of(v2, taker).at(-1)), 'the end of the taker');
    const [, , matched] = await eventually(
      () => of(v2, maker).length >= 3 && of(v2, maker),
      "the maker's match",
    );
    const [, taken] = of(v2, taker);
    assert.deepEqual(
      of(v2, maker).map((event) => event.type),
      ['received', 'open', 'match'],
    );
    assert.deepEqual([matched.liquidity, matched.feeType, matched.status], ['maker', 'makerFee', 'open']);
    assert.deepEqual([taken.liquidity, taken.feeType, taken.status], ['taker', 'takerFee', 'match']);
    assert.equal(matched.tradeId, taken.tradeId);
    same(matched.matchSize, '0.02', 'size');
    same(matched.filledSize, '0.02', 'filled');
    same(matched.remainSize, '0.01', 'remains');
    const rest = await place(client, { ...LIMIT, side: 'buy', price: '20000', size: '0.01' });
    await eventually(() => isLast(of(v2, maker).at(-1)) && isLast(of(v2, rest).at(-1)), 'the end of both');
    assert.deepEqual(
      of(v2, maker).map((event) => event.type),
      ['received', 'open', 'match', 'match', 'filled'],
    );
  });

  test('a hidden order pays as taker when it is found', async () => {
    const maker = await place(client, {
      ...LIMIT,
      side: 'sell',
      price: '20000',
      size: '0.03',
      hidden: true,
    });
    await place(client, { ...LIMIT, side: 'buy', price: '20000', size: '0.03' });
    await eventually(() => isLast(of(v2, maker).at(-1)), 'the end of the maker');
    const matched = of(v2, maker).find((event) => event.type === 'match');
    assert.deepEqual([matched.liquidity, matched.feeType], ['maker', 'takerFee']);
  });

  for (const [stp, makerEnds, takerEnds] of [
    ['CN', undefined, 'canceled'],
    ['CO', 'canceled', undefined],
    ['CB', 'canceled', 'canceled'],
  ]) {
    test(`own orders do not meet under ${stp}`, async () => {
      const maker = await place(client, { ...LIMIT, side: 'sell', price: '20000', size: '0.03' });
      const taker = await place(client, { ...LIMIT, side: 'buy', price: '20000', size: '0.02', stp });
      for (const [placed, ends] of [
        [maker, makerEnds],
        [taker, takerEnds],
      ]) {
        if (ends === undefined) {
          await cancel(client, placed);
        }
        const last = await eventually(() => of(v2, placed).find(isLast), 'the end');
        assert.equal(last.type, 'canceled');
        same(last.filledSize ?? 0, 0, 'nothing was filled');
      }
      assert.equal([...of(v2, maker), ...of(v2, taker)].filter((event) => event.type === 'match').length, 0);
    });
  }

  for (const currency of ['BTC', 'USDT']) {
    test(`the changes of ${currency} lead from the first balance to the last, one from the other`, async () => {
      const now = (await balances(client))[currency];
      await eventually(() => {
        const last = changes.filter((event) => event.currency === currency).at(-1);
        return (
          last !== undefined &&
          decimal(last.available).equals(now.available) &&
          decimal(last.hold).equals(now.holds)
        );
      }, 'the last change');
      let [available, hold] = [decimal(start[currency].available), decimal(start[currency].holds)];
      for (const event of changes.filter((one) => one.currency === currency)) {
        available = available.plus(event.availableChange);
        hold = hold.plus(event.holdChange);
        same(event.available, available, `available after ${event.relationEventId}`);
        same(event.hold, hold, `hold after ${event.relationEventId}`);
        same(event.total, sum([available, hold]), `total after ${event.relationEventId}`);
        assert.match(event.relationEvent, /^trade\.(hold|setted)$/);
        assert.equal(event.relationContext.symbol, SYMBOL);
        assert.match(event.relationContext.orderId, /^[0-9a-f]{24}$/);
        assert.match(event.time, /^\d{13}$/);
        if (event.relationEvent === 'trade.hold') {
          same(event.availableChange, decimal(0).minus(event.holdChange), 'a hold only moves');
        }
      }
    });
  }
});

/** Asserts every event of an order: who it is, how far it is, and the fill that a match tells. */
function checkEvents(events, { order, placed, fills, topic }) {
  const matches = events.filter((event) => event.type === 'match');
  assert.equal(matches.length, fills.length, 'one match for each fill');
  let filled = decimal(0);
  for (const event of events) {
    for (const [member, expected] of Object.entries({
      topic,
      subject: 'orderChange',
      orderId: placed.orderId,
      clientOid: placed.clientOid,
      symbol: order.symbol,
      side: order.side,
      orderType: order.type,
    })) {
      assert.equal(event[member], expected, `${member} of ${event.type}`);
    }
    assert.match(String(event.orderTime), /^\d{13}$/, 'orderTime is in milliseconds');
    assert.ok(event.ts > 1e18, 'ts is in nanoseconds');
    if (order.price !== undefined) {
      same(event.price, order.price, `price of ${event.type}`);
    } else {
      assert.equal(event.price, undefined, 'a market order has no price');
    }
    if (event.type === 'match') {
      const fill = fills[matches.indexOf(event)];
      filled = filled.plus(fill.size);
      assert.deepEqual(
        [event.tradeId, event.liquidity, event.feeType, event.status],
        [String(fill.tradeId), 'taker', 'takerFee', 'match'],
      );
      same(event.matchPrice, fill.price, 'matchPrice');
      same(event.matchSize, fill.size, 'matchSize');
    }
    if (event.type === 'received') {
      assert.equal(event.status, 'new');
      continue;
    }
    same(event.filledSize, filled, `filledSize of ${event.type}`);
    if (event.type === 'open' || event.type === 'update') {
      assert.equal(event.status, 'open');
    }
    if (event.type === 'open') {
      same(event.remainSize, decimal(order.size).minus(filled), 'remainSize of open');
    }
    if (event.type === 'update') {
      same(event.oldSize, order.size, 'oldSize');
      same(event.size, decimal(order.size).minus('0.04'), 'size of update');
    }
    if (['filled', 'canceled'].includes(event.type)) {
      assert.equal(event.status, 'done');
      same(event.remainSize, 0, `remainSize of ${event.type}`);
    }
  }
}
