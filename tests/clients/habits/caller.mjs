// A caller written here, for the habits of clients that cannot be installed from the package registry (the kucoin-api
// of tiagosiebler, Kucoin.Net, hummingbot, python-kucoin): how each of them signs, writes its numbers and names, opens
// its connections. What it does is what is known of them; it is none of them.
import { createHmac } from 'node:crypto';
import WebSocket from 'ws';
import { eventually } from '../waiting.mjs';

export const sign = (secret, text) => createHmac('sha256', secret).update(text).digest('base64');

/**
 * One signed call. `version` 1 sends the passphrase as it is, 2 and 3 sign it; `signs` says over which form of the
 * query the signature goes: as it is sent ('encoded') or as it reads ('plain').
 */
export async function call(exchange, method, path, options = {}) {
  const {
    query = {},
    body,
    version = '2',
    signs = 'encoded',
    keys = exchange.credentials,
    headers = {},
  } = options;
  const names = Object.keys(query);
  const encoded = names.map((name) => `${name}=${encodeURIComponent(query[name])}`).join('&');
  const plain = names.map((name) => `${name}=${query[name]}`).join('&');
  const question = (text) => (text === '' ? '' : '?' + text);
  const stamp = String(Date.now());
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const reply = await fetch(exchange.url + path + question(encoded), {
    method,
    headers: {
      'KC-API-KEY': keys.key,
      'KC-API-SIGN': sign(
        keys.secret,
        stamp + method + path + question(signs === 'plain' ? plain : encoded) + text,
      ),
      'KC-API-TIMESTAMP': stamp,
      'KC-API-PASSPHRASE': version === '1' ? keys.passphrase : sign(keys.secret, keys.passphrase),
      'KC-API-KEY-VERSION': version,
      'Content-Type': 'application/json',
      ...headers,
    },
    body: text === '' ? undefined : text,
  });
  return { status: reply.status, headers: reply.headers, ...(await reply.json()) };
}

/** A WebSocket that keeps every message it gets, as text and parsed. */
export class Line {
  constructor(url) {
    this.texts = [];
    this.messages = [];
    this.closed = undefined;
    this.pongs = 0;
    this.socket = new WebSocket(url);
    this.socket.on('message', (data) => {
      this.texts.push(String(data));
      this.messages.push(JSON.parse(String(data)));
    });
    this.socket.on('pong', () => {
      this.pongs++;
    });
    this.socket.on('error', () => {});
    this.socket.on('close', (code) => {
      this.closed = code;
    });
  }

  send(message) {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The first message, now or later, of which the condition holds. */
  find(condition, what) {
    return eventually(() => this.messages.find(condition), what);
  }

  end() {
    this.socket.terminate();
  }
}

/** A connection to the streams as these clients make it: without a connectId, and welcomed. */
export async function stream(exchange, { isPrivate = false, query = '' } = {}) {
  const { data } = await call(exchange, 'POST', `/api/v1/bullet-${isPrivate ? 'private' : 'public'}`, {
    body: '{}',
  });
  const line = new Line(`${data.instanceServers[0].endpoint}?token=${data.token}${query}`);
  await line.find((message) => message.type === 'welcome', 'the welcome');
  return line;
}

/** The address of the order entry for these keys. */
export function entryUrl(exchange, keys = exchange.credentials, stamp = String(Date.now())) {
  const query = new URLSearchParams({
    apikey: keys.key,
    sign: sign(keys.secret, keys.key + stamp),
    passphrase: sign(keys.secret, keys.passphrase),
    timestamp: stamp,
  });
  return `${exchange.url.replace('https:', 'wss:')}/v1/private?${query}`;
}

/** The order entry, signed in: the session is read, written again, and signed, as one of the clients does. */
export async function enter(exchange, keys = exchange.credentials) {
  const line = new Line(entryUrl(exchange, keys));
  const session = await line.find((message) => message.sessionId !== undefined, 'the session');
  line.send(sign(keys.secret, JSON.stringify(session)));
  line.welcome = await line.find((message) => message.data === 'welcome', 'the welcome');
  line.ask = async (id, op, args) => {
    line.send({ id, op, args });
    return line.find((message) => message.id === id, `the reply to ${op}`);
  };
  return line;
}
