// An account whose own orders meet: both sides of each trade are its own, so that maker and taker can be told apart to
// the last digit. At VIP 3 a maker of BTC/USDT pays 0.075 %, a taker 0.09 %.
import assert from 'node:assert/strict';
import { decimal, same, sum } from '../decimal.mjs';
import { balances, changed } from './accounting.mjs';
import { WAYS } from './takers.mjs';

export const SYMBOL = 'BTC/USDT';
export const MAKER = '0.00075';
export const TAKER = '0.0009';

/** One scenario on a client: orders by name, and what must have become of them. */
export class Meeting {
  #client;
  #way;
  #orders = new Map();
  #before;

  constructor(client, way) {
    this.#client = client;
    this.#way = WAYS[way];
  }

  async begin() {
    this.#before = await balances(this.#client);
    return this;
  }

  /** Places an order under a name: `['first', 'sell', '0.3', '19999.5', { hidden: true }]`; no price: market. */
  async place(name, side, amount, price, params = {}) {
    const { id } = await this.#client.createOrder(SYMBOL, price === undefined ? 'market' : 'limit', side, amount, price,
      { ...params, ...this.#way.create });
    this.#orders.set(name, { id, side, amount, price });
    return id;
  }

  async cancel(name) {
    await this.#client.cancelOrder(this.#orders.get(name).id, SYMBOL, this.#way.ask);
  }

  fetch(name) {
    return this.#client.fetchOrder(this.#orders.get(name).id, SYMBOL, this.#way.ask);
  }

  /**
   * What each order must be: `{ first: ['open', 'maker 0.1 @ 19999.5', ...], ... }`, its status and its fills in their
   * order. The balances must have changed by the sum of all fills and by what the open orders hold, and by no more.
   */
  async expect(outcome) {
    const changes = { BTC: { free: decimal(0), used: decimal(0) }, USDT: { free: decimal(0), used: decimal(0) } };
    for (const [name, [status, ...texts]] of Object.entries(outcome)) {
      const order = this.#orders.get(name);
      const fills = texts.map(parseFill);
      await this.#checkOrder(name, order, status, fills);
      await this.#checkTrades(name, order, fills);
      apply(changes, order, status, fills);
    }
    changed(this.#before, await balances(this.#client), changes);
  }

  /** Cancels what is open, and holds nothing any more. */
  async end() {
    for (const open of await this.#client.fetchOpenOrders(SYMBOL, undefined, undefined, this.#way.ask)) {
      await this.#client.cancelOrder(open.id, SYMBOL, this.#way.ask);
    }
  }

  async #checkOrder(name, order, status, fills) {
    const told = await this.fetch(name);
    assert.equal(told.status, status, `status of ${name}`);
    same(told.filled, sum(fills.map((fill) => fill.size)), `filled of ${name}`);
    same(told.cost, sum(fills.map((fill) => fill.funds)), `cost of ${name}`);
    same(told.fee.cost, sum(fills.map((fill) => fill.fee)), `fee of ${name}`);
    same(told.remaining, decimal(told.amount).minus(told.filled), `remaining of ${name}`);
  }

  async #checkTrades(name, order, fills) {
    const trades = await this.#client.fetchOrderTrades(order.id, SYMBOL, undefined, undefined, this.#way.ask);
    const told = trades.map((t) =>
      `${t.takerOrMaker} ${decimal(t.amount)} @ ${decimal(t.price)} fee ${decimal(t.fee.cost)}`);
    const expected = fills.map((f) => `${f.role} ${f.size} @ ${f.price} fee ${f.fee}`);
    assert.deepEqual(told.sort(), expected.sort(), `trades of ${name}`);
  }
}

/** `maker 0.1 @ 19999.5`; `hidden 0.1 @ 1` is a maker that pays the taker's fee. */
function parseFill(text) {
  const [, role, size, price] = /^(maker|taker|hidden) (\S+) @ (\S+)$/.exec(text);
  const funds = decimal(size).times(price);
  return {
    role: role === 'hidden' ? 'maker' : role,
    size: decimal(size),
    price: decimal(price),
    funds,
    fee: funds.times(role === 'maker' ? MAKER : TAKER),
  };
}

function apply(changes, order, status, fills) {
  const sign = order.side === 'buy' ? 1 : -1;
  for (const fill of fills) {
    changes.BTC.free = changes.BTC.free.plus(fill.size.times(sign));
    changes.USDT.free = changes.USDT.free.minus(fill.funds.times(sign)).minus(fill.fee);
  }
  if (status === 'open') {
    // A buy holds price x size and the taker's fee from the start; what its fills cost less stays held to its end.
    const spent = sum(fills.map((fill) => fill.funds.plus(fill.fee)));
    const [held, code] = order.side === 'buy'
      ? [decimal(order.amount).times(order.price).times(decimal(1).plus(TAKER)).minus(spent), 'USDT']
      : [decimal(order.amount).minus(sum(fills.map((fill) => fill.size))), 'BTC'];
    changes[code].free = changes[code].free.minus(held);
    changes[code].used = changes[code].used.plus(held);
  }
}
