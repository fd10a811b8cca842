// Ordering with the SDK: every way of placing, what a cancelled, resting or filled order must look like, and balances
// as exact numbers.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { decimal, plain, same } from '../decimal.mjs';
import { total } from '../matching.mjs';

export const RATE = '0.001';

/** The calls by which an order is placed; each gives the order's id and, when it waits for matching, its outcome. */
export const WAYS = {
  addOrder: async (client, order) => ({ ...(await client.order.addOrder(order)), waits: false }),
  addOrderSync: async (client, order) => ({ ...(await client.order.addOrderSync(order)), waits: true }),
  batchAddOrders: async (client, order) => ({
    ...(await onlyOne(client.order.batchAddOrders, order)),
    waits: false,
  }),
  batchAddOrdersSync: async (client, order) => ({
    ...(await onlyOne(client.order.batchAddOrdersSync, order)),
    waits: true,
  }),
};

async function onlyOne(call, order) {
  const { data } = await call({ orderList: [order] });
  assert.equal(data.length, 1);
  assert.equal(data[0].success, true, data[0].failMsg);
  return data[0];
}

/** Places an order under a client id of its own and gives both ids with the reply. */
export async function place(client, order, way = 'addOrder') {
  const clientOid = order.clientOid ?? randomUUID();
  const reply = await WAYS[way](client, { ...order, clientOid });
  assert.match(reply.orderId, /^[0-9a-f]{24}$/);
  assert.equal(reply.clientOid, clientOid);
  return reply;
}

/** The order as both ways of asking tell it, which must be the same. */
export async function ask(client, symbol, { orderId, clientOid }) {
  const { commonResponse, ...told } = await client.order.getOrderByOrderId({ symbol, orderId });
  const { commonResponse: other, ...again } = await client.order.getOrderByClientOid({ symbol, clientOid });
  assert.deepEqual({ ...again }, { ...told });
  return told;
}

/** `{ USDT: { available, holds, balance } }` of the trading account. */
export async function balances(client, type = 'trade') {
  const { data } = await client.account.getSpotAccountList({ type });
  return Object.fromEntries(
    data.map(({ currency, available, holds, balance }) => {
      [available, holds, balance].forEach((amount) => plain(amount, currency));
      same(balance, decimal(available).plus(holds), `${currency} balance`);
      return [currency, { available, holds, balance }];
    }),
  );
}

/** Asserts that balances went on by exactly these changes; a currency that is not named has not changed. */
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

/** What a taker's fills and its resting rest do to the balances. */
export function changesOf({ symbol, side, fills, rest = decimal(0), price = '0', rate = RATE }) {
  const [base, quote] = symbol.split('-');
  const { size, funds, fee } = total(fills, rate);
  if (side === 'buy') {
    const held = decimal(rest).times(price).times(decimal(1).plus(rate));
    return {
      [base]: { available: size },
      [quote]: { available: decimal(0).minus(funds).minus(fee).minus(held), holds: held },
    };
  }
  return {
    [base]: { available: decimal(0).minus(size).minus(rest), holds: decimal(rest) },
    [quote]: { available: funds.minus(fee) },
  };
}

