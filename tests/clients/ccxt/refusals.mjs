// What the exchange refuses, as ccxt tells it: the class of the error, its code and its text, and that nothing changed.
import assert from 'node:assert/strict';
import { balances, changed } from './accounting.mjs';
import { ccxt } from './client.mjs';

/** Asserts that the call fails with this class exactly, code and text. */
export async function refused(call, errorClass, code, text) {
  let error;
  try {
    await call();
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(error, `refused with ${errorClass.name}`);
  assert.equal(error.constructor.name, errorClass.name, error.message);
  const [, body] = /^kucoin (\{.*\})$/s.exec(error.message) ?? [];
  assert.ok(body, error.message);
  const reply = JSON.parse(body);
  assert.equal(reply.code, code, body);
  assert.match(reply.msg, text);
}

/** As `refused`, and the balances and open orders are as before. */
export async function refusedWithoutTrace(client, symbol, ask, call, ...expected) {
  const before = await balances(client);
  const open = await client.fetchOpenOrders(symbol, undefined, undefined, ask);
  await refused(call, ...expected);
  changed(before, await balances(client), {});
  assert.equal((await client.fetchOpenOrders(symbol, undefined, undefined, ask)).length, open.length);
}

const { BadRequest, ExchangeError, InsufficientFunds, InvalidOrder } = ccxt;
const LIMIT = { type: 'limit', side: 'buy', amount: '0.01', price: '19000' };

/**
 * Orders that are refused: `[what, order, errorClass, code, text]`. ccxt rounds prices and sizes itself; what
 * stands in `params` goes to the exchange as it is.
 */
export const ORDERS = [
  ['a limit buy for more than the balance', { amount: '100', price: '19000' }, InsufficientFunds, '200004',
    /insufficient/i],
  ['a limit buy whose fee is not covered', { amount: '50', price: '20000', rich: true }, InsufficientFunds, '200004',
    /insufficient/i],
  ['a limit sell of more than the balance', { side: 'sell', amount: '100.00000001', price: '25000' }, InsufficientFunds,
    '200004', /insufficient/i],
  ['a market buy for more than the balance', { type: 'market', cost: '1000000' }, InsufficientFunds, '200004',
    /insufficient/i],
  ['a market sell of more than the balance', { type: 'market', side: 'sell', amount: '1000' }, InsufficientFunds,
    '200004',
    /insufficient/i],
  ['a price between two ticks', { params: { price: '19000.05' } }, BadRequest, '400100', /^Price increment invalid\.$/],
  ['a size between two steps', { params: { size: '0.123456789' } }, InvalidOrder, '400100',
    /^Order size increment invalid\.$/],
  ['funds between two steps', { raw: { type: 'market', side: 'buy', funds: '10.0000001' } }, BadRequest, '400100',
    /^Funds increment invalid\.$/],
  ['a size below the minimum', { params: { size: '0.000009' } }, InvalidOrder, '400100',
    /^Order size below the minimum requirement\.$/],
  ['funds below the minimum', { type: 'market', cost: '0.001' }, InsufficientFunds, '600100',
    /^Funds below the minimum requirement\.$/],
  ['a value below the minimum', { amount: '0.00001', price: '0.1' }, InvalidOrder, '600101',
    /^The order funds should more then 0\.01 USDT\.$/],
  ['a symbol that is not there', { params: { symbol: 'NOPE-USDT' } }, ExchangeError, '900001', /symbol not exists/i],
  ['no symbol', { params: { symbol: '' } }, BadRequest, '400100', /symbol/],
  ['neither size nor funds', { type: 'market', amount: '0.01', params: { size: undefined } }, BadRequest,
    '400100', /size|funds/i],
  ['both size and funds', { type: 'market', cost: '10', params: { size: '0.01' } }, BadRequest, '400100',
    /size|funds/i],
  ['a limit order without a price', { params: { price: undefined } }, BadRequest, '400100', /price/i],
  ['a limit order without a size', { params: { size: undefined } }, InvalidOrder, '300000', /size/i],
  ['a negative price', { params: { price: '-1' } }, BadRequest, '400100', /price/i],
  ['a price of nothing', { params: { price: '0' } }, BadRequest, '400100', /price/i],
  ['a price that is no number', { params: { price: 'much' } }, BadRequest, '400100', /price/i],
  ['a size that is no number', { params: { size: 'many' } }, InvalidOrder, '300000', /size/i],
  ['a side that is neither', { params: { side: 'hold' } }, BadRequest, '400100', /side/],
  ['a type that is neither', { params: { type: 'later' } }, BadRequest, '400100', /type/],
  ['an unknown time in force', { params: { timeInForce: 'SOON' } }, BadRequest, '400100', /timeInForce/],
  ['an unknown self-trade prevention', { params: { stp: 'XX' } }, BadRequest, '400100', /stp/],
  ['decrease and cancel for a market order', { type: 'market', amount: '0.01', params: { stp: 'DC' } },
    BadRequest, '400100',
    /stp|DC/],
  ['a client id of 41 characters', { params: { clientOrderId: 'x'.repeat(41) } }, BadRequest, '400100', /clientOid/],
  ['a client id with a blank', { params: { clientOrderId: 'a b' } }, BadRequest, '400100', /clientOid/],
  ['a visible size below a twentieth', { amount: '1', params: { iceberg: true, visibleSize: '0.04' } }, BadRequest,
    '400100', /visibleSize/i],
  ['an iceberg without a visible size', { params: { iceberg: true } }, BadRequest, '400100', /visibleSize/i],
  ['an order that is too late', { params: { clientTimestamp: 1600000000000, allowMaxTimeWindow: 1000 } }, BadRequest,
    '400100', /allowMaxTimeWindow/],
];

/** Sends one of them. */
export function send(client, { type, side, amount, price, cost, params, raw } = {}, more = {}) {
  if (raw) {
    const order = { clientOid: client.uuid(), symbol: 'BTC-USDT', ...raw };
    return more.hf ? client.privatePostHfOrders(order)
      : more.sync ? client.privatePostHfOrdersSync(order) : client.privatePostOrders(order);
  }
  const order = { ...LIMIT, type: type ?? LIMIT.type, side: side ?? LIMIT.side };
  const all = { ...more, ...params, ...(cost === undefined ? {} : { cost }) };
  return client.createOrder('BTC/USDT', order.type, order.side, amount ?? LIMIT.amount,
    order.type === 'market' ? undefined : price ?? LIMIT.price, all);
}
