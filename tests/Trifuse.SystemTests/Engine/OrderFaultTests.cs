using Trifuse.Engine.Start;
using Trifuse.Simulator;
using Trifuse.Simulator.Faults;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// Orders whose reply or events are refused, lost, late, doubled or out of order: the truth is found out, no
/// order is sent twice, and the balances agree.
/// </summary>
public sealed class OrderFaultTests
{
    private static readonly string[] Impatient =
    [
        "exchange.request_timeout_ms=1000", "execution.fill_timeout_ms=1200", "execution.terminal_grace_ms=100",
        "execution.query_retry_ms=50", "engine.concurrent_slots=1",
    ];

    [Theory]
    [InlineData("400100", "Order size increment invalid.", "order_rejected")]
    [InlineData("400100", "Order size below the minimum requirement.", "order_rejected")]
    [InlineData("200004", "Balance insufficient!", "insufficient_balance")]
    [InlineData("400760", "Trading of this symbol is halted.", "order_rejected")]
    [InlineData("400004", "Invalid KC-API-PASSPHRASE", "order_rejected")]
    public async Task A_refused_first_order_fails_the_cascade_with_nothing_at_stake(
        string code, string message, string error)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        exchange.Simulator.Faults.RejectNextOrder(code, message);
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Live, Impatient);
        engine.UntilReported(4);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary, notTaken: 1);
        Assert.Equal(1, summary.Totals.Failed);
        string first = exchange.ReportLines()[0];
        Assert.Contains("FAILED", first, StringComparison.Ordinal);
        Assert.Contains($"error={error}: ", first, StringComparison.Ordinal);
        Assert.Contains(message, first, StringComparison.Ordinal);
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
        string first = exchange.ReportLines()[0];
        Assert.Contains("FAILED", first, StringComparison.Ordinal);
        Assert.Contains("symbol not exists", first, StringComparison.Ordinal);
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
        RunChecks.AllAgrees(exchange, summary);
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
        RunChecks.AllAgrees(exchange, summary);
        // A cascade whose first order had not left is aborted by any policy.
        string[] lines = exchange.ReportLines();
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
}
