// Makers of every level and kind: what the one who waits pays or is paid, and the one who comes, to the last digit.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startWithAccounts } from '../accounts.mjs';
import { decimal, same } from '../decimal.mjs';
import { universal } from './client.mjs';
import { areFills, ask, balances, changed, changesOf, isOrder, place, RATE } from './desk.mjs';

/** Level, its rate as maker, its rate as taker. */
const LEVELS = [
  [0, '0.001', '0.001'],
  [3, '0.00075', '0.0009'],
  [6, '0.00025', '0.00045'],
  [9, '0', '0.0004'],
  [11, '-0.00003', '0.00025'],
  [12, '-0.00005', '0.00025'],
];

/** The kinds of orders that wait, and whether they pay as takers all the same. */
const KINDS = {
  'a plain order': [{}, false],
  'a post-only order': [{ postOnly: true }, false],
  'a hidden order': [{ hidden: true }, true],
  'an iceberg order': [{ iceberg: true, visibleSize: '0.01' }, true],
};

const SYMBOL = 'BTC-USDT';

describe('Makers', () => {
  let exchange;
  let comer;
  const waiting = new Map();
  before(async () => {
    const levels = LEVELS.map(([level]) => [`level${level}`, { fee_tier: level }]);
    exchange = await startWithAccounts({ comer: {}, ...Object.fromEntries(levels) }, { noRateLimit: true });
    comer = universal(exchange, { keys: exchange.keysOf('comer') });
    levels.forEach(([name], i) =>
      waiting.set(LEVELS[i][0], universal(exchange, { keys: exchange.keysOf(name) })),
    );
  });
  after(() => exchange.stop());

  const filled = async (client, { orderId }) =>
    (await client.order.getTradeHistory({ symbol: SYMBOL, orderId })).items;
  const fill = (price, size) => ({
    price: decimal(price),
    size: decimal(size),
    funds: decimal(price).times(size),
  });

  for (const [level, makerRate, takerRate] of LEVELS) {
    for (const [kind, [extra, paysAsTaker]] of Object.entries(KINDS)) {
      for (const side of ['buy', 'sell']) {
        const rate = paysAsTaker ? takerRate : makerRate;
        test(`${kind} of level ${level} to ${side} pays ${rate} when it is taken`, async () => {
          const maker = waiting.get(level);
          const [mine, theirs] = [await balances(maker), await balances(comer)];
          const [price, size] = ['19999.5', '0.03456789'];
          const order = { symbol: SYMBOL, side, type: 'limit', price, size, ...extra };
          const other = {
            symbol: SYMBOL,
            side: side === 'buy' ? 'sell' : 'buy',
            type: 'limit',
            price,
            size,
          };
          const resting = await place(maker, order);
          const taking = await place(comer, other);
          const fills = [fill(price, size)];
          isOrder(await ask(maker, SYMBOL, resting), { order, ...resting, fills, rate });
          isOrder(await ask(comer, SYMBOL, taking), { order: other, ...taking, fills });
          const made = await filled(maker, resting);
          const parts = made.map((one) => fill(one.price, one.size)).reverse();
          areFills(made, {
            order,
            ...resting,
            fills: parts,
            liquidity: 'maker',
            rate,
            forceTaker: paysAsTaker,
          });
          same(
            parts.reduce((total, one) => total.plus(one.size), decimal(0)),
            size,
            'all parts',
          );
          changed(mine, await balances(maker), changesOf({ symbol: SYMBOL, side, fills, rate }));
          changed(
            theirs,
            await balances(comer),
            changesOf({ symbol: SYMBOL, side: other.side, fills, rate: RATE }),
          );
        });
      }
    }

    test(`an order of level ${level} of which a part was taken gives the rest of its hold back`, async () => {
      const maker = waiting.get(level);
      const before = await balances(maker);
      const order = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '19999.7', size: '0.3' };
      const resting = await place(maker, order);
      await place(comer, { ...order, side: 'sell', size: '0.1' });
      const fills = [fill(order.price, '0.1')];
      const told = await maker.order.getOrderByOrderId({ symbol: SYMBOL, orderId: resting.orderId });
      assert.equal(told.active, true);
      same(told.remainSize, '0.2', 'remainSize');
      same(told.fee, fills[0].funds.times(makerRate), 'fee');
      await maker.order.cancelOrderByOrderId({ symbol: SYMBOL, orderId: resting.orderId });
      isOrder(await ask(maker, SYMBOL, resting), { order, ...resting, fills, rate: makerRate });
      changed(
        before,
        await balances(maker),
        changesOf({ symbol: SYMBOL, side: 'buy', fills, rate: makerRate }),
      );
    });
  }

  test('of two orders at one price the one that came first is taken first', async () => {
    const [first, second] = [waiting.get(0), waiting.get(3)];
    const order = { symbol: SYMBOL, side: 'sell', type: 'limit', price: '19999.3', size: '0.02' };
    const [early, late] = [await place(first, order), await place(second, order)];
    await place(comer, { ...order, side: 'buy', size: '0.03' });
    same((await ask(first, SYMBOL, early)).dealSize, '0.02', 'the first');
    same((await ask(second, SYMBOL, late)).dealSize, '0.01', 'the second');
    await second.order.cancelOrderByOrderId({ symbol: SYMBOL, orderId: late.orderId });
  });

  test('of two orders the better price is taken first, however late it came', async () => {
    const [first, second] = [waiting.get(0), waiting.get(3)];
    const order = { symbol: SYMBOL, side: 'sell', type: 'limit', size: '0.02' };
    const early = await place(first, { ...order, price: '19999.5' });
    const late = await place(second, { ...order, price: '19999.4' });
    await place(comer, { ...order, side: 'buy', type: 'market', size: '0.03' });
    same((await ask(second, SYMBOL, late)).dealSize, '0.02', 'the better');
    same((await ask(first, SYMBOL, early)).dealSize, '0.01', 'the worse');
    await first.order.cancelOrderByOrderId({ symbol: SYMBOL, orderId: early.orderId });
  });

  test('what is seen is taken before what is hidden, at one price', async () => {
    const [first, second] = [waiting.get(0), waiting.get(3)];
    const order = { symbol: SYMBOL, side: 'sell', type: 'limit', price: '19999.6', size: '0.02' };
    const hidden = await place(first, { ...order, hidden: true });
    const seen = await place(second, order);
    await place(comer, { ...order, side: 'buy' });
    same((await ask(second, SYMBOL, seen)).dealSize, '0.02', 'the one that is seen');
    same((await ask(first, SYMBOL, hidden)).dealSize, 0, 'the hidden one');
    await first.order.cancelOrderByOrderId({ symbol: SYMBOL, orderId: hidden.orderId });
  });

  test('an iceberg goes to the back each time that it shows a new part', async () => {
    const [first, second] = [waiting.get(0), waiting.get(3)];
    const order = { symbol: SYMBOL, side: 'sell', type: 'limit', price: '19999.2' };
    const iceberg = await place(first, { ...order, size: '0.06', iceberg: true, visibleSize: '0.02' });
    const plain = await place(second, { ...order, size: '0.03' });
    await place(comer, { ...order, side: 'buy', size: '0.04' });
    same((await ask(first, SYMBOL, iceberg)).dealSize, '0.02', 'the iceberg');
    same((await ask(second, SYMBOL, plain)).dealSize, '0.02', 'the plain one');
    const { asks } = await comer.market.getFullOrderBook({ symbol: SYMBOL });
    same(asks.find(([price]) => decimal(price).equals(order.price))[1], '0.03', 'what is seen of both');
    await first.order.cancelOrderByOrderId({ symbol: SYMBOL, orderId: iceberg.orderId });
    await second.order.cancelOrderByOrderId({ symbol: SYMBOL, orderId: plain.orderId });
  });
});
