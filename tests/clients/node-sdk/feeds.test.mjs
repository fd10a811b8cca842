// The SDK's own connections: topics, its book, private events, keep-alive, and coming back after a loss.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { startDeep } from '../markets/deep.mjs';
import { eventually } from '../waiting.mjs';
import { balances, bookOf, connect, feed, leave, Market, ok, Trade } from './client.mjs';

let exchange;
let open;
let secret;
before(async () => {
  exchange = await startDeep({ noRateLimit: true });
  connect(exchange);
  open = feed();
  secret = feed(true);
  await eventually(() => open.trustConnected && secret.trustConnected, 'both connections');
});
after(async () => {
  leave(open);
  leave(secret);
  await exchange.stop();
});

const take = (symbol, side, size) =>
  ok(Trade.Orders.postOrder({ clientOid: randomUUID(), symbol, side, type: 'market', size }));

/** Subscribes and gives the list into which the topic's messages fall; `acknowledged` tells when it is in force. */
function listen(datafeed, topic, isPrivate = false) {
  const got = [];
  const sent = datafeed.client.send;
  let id;
  datafeed.client.send = (text) => {
    id = JSON.parse(text).id;
    sent.call(datafeed.client, text);
  };
  const hook = datafeed.subscribe(topic, (message) => got.push(message), isPrivate);
  datafeed.client.send = sent;
  const acknowledged = new Promise((resolve) => {
    datafeed.emitter.once(`ack_${id}`, resolve);
  });
  return { got, acknowledged, end: () => datafeed.unsubscribe(topic, hook, isPrivate) };
}

describe('Market topics', () => {
  for (const [what, topic, subject, symbol] of [
    ['the ticker', '/market/ticker:BTC-USDT', 'trade.ticker', 'BTC-USDT'],
    ['the ticker of all', '/market/ticker:all', 'ETH-USDT', 'ETH-USDT'],
    ['level1', '/spotMarket/level1:ETH-BTC', 'level1', 'ETH-BTC'],
    ['five levels', '/spotMarket/level2Depth5:KCS-USDT', 'level2', 'KCS-USDT'],
    ['fifty levels', '/spotMarket/level2Depth50:KCS-USDT', 'level2', 'KCS-USDT'],
    ['level2 changes', '/market/level2:XRP-USDT', 'trade.l2update', 'XRP-USDT'],
    ['matches', '/market/match:XRP-USDT', 'trade.l3match', 'XRP-USDT'],
    ['candles', '/market/candles:DOGE-BTC_1min', 'trade.candles.update', 'DOGE-BTC'],
    ['the snapshot', '/market/snapshot:KCS-USDT', 'trade.snapshot', 'KCS-USDT'],
  ]) {
    test(`${what} are pushed under ${topic} and ${subject}`, async () => {
      const topicFeed = listen(open, topic);
      await topicFeed.acknowledged;
      const { asks } = await ok(Market.OrderBook.getLevel2_full(symbol));
      await take(symbol, 'buy', asks[0][1]);
      const push = await eventually(() => topicFeed.got.find((one) => one.subject === subject), 'a push');
      assert.deepEqual([push.type, push.topic], ['message', topic]);
      assert.equal(push.id, undefined, 'no id at the top');
      topicFeed.end();
    });
  }

  test('two symbols in one subscription come under a topic each', async () => {
    const both = listen(open, '/market/match:BTC-USDT,ETH-USDT');
    await both.acknowledged;
    await take('BTC-USDT', 'sell', '0.001');
    await take('ETH-USDT', 'sell', '0.01');
    const topics = () => new Set(both.got.map((one) => one.topic));
    await eventually(
      () => topics().has('/market/match:BTC-USDT') && topics().has('/market/match:ETH-USDT'),
      'both topics',
    );
    assert.equal(topics().size, 2);
    both.end();
  });
});

