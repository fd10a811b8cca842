import { describe } from 'node:test';
import { stillMarket } from './market.mjs';
import { KINDS, restingCase } from './resting.mjs';

const PLACES = [
  ['BTC/USDT', 'buy', '19123.4', '0.01234567'],
  ['BTC/USDT', 'sell', '21234.5', '0.76543211'],
  ['ETH/BTC', 'buy', '0.071234', '1.2345678'],
  ['ETH/BTC', 'sell', '0.079999', '0.0004'],
  ['XRP/USDT', 'buy', '0.48765', '123.4567'],
  ['DOGE/BTC', 'sell', '0.00000322', '98765.4321'],
];

/**
 * Orders that rest, by one way of placing: classic, hf, sync. A file for each way, so that
 * they run side by side.
 */
export function restingBy(way) {
  describe(`Orders that rest, ${way}`, () => {
    const market = stillMarket();

    for (const kind of Object.keys(KINDS)) {
      for (const [symbol, side, price, amount] of PLACES) {
        restingCase(market, { way, symbol, side, kind, price, amount });
      }
    }
    restingCase(market, {
      way, symbol: 'BTC/USDT', side: 'buy', kind: 'a plain limit order', price: '19999', amount: '0.00001',
    });
    restingCase(market, {
      way, symbol: 'BTC/USDT', side: 'sell', kind: 'a plain limit order', price: '19999.1', amount: '1.5',
    });
  });
}
