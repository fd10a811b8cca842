import { before, describe } from 'node:test';
import { stillMarket } from './market.mjs';
import { fill, queryCases } from './queries.mjs';

/** Every query, by one way of placing: classic, hf. A file for each way, so that they run side by side. */
export function queriesBy(way) {
  describe(`Queries, ${way}`, () => {
    const world = stillMarket({ enableLastJsonResponse: true });
    before(async () => {
      world.from = Date.now();
      world.made = await fill(world.client, way);
    });

    queryCases(world, way);
  });
}
