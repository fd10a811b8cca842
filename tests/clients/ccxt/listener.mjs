// ccxt with its streams, listening: every frame that came is kept beside what ccxt makes of it.
import { eventually } from '../waiting.mjs';
import { ccxt, redirect } from './client.mjs';

/** ccxt.pro's kucoin as it comes; only that it also keeps each frame. */
export class Listener extends ccxt.pro.kucoin {
  frames = [];

  static at(exchange, { keys = exchange.credentials, ...options } = {}) {
    const credentials = keys ? { apiKey: keys.key, secret: keys.secret, password: keys.passphrase } : {};
    const client = new Listener({ number: String, ...credentials, ...options });
    redirect(client, exchange.url);
    return client;
  }

  handleMessage(client, message) {
    this.frames.push(message);
    return super.handleMessage(client, message);
  }

  /** The data of the messages of a topic, in the order in which they came. */
  heard(topic) {
    return this.frames.filter((frame) => frame.type === 'message' && frame.topic === topic).map((frame) => frame.data);
  }

  /** Waits until every subscription that was asked for is acknowledged. */
  async subscribed(topic) {
    await eventually(() => this.sockets().some((socket) => topic in socket.subscriptions)
      && this.sockets().every((socket) => Object.keys(socket.subscriptions).every((key) => !/^\d+$/.test(key))),
    `the subscription of ${topic}`);
  }

  sockets() {
    return Object.values(this.clients);
  }

  /** Watches again and again until told to stop, as a program that trades does. */
  keepWatching(watch) {
    const state = { going: true, updates: [] };
    const loop = async () => {
      while (state.going) {
        try {
          state.updates.push(await watch());
        } catch (error) {
          if (state.going) {
            state.error = error;
          }
          return;
        }
      }
    };
    state.done = loop();
    return state;
  }
}
