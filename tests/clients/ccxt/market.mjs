import { after, before } from 'node:test';
import { startStill } from '../markets/still.mjs';
import { kucoin } from './client.mjs';

/** A still market and a client of it that knows its symbols, for all cases of the suite that calls this. */
export function stillMarket(options = {}) {
  const market = {};
  before(async () => {
    market.exchange = await startStill({ noRateLimit: true });
    market.client = kucoin(market.exchange, { enableRateLimit: false, ...options });
    await market.client.loadMarkets();
  });
  after(async () => {
    await market.client.close();
    await market.exchange.stop();
  });
  return market;
}
