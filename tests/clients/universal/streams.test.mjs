// Market streams through the SDK: what it needs to connect and subscribe, and what every topic pushes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal, plain, same } from '../decimal.mjs';
import { startDeep } from '../markets/deep.mjs';
import { eventually, within } from '../waiting.mjs';
import { asDeclared } from './declared.mjs';
import { universal } from './client.mjs';
import { place } from './desk.mjs';

/** Collects what a subscription calls back with, each push checked against what the SDK declares. */
export function pushes(folder, model) {
  const got = [];
  const callback = (topic, subject, data) => {
    asDeclared(data, folder, model);
    const { commonResponse, ...rest } = data;
    got.push({ topic, subject, data: rest });
  };
  return { got, callback };
}

describe('Market streams', () => {
  let exchange;
  let client;
  let socket;
  const events = [];
  before(async () => {
    exchange = await startDeep({ noRateLimit: true });
    client = universal(exchange, { onEvent: (event, message) => events.push([event, message]) });
    socket = client.sockets.newSpotPublicWS();
    await within(socket.start(), 'the welcome');
  });
  after(async () => {
    await socket.stop();
    await exchange.stop();
  });

  async function subscribed(subscribe, folder, model) {
    const { got, callback } = pushes(folder, model);
    const id = await within(subscribe(callback), 'the acknowledgement');
    return { got, id };
  }

  const take = (symbol, side, size) => place(client, { symbol, side, type: 'market', size });

  test('the connection is told as made', () => {
    assert.ok(events.some(([event]) => event === 'EventConnected'));
  });

  test('the ticker of two symbols names one in each push', async () => {
    const { got, id } = await subscribed(
      (on) => socket.ticker(['BTC-USDT', 'ETH-USDT'], on),
      'spot/spotpublic',
      'TickerEvent',
    );
    assert.equal(id, '/market/ticker@@BTC-USDT,ETH-USDT');
    await take('BTC-USDT', 'buy', '0.01');
    await take('ETH-USDT', 'sell', '0.02');
    for (const symbol of ['BTC-USDT', 'ETH-USDT']) {
      await eventually(async () => {
        const book = await client.market.getPartOrderBook({ symbol, size: '20' });
        const last = got.filter((one) => one.topic === `/market/ticker:${symbol}`).at(-1);
        assert.equal(last?.subject, 'trade.ticker');
        assert.deepEqual([last.data.bestAsk, last.data.bestAskSize], book.asks[0]);
        assert.deepEqual([last.data.bestBid, last.data.bestBidSize], book.bids[0]);
        assert.equal(last.data.sequence, book.sequence);
        return true;
      }, `the ticker of ${symbol} as the book is`);
    }
    await socket.unSubscribe(id);
  });

  test('the ticker of all symbols puts the symbol in the subject', async () => {
    const { got, id } = await subscribed((on) => socket.allTickers(on), 'spot/spotpublic', 'AllTickersEvent');
    await take('XRP-USDT', 'buy', '12');
    const push = await eventually(() => got.find((one) => one.subject === 'XRP-USDT'), 'a push of XRP-USDT');
    assert.equal(push.topic, '/market/ticker:all');
    await socket.unSubscribe(id);
  });

  test('level1 has the best level of both sides', async () => {
    const { got, id } = await subscribed(
      (on) => socket.orderbookLevel1(['ETH-BTC'], on),
      'spot/spotpublic',
      'OrderbookLevel1Event',
    );
    await take('ETH-BTC', 'buy', '0.1');
    await eventually(async () => {
      const { asks, bids } = await client.market.getPartOrderBook({ symbol: 'ETH-BTC', size: '20' });
      const last = got.at(-1);
      assert.deepEqual([last?.subject, last?.topic], ['level1', '/spotMarket/level1:ETH-BTC']);
      assert.deepEqual([last.data.asks, last.data.bids], [asks[0], bids[0]]);
      return true;
    }, 'level1 as the book is');
    await socket.unSubscribe(id);
  });

  for (const [call, topic, depth] of [
    ['orderbookLevel5', 'level2Depth5', 5],
    ['orderbookLevel50', 'level2Depth50', 50],
  ]) {
    test(`${topic} has the best ${depth} levels`, async () => {
      const { got, id } = await subscribed(
        (on) => socket[call](['KCS-USDT'], on),
        'spot/spotpublic',
        `OrderbookLevel${depth}Event`,
      );
      await take('KCS-USDT', 'sell', '5');
      await eventually(async () => {
        const { asks, bids } = await client.market.getFullOrderBook({ symbol: 'KCS-USDT' });
        const last = got.at(-1);
        assert.deepEqual([last?.subject, last?.topic], ['level2', `/spotMarket/${topic}:KCS-USDT`]);
        assert.deepEqual([last.data.asks, last.data.bids], [asks.slice(0, depth), bids.slice(0, depth)]);
        return true;
      }, `${topic} as the book is`);
      await socket.unSubscribe(id);
    });
  }

  test('level2 changes put on a snapshot are the book, without a hole in the sequence', async () => {
    const { got, id } = await subscribed(
      (on) => socket.orderbookIncrement(['BTC-USDT'], on),
      'spot/spotpublic',
      'OrderbookIncrementEvent',
    );
    const start = await client.market.getFullOrderBook({ symbol: 'BTC-USDT' });
    for (const [side, size] of [
      ['buy', '0.15'],
      ['sell', '0.2'],
      ['buy', '0.01'],
    ]) {
      await take('BTC-USDT', side, size);
    }
    const resting = await place(client, {
      symbol: 'BTC-USDT',
      side: 'buy',
      type: 'limit',
      price: '19990.5',
      size: '0.5',
    });
    await client.order.cancelOrderByOrderId({ symbol: 'BTC-USDT', orderId: resting.orderId });
    const end = await client.market.getFullOrderBook({ symbol: 'BTC-USDT' });
    await eventually(() => got.at(-1)?.data.sequenceEnd >= Number(end.sequence), 'all changes');
    const sides = { asks: new Map(exactly(start.asks)), bids: new Map(exactly(start.bids)) };
    let sequence = Number(start.sequence);
    for (const { topic, subject, data } of got) {
      assert.deepEqual(
        [topic, subject, data.symbol],
        ['/market/level2:BTC-USDT', 'trade.l2update', 'BTC-USDT'],
      );
      if (data.sequenceEnd <= sequence) {
        continue;
      }
      assert.equal(data.sequenceStart, sequence + 1, 'the next change');
      for (const side of ['asks', 'bids']) {
        for (const [price, size, at] of data.changes[side]) {
          plain(at, 'sequence of a change');
          if (price !== '0') {
            sides[side].set(decimal(price).toString(), decimal(size).toString());
          }
        }
      }
      sequence = data.sequenceEnd;
    }
    for (const side of ['asks', 'bids']) {
      const rebuilt = [...sides[side]]
        .filter(([, size]) => size !== '0')
        .sort(([a], [b]) => decimal(a).compare(b));
      assert.deepEqual(
        rebuilt,
        exactly(end[side]).sort(([a], [b]) => decimal(a).compare(b)),
        side,
      );
    }
    await socket.unSubscribe(id);
  });

  test('every trade is a match with the ids that the taker is told', async () => {
    const { got, id } = await subscribed(
      (on) => socket.trade(['ETH-USDT'], on),
      'spot/spotpublic',
      'TradeEvent',
    );
    const { orderId } = await take('ETH-USDT', 'buy', '3.5');
    const { items } = await client.order.getTradeHistory({ symbol: 'ETH-USDT', orderId });
    await eventually(() => got.length >= items.length, 'all matches');
    const told = got.map(({ data }) => data);
    [...items]
      .sort((a, b) => a.tradeId - b.tradeId)
      .forEach((fill, i) => {
        assert.equal(told[i].tradeId, String(fill.tradeId));
        assert.deepEqual([told[i].takerOrderId, told[i].makerOrderId], [orderId, fill.counterOrderId]);
        assert.deepEqual([told[i].side, told[i].type, told[i].symbol], ['buy', 'match', 'ETH-USDT']);
        same(told[i].price, fill.price, 'price');
        same(told[i].size, fill.size, 'size');
        assert.match(told[i].time, /^\d{19}$/, 'nanoseconds');
      });
    await socket.unSubscribe(id);
  });

  test('a candle has the trade', async () => {
    const { got, id } = await subscribed(
      (on) => socket.klines('DOGE-BTC', '1min', on),
      'spot/spotpublic',
      'KlinesEvent',
    );
    await take('DOGE-BTC', 'buy', '1000');
    const push = await eventually(
      () => got.find((one) => decimal(one.data.candles[5]).compare('1000') >= 0),
      'the volume',
    );
    assert.equal(push.topic, '/market/candles:DOGE-BTC_1min');
    assert.equal(push.data.symbol, 'DOGE-BTC');
    assert.equal(push.data.candles.length, 7);
    await socket.unSubscribe(id);
  });

  test('the snapshot of a symbol comes in a market that stands still, with numbers', async () => {
    const { got, id } = await subscribed(
      (on) => socket.symbolSnapshot('KCS-USDT', on),
      'spot/spotpublic',
      'SymbolSnapshotEvent',
    );
    const push = await eventually(() => got[0], 'a snapshot');
    assert.deepEqual([push.topic, push.subject], ['/market/snapshot:KCS-USDT', 'trade.snapshot']);
    assert.equal(push.data.data.symbol, 'KCS-USDT');
    assert.equal(typeof push.data.data.lastTradedPrice, 'number');
    await socket.unSubscribe(id);
  });

  test('what is unsubscribed from is not pushed any more', async () => {
    const one = await subscribed((on) => socket.trade(['KCS-USDT'], on), 'spot/spotpublic', 'TradeEvent');
    await socket.unSubscribe(one.id);
    const other = await subscribed((on) => socket.trade(['XRP-USDT'], on), 'spot/spotpublic', 'TradeEvent');
    await take('KCS-USDT', 'buy', '1');
    await take('XRP-USDT', 'buy', '1');
    await eventually(() => other.got.length > 0, 'the trade that is subscribed to');
    assert.deepEqual(one.got, []);
    await socket.unSubscribe(other.id);
  });

  test('a subscription to what is not there is an error and the connection stays', async () => {
    events.length = 0;
    await socket.ticker(['NO-SUCH'], () => {}).catch(() => {});
    await eventually(() => events.find(([event]) => event === 'EventErrorReceived'), 'the error');
    const { got, id } = await subscribed(
      (on) => socket.trade(['BTC-USDT'], on),
      'spot/spotpublic',
      'TradeEvent',
    );
    await take('BTC-USDT', 'buy', '0.001');
    await eventually(() => got.length > 0, 'a push on the same connection');
    await socket.unSubscribe(id);
  });
});

