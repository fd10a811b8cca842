// The calls of the older kind, and orders that wait for a price, as the SDK declares their answers.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { startDeep } from '../markets/deep.mjs';
import { eventually, within } from '../waiting.mjs';
import { refusal, universal } from './client.mjs';
import { balances, changed } from './desk.mjs';

const LIMIT = { symbol: 'BTC-USDT', side: 'buy', type: 'limit', price: '18000', size: '0.01' };
const HELD = '180.18';

let exchange;
let client;
before(async () => {
  exchange = await startDeep({ noRateLimit: true });
  client = universal(exchange);
});
after(() => exchange.stop());

describe('Orders of the older kind', () => {
  const place = async (fields = {}) => {
    const clientOid = randomUUID();
    return { clientOid, ...(await client.order.addOrderOld({ ...LIMIT, clientOid, ...fields })) };
  };

  const CANCELS = {
    cancelOrderByOrderIdOld: async ({ orderId }) =>
      assert.deepEqual(
        [...(await client.order.cancelOrderByOrderIdOld({ orderId })).cancelledOrderIds],
        [orderId],
      ),
    cancelOrderByClientOidOld: async ({ orderId, clientOid }) => {
      const told = await client.order.cancelOrderByClientOidOld({ clientOid });
      assert.deepEqual([told.cancelledOrderId, told.clientOid], [orderId, clientOid]);
    },
    batchCancelOrderOld: async ({ orderId }) =>
      assert.deepEqual(
        [...(await client.order.batchCancelOrderOld({ symbol: 'BTC-USDT' })).cancelledOrderIds],
        [orderId],
      ),
  };

  for (const [cancel, cancelIt] of Object.entries(CANCELS)) {
    test(`an order rests, is told the same by every call, and ends by ${cancel}`, async () => {
      const before = await balances(client);
      const placed = await place();
      changed(before, await balances(client), { USDT: { available: `-${HELD}`, holds: HELD } });
      const { commonResponse, ...told } = await client.order.getOrderByOrderIdOld({
        orderId: placed.orderId,
      });
      assert.deepEqual([told.isActive, told.clientOid, told.tradeType], [true, placed.clientOid, 'TRADE']);
      const { commonResponse: other, ...again } = await client.order.getOrderByClientOidOld({
        clientOid: placed.clientOid,
      });
      assert.deepEqual({ ...again }, { ...told });
      const { items } = await client.order.getOrdersListOld({ status: 'active', symbol: 'BTC-USDT' });
      assert.deepEqual(
        items.map((one) => ({ ...one })),
        [{ ...told }],
      );
      await cancelIt(placed);
      changed(before, await balances(client), {});
      const ended = await client.order.getOrderByOrderIdOld({ orderId: placed.orderId });
      assert.deepEqual([ended.isActive, ended.cancelExist], [false, true]);
    });
  }

  test('fills are told by page and without pages', async () => {
    const { orderId } = await place({ type: 'market', price: undefined, size: '0.3' });
    const { items } = await client.order.getTradeHistoryOld({ orderId });
    assert.ok(items.length > 1);
    same(
      items.reduce((total, one) => total.plus(one.size), decimal(0)),
      '0.3',
      'all fills',
    );
    const { data } = await client.order.getRecentTradeHistoryOld();
    assert.deepEqual(
      data.filter((one) => one.orderId === orderId).map((one) => one.tradeId),
      items.map((one) => one.tradeId),
    );
    const { data: recent } = await client.order.getRecentOrdersListOld();
    assert.ok(recent.some((one) => one.id === orderId));
  });

  test('a test order is checked and leaves nothing', async () => {
    const before = await balances(client);
    const { orderId } = await client.order.addOrderTestOld({ ...LIMIT, clientOid: randomUUID() });
    assert.match(orderId, /.+/);
    assert.equal(
      (await refusal(client.order.addOrderTestOld({ ...LIMIT, clientOid: randomUUID(), price: '0.05' })))
        .code,
      '400100',
    );
    changed(before, await balances(client), {});
  });

  test('a batch tells of each order what became of it', async () => {
    const { data } = await client.order.batchAddOrdersOld({
      symbol: 'BTC-USDT',
      orderList: ['18000', '18000.05', '18001'].map((price) => ({
        ...LIMIT,
        price,
        clientOid: randomUUID(),
      })),
    });
    assert.deepEqual(
      data.map((one) => one.status),
      ['success', 'fail', 'success'],
    );
    await client.order.batchCancelOrderOld({ symbol: 'BTC-USDT' });
  });
});

