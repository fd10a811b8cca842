// The scenarios of own orders that meet: `name: [steps, outcome]`. A step places an order or cancels one. Prices stand
// between the best bid, 19999, and the best ask, 20000, so that nobody else is met unless a price says so.
const SELL = 'sell';
const BUY = 'buy';
const P = '19999.5';

export const SCENARIOS = {
  'a resting sell is hit in part': [
    [['rest', SELL, '0.3', P], ['take', BUY, '0.1', P]],
    { rest: ['open', `maker 0.1 @ ${P}`], take: ['closed', `taker 0.1 @ ${P}`] }],
  'a resting buy is hit in part': [
    [['rest', BUY, '0.3', P], ['take', SELL, '0.1', P]],
    { rest: ['open', `maker 0.1 @ ${P}`], take: ['closed', `taker 0.1 @ ${P}`] }],
  'a resting sell is hit wholly': [
    [['rest', SELL, '0.3', P], ['take', BUY, '0.3', P]],
    { rest: ['closed', `maker 0.3 @ ${P}`], take: ['closed', `taker 0.3 @ ${P}`] }],
  'a resting buy is hit wholly by a market order': [
    [['rest', BUY, '0.12345678', P], ['take', SELL, '0.12345678']],
    { rest: ['closed', `maker 0.12345678 @ ${P}`], take: ['closed', `taker 0.12345678 @ ${P}`] }],
  'a resting order is hit three times': [
    [['rest', SELL, '0.3', P], ['one', BUY, '0.1', P], ['two', BUY, '0.05', P], ['three', BUY, '0.15']],
    {
      rest: ['closed', `maker 0.1 @ ${P}`, `maker 0.05 @ ${P}`, `maker 0.15 @ ${P}`],
      one: ['closed', `taker 0.1 @ ${P}`], two: ['closed', `taker 0.05 @ ${P}`], three: ['closed', `taker 0.15 @ ${P}`],
    }],
  'a buy at a better limit trades at the resting price': [
    [['rest', SELL, '0.1', '19999.3'], ['take', BUY, '0.1', '19999.9']],
    { rest: ['closed', 'maker 0.1 @ 19999.3'], take: ['closed', 'taker 0.1 @ 19999.3'] }],
  'a sell at a better limit trades at the resting price': [
    [['rest', BUY, '0.1', '19999.7'], ['take', SELL, '0.1', '19999.1']],
    { rest: ['closed', 'maker 0.1 @ 19999.7'], take: ['closed', 'taker 0.1 @ 19999.7'] }],
  'the better price is hit first': [
    [['worse', SELL, '0.1', '19999.6'], ['better', SELL, '0.1', '19999.4'], ['take', BUY, '0.15', '19999.6']],
    {
      better: ['closed', 'maker 0.1 @ 19999.4'], worse: ['open', 'maker 0.05 @ 19999.6'],
      take: ['closed', 'taker 0.1 @ 19999.4', 'taker 0.05 @ 19999.6'],
    }],
  'at one price the earlier order is hit first': [
    [['early', SELL, '0.1', P], ['late', SELL, '0.1', P], ['take', BUY, '0.15', P]],
    {
      early: ['closed', `maker 0.1 @ ${P}`], late: ['open', `maker 0.05 @ ${P}`],
      take: ['closed', `taker 0.1 @ ${P}`, `taker 0.05 @ ${P}`],
    }],
  'at one price the earlier buy is hit first': [
    [['early', BUY, '0.1', P], ['late', BUY, '0.1', P], ['take', SELL, '0.15', P]],
    {
      early: ['closed', `maker 0.1 @ ${P}`], late: ['open', `maker 0.05 @ ${P}`],
      take: ['closed', `taker 0.1 @ ${P}`, `taker 0.05 @ ${P}`],
    }],
  'a buy that took at a better price than its own rests': [
    [['cheap', SELL, '0.1', '19999.1'], ['take', BUY, '0.3', P]],
    { cheap: ['closed', 'maker 0.1 @ 19999.1'], take: ['open', 'taker 0.1 @ 19999.1'] }],
  'a buy that took at two better prices is hit in part': [
    [['a', SELL, '0.1', '19999.1'], ['b', SELL, '0.1', '19999.2'], ['take', BUY, '0.5', P], ['hit', SELL, '0.2', P]],
    {
      a: ['closed', 'maker 0.1 @ 19999.1'], b: ['closed', 'maker 0.1 @ 19999.2'],
      take: ['open', 'taker 0.1 @ 19999.1', 'taker 0.1 @ 19999.2', `maker 0.2 @ ${P}`], hit: ['closed',
        `taker 0.2 @ ${P}`],
    }],
  'a cancelled order is met by nobody': [
    [['gone', SELL, '0.1', '19999.2'], ['cancel', 'gone'], ['rest', SELL, '0.1', P], ['take', BUY, '0.1', P]],
    { gone: ['canceled'], rest: ['closed', `maker 0.1 @ ${P}`], take: ['closed', `taker 0.1 @ ${P}`] }],
  'what an order leaves rests and is hit in turn': [
    [['first', SELL, '0.1', P], ['second', BUY, '0.3', P], ['third', SELL, '0.2', P]],
    {
      first: ['closed', `maker 0.1 @ ${P}`], second: ['closed', `taker 0.1 @ ${P}`, `maker 0.2 @ ${P}`],
      third: ['closed', `taker 0.2 @ ${P}`],
    }],
  'a post-only order that would trade is cancelled': [
    [['rest', SELL, '0.1', P], ['post', BUY, '0.1', P, { postOnly: true }]],
    { rest: ['open'], post: ['canceled'] }],
  'a post-only order that meets nobody rests': [
    [['rest', SELL, '0.1', P], ['post', BUY, '0.1', '19999.4', { postOnly: true }]],
    { rest: ['open'], post: ['open'] }],
  'an IOC order takes what is there': [
    [['rest', SELL, '0.1', P], ['take', BUY, '0.3', P, { timeInForce: 'IOC' }]],
    { rest: ['closed', `maker 0.1 @ ${P}`], take: ['canceled', `taker 0.1 @ ${P}`] }],
  'a FOK order that finds too little takes nothing': [
    [['rest', SELL, '0.1', P], ['take', BUY, '0.3', P, { timeInForce: 'FOK' }]],
    { rest: ['open'], take: ['canceled'] }],
  'a FOK order never meets an order of its own account': [
    [['a', SELL, '0.1', '19999.3'], ['b', SELL, '0.2', P], ['take', BUY, '0.3', P, { timeInForce: 'FOK' }]],
    { a: ['open'], b: ['open'], take: ['canceled'] }],
  'a hidden order is hit and pays as a taker': [
    [['rest', SELL, '0.2', P, { hidden: true }], ['take', BUY, '0.2', P]],
    { rest: ['closed', `hidden 0.2 @ ${P}`], take: ['closed', `taker 0.2 @ ${P}`] }],
  'a hidden order stands behind a later visible one': [
    [['hidden', SELL, '0.1', P, { hidden: true }], ['plain', SELL, '0.1', P], ['take', BUY, '0.15', P]],
    {
      plain: ['closed', `maker 0.1 @ ${P}`], hidden: ['open', `hidden 0.05 @ ${P}`],
      take: ['closed', `taker 0.1 @ ${P}`, `taker 0.05 @ ${P}`],
    }],
  'an iceberg is hit beyond what it shows': [
    [['ice', SELL, '1', P, { iceberg: true, visibleSize: '0.25' }], ['take', BUY, '0.6', P]],
    {
      ice: ['open', `hidden 0.25 @ ${P}`, `hidden 0.25 @ ${P}`, `hidden 0.1 @ ${P}`],
      take: ['closed', `taker 0.25 @ ${P}`, `taker 0.25 @ ${P}`, `taker 0.1 @ ${P}`],
    }],
  'an iceberg refills behind those who wait': [
    [['ice', SELL, '1', P, { iceberg: true, visibleSize: '0.25' }], ['plain', SELL, '0.1', P], ['take', BUY, '0.4', P]],
    {
      ice: ['open', `hidden 0.25 @ ${P}`, `hidden 0.05 @ ${P}`], plain: ['closed', `maker 0.1 @ ${P}`],
      take: ['closed', `taker 0.25 @ ${P}`, `taker 0.1 @ ${P}`, `taker 0.05 @ ${P}`],
    }],
};

