// Exact decimal numbers over BigInt. Money is never compared, added or multiplied as a float here.
import assert from 'node:assert/strict';

/** A decimal number: digits / 10^scale. Made by `decimal`. */
class Decimal {
  constructor(digits, scale) {
    this.digits = digits;
    this.scale = scale;
  }

  plus(other) {
    const [a, b, scale] = aligned(this, decimal(other));
    return new Decimal(a + b, scale);
  }

  minus(other) {
    const [a, b, scale] = aligned(this, decimal(other));
    return new Decimal(a - b, scale);
  }

  times(other) {
    const by = decimal(other);
    return new Decimal(this.digits * by.digits, this.scale + by.scale);
  }

  /** The greatest multiple of step that is not above this; this and step must not be negative. */
  floorTo(step) {
    const [a, b, scale] = aligned(this, decimal(step));
    return new Decimal(a - (a % b), scale);
  }

  /** This / by, cut after so many decimals. */
  dividedBy(by, decimals = 20) {
    const [a, b] = aligned(this, decimal(by));
    return new Decimal((a * 10n ** BigInt(decimals)) / b, decimals);
  }

  isMultipleOf(step) {
    const [a, b] = aligned(this, decimal(step));
    return a % b === 0n;
  }

  compare(other) {
    const [a, b] = aligned(this, decimal(other));
    return a < b ? -1 : Number(a > b);
  }

  equals(other) {
    return this.compare(other) === 0;
  }

  get isNegative() {
    return this.digits < 0n;
  }

  get isZero() {
    return this.digits === 0n;
  }

  /** Plain text without exponent and without zeros at the end: `0.0000001`. */
  toString() {
    const text = String(this.digits < 0n ? -this.digits : this.digits).padStart(this.scale + 1, '0');
    const whole = text.slice(0, text.length - this.scale);
    const part = text.slice(text.length - this.scale).replace(/0+$/, '');
    return (this.digits < 0n ? '-' : '') + whole + (part === '' ? '' : '.' + part);
  }
}

/** From text with or without exponent, from a decimal, or from a number, which is taken as it is printed. */
export function decimal(value) {
  if (value instanceof Decimal) {
    return value;
  }
  const match = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(String(value));
  if (match === null) {
    throw new TypeError(`${value} is not a decimal number`);
  }
  const [, sign, whole, part = '', exponent = '0'] = match;
  let digits = BigInt(whole + part) * (sign === '-' ? -1n : 1n);
  let scale = part.length - Number(exponent);
  if (scale < 0) {
    digits *= 10n ** BigInt(-scale);
    scale = 0;
  }
  return new Decimal(digits, scale);
}

/** The sum of all. */
export function sum(values) {
  return values.reduce((total, value) => total.plus(value), decimal(0));
}

/** Asserts that both are the same number, to the last digit. */
export function same(actual, expected, what = 'the amount') {
  assert.notEqual(actual, undefined, `${what} is missing, expected ${expected}`);
  assert.notEqual(actual, null, `${what} is null, expected ${expected}`);
  assert.equal(decimal(actual).toString(), decimal(expected).toString(), what);
}

/** Asserts that every member of expected is the same number in actual. */
export function sameAmounts(actual, expected, what = 'the amounts') {
  for (const [name, amount] of Object.entries(expected)) {
    same(actual?.[name], amount, `${what}: ${name}`);
  }
}

/** Asserts that the text is a number as KuCoin writes one: no exponent, no sign but minus, no blank. */
export function plain(text, what = 'the number') {
  assert.equal(typeof text, 'string', `${what} is no text: ${text}`);
  assert.match(text, /^-?\d+(\.\d+)?$/, what);
}

function aligned(a, b) {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale];
}
