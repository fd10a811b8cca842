// What the private streams must tell of an order's life: `name: [steps, events by order]`. A step places an order:
// `[name, type, side, amount, price, params]`, for a market order by cost the cost; or cancels one. Prices: the best
// bid is 19999, the best ask 20000; between them only own orders stand.
const P = '19999.5';

export const LIVES = {
  'an order rests and is cancelled': [
    [['a', 'limit', 'buy', '0.1', '19500'], ['cancel', 'a']],
    { a: ['open', 'canceled'] }],
  'a sell rests and is cancelled': [
    [['a', 'limit', 'sell', '0.12345678', '20999.9'], ['cancel', 'a']],
    { a: ['open', 'canceled'] }],
  'a limit buy takes a part of a level': [
    [['a', 'limit', 'buy', '0.01', '20000']], { a: ['match', 'filled'] }],
  'a limit sell takes a part of a level': [
    [['a', 'limit', 'sell', '0.01', '19999']], { a: ['match', 'filled'] }],
  'a limit buy takes across two levels': [
    [['a', 'limit', 'buy', '0.6', '20001.5']], { a: ['match', 'match', 'filled'] }],
  'a market buy by size': [
    [['a', 'market', 'buy', '0.01']], { a: ['match', 'filled'] }],
  'a market sell by size': [
    [['a', 'market', 'sell', '0.01']], { a: ['match', 'filled'] }],
  'a market buy by cost': [
    [['a', 'cost', 'buy', '12.345678']], { a: ['match', 'canceled'] }],
  'an IOC order that finds nothing': [
    [['a', 'limit', 'buy', '0.1', '19500', { timeInForce: 'IOC' }]], { a: ['canceled'] }],
  'a FOK order that finds too little': [
    [['a', 'limit', 'buy', '1', '19999.4', { timeInForce: 'FOK' }]], { a: ['canceled'] }],
  'a post-only order that would trade': [
    [['a', 'limit', 'buy', '0.01', '20010', { postOnly: true }]], { a: ['canceled'] }],
  'own orders meet, the resting one wholly': [
    [['a', 'limit', 'sell', '0.1', P], ['b', 'limit', 'buy', '0.1', P]],
    { a: ['open', 'match', 'filled'], b: ['match', 'filled'] }],
  'own orders meet, the resting one in part, and it is cancelled': [
    [['a', 'limit', 'sell', '0.3', P], ['b', 'limit', 'buy', '0.1', P], ['cancel', 'a']],
    { a: ['open', 'match', 'canceled'], b: ['match', 'filled'] }],
  'an order takes and its rest is taken': [
    [['a', 'limit', 'sell', '0.1', P], ['b', 'limit', 'buy', '0.3', P], ['c', 'market', 'sell', '0.2']],
    { a: ['open', 'match', 'filled'], b: ['match', 'open', 'match', 'filled'], c: ['match', 'filled'] }],
  'an IOC order takes what is there': [
    [['a', 'limit', 'sell', '0.1', P], ['b', 'limit', 'buy', '0.3', P, { timeInForce: 'IOC' }]],
    { a: ['open', 'match', 'filled'], b: ['match', 'canceled'] }],
  'one order takes two': [
    [['a', 'limit', 'buy', '0.1', '19999.7'], ['b', 'limit', 'buy', '0.1', P], ['c', 'limit', 'sell', '0.2',
      '19999.1']],
    { a: ['open', 'match', 'filled'], b: ['open', 'match', 'filled'], c: ['match', 'match', 'filled'] }],
  'a hidden order rests and is taken': [
    [['a', 'limit', 'sell', '0.1', P, { hidden: true }], ['b', 'market', 'buy', '0.1']],
    { a: ['open', 'match', 'filled'], b: ['match', 'filled'] }],
};