/** Asserts what the exchange tells of an order of which these fills are all that happened. */
export function isOrder(told, { order, orderId, clientOid, fills, resting = false, rate = RATE }) {
  const { size, funds, fee } = total(fills, rate);
  const ordered = order.size === undefined ? undefined : decimal(order.size);
  const { symbol, side, type } = order;
  const cut = !resting && (ordered === undefined || !ordered.equals(size));
  for (const [member, expected] of Object.entries({
    id: orderId,
    clientOid,
    symbol,
    side,
    type,
    opType: 'DEAL',
    channel: 'API',
    tradeType: 'TRADE',
    feeCurrency: symbol.split('-')[1],
    active: resting,
    inOrderBook: resting,
    timeInForce: order.timeInForce ?? 'GTC',
    postOnly: order.postOnly ?? false,
    hidden: order.hidden ?? false,
    iceberg: order.iceberg ?? false,
    tax: '0',
  })) {
    assert.equal(told[member], expected, member);
  }
  assert.equal(told.stp ?? '', order.timeInForce === 'FOK' ? 'CN' : (order.stp ?? ''), 'stp');
  assert.equal(told.remark ?? '', order.remark ?? '', 'remark');
  assert.equal(told.tags ?? '', order.tags ?? '', 'tags');
  same(told.dealSize, size, 'dealSize');
  same(told.dealFunds, funds, 'dealFunds');
  same(told.fee, fee, 'fee');
  for (const member of [
    'price',
    'size',
    'funds',
    'dealSize',
    'dealFunds',
    'remainSize',
    'remainFunds',
    'cancelledSize',
    'cancelledFunds',
    'fee',
    'visibleSize',
  ]) {
    plain(told[member], member);
  }
  if (ordered !== undefined) {
    same(told.size, ordered, 'size');
    same(told.remainSize, resting ? ordered.minus(size) : 0, 'remainSize');
    same(told.cancelledSize, cut ? ordered.minus(size) : 0, 'cancelledSize');
    assert.equal(told.cancelExist, cut, 'cancelExist');
  } else {
    same(told.funds, order.funds, 'funds');
    same(told.remainFunds, decimal(order.funds).minus(funds), 'remainFunds');
    same(told.cancelledFunds, decimal(order.funds).minus(funds), 'cancelledFunds');
    assert.equal(told.cancelExist, !funds.equals(order.funds), 'cancelExist');
  }
  if (type === 'limit') {
    same(told.price, order.price, 'price');
    same(told.funds, decimal(order.price).times(order.size), 'funds');
  }
  assert.ok(told.createdAt <= told.lastUpdatedAt, 'it was updated after it was made');
}

/** Asserts that these are the fills of the order, and that what the exchange tells of each is right. */
export function areFills(
  items,
  { order, orderId, fills, liquidity = 'taker', rate = RATE, forceTaker = false },
) {
  const told = [...items].sort((a, b) => a.tradeId - b.tradeId);
  assert.equal(told.length, fills.length, 'number of fills');
  told.forEach((fill, i) => {
    for (const [member, expected] of Object.entries({
      orderId,
      symbol: order.symbol,
      side: order.side,
      type: order.type,
      liquidity,
      forceTaker,
      feeCurrency: order.symbol.split('-')[1],
      tradeType: 'TRADE',
      stop: '',
      tax: '0',
      taxRate: '0',
    })) {
      assert.equal(fill[member], expected, `${member} of fill ${i}`);
    }
    same(fill.price, fills[i].price, `price of fill ${i}`);
    same(fill.size, fills[i].size, `size of fill ${i}`);
    same(fill.funds, fills[i].funds, `funds of fill ${i}`);
    same(fill.feeRate, rate, `rate of fill ${i}`);
    same(fill.fee, fills[i].funds.times(rate), `fee of fill ${i}`);
    assert.match(fill.counterOrderId, /^[0-9a-f]{24}$/);
    assert.notEqual(fill.counterOrderId, orderId);
  });
  assert.equal(
    new Set(told.map((fill) => fill.tradeId)).size,
    told.length,
    'every fill has a trade of its own',
  );
  assert.equal(new Set(told.map((fill) => fill.id)).size, told.length, 'every fill has an id of its own');
}

/** Asserts what a waiting way of placing said at once. */
export function isOutcome(reply, { order, fills, resting = false }) {
  if (!reply.waits) {
    return;
  }
  const { size } = total(fills, RATE);
  assert.equal(reply.status, resting ? 'open' : 'done');
  same(reply.dealSize, size, 'dealSize of the reply');
  assert.ok(reply.orderTime <= reply.matchTime, 'it was matched after it came');
  if (order.size !== undefined) {
    const left = decimal(order.size).minus(size);
    same(reply.originSize, order.size, 'originSize of the reply');
    same(reply.remainSize, resting ? left : 0, 'remainSize of the reply');
    same(reply.canceledSize, resting ? 0 : left, 'canceledSize of the reply');
  }
}
