// Balances as ccxt tells them, and what a scenario must have done to them.
import { decimal, same } from '../decimal.mjs';

/** `{ USDT: { free, used, total }, ... }`, every amount exact text. */
export async function balances(client, params = {}) {
  const { info, timestamp, datetime, free, used, total, ...byCurrency } = await client.fetchBalance(params);
  return byCurrency;
}

/**
 * Asserts that balances went from one state to another by exactly these changes:
 * `{ BTC: { free: '0.1' }, USDT: { free: '-2002', used: '0' } }`; what is not named must not have changed.
 */
export function changed(before, after, changes) {
  for (const currency of new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(changes)])) {
    const free = decimal(changes[currency]?.free ?? 0);
    const used = decimal(changes[currency]?.used ?? 0);
    const was = before[currency] ?? { free: '0', used: '0', total: '0' };
    const is = after[currency] ?? { free: '0', used: '0', total: '0' };
    same(is.free, decimal(was.free).plus(free), `${currency} free`);
    same(is.used, decimal(was.used).plus(used), `${currency} used`);
    same(is.total, decimal(was.total).plus(free).plus(used), `${currency} total`);
  }
}
