import { after, before, describe } from 'node:test';
import { startStill } from '../markets/still.mjs';
import { kucoin } from './client.mjs';
import { fill, queryCases } from './queries.mjs';

describe('Queries, classic', () => {
  const world = {};
  before(async () => {
    world.exchange = await startStill({ noRateLimit: true });
    world.client = kucoin(world.exchange, { enableRateLimit: false, enableLastJsonResponse: true });
    await world.client.loadMarkets();
    world.from = Date.now();
    world.made = await fill(world.client, 'classic');
  });
  after(async () => {
    await world.client.close();
    await world.exchange.stop();
  });

  queryCases(world, 'classic');
});
