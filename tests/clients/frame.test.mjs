// The frame of these suites itself: exact numbers, waiting, and the exchange as a process.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decimal, plain, same, sameAmounts, sum } from './decimal.mjs';
import { argumentsOf, startSimulator } from './simulator.mjs';
import { eventually, within } from './waiting.mjs';

describe('Exact decimals', () => {
  for (const [text, expected] of [
    ['0', '0'], ['-0', '0'], ['1.10', '1.1'], ['0.00000000000000000001', '0.00000000000000000001'],
    ['1e-8', '0.00000001'], ['1.5E3', '1500'], ['-2.50', '-2.5'], ['123456789012345678901234567890.1',
      '123456789012345678901234567890.1'],
  ]) {
    test(`${text} is printed as ${expected}`, () => assert.equal(decimal(text).toString(), expected));
  }

  test('0.1 and 0.2 are 0.3', () => same(decimal('0.1').plus('0.2'), '0.3'));
  test('a product keeps every digit', () => same(decimal('0.00046746').times('21390.7'), '9.999296622'));
  test('a difference may be negative', () => assert.ok(decimal('1').minus('1.000000001').isNegative));
  test('a quotient is cut, not rounded', () => same(decimal('2').dividedBy('3', 5), '0.66666'));
  test('a floor is a multiple of its step', () => same(decimal('0.123456').floorTo('0.0005'), '0.123'));
  test('a sum of nothing is 0', () => same(sum([]), '0'));
  test('amounts that differ in the last digit are not the same', () => {
    assert.throws(() => same('0.1000000000000000000001', '0.1'));
    assert.throws(() => sameAmounts({ free: '1', used: '2' }, { free: '1', used: '3' }));
    assert.throws(() => same(undefined, '0'));
  });
  test('text with an exponent is not plain', () => {
    plain('0.10');
    assert.throws(() => plain('1e-8'));
    assert.throws(() => plain(1));
  });
  test('what is not a number is refused', () => assert.throws(() => decimal('1,5'), TypeError));
});

describe('Waiting', () => {
  test('asks until the answer is there', async () => {
    let asked = 0;
    assert.equal(await eventually(() => (++asked === 3 ? 'now' : undefined), 'the third time'), 'now');
  });
  test('a failed assertion counts as not yet, and is told at the end', async () => {
    await assert.rejects(eventually(() => assert.equal(1, 2), 'one is two', 1), /one is two[\s\S]*1 !== 2/);
  });
  test('any other error is told at once', async () => {
    await assert.rejects(eventually(() => { throw new TypeError('broken'); }, 'nothing'), TypeError);
  });
  test('a promise that does not come is an error', async () => {
    await assert.rejects(within(new Promise(() => {}), 'never', 1), /never/);
  });
});

describe('The exchange as a process', () => {
  let exchange;
  before(async () => { exchange = await startSimulator(); });
  after(() => exchange.stop());

  test('options are given by the names of the command line', () => assert.deepEqual(
    argumentsOf({ feeTier: 3, balance: ['A=1', 'B=2'], noRateLimit: true, once: false, key: undefined }),
    ['--fee-tier', '3', '--balance', 'A=1', '--balance', 'B=2', '--no-rate-limit']));
  test('its certificate is trusted by the authority alone', async () => {
    const reply = await fetch(exchange.url + '/api/v1/timestamp');
    assert.equal(reply.status, 200);
    assert.equal((await reply.json()).code, '200000');
  });
  test('two of them run at once under one authority', async () => {
    const other = await startSimulator();
    assert.notEqual(other.port, exchange.port);
    assert.equal((await fetch(other.url + '/api/v1/timestamp')).status, 200);
    await other.stop();
  });
  test('it tells its start balances when it ends', async () => {
    const other = await startSimulator({ balance: ['USDT=123.4567890123456789'] });
    const summary = await other.stop();
    same(summary.balances.USDT, '123.4567890123456789');
  });
  test('an option that it does not know ends it with a reason', async () => {
    await assert.rejects(startSimulator({ noSuchOption: true }), /no-such-option/);
  });
});
