import { after, afterEach, before, describe, test } from 'node:test';
import { startStill } from '../markets/still.mjs';
import { kucoin } from './client.mjs';
import { Meeting } from './meetings.mjs';
import { SCENARIOS } from './meetings.scenarios.mjs';

/**
 * Own orders that meet, by one way of placing: classic, hf, sync. A file for each way, so that
 * they run side by side.
 */
export function meetingsBy(way) {
  describe(`Own orders that meet, ${way}`, () => {
    let exchange;
    let client;
    let meeting;
    before(async () => {
      exchange = await startStill({ noRateLimit: true, feeTier: 3 });
      client = kucoin(exchange, { enableRateLimit: false });
      await client.loadMarkets();
    });
    afterEach(() => meeting?.end());
    after(async () => {
      await client.close();
      await exchange.stop();
    });

    for (const [name, [steps, outcome]] of Object.entries(SCENARIOS)) {
      test(`${name}, ${way}`, async () => {
        meeting = await new Meeting(client, way).begin();
        for (const [what, ...rest] of steps) {
          await (what === 'cancel' ? meeting.cancel(...rest) : meeting.place(what, ...rest));
        }
        await meeting.expect(outcome);
      });
    }
  });
}
