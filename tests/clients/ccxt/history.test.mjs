import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal, same, sum } from '../decimal.mjs';
import { startStill } from '../markets/still.mjs';
import { kucoin } from './client.mjs';

const SYMBOL = 'BTC/USDT';
const TIMEFRAMES = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '1w'];

describe('Trades, candles and figures of the day', () => {
  let exchange;
  let client;
  const mine = [];
  // What the data brings, and what I trade.
  const all = [];
  before(async () => {
    exchange = await startStill({ noRateLimit: true });
    client = kucoin(exchange, { enableRateLimit: false });
    await client.loadMarkets();
    for (const [side, amount] of [['buy', '0.7'], ['sell', '0.9'], ['buy', '0.12345678'], ['buy', '1.5'],
      ['sell', '0.01']]) {
      const { id } = await client.createOrder(SYMBOL, 'market', side, amount);
      const trades = await client.fetchOrderTrades(id, SYMBOL);
      mine.push(...trades.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id))));
    }
    all.push({ price: '20000', amount: '0.01', cost: '200' }, ...mine);
  });
  after(async () => {
    await client.close();
    await exchange.stop();
  });

  test('each of my trades is told to all', async () => {
    const told = await client.fetchTrades(SYMBOL);
    const text = (t) => `${t.side} ${decimal(t.amount)} @ ${decimal(t.price)}`;
    assert.deepEqual(told.slice(-mine.length).map(text), mine.map(text));
    assert.ok(told.every((trade) => Math.abs(trade.timestamp - Date.now()) < 60_000));
  });
  test('the newest trades come with a limit', async () => {
    const told = await client.fetchTrades(SYMBOL, undefined, 2);
    assert.equal(told.length, 2);
    same(told[1].price, mine.at(-1).price);
  });
  for (const timeframe of TIMEFRAMES) {
    test(`the candles of ${timeframe} hold my trades`, async () => {
      const candles = await client.fetchOHLCV(SYMBOL, timeframe, undefined, 5);
      const duration = client.parseTimeframe(timeframe) * 1000;
      const traded = candles.filter((candle) => !decimal(candle[5]).isZero);
      assert.ok(traded.length >= 1 && traded.length <= 2, `${traded.length} candles with trades`);
      same(sum(traded.map((candle) => candle[5])), sum(all.map((trade) => trade.amount)), 'volume');
      same(traded.at(-1)[4], all.at(-1).price, 'close');
      const high = traded.map((candle) => decimal(candle[2])).reduce((a, b) => (a.compare(b) > 0 ? a : b));
      const low = traded.map((candle) => decimal(candle[3])).reduce((a, b) => (a.compare(b) < 0 ? a : b));
      const prices = all.map((trade) => decimal(trade.price));
      same(high, prices.reduce((a, b) => (a.compare(b) > 0 ? a : b)), 'high');
      same(low, prices.reduce((a, b) => (a.compare(b) < 0 ? a : b)), 'low');
      if (timeframe !== '1w') {
        assert.ok(candles.every((candle) => candle[0] % duration === 0), 'a candle begins with its period');
      }
      const times = candles.map((candle) => candle[0]);
      assert.deepEqual(times, [...times].sort((a, b) => a - b));
    });
  }
  test('the turnover of a candle is the sum of my funds', async () => {
    const { data } = await client.publicGetMarketCandles({ symbol: 'BTC-USDT', type: '1day' });
    const turnover = sum(data.filter((row) => row[5] !== '0').map((row) => row[6]));
    same(turnover, sum(all.map((trade) => trade.cost)));
  });
  test('the figures of the day are those of my trades', async () => {
    const ticker = await client.fetchTicker(SYMBOL);
    same(ticker.last, all.at(-1).price, 'last');
    same(ticker.baseVolume, sum(all.map((trade) => trade.amount)), 'volume');
    same(ticker.quoteVolume, sum(all.map((trade) => trade.cost)), 'turnover');
    const prices = all.map((trade) => decimal(trade.price));
    same(ticker.high, prices.reduce((a, b) => (a.compare(b) > 0 ? a : b)), 'high');
    same(ticker.low, prices.reduce((a, b) => (a.compare(b) < 0 ? a : b)), 'low');
  });
  test('a symbol that nobody trades has the trade of the data alone', async () => {
    const told = await client.fetchTrades('WIN/TRX');
    assert.deepEqual(told.map((trade) => `${decimal(trade.amount)} @ ${decimal(trade.price)}`), ['20000 @ 0.0015']);
  });
});
