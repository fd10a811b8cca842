// The exchange under test: `trifuse sim` of this checkout, a process of its own for each one that is started.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const READY_LIMIT_MS = 60_000;
const END_LIMIT_MS = 15_000;

/** The executable: what TRIFUSE names, or the Release build of this checkout. */
export function program() {
  const built = new URL('../../artifacts/bin/Trifuse.Cli/release_linux-x64/trifuse', import.meta.url);
  const path = process.env.TRIFUSE ?? fileURLToPath(built);
  if (!existsSync(path)) {
    throw new Error(`${path} is missing: run dotnet build src/Trifuse.Cli -c Release first.`);
  }
  return path;
}

/**
 * Starts an exchange and waits until it is ready. Options carry the names of the program's own, in camel case:
 * `{ feeTier: 3, balance: ['USDT=100'], noRateLimit: true }`. Without any it answers at once and has a market that
 * stands still until a client subscribes to it.
 */
export async function startSimulator(options = {}) {
  const caFile = options.caFile ?? process.env.NODE_EXTRA_CA_CERTS;
  const all = {
    port: 0,
    latency: 'zero',
    startOnSubscribe: true,
    caFile,
    caKeyFile: process.env.TRIFUSE_CA_KEY,
    readyJson: true,
    exitWithParent: true,
    ...options,
  };
  const child = spawn(program(), ['sim', ...argumentsOf(all)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = [];
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => { errors += text; });
  const ended = new Promise((resolve) => { child.once('exit', (code, signal) => resolve(code ?? signal)); });
  const ready = await new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The simulator was not ready within ${READY_LIMIT_MS} ms. ${errors}`));
    }, READY_LIMIT_MS);
    ended.then((code) => {
      clearTimeout(limit);
      reject(new Error(`The simulator ended with ${code} before it was ready. ${errors}`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (lines.length === 1) {
        clearTimeout(limit);
        resolve(JSON.parse(line));
      }
    });
  });
  return new Simulator(child, ended, ready, lines, () => errors);
}

/** `{ feeTier: 3, balance: ['A=1', 'B=2'] }` as `--fee-tier 3 --balance A=1 --balance B=2`. */
export function argumentsOf(options) {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== false)
    .flatMap(([name, value]) => {
      const option = '--' + name.replace(/[A-Z]/g, (letter) => '-' + letter.toLowerCase());
      return value === true ? [option] : [value].flat().flatMap((one) => [option, String(one)]);
    });
}

class Simulator {
  #child;
  #ended;
  #lines;
  #errors;

  constructor(child, ended, ready, lines, errors) {
    this.#errors = errors;
    this.#child = child;
    this.#ended = ended;
    this.#lines = lines;
    this.url = ready.url.replace(/\/$/, '');
    this.port = ready.port;
    this.ca = ready.ca_file;
    this.description = ready.description;
  }

  /** The keys that an exchange without other options opens to. */
  get credentials() {
    return { key: 'simulator-key', secret: 'simulator-secret', passphrase: 'simulator-passphrase' };
  }

  /** Ends it as its parent's end would, and gives its summary, counters and balances, as it told them. */
  async stop() {
    this.#child.stdin.end();
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), END_LIMIT_MS);
    const code = await this.#ended;
    clearTimeout(limit);
    if (code !== 0) {
      throw new Error(`The simulator ended with ${code}. ${this.#errors()}`);
    }
    return JSON.parse(this.#lines.at(-1));
  }

  /** Ends it at once, as a power cut would. */
  async kill() {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
