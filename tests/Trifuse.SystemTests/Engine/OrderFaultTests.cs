using Trifuse.Core.Domain;
using Trifuse.Engine.Start;
using Trifuse.Simulator;
using Trifuse.Simulator.Faults;
using Trifuse.Trading.Reporting;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// Orders whose reply or events are refused, lost, late, doubled or out of order: the truth is found out, no
/// order is sent twice, and the balances agree.
/// </summary>
[Collection(EngineCollection.Name)]
public sealed class OrderFaultTests
{
    private static readonly string[] Impatient =
    [
        "exchange.request_timeout_ms=1000", "execution.fill_timeout_ms=1200", "execution.terminal_grace_ms=100",
        "execution.query_retry_ms=50", "engine.concurrent_slots=1",
    ];

    [Fact]
    public async Task A_refused_first_order_fails_the_cascade_with_nothing_at_stake()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        exchange.Simulator.Faults.RejectNextOrder("400100", "Order size increment invalid.");
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Live, Impatient);
        engine.UntilReported(4);
        EngineSummary summary = await engine.FinishAsync();
        Check(exchange, summary, refusedOrders: 1);
        Assert.Equal(1, summary.Totals.Failed);
        string first = (await File.ReadAllLinesAsync(
            exchange.File("reports.txt"), TestContext.Current.CancellationToken))[0];
        Assert.Contains("FAILED", first, StringComparison.Ordinal);
        Assert.Contains("error=order_rejected: ", first, StringComparison.Ordinal);
        Assert.Contains("profit=0 ", first + ' ', StringComparison.Ordinal);
        Assert.Contains("fills=[]", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_test_order_fails_the_paper_cascade()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        exchange.Simulator.Faults.RejectNextOrder("900001", "symbol not exists");
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Paper, Impatient);
        engine.UntilReported(4);
        EngineSummary summary = await engine.FinishAsync();
        Assert.Equal(1, summary.Totals.Failed);
        string first = (await File.ReadAllLinesAsync(
            exchange.File("reports.txt"), TestContext.Current.CancellationToken))[0];
        Assert.Contains("FAILED", first, StringComparison.Ordinal);
        Assert.Contains("symbol not exists", first, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fused", 0)]
    [InlineData("split", 0)]
    [InlineData("fused", 1_500)]
    public async Task An_order_without_reply_and_events_is_asked_for_and_gone_on_with(
        string threads, int delayMs)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, [.. Impatient, $"engine.threads={threads}"]);
        engine.UntilReported(2);
        // The faults meet whatever comes next. When that is the end of one order and the reply to another,
        // neither is in doubt, and they are set again.
        for (int i = 0; i < 10 && engine.Parts.Scribe.Totals.UnknownOutcomes == 0; i++)
        {
            Lose(exchange.Simulator.Faults, delayMs);
            engine.UntilReported(3);
        }
        EngineSummary summary = await engine.FinishAsync();
        Check(exchange, summary, refusedOrders: 0);
        Assert.True(summary.Totals.UnknownOutcomes > 0);
        Assert.Equal(0, summary.Totals.Failed);
    }

    private static void Lose(FaultPlan faults, int replyDelayMs)
    {
        if (replyDelayMs == 0)
        {
            faults.DropNextOrderReply();
        }
        else
        {
            faults.DelayNextOrderReply(TimeSpan.FromMilliseconds(replyDelayMs));
        }
        for (int i = 0; i < 3; i++)
        {
            faults.DropNextPrivatePush();
        }
    }

    [Theory]
    [InlineData("drop", "fused")]
    [InlineData("duplicate", "fused")]
    [InlineData("swap", "fused")]
    [InlineData("swap", "split")]
    public async Task Disturbed_order_events_change_no_amount(string fault, string threads)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, [.. Impatient, $"engine.threads={threads}"]);
        for (int i = 0; i < 8; i++)
        {
            engine.UntilReported(1);
            Disturb(exchange.Simulator.Faults, fault);
        }
        engine.UntilReported(2);
        EngineSummary summary = await engine.FinishAsync();
        Check(exchange, summary, refusedOrders: 0);
        Assert.Equal(summary.Signals, summary.Totals.Filled + summary.Totals.Aborted);
    }

    [Theory]
    [InlineData("finish")]
    [InlineData("unwind")]
    [InlineData("hold")]
    public async Task A_stop_with_cascades_under_way_leaves_none_unreported(string onCancel)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync(
            static o => o with { Latency = new LatencyModel(80, 40, 80, 5) });
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, $"execution.on_cancel={onCancel}", "isolation.triangle=false",
            "isolation.pair=false", "engine.threads=split");
        engine.UntilReported(1);
        int begun = exchange.Begun();
        engine.Until("a first order", () => exchange.Begun() > begun);
        EngineSummary summary = await engine.FinishAsync();
        Check(exchange, summary, refusedOrders: 0);
        // A cascade whose first order had not left is aborted by any policy.
        string[] lines = await File.ReadAllLinesAsync(
            exchange.File("reports.txt"), TestContext.Current.CancellationToken);
        Assert.Equal(onCancel != "finish", lines.Any(IsAbortedInMidTrade));
        Assert.Equal(onCancel == "hold", summary.Totals.WithHeld > 0);
    }

    private static bool IsAbortedInMidTrade(string line) =>
        line.Contains("ABORTED", StringComparison.Ordinal)
        && !line.Contains("fills=[]", StringComparison.Ordinal);

    private static void Disturb(FaultPlan faults, string fault)
    {
        switch (fault)
        {
            case "drop":
                faults.DropNextPrivatePush();
                break;
            case "duplicate":
                faults.DuplicateNextPrivatePush();
                faults.DuplicateNextPrivatePush();
                faults.DuplicateNextPrivatePush();
                break;
            default:
                faults.SwapNextPrivatePushes();
                break;
        }
    }

    /// <summary>
    /// Reports, balances and orders: each client id was placed once, and the exchange has no others.
    /// </summary>
    private static void Check(TestExchange exchange, EngineSummary summary, int refusedOrders)
    {
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
        ClientOrderId[] placed =
        [
            .. JournalOfRun.Read(exchange, summary.Run)
                .Where(r => r.Kind == JournalKind.Intent && r.Verb == JournalVerb.Place)
                .Select(r => r.ClientId),
        ];
        Assert.Equal(placed.Length, placed.Distinct().Count());
        Assert.Equal(placed.Length - refusedOrders, exchange.Simulator.Counters.OrdersAccepted);
    }
}