// Self-trade prevention: the taker's word counts. `[resting size, taker size]` against what becomes of both.
const meet = (resting, taking, stp, outcome, price = P) => [
  [['rest', SELL, resting, P], ['take', BUY, taking, price, { stp }]], outcome];

Object.assign(SCENARIOS, {
  'CN cancels the taker': meet('0.2', '0.1', 'CN', { rest: ['open'], take: ['canceled'] }),
  'CN cancels a taker that is larger': meet('0.1', '0.2', 'CN', { rest: ['open'], take: ['canceled'] }),
  'CN cancels a market order': meet('0.2', '0.1', 'CN', { rest: ['open'], take: ['canceled'] }, undefined),
  'CO cancels the resting order, and the taker rests': meet('0.2', '0.1', 'CO', { rest: ['canceled'], take: ['open'] }),
  'CO cancels the resting order, and a larger taker rests': meet('0.1', '0.2', 'CO',
    { rest: ['canceled'], take: ['open'] }),
  'CB cancels both': meet('0.2', '0.1', 'CB', { rest: ['canceled'], take: ['canceled'] }),
  'CB cancels both of a size': meet('0.1', '0.1', 'CB', { rest: ['canceled'], take: ['canceled'] }),
  'DC cancels both of a size': meet('0.1', '0.1', 'DC', { rest: ['canceled'], take: ['canceled'] }),
  'the resting order\'s word does not count': [
    [['rest', SELL, '0.1', P, { stp: 'CN' }], ['take', BUY, '0.1', P]],
    { rest: ['closed', `maker 0.1 @ ${P}`], take: ['closed', `taker 0.1 @ ${P}`] }],
});
