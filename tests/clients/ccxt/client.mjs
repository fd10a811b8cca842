// ccxt as it comes, but for the address. `number: String` is an option of its own: every number that it gives is then
// the exact text, not a float.
import ccxt from 'ccxt';

export { ccxt };

/** A client of the exchange, with its keys unless `keys` is false. More options are ccxt's. */
export function kucoin(exchange, { keys = exchange.credentials, ...options } = {}) {
  const credentials = keys ? { apiKey: keys.key, secret: keys.secret, password: keys.passphrase } : {};
  const client = new ccxt.pro.kucoin({ number: String, ...credentials, ...options });
  redirect(client, exchange.url);
  return client;
}

/** Sends every call and every socket of the client to the exchange at this address. */
export function redirect(client, url) {
  replaceIn(client.urls.api, url);
}

function replaceIn(addresses, url) {
  for (const [name, address] of Object.entries(addresses)) {
    if (typeof address === 'string') {
      addresses[name] = address.startsWith('wss:') ? url.replace('https:', 'wss:') : url;
    } else {
      replaceIn(address, url);
    }
  }
}
