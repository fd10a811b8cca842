// A market that stands still like the one of still.mjs, but with forty levels on each side, so that a long list of
// takers finds what it needs. Prices, sizes and steps are made up; every size is another one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimal } from '../decimal.mjs';
import { startSimulator } from '../simulator.mjs';
import { BALANCES } from './still.mjs';

const LEVELS = 40;
const TIME_MS = 1_672_531_200_000;

/** Symbol, middle price, distance of levels, size of the first level, growth of sizes. */
const MARKETS = [
  ['BTC-USDT', '20000', '1.3', '0.11', '0.01234567'],
  ['ETH-USDT', '1500', '0.07', '1.5', '0.0612345'],
  ['ETH-BTC', '0.075', '0.000003', '2.1', '0.1234567'],
  ['KCS-USDT', '9.5', '0.007', '33.3', '1.0203'],
  ['XRP-USDT', '0.5', '0.00013', '321.5', '10.1234'],
  ['DOGE-BTC', '0.000003', '0.00000001', '300000', '1234.5678'],
];

/** Starts it; options as those of `startSimulator`. */
export async function startDeep(options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'trifuse-market-'));
  try {
    const file = join(folder, 'deep.kcap.jsonl');
    writeFileSync(
      file,
      [header(), ...MARKETS.flatMap(lines)].map((line) => JSON.stringify(line) + '\n').join(''),
    );
    return await startSimulator({
      data: file,
      once: true,
      startOnSubscribe: false,
      balance: Object.entries(BALANCES).map(([currency, amount]) => `${currency}=${amount}`),
      ...options,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function header() {
  return {
    kcap: 1,
    exchange: 'kucoin',
    clock: 'event',
    converted: 'made up for tests: deep books that stand still',
  };
}

function lines([symbol, price, distance, size, growth], index) {
  const side = (sign) =>
    Array.from({ length: LEVELS }, (_, i) => [
      decimal(price)
        .plus(decimal(distance).times(sign * (i + 1)))
        .toString(),
      decimal(size).plus(decimal(growth).times(i)).toString(),
    ]);
  const [asks, bids] = [side(1), side(-1)];
  const sequence = String(1000 * (index + 1));
  const book = { time: TIME_MS, sequence, asks, bids };
  const trade = {
    sequence,
    price,
    size,
    bestAsk: asks[0][0],
    bestAskSize: asks[0][1],
    bestBid: bids[0][0],
    bestBidSize: bids[0][1],
    time: TIME_MS,
  };
  return [
    {
      r: TIME_MS * 1000,
      http: `GET /api/v3/market/orderbook/level2?symbol=${symbol}`,
      m: { code: '200000', data: book },
    },
    {
      r: TIME_MS * 1000,
      m: { type: 'message', topic: `/market/ticker:${symbol}`, subject: 'trade.ticker', data: trade },
    },
  ];
}
