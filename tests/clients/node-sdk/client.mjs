// The official kucoin-node-sdk as it comes, but for the address. It has one configuration for the whole process, so
// one exchange for each file of tests.
import assert from 'node:assert/strict';
import sdk from 'kucoin-node-sdk';
import { decimal, plain, same } from '../decimal.mjs';

export const { User, Trade, Market, Others } = sdk.rest;

/** Points the SDK at the exchange, with its keys or others. */
export function connect(exchange, keys = {}) {
  sdk.init({ baseUrl: exchange.url, apiAuth: { ...exchange.credentials, ...keys }, authVersion: 2 });
}

/** The data of an answer, which must be a success. */
export async function ok(call) {
  const answer = await call;
  assert.equal(answer.code, '200000', JSON.stringify(answer));
  return answer.data;
}

/** Code and text of an answer, which must be a refusal. */
export async function refused(call) {
  const { code, msg, data } = await call;
  assert.notEqual(code, '200000', JSON.stringify(data));
  return { code, text: msg };
}

/** `{ USDT: { available, holds } }` of the trading account. */
export async function balances() {
  const list = await ok(User.Account.getAccountsList({ type: 'trade' }));
  return Object.fromEntries(
    list.map(({ currency, available, holds, balance, type }) => {
      assert.equal(type, 'trade');
      [available, holds, balance].forEach((amount) => plain(amount, currency));
      same(balance, decimal(available).plus(holds), `${currency} balance`);
      return [currency, { available, holds }];
    }),
  );
}

/** Asserts that balances went on by exactly these changes, `{ BTC: { available: '1' } }`, and no others. */
export function changed(before, after, changes) {
  for (const currency of new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(changes)])) {
    for (const part of ['available', 'holds']) {
      const by = changes[currency]?.[part] ?? 0;
      same(
        after[currency]?.[part] ?? 0,
        decimal(before[currency]?.[part] ?? 0).plus(by),
        `${currency} ${part}`,
      );
    }
  }
}

/** A connection of the SDK, public or private, until `leave`. */
export function feed(isPrivate = false) {
  const datafeed = new sdk.websocket.Datafeed(isPrivate);
  datafeed.connectSocket();
  return datafeed;
}

/** Ends a connection for good: the SDK itself would connect again for ever. */
export function leave(datafeed) {
  datafeed.connectSocket = () => {};
  datafeed._clearPing();
  datafeed.client?.terminate();
}

/** The SDK's own book of a symbol on a connection. */
export function bookOf(symbol, datafeed) {
  sdk.websocket.Level2.setLogger(() => {});
  return new sdk.websocket.Level2(symbol, datafeed);
}
