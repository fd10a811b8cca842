// Runs the suites: `node run.mjs` all of them, `node run.mjs FILE...` some. Every simulator that they start shares one
// certificate authority, made here, because Node reads NODE_EXTRA_CA_CERTS only once, when it starts.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSimulator } from './simulator.mjs';

const here = dirname(fileURLToPath(import.meta.url));

function suites(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name === 'node_modules' ? [] : suites(path);
    }
    return entry.name.endsWith('.test.mjs') ? [path] : [];
  });
}

const given = process.argv.slice(2);
const options = given.filter((argument) => argument.startsWith('--'));
const named = given.filter((argument) => !argument.startsWith('--'));
const files = named.length > 0 ? named : suites(here).sort().map((file) => relative(process.cwd(), file));
const folder = mkdtempSync(join(tmpdir(), 'trifuse-clients-'));
const caFile = join(folder, 'ca.pem');
const caKey = join(folder, 'ca.key');
let code = 1;
try {
  await (await startSimulator({ caFile, caKeyFile: caKey })).stop();
  const tests = spawn(process.execPath, ['--test', ...options, ...files], {
    stdio: 'inherit',
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile, TRIFUSE_CA_KEY: caKey },
  });
  code = await new Promise((resolve) => { tests.once('exit', (exit) => resolve(exit ?? 1)); });
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(code);
