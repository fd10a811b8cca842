using System.Text.Json;
using Trifuse.Engine.Start;
using Trifuse.Simulator;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Numbers;
using Trifuse.SystemTests.Simulator;
using Trifuse.Trading.Execution;

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

    [Fact]
    public async Task An_order_of_more_than_a_hundred_matches_is_told_by_pages_of_fills()
    {
        var maker = new ApiKeyOptions { Key = "maker-key" };
        await using TestExchange exchange = await TestExchange.TriangleAsync(
            o => o with
            {
                Accounts =
                [
                    o.DefaultAccount,
                    new AccountOptions { Name = "maker", Balances = Bitcoin("1"), Keys = [maker] },
                ],
            });
        using var client = new ExchangeClient(exchange.Simulator);
        for (int i = 0; i < 160; i += 20)
        {
            // Cheaper than the house's; 210 to 290 USDT of it are bought at a time.
            IEnumerable<string> orders = Enumerable.Range(i, 20).Select(static n =>
                $"{{\"clientOid\":\"m{n}\",\"symbol\":\"BTC-USDT\",\"side\":\"sell\",\"type\":\"limit\","
                + "\"price\":\"19999\",\"size\":\"0.0001\"}");
            JsonElement reply = await client.CallAsync(
                HttpMethod.Post,
                "/api/v1/hf/orders/multi",
                $"{{\"orderList\":[{string.Join(',', orders)}]}}",
                maker);
            Assert.DoesNotContain("false", reply.ToString(), StringComparison.Ordinal);
        }
        exchange.Simulator.Faults.Add(new FaultRule
        {
            Do = FaultKind.Drop,
            Stream = StreamKind.Private,
            Topic = "/spotMarket/tradeOrders",
            Every = 1,
            Times = long.MaxValue,
        });
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, [.. Impatient, "execution.fill_timeout_ms=300"]);
        engine.UntilReported(1);
        engine.Until("the fill audit", () => engine.Parts.Auditor!.Counters.FillsAgreed > 0);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
        using JsonDocument report = JsonDocument.Parse((await File.ReadAllLinesAsync(
            exchange.File("reports.jsonl"), TestContext.Current.CancellationToken))[0]);
        JsonElement first = report.RootElement.GetProperty("orders")[0];
        Assert.InRange(first.GetProperty("matches").GetInt32(), 101, FillAccumulator.MaxMatches);
        Assert.Equal("fills", first.GetProperty("resolution").GetString());
        Assert.Equal(0, summary.Audit!.FillAlarms);
    }

    private static Dictionary<string, IReadOnlyDictionary<string, Dec>> Bitcoin(string amount) => new()
    {
        ["trade"] = new Dictionary<string, Dec>(StringComparer.Ordinal) { ["BTC"] = Dec.Parse(amount) },
    };

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
