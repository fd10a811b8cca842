import { after, before, describe, test } from 'node:test';
import { startStill } from '../markets/still.mjs';
import { Listener } from './listener.mjs';
import { LIVES } from './privateStreams.scenarios.mjs';
import { checkBalanceChain, Life } from './privateStreams.mjs';

/**
 * The private streams over the life of orders, by one way of placing: classic, hf. A file for each way, so that
 * they run side by side.
 */
export function privateStreamsBy(way) {
  describe(`Private streams, ${way}`, () => {
    let exchange;
    let client;
    const watches = [];
    before(async () => {
      exchange = await startStill({ noRateLimit: true, pingInterval: 2000, pingTimeout: 2000 });
      client = Listener.at(exchange, { enableRateLimit: false });
      await client.loadMarkets();
      watches.push(
        client.keepWatching(() => client.watchOrders()),
        client.keepWatching(() => client.watchMyTrades()),
        client.keepWatching(() => client.watchBalance()));
      await client.subscribed('/spotMarket/tradeOrders');
      await client.subscribed('trade');
    });
    after(async () => {
      watches.forEach((watch) => { watch.going = false; });
      await client.close();
      await exchange.stop();
    });

    for (const [name, [steps, events]] of Object.entries(LIVES)) {
      test(`${name}, ${way}`, async () => {
        const life = await new Life(client, way).begin();
        for (const [what, ...rest] of steps) {
          await (what === 'cancel' ? life.cancel(...rest) : life.place(what, ...rest));
        }
        await life.expect(events);
      });
    }
    test(`each balance push continues the one before, ${way}`,
      () => checkBalanceChain(client.heard('/account/balance')));
  });
}