describe('Private topics', () => {
  for (const [topic, subject] of [
    ['/spotMarket/tradeOrders', 'orderChange'],
    ['/spotMarket/tradeOrdersV2', 'orderChange'],
    ['/account/balance', 'account.balance'],
  ]) {
    test(`${topic} is pushed to its user alone`, async () => {
      const mine = listen(secret, topic, true);
      await mine.acknowledged;
      await take('BTC-USDT', 'buy', '0.002');
      const push = await eventually(() => mine.got[0], 'a push');
      assert.deepEqual(
        [push.type, push.topic, push.subject, push.channelType],
        ['message', topic, subject, 'private'],
      );
      assert.match(push.userId, /^[0-9a-f]{24}$/);
      assert.equal(
        push.id !== undefined,
        topic === '/account/balance',
        'only balances have an id at the top',
      );
      if (topic === '/account/balance') {
        assert.equal(push.id, push.data.relationEventId);
      }
      mine.end();
    });
  }

  test("an order's events carry its client id and end with done", async () => {
    const mine = listen(secret, '/spotMarket/tradeOrdersV2', true);
    await mine.acknowledged;
    const clientOid = randomUUID();
    await ok(
      Trade.Orders.postOrder({
        clientOid,
        symbol: 'BTC-USDT',
        side: 'buy',
        type: 'market',
        funds: '100',
      }),
    );
    await eventually(() => mine.got.at(-1)?.data.status === 'done', 'the end');
    assert.ok(mine.got.every((one) => one.data.clientOid === clientOid));
    assert.deepEqual([mine.got[0].data.type, mine.got.at(-1).data.type], ['received', 'canceled']);
    mine.end();
  });

  test('balances pushed and balances asked for are the same', async () => {
    const mine = listen(secret, '/account/balance', true);
    await mine.acknowledged;
    await take('KCS-USDT', 'buy', '3');
    const { KCS, USDT } = await balances();
    for (const [currency, { available, holds }] of Object.entries({ KCS, USDT })) {
      const last = await eventually(
        () =>
          mine.got
            .filter((one) => one.data.currency === currency)
            .find(
              ({ data }) => decimal(data.available).equals(available) && decimal(data.hold).equals(holds),
            ),
        currency,
      );
      same(last.data.total, decimal(available).plus(holds), 'total');
    }
    mine.end();
  });
});

describe("The SDK's own book, keep-alive and coming back", { concurrency: true }, () => {
  test("its book is the exchange's, and follows what is traded", async () => {
    const book = bookOf('ETH-USDT', open);
    book.listen();
    await eventually(
      () => !book.getOrderBook().dirty,
      'the book, which the SDK asks for after five seconds',
      60_000,
    );
    for (const [side, size] of [
      ['buy', '2.5'],
      ['sell', '1.25'],
      ['buy', '0.1'],
    ]) {
      await take('ETH-USDT', side, size);
    }
    await ok(
      Trade.Orders.postOrder({
        clientOid: randomUUID(),
        symbol: 'ETH-USDT',
        side: 'sell',
        type: 'limit',
        price: '1500',
        size: '1.5',
      }),
    );
    const { asks, bids, sequence } = await ok(Market.OrderBook.getLevel2_full('ETH-USDT'));
    const own = await eventually(() => {
      const now = book.getOrderBook(40);
      return now.sequence === Number(sequence) && !now.dirty && now;
    }, 'the same sequence');
    assert.deepEqual([own.asks, own.bids], [asks.slice(0, 40), bids.slice(0, 40)]);
  });

  test('a ping is answered with its id', async () => {
    await eventually(() => open.ping > 0, 'the first pong, for which the SDK asks after ten seconds', 40_000);
  });
});

describe('A connection that is lost', () => {
  test('it is made again, with its topics', async () => {
    const topicFeed = listen(open, '/market/match:BTC-USDT');
    await topicFeed.acknowledged;
    await exchange.kill();
    await eventually(() => !open.trustConnected, 'the loss');
    exchange = await startDeep({ noRateLimit: true, port: exchange.port });
    await eventually(() => open.trustConnected, 'the new connection');
    topicFeed.got.length = 0;
    await eventually(async () => {
      await take('BTC-USDT', 'buy', '0.001');
      return topicFeed.got.length > 0;
    }, 'a match on the new connection');
  });
});
