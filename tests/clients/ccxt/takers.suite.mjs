import { describe } from 'node:test';
import { stillMarket } from './market.mjs';
import { costCase, KINDS, takerCase } from './takers.mjs';

const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'ETH/BTC', 'KCS/USDT', 'XRP/USDT', 'DOGE/BTC'];
const COSTS = [['BTC/USDT', '10'], ['BTC/USDT', '1234.567891'], ['ETH/USDT', '4000'], ['ETH/BTC', '0.12345678'],
  ['KCS/USDT', '99.9999'], ['XRP/USDT', '7.654321'], ['DOGE/BTC', '0.00123457'], ['LTC/USDT', '1111.111111'],
    ['LTC/USDT', '3333.333333'],
  ['ETH/USDT', '9876.543210']];

/**
 * Orders that take, by one way of placing: classic, hf, sync. A file for each way, so that
 * they run side by side.
 */
export function takersBy(way) {
  describe(`Orders that take, ${way}`, () => {
    const market = stillMarket();

    for (const symbol of SYMBOLS) {
      for (const side of ['buy', 'sell']) {
        for (const kind of Object.keys(KINDS)) {
          takerCase(market, { way, symbol, side, kind });
        }
      }
    }
    for (const [symbol, cost] of COSTS) {
      for (const side of ['buy', 'sell']) {
        costCase(market, { way, symbol, side, cost });
      }
    }
  });
}
