import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { BOOKS, startStill } from '../markets/still.mjs';
import { eventually, within } from '../waiting.mjs';
import { Listener } from './listener.mjs';
import { sameLevels } from './takers.mjs';

/** Moves a book without trading: an order of its own at a new price, again and again. */
async function stir(client, symbol, price, times) {
  const step = client.market(symbol).precision.price;
  for (let i = 0; i < times; i++) {
    await client.createOrder(symbol, 'limit', 'buy', '1', decimal(price).plus(decimal(step).times(i)).toString());
  }
}

describe('Market streams', () => {
  let exchange;
  let client;
  const watches = [];
  const watch = (call) => {
    const state = client.keepWatching(call);
    watches.push(state);
    return state;
  };
  before(async () => {
    exchange = await startStill({ noRateLimit: true, pingInterval: 2000, pingTimeout: 2000 });
    client = Listener.at(exchange, { enableRateLimit: false });
    await client.loadMarkets();
  });
  after(async () => {
    watches.forEach((state) => { state.going = false; });
    await client.close();
    await exchange.stop();
  });

  for (const symbol of ['BTC/USDT', 'ETH/BTC', 'DOGE/BTC', 'KCS/USDT']) {
    test(`a snapshot of ${symbol} comes although nothing moves`, async () => {
      const ticker = await within(client.watchTicker(symbol), 'a snapshot');
      const { bids, asks, last } = BOOKS[symbol.replace('/', '-')];
      assert.equal(ticker.symbol, symbol);
      same(ticker.last, last, 'last price');
      same(ticker.bid, bids[0][0], 'best bid');
      same(ticker.ask, asks[0][0], 'best ask');
      assert.ok(Math.abs(ticker.timestamp - Date.now()) < 60_000, 'time');
    });
    test(`snapshots of ${symbol} go on coming`, async () => {
      const topic = '/market/snapshot:' + symbol.replace('/', '-');
      await eventually(() => client.heard(topic).length >= 2, 'two snapshots');
    });
  }

  test('a trade is told with its price, size and side', async () => {
    const state = watch(() => client.watchTrades('LTC/USDT'));
    await client.subscribed('/market/match:LTC-USDT');
    const { id } = await client.createOrder('LTC/USDT', 'market', 'buy', '1.234567');
    const [mine] = await client.fetchOrderTrades(id, 'LTC/USDT');
    const told = await eventually(() => client.trades['LTC/USDT']?.find((trade) => trade.id === mine.id), 'the trade');
    same(told.price, mine.price, 'price');
    same(told.amount, mine.amount, 'amount');
    assert.equal(told.side, 'buy');
    assert.equal(told.info.time, mine.timestamp + '000000', 'one time in ns');
    assert.ok(mine.timestamp - told.timestamp <= 1, 'ccxt reads ns as a float');
    assert.equal(told.info.takerOrderId, id);
    assert.equal(state.error, undefined);
  });
  test('a sell is told as one', async () => {
    const { id } = await client.createOrder('LTC/USDT', 'market', 'sell', '0.765432');
    const [mine] = await client.fetchOrderTrades(id, 'LTC/USDT');
    const told = await eventually(() => client.trades['LTC/USDT'].find((trade) => trade.id === mine.id), 'the trade');
    assert.equal(told.side, 'sell');
    same(told.amount, '0.765432');
  });
  test('a trade across levels is told level by level', async () => {
    const { asks } = await client.fetchOrderBook('LTC/USDT', 20);
    const amount = decimal(asks[0][1]).plus('1').toString();
    const { id } = await client.createOrder('LTC/USDT', 'market', 'buy', amount);
    const told = await eventually(() => {
      const trades = client.trades['LTC/USDT'].filter((trade) => trade.info.takerOrderId === id);
      return trades.length === 2 && trades;
    }, 'both trades');
    same(told[0].price, asks[0][0]);
    same(told[1].price, asks[1][0]);
    same(told[1].amount, '1');
  });
  test('trades of several symbols come over one subscription', async () => {
    watch(() => client.watchTradesForSymbols(['ADA/USDT', 'TRX/USDT']));
    await client.subscribed('/market/match:TRX-USDT');
    await client.createOrder('ADA/USDT', 'market', 'buy', '10');
    await client.createOrder('TRX/USDT', 'market', 'sell', '20');
    await eventually(() => client.trades['ADA/USDT']?.length === 1 && client.trades['TRX/USDT']?.length === 1, 'both');
    same(client.trades['ADA/USDT'][0].price, '0.350001');
    same(client.trades['TRX/USDT'][0].price, '0.06');
    assert.equal(client.heard('/market/match:ADA-USDT').length, 1, 'each push names one symbol');
  });

  test('the best bid and ask are told when they change', async () => {
    watch(() => client.watchBidsAsks(['BTC/USDT', 'ETH/USDT']));
    await client.subscribed('bidask@BTC/USDT');
    await client.createOrder('BTC/USDT', 'limit', 'buy', '0.05', '19999.3');
    await eventually(() => {
      same(client.bidsasks['BTC/USDT']?.bid ?? 0, '19999.3', 'best bid');
      same(client.bidsasks['BTC/USDT'].bidVolume, '0.05', 'its size');
      same(client.bidsasks['BTC/USDT'].ask, '20000', 'best ask');
      return true;
    }, 'the new best bid');
    await client.cancelAllOrders('BTC/USDT');
    await eventually(() => same(client.bidsasks['BTC/USDT'].bid, '19999') ?? true, 'the old best bid again');
  });
  test('tickers are told when the top changes', async () => {
    watch(() => client.watchTickers(['XRP/USDT', 'USDC/USDT']));
    await client.subscribed('/market/ticker:XRP-USDT');
    await client.createOrder('XRP/USDT', 'market', 'buy', '12.3456');
    await eventually(() => {
      same(client.tickers['XRP/USDT']?.last ?? 0, '0.50001', 'last price');
      same(client.tickers['XRP/USDT'].ask, '0.50001', 'best ask');
      same(client.tickers['XRP/USDT'].askVolume, decimal('1000.5').minus('12.3456'), 'its size');
      return true;
    }, 'the ticker');
  });

  for (const depth of [5, 50]) {
    test(`a book of ${depth} levels is told whole`, async () => {
      const symbol = depth === 5 ? 'ETH/USDT' : 'KCS/USDT';
      watch(() => client.watchOrderBook(symbol, depth));
      await client.subscribed(`/spotMarket/level2Depth${depth}:${symbol.replace('/', '-')}`);
      await stir(client, symbol, depth === 5 ? '1499.1' : '9.3', 2);
      const rest = await client.fetchOrderBook(symbol, 100);
      await eventually(() => {
        const book = client.orderbooks[symbol];
        sameLevels(book?.bids ?? [], rest.bids.slice(0, depth), 'bids');
        sameLevels(book.asks, rest.asks.slice(0, depth), 'asks');
        return true;
      }, 'the book of the stream to be that of REST');
      await client.cancelAllOrders(symbol);
    });
  }
  test('a full book follows every change without a gap', async () => {
    const symbol = 'KCS/BTC';
    watch(() => client.watchOrderBook(symbol));
    await client.subscribed('/market/level2:KCS-BTC');
    await stir(client, symbol, '0.00045', 12);
    await client.createOrder(symbol, 'market', 'buy', '200');
    await client.cancelAllOrders(symbol);
    const rest = await client.fetchOrderBook(symbol);
    await eventually(() => {
      const book = client.orderbooks[symbol];
      sameLevels(book?.bids ?? [], rest.bids, 'bids');
      sameLevels(book.asks, rest.asks, 'asks');
      assert.equal(book.nonce, rest.nonce, 'sequence');
      return true;
    }, 'the book of the stream to be that of REST');
    const changes = client.heard('/market/level2:KCS-BTC');
    for (let i = 0; i < changes.length; i++) {
      assert.ok(Number.isSafeInteger(changes[i].sequenceStart) && Number.isSafeInteger(changes[i].sequenceEnd));
      if (i > 0) {
        assert.equal(changes[i].sequenceStart, changes[i - 1].sequenceEnd + 1, 'sequences have no gap');
      }
      for (const [price, size, sequence] of [...changes[i].changes.asks, ...changes[i].changes.bids]) {
        assert.equal(typeof price + typeof size + typeof sequence, 'stringstringstring');
      }
    }
  });

  test('a candle is told when there is a trade', async () => {
    watch(() => client.watchOHLCV('USDC/USDT', '1m'));
    await client.subscribed('/market/candles:USDC-USDT_1min');
    await client.createOrder('USDC/USDT', 'market', 'buy', '100');
    await client.createOrder('USDC/USDT', 'market', 'sell', '50');
    const candles = await eventually(() => {
      const known = client.ohlcvs['USDC/USDT']?.['1m'];
      return known?.some((candle) => candle[4] === '0.99999') && known;
    }, 'the candle');
    const last = candles.at(-1);
    assert.equal(last[0] % 60_000, 0, 'it begins with a minute');
    same(last[4], '0.99999', 'close');
    same(last[3], '0.99999', 'low');
  });

  test('a stream that is given up is told no more', async () => {
    for (const [give, topic] of [
      [() => client.unWatchTicker('BTC/USDT'), '/market/snapshot:BTC-USDT'],
      [() => client.unWatchTrades('LTC/USDT'), '/market/match:LTC-USDT'],
      [() => client.unWatchOrderBook('KCS/BTC'), '/market/level2:KCS-BTC'],
      [() => client.unWatchOHLCV('USDC/USDT', '1m'), '/market/candles:USDC-USDT_1min'],
    ]) {
      watches.forEach((state) => { state.going = false; });
      await within(give(), `the end of ${topic}`);
      await eventually(() => client.sockets().every((socket) => !(topic in socket.subscriptions)), topic);
    }
    const before = client.heard('/market/match:LTC-USDT').length;
    await client.createOrder('LTC/USDT', 'market', 'buy', '0.5');
    // A push of another symbol, asked for later, shows that the one that must not come would have come by now.
    const other = client.watchTrades('WIN/TRX');
    await client.subscribed('/market/match:WIN-TRX');
    await client.createOrder('WIN/TRX', 'market', 'buy', '20000');
    await within(other, 'the other trade');
    assert.equal(client.heard('/market/match:LTC-USDT').length, before);
  });
});
