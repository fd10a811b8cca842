// An exchange with several accounts: the config file that describes them, written for one run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BALANCES, startStill } from './markets/still.mjs';

/**
 * The still market with these accounts: `{ alice: { fee_tier: 3 }, bob: { uses_trade_hf: true }, ... }`. Each has one
 * key of its own and, unless it says otherwise, the usual balances. The exchange gets `keysOf(name)`.
 */
export async function startWithAccounts(accounts, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'trifuse-accounts-'));
  try {
    const config = join(folder, 'sim.toml');
    writeFileSync(config, Object.entries(accounts).map(([name, account]) => describe(name, account)).join('\n'));
    const exchange = await startStill({ config, balance: undefined, ...options });
    exchange.keysOf = keysOf;
    return exchange;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Key, secret and passphrase of an account of `startWithAccounts`. */
export function keysOf(name) {
  return { key: `key-of-${name}`, secret: `secret of ${name}`, passphrase: `pass of ${name}` };
}

function describe(name, { permissions, allowed_addresses: addresses, balances = { trade: BALANCES }, ...account }) {
  const keys = keysOf(name);
  const texts = (list) => '[' + list.map((one) => `"${one}"`).join(', ') + ']';
  return [
    '[[account]]',
    `name = "${name}"`,
    ...Object.entries(account).map(([key, value]) => `${key} = ${typeof value === 'string' ? `"${value}"` : value}`),
    ...Object.entries(balances).flatMap(([type, amounts]) => [
      `[account.balances.${type}]`,
      ...Object.entries(amounts).map(([currency, amount]) => `${currency} = "${amount}"`),
    ]),
    '[[account.key]]',
    `key = "${keys.key}"`,
    `secret = "${keys.secret}"`,
    `passphrase = "${keys.passphrase}"`,
    `permissions = ${texts(permissions ?? ['General', 'Spot', 'InnerTransfer', 'Transfer'])}`,
    ...(addresses ? [`allowed_addresses = ${texts(addresses)}`] : []),
    '',
  ].join('\n');
}
