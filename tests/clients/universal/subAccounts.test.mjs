// Sub-accounts through the SDK: made, given keys and money, and trading with their master.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decimal, same } from '../decimal.mjs';
import { startDeep } from '../markets/deep.mjs';
import { refusal, universal } from './client.mjs';
import { areFills, balances, changed, isOrder, place } from './desk.mjs';

const RIGHTS = 'General,Spot,InnerTransfer,Transfer';
const SYMBOL = 'BTC-USDT';

describe('Sub-accounts', () => {
  let exchange;
  let master;
  let sub;
  let userId;
  before(async () => {
    exchange = await startDeep({ noRateLimit: true, permissions: RIGHTS });
    master = universal(exchange);
    const { subName } = await master.subAccount.addSubAccount({
      password: 'Secret1234',
      subName: 'trader0001',
      access: 'Spot',
      remarks: 'the first',
    });
    const { apiKey, apiSecret, passphrase } = await master.subAccount.addSubAccountApi({
      subName,
      passphrase: 'open-sesame',
      remark: 'trading',
      permission: 'General,Spot',
    });
    userId = (await master.subAccount.getSpotSubAccountsSummaryV2({})).items[0].userId;
    sub = universal(exchange, { keys: { key: apiKey, secret: apiSecret, passphrase } });
  });
  after(() => exchange.stop());

  const give = (currency, amount, fields = {}) =>
    master.transfer.flexTransfer({
      clientOid: randomUUID(),
      currency,
      amount,
      type: 'PARENT_TO_SUB',
      fromAccountType: 'TRADE',
      toUserId: userId,
      toAccountType: 'TRADE',
      ...fields,
    });

  test('the sub-account is listed by all lists', async () => {
    const { items } = await master.subAccount.getSpotSubAccountsSummaryV2({
      currentPage: 1,
      pageSize: 10,
    });
    assert.deepEqual(
      items.map((one) => one.subName),
      ['trader0001'],
    );
    const { data } = await master.subAccount.getSpotSubAccountsSummaryV1();
    assert.deepEqual(
      data.map((one) => one.userId),
      [userId],
    );
    assert.equal((await master.account.getAccountInfo()).subQuantity, 1);
  });

  test('its key says whose it is', async () => {
    const told = await sub.account.getApikeyInfo();
    assert.deepEqual([told.isMaster, told.subName, told.permission], [false, 'trader0001', 'General,Spot']);
  });

  test('its keys are listed for the master', async () => {
    const { data } = await master.subAccount.getSubAccountApiList({ subName: 'trader0001' });
    assert.deepEqual(
      data.map((one) => one.apiKey),
      [(await sub.account.getApikeyInfo()).apiKey],
    );
  });

  for (const [currency, amount] of [
    ['USDT', '5000.000000000001'],
    ['BTC', '0.25'],
  ]) {
    test(`${amount} ${currency} of the master are the sub-account's after the transfer`, async () => {
      const before = await balances(master);
      const theirs = await balances(sub);
      await give(currency, amount);
      changed(before, await balances(master), { [currency]: { available: decimal(0).minus(amount) } });
      changed(theirs, await balances(sub), { [currency]: { available: amount } });
      const told = await master.subAccount.getSpotSubAccountDetail({
        subUserId: userId,
        includeBaseAmount: false,
      });
      same(
        told.tradeAccounts.find((one) => one.currency === currency).available,
        amount,
        'as the master is told',
      );
    });
  }

  test('the sub-account can give back', async () => {
    const before = await balances(master);
    await give('USDT', '10', {
      type: 'SUB_TO_PARENT',
      fromUserId: userId,
      toUserId: undefined,
      fromAccountType: 'TRADE',
    });
    changed(before, await balances(master), { USDT: { available: '10' } });
    await give('USDT', '10');
  });

  for (const [what, makerSide] of [
    ['buys from', 'sell'],
    ['sells to', 'buy'],
  ]) {
    test(`the sub-account ${what} its master, each with its fee, to the last digit`, async () => {
      const [mine, theirs] = [await balances(master), await balances(sub)];
      const price = '20000.1';
      const size = '0.01234567';
      const maker = { symbol: SYMBOL, side: makerSide, type: 'limit', price, size };
      const taker = { ...maker, side: makerSide === 'sell' ? 'buy' : 'sell' };
      const resting = await place(master, maker);
      const taking = await place(sub, taker);
      const fills = [{ price: decimal(price), size: decimal(size), funds: decimal(price).times(size) }];
      const told = async (client, { orderId }) => client.order.getOrderByOrderId({ symbol: SYMBOL, orderId });
      isOrder(await told(master, resting), { order: maker, ...resting, fills });
      isOrder(await told(sub, taking), { order: taker, ...taking, fills });
      const filled = async (client, { orderId }) =>
        (await client.order.getTradeHistory({ symbol: SYMBOL, orderId })).items;
      const [made, taken] = [await filled(master, resting), await filled(sub, taking)];
      areFills(made, { order: maker, ...resting, fills, liquidity: 'maker' });
      areFills(taken, { order: taker, ...taking, fills });
      assert.deepEqual(
        [made[0].tradeId, made[0].counterOrderId, taken[0].counterOrderId],
        [taken[0].tradeId, taking.orderId, resting.orderId],
      );
      const funds = fills[0].funds;
      const fee = funds.times('0.001');
      const buyer = {
        BTC: { available: size },
        USDT: { available: decimal(0).minus(funds).minus(fee) },
      };
      const seller = {
        BTC: { available: decimal(0).minus(size) },
        USDT: { available: funds.minus(fee) },
      };
      changed(mine, await balances(master), makerSide === 'sell' ? seller : buyer);
      changed(theirs, await balances(sub), makerSide === 'sell' ? buyer : seller);
    });
  }

  for (const [stp, makerEnds, takerEnds] of [
    [undefined, 'filled', 'filled'],
    ['CN', 'open', 'cancelled'],
    ['CO', 'cancelled', 'open'],
    ['CB', 'cancelled', 'cancelled'],
  ]) {
    test(`own orders meet under ${stp ?? 'no'} self-trade prevention: the resting one ${makerEnds}, the new one ${takerEnds}`, async () => {
      const before = await balances(sub);
      const order = { symbol: SYMBOL, type: 'limit', price: '20000', size: '0.001' };
      const resting = await place(sub, { ...order, side: 'sell' });
      const taking = await place(sub, { ...order, side: 'buy', ...(stp ? { stp } : {}) });
      for (const [placed, ends] of [
        [resting, makerEnds],
        [taking, takerEnds],
      ]) {
        const told = await sub.order.getOrderByOrderId({ symbol: SYMBOL, orderId: placed.orderId });
        assert.equal(told.active, ends === 'open', 'active');
        same(told.dealSize, ends === 'filled' ? order.size : 0, 'dealSize');
        same(told.cancelledSize, ends === 'cancelled' ? order.size : 0, 'cancelledSize');
      }
      await sub.order.cancelAllOrdersBySymbol({ symbol: SYMBOL });
      changed(before, await balances(sub), stp === undefined ? { USDT: { available: '-0.04' } } : {});
    });
  }

  test('the sub-account does not see the orders of its master', async () => {
    const { orderId } = await place(master, {
      symbol: SYMBOL,
      side: 'buy',
      type: 'limit',
      price: '19000',
      size: '0.01',
    });
    assert.deepEqual([...(await sub.order.getOpenOrders({ symbol: SYMBOL })).data], []);
    assert.equal((await refusal(sub.order.getOrderByOrderId({ symbol: SYMBOL, orderId }))).code, '400100');
    assert.equal((await refusal(sub.order.cancelOrderByOrderId({ symbol: SYMBOL, orderId }))).code, '400100');
    await master.order.cancelAllOrders();
  });

  test('the same client id may be used by both', async () => {
    const order = {
      symbol: SYMBOL,
      side: 'buy',
      type: 'limit',
      price: '19000',
      size: '0.01',
      clientOid: 'the-same',
    };
    const [one, other] = [await place(master, order), await place(sub, order)];
    assert.notEqual(one.orderId, other.orderId);
    await master.order.cancelAllOrders();
    await sub.order.cancelAllOrders();
  });

  test('a deleted key opens nothing any more', async () => {
    const { apiKey } = await sub.account.getApikeyInfo();
    await master.subAccount.deleteSubAccountApi({
      apiKey,
      subName: 'trader0001',
      passphrase: 'open-sesame',
    });
    assert.equal((await refusal(sub.account.getApikeyInfo())).code, '400003');
  });
});