describe('A connection that is kept and lost', () => {
  test('pings are answered', async () => {
    const exchange = await startDeep({ pingInterval: 200 });
    const events = [];
    const socket = universal(exchange, {
      onEvent: (event) => events.push(event),
    }).sockets.newSpotPublicWS();
    await socket.start();
    await eventually(
      () => events.filter((event) => event === 'EventPongReceived').length >= 3,
      'three pongs',
    );
    await socket.stop();
    await exchange.stop();
  });

  test('private topics are refused on a public connection', async () => {
    const exchange = await startDeep();
    const events = [];
    const client = universal(exchange, {
      keys: { key: '', secret: '', passphrase: '' },
      onEvent: (...event) => events.push(event),
    });
    const socket = client.sockets.newSpotPublicWS();
    await socket.start();
    await socket.wsService.subscribe('/spotMarket/tradeOrders', [], { onMessage() {} }).catch(() => {});
    await eventually(() => events.find(([event]) => event === 'EventErrorReceived'), 'the error');
    await socket.stop();
    await exchange.stop();
  });
});

test('a lost connection is made again with its topics', async () => {
  let exchange = await startDeep({ noRateLimit: true });
  const events = [];
  const client = universal(exchange, { onEvent: (...event) => events.push(event) });
  const socket = client.sockets.newSpotPublicWS();
  await socket.start();
  const { got, callback } = pushes('spot/spotpublic', 'TradeEvent');
  const id = await socket.trade(['BTC-USDT'], callback);
  await exchange.kill();
  await eventually(() => events.some(([event]) => event === 'EventTryReconnect'), 'the loss');
  exchange = await startDeep({ noRateLimit: true, port: exchange.port });
  await eventually(
    () => events.some(([event, told]) => event === 'EventReSubscribeOK' && told === id),
    'the topics',
    60_000,
  );
  await place(client, { symbol: 'BTC-USDT', side: 'buy', type: 'market', size: '0.001' });
  await eventually(() => got.length > 0, 'a match on the new connection');
  await socket.stop();
  await exchange.stop();
});

function exactly(levels) {
  return levels.map(([price, size]) => [decimal(price).toString(), decimal(size).toString()]);
}
