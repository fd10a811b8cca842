// What can be asked for without ordering: market data, accounts, fees, keys, transfers, ledgers, sub-accounts.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decimal, plain, same } from '../decimal.mjs';
import { BALANCES, BOOKS, startStill } from '../markets/still.mjs';
import { balances, changed, connect, Market, ok, Others, refused, Trade, User } from './client.mjs';

const { Account, TradeFee, UserInfo } = User;
const exact = (levels) => levels.map((row) => row.map((one) => decimal(one).toString()));

let exchange;
before(async () => {
  exchange = await startStill({ noRateLimit: true, permissions: 'General,Spot,InnerTransfer,Transfer' });
  connect(exchange);
});
after(() => exchange.stop());

describe('Market data', () => {
  test('the time is in milliseconds', async () =>
    assert.match(String(await ok(Others.getTimestamp())), /^\d{13}$/));
  test('the exchange is open', async () =>
    assert.deepEqual(await ok(Others.getStatus()), { status: 'open', msg: '' }));
  test('the markets are told', async () =>
    assert.ok((await ok(Market.Symbols.getMarketList())).includes('USDS')));

  test('all symbols are told, and each as it is told alone', async () => {
    const list = await ok(Market.Symbols.getSymbolsList());
    assert.deepEqual(list.map((one) => one.symbol).sort(), Object.keys(BOOKS).sort());
    for (const one of list) {
      assert.deepEqual(await ok(Market.Symbols.getSymbolDetail(one.symbol)), one);
    }
  });

  for (const [symbol, { asks, bids }] of Object.entries(BOOKS)) {
    for (const [call, depth] of [
      ['getLevel2_20', 20],
      ['getLevel2_100', 100],
      ['getLevel2_full', 1000],
    ]) {
      test(`${call} of ${symbol} is the file's book`, async () => {
        const book = await ok(Market.OrderBook[call](symbol));
        assert.match(book.sequence, /^\d+$/);
        assert.deepEqual([book.asks, book.bids], [exact(asks).slice(0, depth), exact(bids).slice(0, depth)]);
      });
    }

    test(`ticker, statistics and all tickers agree on ${symbol}`, async () => {
      const ticker = await ok(Market.Symbols.getTicker(symbol));
      const stats = await ok(Market.Symbols.get24hrStats(symbol));
      const all = (await ok(Market.Symbols.getAllTickers())).ticker.find((one) => one.symbol === symbol);
      assert.deepEqual([stats.symbol, all.symbolName], [symbol, symbol]);
      for (const member of [
        'buy',
        'sell',
        'last',
        'high',
        'low',
        'vol',
        'volValue',
        'changeRate',
        'changePrice',
      ]) {
        assert.equal(all[member], stats[member], member);
      }
      if (asks.length > 0) {
        assert.deepEqual([ticker.bestBid, ticker.bestAsk, ticker.price], [stats.buy, stats.sell, stats.last]);
        assert.deepEqual([all.bestBidSize, all.bestAskSize], [ticker.bestBidSize, ticker.bestAskSize]);
      }
    });
  }

  for (const type of ['1min', '5min', '1hour', '1day']) {
    test(`candles of ${type} are rows of seven texts`, async () => {
      await ok(
        Trade.Orders.postOrder({
          clientOid: randomUUID(),
          symbol: 'TRX-USDT',
          side: 'buy',
          type: 'market',
          size: '100',
        }),
      );
      const rows = await ok(Market.Histories.getMarketCandles('TRX-USDT', type));
      assert.ok(rows.length > 0);
      rows.flat().forEach((one) => plain(one));
      assert.ok(rows.every((row) => row.length === 7));
    });
  }

  test('trades are told with time in nanoseconds', async () => {
    const rows = await ok(Market.Histories.getMarketHistories('TRX-USDT'));
    assert.deepEqual(
      Object.keys(rows.at(-1))
        .filter((name) => name !== 'tradeId')
        .sort(),
      ['price', 'sequence', 'side', 'size', 'time'],
    );
    assert.ok(rows.at(-1).time > 1e18);
    assert.equal(rows.at(-1).side, 'buy');
  });

  test('a currency is told with its chains', async () => {
    const told = await ok(Market.Currencies.getCurrencyDetail_V3({ currency: 'BTC' }));
    assert.equal(told.currency, 'BTC');
    assert.ok(told.chains.length > 0);
  });
});