describe('Orders that wait for a price', () => {
  const STOP = { ...LIMIT, side: 'buy', type: 'limit', price: '20100', size: '0.01', stopPrice: '20050' };
  const place = async (fields = {}) => {
    const clientOid = randomUUID();
    return { clientOid, ...(await client.order.addStopOrder({ ...STOP, clientOid, ...fields })) };
  };

  const CANCELS = {
    cancelStopOrderByOrderId: async ({ orderId }) =>
      assert.deepEqual(
        [...(await client.order.cancelStopOrderByOrderId({ orderId })).cancelledOrderIds],
        [orderId],
      ),
    cancelStopOrderByClientOid: async ({ orderId, clientOid }) => {
      const told = await client.order.cancelStopOrderByClientOid({ symbol: 'BTC-USDT', clientOid });
      assert.deepEqual([told.cancelledOrderId, told.clientOid], [orderId, clientOid]);
    },
    batchCancelStopOrder: async ({ orderId }) =>
      assert.deepEqual(
        [...(await client.order.batchCancelStopOrder({ symbol: 'BTC-USDT' })).cancelledOrderIds],
        [orderId],
      ),
  };

  for (const [cancel, cancelIt] of Object.entries(CANCELS)) {
    test(`one waits, is told by every call, and ends by ${cancel}`, async () => {
      const before = await balances(client);
      const placed = await place();
      const told = await client.order.getStopOrderByOrderId({ orderId: placed.orderId });
      assert.deepEqual(
        [told.id, told.clientOid, told.symbol],
        [placed.orderId, placed.clientOid, 'BTC-USDT'],
      );
      same(told.stopPrice, STOP.stopPrice, 'stopPrice');
      const { data } = await client.order.getStopOrderByClientOid({
        clientOid: placed.clientOid,
        symbol: 'BTC-USDT',
      });
      assert.deepEqual(
        data.map((one) => one.id),
        [placed.orderId],
      );
      const { items } = await client.order.getStopOrdersList({ symbol: 'BTC-USDT' });
      assert.deepEqual(
        items.map((one) => one.id),
        [placed.orderId],
      );
      await cancelIt(placed);
      assert.deepEqual([...(await client.order.getStopOrdersList({ symbol: 'BTC-USDT' })).items], []);
      changed(before, await balances(client), {});
    });
  }

  test('one is told as opened on the private stream, and as cancelled', async () => {
    const events = [];
    const socket = client.sockets.newSpotPrivateWS();
    await within(socket.start(), 'the welcome');
    await within(
      socket.stopOrder((topic, subject, data) => events.push({ topic, subject, ...data })),
      'the topic',
    );
    const placed = await place();
    await eventually(
      () => events.find((one) => one.orderId === placed.orderId && one.type === 'open'),
      'open',
    );
    await client.order.cancelStopOrderByOrderId({ orderId: placed.orderId });
    const end = await eventually(
      () => events.find((one) => one.orderId === placed.orderId && one.type === 'cancel'),
      'cancel',
    );
    assert.deepEqual(
      [end.topic, end.subject, end.symbol],
      ['/spotMarket/advancedOrders', 'stopOrder', 'BTC-USDT'],
    );
    await socket.stop();
  });
});
