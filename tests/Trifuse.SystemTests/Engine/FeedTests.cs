using Trifuse.Core.Domain;
using Trifuse.Engine.Start;
using Trifuse.SystemTests.Cli;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.SystemTests.Engine;

/// <summary>Every kind of feed fills the books and brings cascades, alone and mixed.</summary>
public sealed class FeedTests
{
    private static readonly string[] Symbols = ["BTC-USDT", "ETH-BTC", "ETH-USDT"];

    [Theory]
    [InlineData("level1")]
    [InlineData("ticker")]
    [InlineData("depth5")]
    [InlineData("depth50")]
    [InlineData("level2")]
    public async Task One_feed_for_all(string feed)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Live, $"market.feed={feed}");
        bool isTop = feed is "level1" or "ticker";
        await RunAsync(exchange, engine, _ => isTop ? 1 : 2);
    }

    [Fact]
    public async Task Groups_with_feeds_of_their_own()
    {
        const string Toml = """
            market.feed = "ticker"
            [[market.group]]
            feed = "depth50"
            symbols = ["BTC-USDT"]
            [[market.group]]
            feed = "level2"
            symbols = ["ETH-BTC"]
            """;
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.StartWith(exchange, RunMode.Live, Toml, null);
        await RunAsync(exchange, engine, symbol => symbol == "ETH-USDT" ? 1 : 2);
    }

    [Theory]
    [InlineData("fused")]
    [InlineData("split")]
    public async Task A_crossed_book_is_not_traded_until_it_is_uncrossed(string threads)
    {
        // Bought at this price the triangle would pay a quarter.
        const string Crossed = """{"topic":"/spotMarket/level1:BTC-USDT","type":"message","subject":"level1","data":{"asks":["15000","1"],"bids":["19990","1"],"timestamp":1729816058766}}""";
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using var home = new Sandbox();
        await using var relay = new StreamRelay(home, exchange.Simulator);
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, [.. relay.Settings, $"engine.threads={threads}"]);
        engine.UntilReported(2);
        relay.Spoil("/spotMarket/level1:BTC-USDT", StreamRelay.TextFrame(Crossed));
        engine.Until("a crossed book", () => engine.Refused(Refusal.CrossedBook) > 0);
        engine.UntilReported(2);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary);
        Assert.Equal((0L, 0L), (summary.LostConnections, summary.Totals.Failed));
        Assert.All(
            exchange.ReportLines(), static line => Assert.DoesNotMatch("predicted_bps=[0-9]{4}", line));
    }

    [Theory]
    [InlineData("market.max_age_ms=1", Refusal.TooOld)]
    [InlineData("market.max_desync_ms=1", Refusal.Desync)]
    public async Task Books_that_are_too_old_or_too_far_apart_are_not_traded(string limit, Refusal cause)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Live, limit);
        engine.Until("arming", () => engine.Parts.Core.Desk.Gates.IsArmed);
        engine.UntilRefused(cause);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary);
    }

    [Fact]
    public async Task A_lost_level2_sequence_costs_a_snapshot_and_no_more()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, "market.feed=level2", "engine.threads=split");
        engine.UntilReported(2);
        long requests = exchange.Simulator.Counters.RestRequests;
        long orders = exchange.Simulator.Counters.OrdersAccepted;
        foreach (string symbol in Symbols)
        {
            exchange.Simulator.Faults.SkipLevel2Sequence(symbol);
        }
        engine.Until("snapshots", () => exchange.Simulator.Counters.RestRequests - requests
            >= exchange.Simulator.Counters.OrdersAccepted - orders + Symbols.Length);
        await RunAsync(exchange, engine, _ => 2);
    }

    [Fact]
    public async Task A_quiet_level2_book_is_filled_without_a_change()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync(
            static o => o with { Loop = false, Speed = 100 });
        Assert.True(SpinWait.SpinUntil(() => exchange.Simulator.WorldEnded, TimeSpan.FromSeconds(10)));
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Live, "market.feed=level2");
        engine.Until("three fresh books", () => Symbols.All(
            name => engine.Parts.Core.Desk.Books.StateOf(IdOf(engine, name)) == BookState.Fresh));
        engine.Until("arming", () => engine.Parts.Core.Desk.IsArmed);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    private static async Task RunAsync(
        TestExchange exchange, EngineUnderTest engine, Func<string, int> levelsOf)
    {
        engine.UntilReported(5);
        EngineSummary summary = await engine.FinishAsync();
        Assert.True(summary.Totals.Filled > 0);
        Assert.Equal(0, summary.MalformedFrames);
        Assert.Equal(0, summary.LostConnections);
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
        Books books = engine.Parts.Core.Desk.Books;
        foreach (string name in Symbols)
        {
            SymbolId id = IdOf(engine, name);
            Assert.InRange(books.Bids(id).Length, 1, levelsOf(name));
            Assert.InRange(books.Asks(id).Length, 1, levelsOf(name));
            Assert.Equal(BookState.Fresh, books.StateOf(id));
        }
    }

    private static SymbolId IdOf(EngineUnderTest engine, string name)
    {
        byte[] code = System.Text.Encoding.ASCII.GetBytes(name);
        Assert.True(engine.Parts.Universe.Symbols.TryFind(code, out SymbolId id));
        return id;
    }
}