describe('Accounts', () => {
  test('start balances are told to the last digit', async () => {
    const told = await balances();
    for (const [currency, amount] of Object.entries(BALANCES).filter(
      ([name]) => !['TRX', 'USDT'].includes(name),
    )) {
      same(told[currency].available, amount, currency);
    }
  });

  test('an account is told by its id', async () => {
    const [first] = await ok(Account.getAccountsList({ type: 'trade', currency: 'ETH' }));
    const told = await ok(Account.getAccountInformation(first.id));
    assert.deepEqual([told.currency, told.available], ['ETH', first.available]);
  });

  test('spot accounts are of the type trade', async () =>
    assert.equal(await ok(Account.getUserType()), false));

  test('fees are told', async () => {
    assert.deepEqual(await ok(TradeFee.getBasicUserFee()), {
      takerFeeRate: '0.001',
      makerFeeRate: '0.001',
    });
    const [btc, kcs] = await ok(TradeFee.getActualFeeRateBySymbols('BTC-USDT,KCS-USDT'));
    assert.deepEqual([btc.symbol, kcs.symbol, btc.takerFeeRate], ['BTC-USDT', 'KCS-USDT', '0.001']);
  });

  test('the user is told with the numbers of sub-accounts', async () => {
    assert.equal((await ok(Account.getAccountSummaryInfo())).subQuantity, 0);
  });

  test('there are no sub-users at the start', async () => {
    assert.deepEqual(await ok(UserInfo.getSubUsers()), []);
    assert.deepEqual((await ok(UserInfo.getPaginatedSubUsers({ currentPage: 1, pageSize: 10 }))).items, []);
  });
});

describe('Transfers and ledgers', () => {
  for (const [currency, amount] of [
    ['USDT', '1.000000000001'],
    ['BTC', '0.5'],
    ['DOGE', '12345.6789'],
  ]) {
    test(`${amount} ${currency} go to the main account and come back`, async () => {
      const before = await balances();
      const { orderId } = await ok(Account.innerTransfer(randomUUID(), currency, 'trade', 'main', amount));
      assert.match(orderId, /^[0-9a-f]{24}$/);
      changed(before, await balances(), { [currency]: { available: decimal(0).minus(amount) } });
      const main = await ok(Account.getTransferable('MAIN', currency));
      same(main.transferable, amount, 'transferable');
      await ok(
        Account.universalTransfer({
          clientOid: randomUUID(),
          currency,
          amount,
          type: 'INTERNAL',
          fromAccountType: 'MAIN',
          toAccountType: 'TRADE',
        }),
      );
      changed(before, await balances(), {});
    });
  }

  test('more than there is is not transferred', async () => {
    const before = await balances();
    await refused(Account.innerTransfer(randomUUID(), 'BTC', 'trade', 'main', '100000'));
    changed(before, await balances(), {});
  });

  test('the ledger has the transfers with the balance after each', async () => {
    const rows = await ok(Account.getHighFrequencyAccountLedger({ currency: 'DOGE' }));
    const [back, there] = rows;
    assert.deepEqual([back.direction, there.direction], ['in', 'out']);
    same(there.amount, '12345.6789', 'amount');
    same(there.balance, decimal(BALANCES.DOGE).minus('12345.6789'), 'balance');
    same(back.balance, BALANCES.DOGE, 'balance');
    assert.match(there.createdAt, /^\d{13}$/);
  });

  test('a sub-account is made, listed, given money, and asked for it', async () => {
    const made = await ok(
      Account.createSubAccount({
        password: 'Secret1234',
        subName: 'trader0001',
        access: 'Spot',
        remarks: 'first',
      }),
    );
    const [listed] = await ok(UserInfo.getSubUsers());
    assert.equal(listed.subName, 'trader0001');
    assert.ok(made.subName === 'trader0001' || made.uid > 0);
    const before = await balances();
    await ok(
      Account.universalTransfer({
        clientOid: randomUUID(),
        currency: 'USDT',
        amount: '77.7',
        type: 'PARENT_TO_SUB',
        fromAccountType: 'TRADE',
        toUserId: listed.userId,
        toAccountType: 'TRADE',
      }),
    );
    changed(before, await balances(), { USDT: { available: '-77.7' } });
    const told = await ok(Account.getBalanceOfSubAccount(listed.userId));
    same(told.tradeAccounts.find((one) => one.currency === 'USDT').available, '77.7', "the sub-account's");
  });
});
