using Trifuse.Engine.Start;
using Trifuse.Simulator;
using Trifuse.Simulator.Faults;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// Cascades that cannot or may not go on (docs/failures.md: "Leg 2 or 3 fails", "A leg ends short", "Cancel
/// flag, kill switch, shutdown between legs"): what they hold is brought back, and the balances agree.
/// </summary>
public sealed class UnwindFaultTests
{
    private static readonly string[] Impatient =
    [
        "exchange.request_timeout_ms=1000", "execution.fill_timeout_ms=1200", "execution.query_retry_ms=50",
        "engine.concurrent_slots=1", "limits.cooldown_ms=0",
    ];

    [Theory]
    [InlineData("ETH-BTC", "fused", "market", "U0:sell BTC-USDT BTC->USDT")]
    [InlineData("ETH-BTC", "split", "ioc", "U0:sell BTC-USDT BTC->USDT")]
    [InlineData("ETH-USDT", "fused", "market", "U0:sell ETH-BTC ETH->BTC")]
    [InlineData("ETH-USDT", "split", "market", "U1:sell BTC-USDT BTC->USDT")]
    public async Task When_leg_2_or_3_is_refused_what_is_held_is_sold_by_another_way(
        string symbol, string threads, string orderType, string expected)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        Refuse(exchange, symbol, times: 1);
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange,
            RunMode.Live,
            [.. Impatient, $"engine.threads={threads}", $"execution.order_type={orderType}"]);
        engine.UntilReported(3);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary, notTaken: 1);
        Assert.Equal((1L, 0L), (summary.Totals.Failed, summary.Totals.WithHeld));
        string line = exchange.ReportLines().Single(l => l.Contains("FAILED", StringComparison.Ordinal));
        Assert.Contains("error=order_rejected: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain("HELD", line, StringComparison.Ordinal);
        string[] json = await File.ReadAllLinesAsync(
            exchange.File("reports.jsonl"), TestContext.Current.CancellationToken);
        string orders = OrdersOf(json.Single(l => l.Contains("\"FAILED\"", StringComparison.Ordinal)));
        Assert.Equal(
            orderType == "market", orders.Contains("\"limit_price\":\"0\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_no_way_back_is_within_the_budget_the_coin_is_held_and_the_report_says_so()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        Refuse(exchange, "ETH-BTC", times: 1);
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange,
            RunMode.Live,
            [.. Impatient, "execution.unwind_budget_bps=1", "execution.unwind_limit_ms=100"]);
        engine.UntilReported(1);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary, notTaken: 1);
        Assert.Equal(1, summary.Totals.WithHeld);
        string line = exchange.ReportLines().First(l => l.Contains("FAILED", StringComparison.Ordinal));
        Assert.Contains("error=unwind_failed: ", line, StringComparison.Ordinal);
        Assert.Contains("loses more than unwind_budget_bps", line, StringComparison.Ordinal);
        Assert.Contains("BTC, sell it by hand", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_leg_ends_short_the_rest_is_sold_after_the_last_leg()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        exchange.Simulator.Faults.Add(
            new FaultRule { Do = FaultKind.PartialFill, Symbol = "ETH-BTC", Percent = 40 });
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Live, Impatient);
        engine.UntilReported(3);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary);
        Assert.Equal((1L, 0L), (summary.Totals.WithShortLegs, summary.Totals.WithHeld));
        Assert.Equal(0, summary.Totals.Failed);
        string line = exchange.ReportLines().Single(l => l.Contains("U0:", StringComparison.Ordinal));
        Assert.Contains(" FILLED ", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unwind", "fused")]
    [InlineData("unwind", "split")]
    [InlineData("hold", "fused")]
    [InlineData("finish", "split")]
    public async Task A_kill_between_legs_does_as_its_policy_says(string policy, string threads)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync(
            static o => o with { Latency = new LatencyModel(80, 40, 80, 5) });
        string killFile = exchange.File("kill");
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, $"execution.on_kill={policy}", $"engine.threads={threads}",
            $"limits.kill_file={killFile}", "engine.concurrent_slots=1");
        engine.UntilReported(1);
        int begun = exchange.Begun();
        engine.Until("a first order", () => exchange.Begun() > begun);
        await File.WriteAllTextAsync(killFile, "", TestContext.Current.CancellationToken);
        engine.Until("the end of the cascade", () => engine.Reported >= engine.Signals);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary);
        string[] stopped =
            [.. exchange.ReportLines().Where(l => l.Contains("reason=killed", StringComparison.Ordinal))];
        Assert.Equal(policy == "finish" ? 0 : 1, stopped.Length);
        Assert.Equal(policy == "hold" ? 1 : 0, summary.Totals.WithHeld);
        Assert.All(
            stopped, l => Assert.Equal(policy == "unwind", l.Contains("U0:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("unwind", "split")]
    [InlineData("hold", "fused")]
    public async Task An_opportunity_that_fades_after_leg_1_is_left_as_its_policy_says(
        string policy, string threads)
    {
        // It pays for 80 ms of each 1.2 s; the fill of leg 1 takes longer to be told.
        await using TestExchange exchange = await TestExchange.TriangleAsync(
            static o => o with { Latency = new LatencyModel(150, 80, 150, 5) },
            static step => step % 30 < 2);
        string tape = exchange.File("run.tape");
        using EngineUnderTest engine = EngineUnderTest.StartWith(
            exchange, RunMode.Live, "", tape, "engine.concurrent_slots=1", $"execution.on_fade={policy}",
            $"engine.threads={threads}");
        engine.Until("a cascade that faded after leg 1", () => Faded(exchange).Length > 0);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary);
        string line = Faded(exchange)[0];
        Assert.Contains(" ABORTED ", line, StringComparison.Ordinal);
        Assert.Equal(policy == "unwind", line.Contains("U0:", StringComparison.Ordinal));
        Assert.Equal(policy == "hold", line.Contains("held=[", StringComparison.Ordinal));
        RunChecks.ReplayIsTheSameRun(tape, summary);
    }

    [Theory]
    [InlineData("arrival", "fused")]
    [InlineData("arrival", "split")]
    [InlineData("signal", "fused")]
    public async Task A_paper_cascade_is_unwound_on_the_live_books(string fillModel, string threads)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        Refuse(exchange, "ETH-BTC", times: 1);
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange,
            RunMode.Paper,
            [.. Impatient, $"paper.fill_model={fillModel}", $"engine.threads={threads}"]);
        engine.UntilReported(3);
        EngineSummary summary = await engine.FinishAsync();
        Assert.Equal((1L, 0L), (summary.Totals.Failed, summary.Totals.WithHeld));
        Assert.Contains(
            "U0:sell BTC-USDT",
            exchange.ReportLines().Single(l => l.Contains("FAILED", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        RunChecks.VirtualBalancesMovedByTheReports(engine, summary);
        RunChecks.ExchangeDidNotMove(exchange);
    }

    private static void Refuse(TestExchange exchange, string symbol, long times) =>
        exchange.Simulator.Faults.Add(new FaultRule
        {
            Do = FaultKind.Reject,
            Symbol = symbol,
            Times = times,
            Code = "400760",
            Message = "Trading of this symbol is halted.",
        });

    private static string OrdersOf(string json) =>
        json[json.IndexOf("\"orders\":", StringComparison.Ordinal)..];

    private static string[] Faded(TestExchange exchange) => File.Exists(exchange.File("reports.txt"))
        ? [
            .. exchange.ReportLines().Where(static l =>
                l.Contains("reason=faded", StringComparison.Ordinal)
                && l.Contains("L0:", StringComparison.Ordinal)
                && !l.Contains("L1:", StringComparison.Ordinal)),
        ]
        : [];
}
