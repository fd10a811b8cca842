// Orders that take, by every way of placing that the SDK has. What they do is worked out beforehand from the book.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal } from '../decimal.mjs';
import { startDeep } from '../markets/deep.mjs';
import { accepts, take, takeFunds, total, without } from '../matching.mjs';
import { TAKERS } from '../takers.mjs';
import { universal } from './client.mjs';
import { areFills, ask, balances, changed, changesOf, isOrder, isOutcome, place, WAYS } from './desk.mjs';

const PLACES = [
  ['BTC-USDT', 'buy'],
  ['BTC-USDT', 'sell'],
  ['ETH-BTC', 'buy'],
  ['ETH-BTC', 'sell'],
  ['XRP-USDT', 'buy'],
  ['DOGE-BTC', 'sell'],
];

const KINDS = {
  ...TAKERS,
  'a limit order at a worse price than the best': ({ levels, part }) => ({
    type: 'limit',
    price: levels[1][0],
    size: part,
  }),
  'an IOC order for less than is there': ({ levels, part }) => ({
    type: 'limit',
    price: levels[0][0],
    size: part,
    timeInForce: 'IOC',
  }),
  'a market order by funds': ({ levels, part, quoteStep }) => ({
    type: 'market',
    funds: decimal(part).times(levels[0][0]).floorTo(quoteStep).toString(),
  }),
};

function fillsOf(order, levels, step) {
  if (order.funds !== undefined) {
    return takeFunds(levels, order.funds, step);
  }
  const fills = take(
    levels,
    order.size,
    order.price === undefined ? undefined : accepts(order.side, order.price),
  );
  return order.timeInForce === 'FOK' && !total(fills, '0').size.equals(order.size) ? [] : fills;
}

for (const way of Object.keys(WAYS)) {
  describe(`Orders that take, by ${way}`, () => {
    let exchange;
    let client;
    before(async () => {
      exchange = await startDeep({ noRateLimit: true });
      client = universal(exchange);
    });
    after(() => exchange.stop());

    async function book(symbol, side) {
      const { asks, bids } = await client.market.getFullOrderBook({ symbol });
      return side === 'buy' ? asks : bids;
    }

    for (const [symbol, side] of PLACES) {
      for (const [kind, make] of Object.entries(KINDS)) {
        test(`${kind} to ${side} ${symbol}`, async () => {
          const rules = await client.market.getSymbol({ symbol });
          const levels = await book(symbol, side);
          const part = decimal(levels[0][1]).dividedBy(9).floorTo(rules.baseIncrement).toString();
          const order = {
            symbol,
            side,
            ...make({ levels, part, quoteStep: rules.quoteIncrement }),
          };
          const fills = fillsOf(order, levels, rules.baseIncrement);
          const rest =
            order.size === undefined ? decimal(0) : decimal(order.size).minus(total(fills, '0').size);
          const resting = order.type === 'limit' && !rest.isZero && order.timeInForce === undefined;
          const before = await balances(client);

          const placed = await place(client, order, way);
          isOutcome(placed, { order, fills, resting });
          isOrder(await ask(client, symbol, placed), { order, ...placed, fills, resting });
          areFills((await client.order.getTradeHistory({ symbol, orderId: placed.orderId })).items, {
            order,
            ...placed,
            fills,
          });
          const open = resting ? { rest, price: order.price } : {};
          changed(before, await balances(client), changesOf({ symbol, side, fills, ...open }));
          assert.deepEqual(await book(symbol, side), without(levels, fills), 'what is left');

          if (resting) {
            await client.order.cancelOrderByOrderId({ symbol, orderId: placed.orderId });
            isOrder(await ask(client, symbol, placed), { order, ...placed, fills });
            changed(before, await balances(client), changesOf({ symbol, side, fills }));
          }
        });
      }
    }
  });
}
