// What an order must do to a book, worked out anew here: the judge of what the exchange reports.
import { decimal, sum } from './decimal.mjs';

/** The fills of a taker that takes so much of the levels `[[price, size], ...]`, best first, up to a price. */
export function take(levels, size, accepts = () => true) {
  const fills = [];
  let left = decimal(size);
  for (const [price, there] of levels) {
    if (left.isZero || !accepts(decimal(price))) {
      break;
    }
    const taken = left.compare(there) < 0 ? left : decimal(there);
    fills.push(fill(price, taken));
    left = left.minus(taken);
  }
  return fills;
}

/** The fills of a buy for so much money: as many steps of each level as the money buys. */
export function takeFunds(levels, funds, step) {
  const fills = [];
  let left = decimal(funds);
  for (const [price, there] of levels) {
    const affordable = left.dividedBy(price, 30).floorTo(step);
    const taken = affordable.compare(there) < 0 ? affordable : decimal(there);
    if (taken.isZero) {
      break;
    }
    fills.push(fill(price, taken));
    left = left.minus(taken.times(price));
  }
  return fills;
}

/** What the fills come to: size, funds, and the fee at a rate. */
export function total(fills, rate) {
  const funds = sum(fills.map((one) => one.funds));
  return { size: sum(fills.map((one) => one.size)), funds, fee: funds.times(rate) };
}

/** Whether a limit order of this side and price may trade at another price. */
export function accepts(side, limit) {
  return (price) => (side === 'buy' ? price.compare(limit) <= 0 : price.compare(limit) >= 0);
}

/** The levels that are left when the fills are taken off. */
export function without(levels, fills) {
  const taken = new Map(fills.map((one) => [one.price.toString(), one.size]));
  return levels
    .map(([price, size]) => [decimal(price).toString(), decimal(size).minus(taken.get(decimal(price).toString()) ?? 0)])
    .filter(([, size]) => !size.isZero)
    .map(([price, size]) => [price, size.toString()]);
}

function fill(price, size) {
  return { price: decimal(price), size: decimal(size), funds: decimal(price).times(size) };
}
