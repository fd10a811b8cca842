// The market that stands still: still.kcap.jsonl, books of 14 symbols made up for these tests. Nothing moves in it but
// what the clients do, so that every price, fill and balance can be told beforehand.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../simulator.mjs';

const file = fileURLToPath(new URL('still.kcap.jsonl', import.meta.url));

/** Enough of every currency for every case. */
export const BALANCES = {
  USDT: '1000000', USDC: '1000000', BTC: '100', ETH: '1000', KCS: '100000', XRP: '1000000', ADA: '1000000',
  DOGE: '100000000', TRX: '10000000', LTC: '10000', WIN: '1000000000', XMR: '100',
};

/** Its symbols with their first books and last trades as the file says: `{ asks, bids, sequence, last }`. */
export const BOOKS = Object.fromEntries(readFileSync(file, 'utf8').trim().split('\n').slice(1)
  .map((line) => JSON.parse(line))
  .reduce((books, { http, m }) => {
    if (http !== undefined) {
      books.set(http.split('symbol=')[1], { ...m.data });
    } else {
      books.get(m.topic.split(':')[1]).last = m.data.price;
    }
    return books;
  }, new Map()));

/** Starts it; options as those of `startSimulator`. */
export function startStill(options = {}) {
  return startSimulator({
    data: file,
    once: true,
    startOnSubscribe: false,
    balance: Object.entries(BALANCES).map(([currency, amount]) => `${currency}=${amount}`),
    ...options,
  });
}
