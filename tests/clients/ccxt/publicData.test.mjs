import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal, plain, same } from '../decimal.mjs';
import { BOOKS, startStill } from '../markets/still.mjs';
import { kucoin } from './client.mjs';
import { sameLevels } from './takers.mjs';

// Smallest size, size step, smallest funds, funds step, price step: KuCoin's list of 2021-06-05.
const RULES = {
  'BTC/USDT': ['0.00001', '0.00000001', '0.01', '0.000001', '0.1'],
  'ETH/USDT': ['0.0001', '0.0000001', '0.01', '0.000001', '0.01'],
  'ETH/BTC': ['0.0001', '0.0000001', '0.00001', '0.00000001', '0.000001'],
  'KCS/USDT': ['0.01', '0.0001', '0.05', '0.0001', '0.001'],
  'KCS/BTC': ['0.01', '0.0001', '0.00001', '0.0000001', '0.0000001'],
  'XRP/USDT': ['0.1', '0.0001', '0.01', '0.000001', '0.00001'],
  'ADA/USDT': ['1', '0.0001', '0.01', '0.000001', '0.000001'],
  'DOGE/BTC': ['10', '0.0001', '0.00001', '0.00000001', '0.00000001'],
  'TRX/USDT': ['1', '0.0001', '0.01', '0.000001', '0.000001'],
  'LTC/USDT': ['0.001', '0.000001', '0.01', '0.000001', '0.001'],
  'BTC/USDC': ['0.00001', '0.00000001', '0.01', '0.0001', '0.1'],
  'USDC/USDT': ['0.1', '0.0001', '0.01', '0.00001', '0.00001'],
  'WIN/TRX': ['10000', '0.0001', '0.01', '0.0000001', '0.0000001'],
  'XMR/USDT': ['0.01', '0.0001', '1', '0.01', '0.01'],
};

describe('Public data', () => {
  let exchange;
  const clients = {};
  before(async () => {
    exchange = await startStill();
    clients['without keys'] = kucoin(exchange, { keys: false });
    clients['with keys'] = kucoin(exchange);
    for (const client of Object.values(clients)) {
      await client.loadMarkets();
    }
  });
  after(async () => {
    for (const client of Object.values(clients)) {
      await client.close();
    }
    await exchange.stop();
  });

  for (const who of ['without keys', 'with keys']) {
    test(`the clock is told to the millisecond, ${who}`, async () => {
      const from = Date.now();
      const told = await clients[who].fetchTime();
      assert.ok(Number.isInteger(told) && told >= from - 1 && told <= Date.now() + 1, `${told}`);
    });
    test(`the exchange is open, ${who}`, async () => {
      assert.equal((await clients[who].fetchStatus()).status, 'ok');
    });
    test(`the markets are those of the data, ${who}`, () => {
      assert.deepEqual([...clients[who].symbols].sort(), Object.keys(RULES).sort());
    });
    for (const [symbol, [minSize, sizeStep, minFunds, fundsStep, priceStep]] of Object.entries(RULES)) {
      test(`${symbol} has its trading rules and fees, ${who}`, () => {
        const market = clients[who].market(symbol);
        assert.equal(market.id, symbol.replace('/', '-'));
        assert.equal(`${market.base}/${market.quote}`, symbol);
        assert.equal(market.active, true);
        assert.equal(market.spot, true);
        same(market.limits.amount.min, minSize, 'smallest size');
        same(market.precision.amount, sizeStep, 'size step');
        same(market.limits.cost.min, minFunds, 'smallest funds');
        same(market.info.quoteIncrement, fundsStep, 'funds step');
        same(market.precision.price, priceStep, 'price step');
        same(market.taker, '0.001', 'taker fee');
        same(market.maker, '0.001', 'maker fee');
        assert.equal(market.info.feeCurrency, market.quote);
        for (const name of ['baseMinSize', 'baseMaxSize', 'quoteMinSize', 'quoteMaxSize', 'baseIncrement',
          'quoteIncrement', 'priceIncrement', 'priceLimitRate', 'minFunds']) {
          plain(market.info[name], name);
        }
      });
      test(`${symbol} has the ticker of its book, ${who}`, async () => {
        checkTicker(await clients[who].fetchTicker(symbol), symbol);
      });
      for (const [limit, depth] of [[20, 20], [100, 100], [undefined, Infinity]]) {
        test(`${symbol} has its book with limit ${limit}, ${who}`, async () => {
          const book = await clients[who].fetchOrderBook(symbol, limit);
          const { bids, asks } = BOOKS[symbol.replace('/', '-')];
          sameLevels(book.bids, bids.slice(0, depth), 'bids');
          sameLevels(book.asks, asks.slice(0, depth), 'asks');
          assert.equal(book.symbol, symbol);
          assert.ok(Number.isSafeInteger(book.nonce), 'the sequence is a number that a float holds');
          assert.ok(Math.abs(book.timestamp - Date.now()) < 60_000);
        });
      }
    }
    test(`one call tells every ticker, ${who}`, async () => {
      const tickers = await clients[who].fetchTickers();
      assert.deepEqual(Object.keys(tickers).sort(), Object.keys(RULES).sort());
      for (const [symbol, ticker] of Object.entries(tickers)) {
        checkTicker(ticker, symbol);
        checkSizes(ticker, symbol);
      }
    });
    test(`one call tells the tickers that were asked for, ${who}`, async () => {
      const tickers = await clients[who].fetchTickers(['ETH/BTC', 'BTC/USDC']);
      assert.deepEqual(Object.keys(tickers).sort(), ['BTC/USDC', 'ETH/BTC']);
    });
    test(`every currency that is traded is known, ${who}`, async () => {
      const currencies = await clients[who].fetchCurrencies();
      for (const symbol of Object.keys(RULES)) {
        for (const code of symbol.split('/')) {
          assert.equal(currencies[code]?.id, code);
          assert.equal(currencies[code].type, 'crypto');
          assert.ok(!decimal(currencies[code].precision).isZero, `${code} has a precision`);
          assert.ok(Object.keys(currencies[code].networks).length > 0, `${code} has a network`);
        }
      }
    });
  }
});

function checkTicker(ticker, symbol) {
  const { bids, asks, last } = BOOKS[symbol.replace('/', '-')];
  assert.equal(ticker.symbol, symbol);
  if (bids.length > 0) {
    same(ticker.bid, bids[0][0], 'best bid');
  }
  if (asks.length > 0) {
    same(ticker.ask, asks[0][0], 'best ask');
  }
  same(ticker.last, last, 'last price');
  assert.ok(Math.abs(ticker.timestamp - Date.now()) < 60_000, 'time');
}

function checkSizes(ticker, symbol) {
  const { bids, asks } = BOOKS[symbol.replace('/', '-')];
  if (bids.length > 0) {
    same(ticker.bidVolume ?? ticker.info.bestBidSize, bids[0][1], 'size of the best bid');
  }
  if (asks.length > 0) {
    same(ticker.askVolume ?? ticker.info.bestAskSize, asks[0][1], 'size of the best ask');
  }
}
