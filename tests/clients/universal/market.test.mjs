// Market data over REST, every answer held against what the SDK declares and against the market's file.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal, plain, same } from '../decimal.mjs';
import { BOOKS, startStill } from '../markets/still.mjs';
import { refusal, universal } from './client.mjs';
import { place } from './desk.mjs';

/** The levels as exact numbers, however many zeros they were written with. */
const exact = (levels) =>
  levels.map(([price, size]) => [decimal(price).toString(), decimal(size).toString()]);

const INTERVALS = [
  '1min',
  '3min',
  '5min',
  '15min',
  '30min',
  '1hour',
  '2hour',
  '4hour',
  '6hour',
  '8hour',
  '12hour',
  '1day',
  '1week',
];

describe('Market data', () => {
  let exchange;
  let client;
  before(async () => {
    exchange = await startStill({ noRateLimit: true });
    client = universal(exchange);
  });
  after(() => exchange.stop());

  test('the time is in milliseconds', async () => {
    const { data } = await client.market.getServerTime();
    assert.ok(Math.abs(data - Date.now()) < 60_000);
  });

  test('the exchange is open', async () => {
    assert.equal((await client.market.getServiceStatus()).status, 'open');
  });

  test('all symbols are told', async () => {
    const { data } = await client.market.getAllSymbols({});
    assert.deepEqual(data.map((one) => one.symbol).sort(), Object.keys(BOOKS).sort());
  });

  test('the symbols of one market are told', async () => {
    const { data } = await client.market.getAllSymbols({ market: 'BTC' });
    assert.ok(data.length > 0);
    assert.ok(data.every((one) => one.quoteCurrency === 'BTC'));
  });

  test('the markets are told', async () => {
    const { data } = await client.market.getMarketList();
    assert.ok(data.includes('USDS') && data.includes('BTC'), data.join());
  });

  for (const [symbol, { asks, bids, last }] of Object.entries(BOOKS)) {
    test(`${symbol} is told with its rules`, async () => {
      const { commonResponse, ...one } = await client.market.getSymbol({ symbol });
      const { data } = await client.market.getAllSymbols({});
      assert.deepEqual({ ...one }, { ...data.find((other) => other.symbol === symbol) });
      assert.deepEqual([one.baseCurrency, one.quoteCurrency], symbol.split('-'));
      assert.equal(one.feeCurrency, one.quoteCurrency);
      assert.equal(one.enableTrading, true);
      for (const member of [
        'baseMinSize',
        'quoteMinSize',
        'baseMaxSize',
        'quoteMaxSize',
        'baseIncrement',
        'quoteIncrement',
        'priceIncrement',
        'priceLimitRate',
        'minFunds',
        'makerFeeCoefficient',
        'takerFeeCoefficient',
      ]) {
        plain(one[member], member);
      }
    });

    for (const size of ['20', '100']) {
      test(`the best ${size} levels of ${symbol} are those of the file`, async () => {
        const book = await client.market.getPartOrderBook({ symbol, size });
        assert.deepEqual([book.asks, book.bids], [exact(asks.slice(0, size)), exact(bids.slice(0, size))]);
        assert.match(book.sequence, /^\d+$/);
      });
    }

    test(`the full book of ${symbol} is that of the file`, async () => {
      const book = await client.market.getFullOrderBook({ symbol });
      assert.deepEqual([book.asks, book.bids], [exact(asks), exact(bids)]);
    });

    if (asks.length > 0) {
      test(`the ticker of ${symbol} has the best of the book and the last trade`, async () => {
        const ticker = await client.market.getTicker({ symbol });
        assert.deepEqual([ticker.bestAsk, ticker.bestAskSize], exact(asks)[0]);
        assert.deepEqual([ticker.bestBid, ticker.bestBidSize], exact(bids)[0]);
        same(ticker.price, last, 'the last price');
      });
    }
  }

  test('all tickers have the best of every book', async () => {
    const { ticker } = await client.market.getAllTickers();
    assert.equal(ticker.length, Object.keys(BOOKS).length);
    for (const { symbol, buy, sell, bestBidSize, bestAskSize } of ticker) {
      const { asks, bids } = BOOKS[symbol];
      assert.deepEqual([buy, bestBidSize], exact(bids)[0]);
      if (asks.length > 0) {
        assert.deepEqual([sell, bestAskSize], exact(asks)[0]);
      }
    }
  });

  test('the figures of a day are told', async () => {
    const stats = await client.market.get24hrStats({ symbol: 'BTC-USDT' });
    assert.equal(stats.symbol, 'BTC-USDT');
    same(stats.last, BOOKS['BTC-USDT'].last, 'last');
    for (const member of ['high', 'low', 'vol', 'volValue', 'averagePrice']) {
      plain(stats[member], member);
    }
  });

  test('a trade is in the history, the newest last, as the taker saw it', async () => {
    for (const [side, size] of [
      ['buy', '0.01'],
      ['sell', '0.02'],
      ['buy', '0.03'],
    ]) {
      await place(client, { symbol: 'LTC-USDT', side, type: 'market', size });
    }
    const { items } = await client.order.getTradeHistory({ symbol: 'LTC-USDT' });
    const { data } = await client.market.getTradeHistory({ symbol: 'LTC-USDT' });
    const told = data.slice(-3).map(({ price, size, side }) => ({ price, size, side }));
    assert.deepEqual(told, items.map(({ price, size, side }) => ({ price, size, side })).reverse());
    assert.ok(data.every((one, i) => i === 0 || one.time >= data[i - 1].time));
    assert.ok(Math.abs(data.at(-1).time / 1e6 - Date.now()) < 120_000, 'the time is in nanoseconds');
    const stats = await client.market.get24hrStats({ symbol: 'LTC-USDT' });
    assert.ok(decimal(stats.vol).compare('0.06') >= 0, 'the volume has them');
    same(stats.last, data.at(-1).price, 'the last price');
  });

  for (const type of INTERVALS) {
    test(`candles of ${type} are seven texts, newest first, and have the trades`, async () => {
      await place(client, { symbol: 'ADA-USDT', side: 'buy', type: 'market', size: '10' });
      const { data } = await client.market.getKlines({ symbol: 'ADA-USDT', type });
      assert.ok(data.length > 0);
      for (const candle of data) {
        assert.equal(candle.length, 7);
        candle.forEach((text) => plain(text));
        const [, open, close, high, low] = candle.map(decimal);
        for (const price of [open, close]) {
          assert.ok(price.compare(high) <= 0 && price.compare(low) >= 0, candle.join());
        }
      }
      data.forEach((candle, i) => assert.ok(i === 0 || Number(candle[0]) < Number(data[i - 1][0])));
      assert.ok(decimal(data[0][5]).compare('10') >= 0, 'the volume of the trade');
    });
  }

  test('all currencies are told, each with a chain', async () => {
    const { data } = await client.market.getAllCurrencies();
    const names = data.map((one) => one.currency);
    for (const currency of Object.keys(BOOKS).flatMap((symbol) => symbol.split('-'))) {
      assert.ok(names.includes(currency), currency);
    }
    assert.ok(data.every((one) => one.chains.length > 0));
  });

  test('one currency is told', async () => {
    const told = await client.market.getCurrency({ currency: 'BTC' });
    assert.deepEqual([told.currency, told.precision > 0], ['BTC', true]);
  });

  for (const call of ['getTicker', 'getFullOrderBook', 'get24hrStats', 'getTradeHistory', 'getSymbol']) {
    test(`${call} does not know a symbol that never was`, async () => {
      const refused = await refusal(client.market[call]({ symbol: 'NO-SUCH' }));
      assert.equal(refused.status, 200);
      assert.notEqual(refused.code, '200000');
    });
  }

  for (const call of ['getPublicToken', 'getPrivateToken']) {
    test(`${call} gives a token that fits into an address as it is, and where to connect`, async () => {
      const { token, instanceServers } = await client.market[call]();
      assert.match(token, /^[^+&#%\s]+$/);
      assert.equal(instanceServers[0].endpoint, exchange.url.replace('https:', 'wss:') + '/');
      assert.equal(instanceServers[0].protocol, 'websocket');
      assert.equal(instanceServers[0].encrypt, true);
      assert.ok(instanceServers[0].pingInterval + instanceServers[0].pingTimeout > 10_000);
    });
  }
});
