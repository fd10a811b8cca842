// An order's life as the private streams tell it through ccxt, held against what REST tells.
import assert from 'node:assert/strict';
import { decimal, plain, same } from '../decimal.mjs';
import { eventually } from '../waiting.mjs';
import { balances } from './accounting.mjs';
import { WAYS } from './takers.mjs';

const SYMBOL = 'BTC/USDT';
const TOPIC = '/spotMarket/tradeOrders';

export class Life {
  #client;
  #way;
  #ids = new Map();

  constructor(client, way) {
    this.#client = client;
    this.#way = WAYS[way];
  }

  async begin() {
    return this;
  }

  async place(name, type, side, amount, price, params = {}) {
    const all = { ...params, ...this.#way.create };
    const { id } = type === 'cost'
      ? await this.#client.createMarketOrderWithCost(SYMBOL, side, amount, all)
      : await this.#client.createOrder(SYMBOL, type, side, amount, price, all);
    this.#ids.set(name, id);
  }

  async cancel(name) {
    await this.#client.cancelOrder(this.#ids.get(name), SYMBOL, this.#way.ask);
  }

  /** Waits until every order has had exactly these events, then compares streams and REST. */
  async expect(events) {
    for (const [name, types] of Object.entries(events)) {
      const id = this.#ids.get(name);
      await eventually(() => {
        assert.deepEqual(this.#heard(id).map((data) => data.type), types, `events of ${name}`);
        return true;
      }, `the events of ${name}`);
      await this.#compareOrder(id, name);
      await this.#compareTrades(id, name);
      this.#heard(id).forEach((data) => checkFrame(data));
    }
    await this.#compareBalances();
  }

  #heard(id) {
    return this.#client.heard(TOPIC).filter((data) => data.orderId === id);
  }

  async #compareOrder(id, name) {
    const rest = await this.#client.fetchOrder(id, SYMBOL, this.#way.ask);
    const told = this.#client.orders.hashmap[SYMBOL][id];
    assert.equal(told.clientOrderId, rest.clientOrderId, `client id of ${name}`);
    assert.equal(told.side, rest.side);
    assert.equal(told.type, rest.type);
    same(told.filled, rest.filled, `filled of ${name}`);
    if (rest.status === 'open' || rest.status === 'closed') {
      assert.equal(told.status, rest.status, `status of ${name}`);
    } else {
      assert.equal(told.status, 'canceled', `status of ${name}`);
    }
    if (rest.type === 'limit') {
      same(told.price, rest.price, `price of ${name}`);
      same(told.amount, rest.amount, `amount of ${name}`);
    }
    if (!decimal(rest.filled).isZero) {
      same(told.cost, rest.cost, `cost of ${name}`);
    }
  }

  async #compareTrades(id, name) {
    const rest = await this.#client.fetchOrderTrades(id, SYMBOL, undefined, undefined, this.#way.ask);
    const told = Object.values(this.#client.myTrades?.hashmap[SYMBOL] ?? {}).filter((trade) => trade.order === id);
    const text = (t) => `${t.id} ${t.side} ${t.takerOrMaker} ${decimal(t.amount)} @ ${decimal(t.price)}`;
    // Two orders of one account that meet share the trade's id, and ccxt keeps one trade under an id.
    const shared = new Set(rest.filter((trade) => !told.some((one) => one.id === trade.id)).map((trade) => trade.id));
    assert.deepEqual(told.map(text).sort(), rest.filter((trade) => !shared.has(trade.id)).map(text).sort(),
      `trades of ${name}`);
    const matches = this.#heard(id).filter((data) => data.type === 'match');
    assert.deepEqual(matches.map((data) => data.tradeId).sort(), rest.map((trade) => trade.id).sort(),
      `trade ids of ${name}`);
  }

  async #compareBalances() {
    const rest = await balances(this.#client);
    await eventually(() => {
      for (const currency of ['BTC', 'USDT']) {
        const told = this.#client.balance.trade[currency];
        same(told.free, rest[currency].free, `${currency} free`);
        same(told.used, rest[currency].used, `${currency} used`);
        same(told.total, rest[currency].total, `${currency} total`);
      }
      return true;
    }, 'the balances of the stream to be those of REST');
  }
}

/** What every frame of an order has, whatever happened. */
function checkFrame(data) {
  for (const name of ['symbol', 'orderType', 'side', 'orderId', 'type', 'status', 'clientOid']) {
    assert.equal(typeof data[name], 'string', `${name} of ${JSON.stringify(data)}`);
  }
  assert.ok(Number.isSafeInteger(data.orderTime), 'orderTime in ms');
  assert.ok(data.ts > 1e18, 'ts in ns');
  for (const name of ['price', 'size', 'filledSize', 'remainSize', 'matchPrice', 'matchSize', 'funds', 'remainFunds']) {
    if (data[name] !== undefined) {
      plain(data[name], name);
    }
  }
  assert.equal(data.price === undefined, data.orderType === 'market', 'market orders have no price');
  const status = { open: 'open', canceled: 'done', filled: 'done' }[data.type];
  assert.equal(data.status, status ?? (data.liquidity === 'maker' ? 'open' : 'match'), `status of ${data.type}`);
  if (data.type === 'match') {
    assert.ok(['takerFee', 'makerFee'].includes(data.feeType));
    assert.match(data.tradeId, /^\d+$/);
  }
  for (const name of ['originSize', 'originFunds', 'canceledSize', 'canceledFunds']) {
    assert.equal(data[name], undefined, `${name} is of V2`);
  }
}

/** Every push must start from where the one before of its currency ended. */
export function checkBalanceChain(pushes) {
  const last = new Map();
  assert.ok(pushes.length > 0);
  for (const push of pushes) {
    for (const name of ['total', 'available', 'hold', 'availableChange', 'holdChange']) {
      plain(push[name], name);
    }
    same(push.total, decimal(push.available).plus(push.hold), 'total');
    const before = last.get(push.currency);
    if (before) {
      same(decimal(before.available).plus(push.availableChange), push.available, `available of ${push.currency}`);
      same(decimal(before.hold).plus(push.holdChange), push.hold, `hold of ${push.currency}`);
    }
    assert.match(push.relationEvent, /^trade\.(hold|setted|transfer|other)$/);
    if (push.relationEvent === 'trade.hold') {
      same(decimal(push.availableChange).plus(push.holdChange), 0, 'a hold moves, it does not change the total');
    }
    assert.equal(typeof push.relationContext, 'object');
    assert.match(push.time, /^\d{13}$/);
    last.set(push.currency, push);
  }
}
