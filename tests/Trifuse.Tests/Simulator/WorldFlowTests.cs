using Trifuse.Simulator;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;
using Trifuse.Simulator.Worlds;

namespace Trifuse.Tests.Simulator;

/// <summary>Every world on a whole exchange: alone, and with twenty accounts that trade at its touch.</summary>
public sealed class WorldFlowTests
{
    private const long StepUs = 5_000;
    private const int Accounts = 20;
    private const int OpenMax = 60;

    private static readonly string?[] Preventions = [null, null, "CN", "CO", "CB", "DC"];

    [Theory]
    [InlineData("synthetic", 4_000_000)]
    [InlineData("kucoin-2021", 20_000_000)]
    [InlineData("poloniex-2022", 20_000_000)]
    [InlineData("binance-2024", 20_000_000)]
    public void Without_users_the_books_are_the_worlds_own(string name, long untilUs)
    {
        var options = new SimulatorOptions { World = name };
        IMarketWorld plain = WorldFactory.Create(options);
        (Exchange exchange, IMarketWorld world) = Open(options);
        var sink = new RecordingSink(plain.Symbols.Count);
        for (long us = 0; us <= untilUs; us += StepUs)
        {
            world.Step(us, exchange);
            plain.Step(us, sink);
            if (us % 200_000 != 0)
            {
                continue;
            }

            foreach (SymbolState symbol in exchange.Symbols)
            {
                Assert.Equal(sink.Books[symbol.Index].Asks, symbol.Book.Asks);
                Assert.Equal(sink.Books[symbol.Index].Bids, symbol.Book.Bids);
            }
        }
    }

    [Theory]
    [InlineData("synthetic", 4_000_000)]
    [InlineData("kucoin-2021", 10_000_000)]
    [InlineData("poloniex-2022", 10_000_000)]
    [InlineData("binance-2024", 10_000_000)]
    public void Twenty_accounts_at_the_touch_keep_books_and_balances_whole(string name, long untilUs)
    {
        (Exchange exchange, IMarketWorld world) = Open(new SimulatorOptions
        {
            World = name,
            Accounts = [.. Enumerable.Range(0, Accounts).Select(Person)],
        });
        var rng = new Rng(seed: 7, stream: 7);
        world.Step(0, exchange);
        SymbolState[] busy = [.. exchange.Symbols.Where(s => s.Rules.Quote == "USDT").Take(30)];
        for (long us = StepUs; us <= untilUs; us += StepUs)
        {
            world.Step(us, exchange);
            for (int i = 0; i < 3; i++)
            {
                Trade(exchange, exchange.Accounts.All[rng.Next(Accounts)], busy[rng.Next(busy.Length)], rng);
            }

            if (us % 500_000 == 0)
            {
                Assert.All(busy, s => BookChecks.Check(s.Book));
            }
        }

        Assert.True(exchange.FillsMade > 100);
        Assert.All(exchange.Accounts.All, CheckBalances);
    }

    private static (Exchange Exchange, IMarketWorld World) Open(SimulatorOptions options)
    {
        IMarketWorld world = WorldFactory.Create(options);
        AccountRegistry accounts = AccountRegistry.Open(options.AllAccounts, options.Seed);
        return (new Exchange(world.Symbols, accounts, options.SizeCut, options.Quirks, options.Seed,
            new SteppedTime(), new Silence()), world);
    }

    private static AccountOptions Person(int number) => new()
    {
        Name = "person" + number,
        FeeTier = number % (FeeSchedule.HighestTier + 1),
        PaysFeesInKcs = number % 3 == 0,
        Balances = new Dictionary<string, IReadOnlyDictionary<string, Dec>>(StringComparer.Ordinal)
        {
            ["trade"] = SimulatorOptions.DefaultBalances,
        },
    };

    /// <summary>An order of any shape within three ticks of the best price.</summary>
    private static void Trade(Exchange exchange, Account account, SymbolState symbol, Rng rng)
    {
        SymbolRules rules = symbol.Rules;
        bool isBuy = rng.Chance(0.6);
        Level best = isBuy ? symbol.Book.BestBid : symbol.Book.BestAsk;
        Assert.True(rules.PriceIncrement.TryToUnits(rules.PriceScale, out long tick));
        long units = (best.Price / tick * tick) + ((rng.Next(7) - 3) * tick);
        if (!symbol.Book.HasBothSides || units <= 0)
        {
            return;
        }

        Dec price = rules.PriceOf(units);
        long size = rules.FloorToIncrement(
            Dec.FloorQuotient(Dec.FromUnits(10 + rng.Next(200), 0), price, rules.SizeScale));
        long part = Math.Max(rules.FloorToIncrement(size / 5), rules.StepUnits());
        var request = new OrderRequest
        {
            Symbol = rules.Symbol,
            Side = isBuy ? "buy" : "sell",
            Type = rng.Chance(0.1) ? "market" : "limit",
            Price = price.ToString(),
            Size = rules.SizeOf(size).ToString(),
            Hidden = rng.Chance(0.1),
            Iceberg = rng.Chance(0.1),
            VisibleSize = rules.SizeOf(part).ToString(),
            Stp = Preventions[rng.Next(Preventions.Length)],
        };
        if (exchange.Check(account, request, withBalance: true, out OrderTicket? ticket) is null)
        {
            exchange.Match(exchange.Accept(account, ticket!));
        }

        if (account.Orders.OpenCount > OpenMax)
        {
            _ = exchange.CancelAll(account);
        }
    }

    private static void CheckBalances(Account account)
    {
        foreach ((string currency, Dec start) in SimulatorOptions.DefaultBalances)
        {
            Dec now = account.Ledger.Of(currency).Total
                + account.Totals.MarketFlow.GetValueOrDefault(currency)
                + account.Totals.FeesPaid.GetValueOrDefault(currency);
            Assert.Equal(start.ToString(), now.ToString());
            Dec held = account.Orders.Open.Where(o => o.HoldCurrency == currency)
                .Aggregate(Dec.Zero, (sum, o) => sum + o.Held);
            Assert.Equal(held.ToString(), account.Ledger.Of(currency).Hold.ToString());
        }
    }

    private sealed class Silence : IExchangeObserver
    {
        public void BookChanged(SymbolState symbol)
        {
        }

        public void OrderChanged(OrderEvent change)
        {
        }

        public void BalanceChanged(BalanceChange change)
        {
        }

        public void Traded(MarketTrade trade)
        {
        }
    }
}
