// What the SDK declares of every answer (its own .d.ts files), and the check that an answer keeps to it: every member
// that must be there is, texts are texts, numbers are numbers, enumerations have one of their values.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const generated = join(dirname(require.resolve('kucoin-universal-sdk')), 'generate');
const models = new Map();

/** Members, as Class.member, that the exchange leaves null or out although the SDK declares them as always there. */
const MAY_BE_ABSENT = [
  // Call auctions: set for new listings only.
  /\.(callauction\w+|tradingStartTime)$/,
  // A dead man's switch that was taken off has no time to strike.
  /^SetDCPResp\.triggerTime$/,
  // A currency as a whole has none; its chains have.
  /^Get(AllCurrenciesData|CurrencyResp)\.(confirms|contractAddress)$/,
  // Orders by funds have no size, and the older order events do not tell it.
  /^OrderV[12]Event\.originSize$/,
  // Set for sub-accounts that others trade for.
  /\.hostedStatus$/,
  // Orders of the older kind have null where nothing was given, and a batch of them where nothing is known.
  /(Old|StopOrdersList)\w*\.(remark|tags)$/,
  /^BatchAddOrdersOldData\.(price|size|funds|id|failMsg)$/,
  /^CancelOrderByClientOidOldResp\.cancelledOcoOrderIds$/,
];

/** Members that may be above 2^53: times in nanoseconds, whose last digits nobody needs. */
const NANOSECONDS = /\.(time|ts|orderTime)$/;

/** The model of one folder, for example ('spot/order', 'AddOrderResp'). */
function model(folder, name) {
  const key = folder + '/' + name;
  if (!models.has(key)) {
    const path = readdirSync(join(generated, folder))
      .filter((file) => file.startsWith('model_') && file.endsWith('.d.ts'))
      .map((file) => join(generated, folder, file))
      .find((file) => readFileSync(file, 'utf8').includes(`export declare class ${name} `));
    assert.ok(path && existsSync(path), `the SDK has no model ${name} in ${folder}`);
    const body = readFileSync(path, 'utf8')
      .split(`export declare class ${name} `)[1]
      .split('constructor(')[0];
    const members = [...body.matchAll(/^ {4}(\w+)(\?)?: ([^;]+);/gm)].map(([, member, optional, type]) => ({
      member,
      optional: optional === '?',
      type,
    }));
    models.set(key, { members, type: require(path.replace(/\.d\.ts$/, '.js'))[name] });
  }
  return models.get(key);
}

/** Asserts that the value is what the SDK declares as this class, all the way down. */
export function asDeclared(value, folder, name, path = name) {
  const { members, type } = model(folder, name);
  assert.equal(typeof value, 'object', `${path} is no object`);
  assert.notEqual(value, null, `${path} is null`);
  for (const { member, optional, type: declared } of members) {
    if (member === 'commonResponse') {
      continue;
    }
    const found = value[member];
    if (found === undefined || found === null) {
      const may = optional || MAY_BE_ABSENT.some((one) => one.test(`${name}.${member}`));
      assert.ok(may, `${path}.${member} is missing (declared as ${declared})`);
    } else {
      hasType(found, declared, folder, type, `${path}.${member}`);
    }
  }
}

function hasType(value, declared, folder, owner, path) {
  const element = /^Array<(.+)>$/.exec(declared);
  if (element !== null) {
    assert.ok(Array.isArray(value), `${path} is no array`);
    value.forEach((one, index) => hasType(one, element[1], folder, owner, `${path}[${index}]`));
  } else if (['string', 'number', 'boolean'].includes(declared)) {
    assert.equal(typeof value, declared, `${path} is ${JSON.stringify(value)}`);
    assert.ok(
      declared !== 'number' ||
        Number.isSafeInteger(value) ||
        NANOSECONDS.test(path) ||
        !Number.isInteger(value),
      `${path} is ${value}: neighbouring ids would be equal in JavaScript`,
    );
  } else if (/^\w+\.\w+Enum$/.test(declared)) {
    const values = Object.values(owner[declared.split('.')[1]]);
    assert.ok(values.includes(value), `${path} is ${JSON.stringify(value)}, none of ${values.join(' ')}`);
  } else if (/^[A-Z]\w+$/.test(declared)) {
    asDeclared(value, folder, declared, path);
  }
}
