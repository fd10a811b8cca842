import { after, before, describe, test } from 'node:test';
import { startStill } from '../markets/still.mjs';
import { ccxt, kucoin } from './client.mjs';
import { ORDERS, refused, refusedWithoutTrace, send } from './refusals.mjs';
import { WAYS } from './takers.mjs';

const SYMBOL = 'BTC/USDT';
const NOWHERE = '6a1f00000000000000000000';

/**
 * What ccxt makes of every refusal, by one way of placing: classic, hf, sync. A file for each way, so that
 * they run side by side.
 */
export function refusalsBy(way) {
  const { create, ask } = WAYS[way];
  describe(`Refusals, ${way}`, () => {
    let exchange;
    let client;
    before(async () => {
      exchange = await startStill({ noRateLimit: true });
      client = kucoin(exchange, { enableRateLimit: false });
      await client.loadMarkets();
    });
    after(async () => {
      await client.close();
      await exchange.stop();
    });

    for (const [what, order, ...expected] of ORDERS) {
      test(`${what} is refused, ${way}`, () =>
        refusedWithoutTrace(client, SYMBOL, ask, () => send(client, order, create), ...expected));
    }

    test(`a client id that was used is refused, ${way}`, async () => {
      const clientOrderId = client.uuid();
      const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.01', '19000', { ...create, clientOrderId });
      await refusedWithoutTrace(client, SYMBOL, ask, () => send(client, { params: { clientOrderId } }, create),
        ccxt.ExchangeError, '102426', /clientOid/);
      await client.cancelOrder(id, SYMBOL, ask);
      await refused(
        () => send(client, { params: { clientOrderId } }, create), ccxt.ExchangeError, '102426', /clientOid/);
    });
    test(`an order that is not there cannot be cancelled, ${way}`, () => refused(
      () => client.cancelOrder(NOWHERE, SYMBOL, ask),
      ccxt.OrderNotFound, '400100', /^order_not_exist_or_not_allow_to_cancel$/));
    test(`a client id that is not there cannot be cancelled, ${way}`, () => refused(
      () => client.cancelOrder(undefined, SYMBOL, { ...ask, clientOrderId: 'nowhere' }),
      ccxt.OrderNotFound, '400100', /^order_not_exist_or_not_allow_to_cancel$/));
    test(`an order that is done cannot be cancelled, ${way}`, async () => {
      const { id } = await send(client, { type: 'market', amount: '0.01' }, create);
      await refused(() => client.cancelOrder(id, SYMBOL, ask), ccxt.OrderNotFound, '400100', /order_not_exist/);
    });
    test(`an order cannot be cancelled twice, ${way}`, async () => {
      const { id } = await send(client, {}, create);
      await client.cancelOrder(id, SYMBOL, ask);
      await refused(() => client.cancelOrder(id, SYMBOL, ask), ccxt.OrderNotFound, '400100', /order_not_exist/);
    });
    test(`an order that is not there cannot be asked for, ${way}`, () => refused(
      () => client.fetchOrder(NOWHERE, SYMBOL, ask), ccxt.OrderNotFound, '400100', /^The order does not exist\.$/));
    test(`a client id that is not there cannot be asked for, ${way}`, () => refused(
      () => client.fetchOrder('', SYMBOL, { ...ask, clientOrderId: 'nowhere' }),
      ccxt.OrderNotFound, '400100', /^The order does not exist\.$/));
    test(`an order that is not there cannot be changed, ${way}`, () => refused(
      () => client.editOrder(NOWHERE, SYMBOL, 'limit', 'buy', '0.02', '19000'),
      ccxt.OrderNotFound, '400100', /order/));
  });
}
