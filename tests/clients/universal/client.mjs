// The official kucoin-universal-sdk as it comes, but for the address. Every answer is checked against what the SDK
// declares of it (declared.mjs) before a test sees it.
import sdk from 'kucoin-universal-sdk';
import { asDeclared } from './declared.mjs';

export { sdk };

const quiet = () => {};
sdk.logger.setGlobalLogger({ log: quiet, info: quiet, warn: quiet, error: quiet, debug: quiet });

const APIS = {
  order: ['getSpotService', 'getOrderApi', 'spot/order', sdk.Spot.Order],
  market: ['getSpotService', 'getMarketApi', 'spot/market', sdk.Spot.Market],
  account: ['getAccountService', 'getAccountApi', 'account/account', sdk.Account.Account],
  fee: ['getAccountService', 'getFeeApi', 'account/fee', sdk.Account.Fee],
  subAccount: ['getAccountService', 'getSubAccountApi', 'account/subaccount', sdk.Account.SubAccount],
  transfer: ['getAccountService', 'getTransferApi', 'account/transfer', sdk.Account.Transfer],
};

const capital = (name) => name[0].toUpperCase() + name.slice(1);

/**
 * A client of the exchange: `client.order.addOrder({ symbol: 'BTC-USDT', ... })` and so on, with the SDK's own names
 * for APIs, calls and fields. `client.sockets` is the SDK's WebSocket service.
 */
export function universal(exchange, { keys = exchange.credentials, onEvent, reconnectMs = 50 } = {}) {
  const sockets = new sdk.WebSocketClientOptionBuilder()
    .withReconnectInterval(reconnectMs)
    .withWriteTimeout(10_000)
    .withEventCallback((event, message) => onEvent?.(event, message))
    .build();
  const transport = new sdk.TransportOptionBuilder()
    .setMaxRetries(1)
    .setRetryDelay(1)
    .setTimeout(20_000)
    .build();
  const options = new sdk.ClientOptionBuilder()
    .setKey(keys.key)
    .setSecret(keys.secret)
    .setPassphrase(keys.passphrase)
    .setSpotEndpoint(exchange.url)
    .setFuturesEndpoint(exchange.url)
    .setBrokerEndpoint(exchange.url)
    .setTransportOption(transport)
    .setWebSocketClientOption(sockets)
    .build();
  const client = new sdk.DefaultClient(options);
  const rest = client.restService();
  const apis = Object.entries(APIS).map(([name, [service, getter, folder, types]]) => [
    name,
    checked(rest[service]()[getter](), folder, types),
  ]);
  return { ...Object.fromEntries(apis), sockets: client.wsService() };
}

function checked(api, folder, types) {
  return new Proxy(api, {
    get(target, call) {
      return async (fields = {}) => {
        const request = types[capital(call) + 'Req'];
        const answer = await target[call](...(request ? [requestOf(request, fields, types)] : []));
        asDeclared(answer, folder, capital(call) + 'Resp');
        return answer;
      };
    },
  });
}

/** A request by its builder, as the SDK wants it made: its `create` would put the word undefined into queries. */
export function requestOf(type, fields, types) {
  const builder = type.builder();
  for (const [name, value] of Object.entries(fields)) {
    builder['set' + capital(name)](
      name === 'orderList' ? value.map((one) => entryOf(type, one, types)) : value,
    );
  }
  return builder.build();
}

function entryOf(type, fields, types) {
  return requestOf(types[type.name.replace(/Req$/, 'OrderList')], fields, types);
}

/** The code and text with which a call was refused; fails if it was not. */
export async function refusal(call) {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof sdk.RestError)) {
      throw error;
    }
    const body = error.response ?? error.err?.response?.data;
    if (body === undefined) {
      throw error;
    }
    return { status: error.response ? 200 : error.err.response.status, code: body.code, text: body.msg };
  }
  throw new Error('The call was not refused.');
}
