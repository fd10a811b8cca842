using System.Diagnostics;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Start;
using Trifuse.Engine.Tape;
using Trifuse.Simulator;
using Trifuse.Simulator.Faults;
using Trifuse.Trading.Signals;

namespace Trifuse.SystemTests.Engine;

/// <summary>Streams that break, and streams that are renewed before they do.</summary>
public sealed class ConnectionTests
{
    [Theory]
    [InlineData("fused", "level1")]
    [InlineData("split", "level1")]
    [InlineData("fused", "level2")]
    public async Task A_cut_of_all_streams_stops_cascades_until_books_and_balances_are_known(
        string threads, string feed)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        string tape = exchange.File("run.tape");
        using EngineUnderTest engine = EngineUnderTest.StartWith(
            exchange, RunMode.Live, "", tape, $"engine.threads={threads}", $"market.feed={feed}",
            "execution.fill_timeout_ms=600", "execution.query_retry_ms=50", "exchange.reconnect_min_ms=20");
        engine.UntilReported(3);
        int lines = engine.Parts.Lines.Length;
        exchange.Simulator.Faults.CloseAllSockets();
        engine.Until("the loss of all streams", () => LostOf(engine) >= lines);
        engine.Until("streams and balances", () => engine.Parts.IsReady && engine.Parts.Core.Desk.IsPrivateReady);
        engine.UntilReported(5);
        EngineSummary summary = await engine.FinishAsync();
        Assert.Equal(lines, summary.LostConnections);
        Assert.Contains(summary.Refusals, static r => r.Name is "stale_book" or "private_stream_down");
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
        long[] decidedOn = RunChecks.ReplayIsTheSameRun(tape, summary);
        NothingWasDecidedWhileThePrivateStreamWasDown(decidedOn, tape);
    }

    [Theory]
    [InlineData("level1")]
    [InlineData("level2")]
    public async Task An_old_connection_is_renewed_without_a_gap(string feed)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, $"market.feed={feed}", "exchange.max_connection_age_minutes=0.02",
            "audit.book_interval_ms=0", "audit.fill_checks_per_minute=0", "audit.balance_interval_ms=0");
        engine.UntilReported(2);
        // Before its first snapshot a book is stale too.
        long stale = engine.Refused(Refusal.StaleBook);
        long snapshots =
            exchange.Simulator.Counters.RestRequests - exchange.Simulator.Counters.OrdersAccepted;
        engine.Until("two renewals of each line", () => Array.TrueForAll(
            engine.Parts.Lines, static line => line.RenewedCount >= 2));
        engine.UntilReported(2);
        long refreshes = exchange.Simulator.Counters.RestRequests
            - exchange.Simulator.Counters.OrdersAccepted - snapshots;
        EngineSummary summary = await engine.FinishAsync();
        Assert.Equal(0, summary.LostConnections);
        Assert.Equal(stale, engine.Refused(Refusal.StaleBook));
        Assert.Equal(0, engine.Refused(Refusal.PrivateStreamDown));
        // A renewal is a token; the private line's also asks for the balances. A gap would ask for snapshots.
        long renewals = engine.Parts.Lines.Sum(static line => line.RenewedCount + (line.IsPrivate ? 1 : 0));
        Assert.InRange(refreshes, 2, (2 * renewals) + 2);
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    [Theory]
    [InlineData("fused")]
    [InlineData("split")]
    public async Task An_order_under_way_when_the_private_stream_breaks_is_asked_for(string threads)
    {
        // The events of an order take long, so the first order is still without them.
        await using TestExchange exchange = await TestExchange.TriangleAsync(
            static o => o with { Latency = new LatencyModel(2, 1, 400, 1) });
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, $"engine.threads={threads}", "execution.fill_timeout_ms=60000");
        engine.Until("an order", () => exchange.Simulator.Counters.OrdersAccepted > 0);
        exchange.Simulator.Faults.CloseAllSockets();
        engine.UntilReported(1);
        EngineSummary summary = await engine.FinishAsync();
        Assert.True(summary.Totals.UnknownOutcomes > 0);
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    [Fact]
    public async Task A_server_that_cuts_every_connection_is_not_stormed()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Live);
        engine.UntilReported(1);
        long served = exchange.Simulator.Counters.ClientsServed;
        var cutting = Stopwatch.StartNew();
        engine.Until("two seconds of cuts", () =>
        {
            exchange.Simulator.Faults.CloseAllSockets();
            return cutting.ElapsedMilliseconds > 2_000;
        });
        // Pauses of at least 100, 200, 400 and 800 ms for each of two lines.
        Assert.InRange(exchange.Simulator.Counters.ClientsServed - served, 2, 12);
        engine.UntilReported(1);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    [Theory]
    [InlineData(StreamKind.Market)]
    [InlineData(StreamKind.Private)]
    public async Task A_stream_that_falls_silent_is_replaced(StreamKind kind)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync(static o => o with
        {
            PingInterval = TimeSpan.FromMilliseconds(400),
            PingTimeout = TimeSpan.FromMilliseconds(400),
        });
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, "execution.fill_timeout_ms=600", "execution.query_retry_ms=50");
        engine.UntilReported(2);
        long lost = LostOf(engine);
        exchange.Simulator.Faults.Add(
            new FaultRule { Do = FaultKind.Freeze, Stream = kind, Ms = 600_000 });
        engine.Until("the loss of the silent stream", () => LostOf(engine) > lost);
        engine.UntilReported(3);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    [Fact]
    public async Task A_token_that_has_expired_is_replaced()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Live);
        engine.UntilReported(2);
        int lines = engine.Parts.Lines.Length;
        exchange.Simulator.Faults.Add(new FaultRule { Do = FaultKind.ExpireTokens });
        exchange.Simulator.Faults.CloseAllSockets();
        engine.Until("the loss of all streams", () => LostOf(engine) >= lines);
        engine.UntilReported(3);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    private static long LostOf(EngineUnderTest engine) =>
        engine.Parts.Lines.Sum(static line => line.LostCount);

    // By the order in which the hot thread took its inputs: times of two threads, or of two readings of the
    // clock, do not tell which came first.
    private static void NothingWasDecidedWhileThePrivateStreamWasDown(long[] decidedOn, string tape)
    {
        (long down, long ready) = OutageOf(tape);
        Assert.True(ready > down);
        Assert.Contains(decidedOn, record => record < down);
        Assert.Contains(decidedOn, record => record > ready);
        Assert.DoesNotContain(decidedOn, record => record > down && record < ready);
    }

    /// <summary>
    /// Which records, counted from 1, say that the private stream was lost, and that it is ready.
    /// </summary>
    private static (long Down, long Ready) OutageOf(string tape)
    {
        Assert.True(
            TapeReader.TryOpen(tape, out TapeReader? reader, out TapeProblem problem), problem.Message);
        using TapeReader owned = reader;
        long down = 0;
        long ready = 0;
        while (reader.TryRead(out TapeRecord record))
        {
            HotCommand? command = record.Kind == TapeKind.Command ? (HotCommand)record.Payload[0] : null;
            down = command == HotCommand.PrivateDown ? reader.Records : down;
            ready = command == HotCommand.PrivateReady ? reader.Records : ready;
        }
        Assert.True(reader.Problem.IsNone, reader.Problem.Message);
        return (down, ready);
    }
}
