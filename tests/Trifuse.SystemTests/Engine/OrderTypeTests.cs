using Trifuse.Engine.Start;
using Trifuse.Simulator.Faults;

namespace Trifuse.SystemTests.Engine;

/// <summary>Orders with a price guard, and credits that lag, against the exchange.</summary>
public sealed class OrderTypeTests
{
    [Theory]
    [InlineData("fused", "0")]
    [InlineData("split", "3")]
    public async Task Orders_with_a_limit_price_are_filled_at_no_worse_one(string threads, string slackBps)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange,
            RunMode.Live,
            "execution.order_type=ioc",
            $"execution.guard_slack_bps={slackBps}",
            $"engine.threads={threads}");
        engine.UntilReported(4);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary);
        Assert.True(summary.Totals.Filled > 0);
        string[] reports = await File.ReadAllLinesAsync(
            exchange.File("reports.jsonl"), TestContext.Current.CancellationToken);
        Assert.All(reports, static line => Assert.DoesNotContain(
            "\"limit_price\":\"0\"", LegsOf(line), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Guarded_paper_orders_filled_from_their_signal_give_what_was_predicted()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Paper, "execution.order_type=ioc", "paper.fill_model=signal");
        engine.UntilReported(4);
        EngineSummary summary = await engine.FinishAsync();
        Assert.Equal(summary.Totals.Count, summary.Totals.Filled);
        string[] lines = exchange.ReportLines();
        Assert.All(lines, static line => Assert.Equal(
            Field(line, "predicted_bps"), Field(line, "effective_bps")));
    }

    [Theory]
    [InlineData("fused")]
    [InlineData("split")]
    public async Task A_market_buy_that_ends_in_canceled_with_its_money_spent_counts_as_filled(string threads)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, $"engine.threads={threads}");
        engine.UntilReported(3);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary);
        Assert.All(
            exchange.Simulator.Orders().Where(static o => o.IsBuy),
            static order => Assert.Equal("canceled", order.EndedAs));
        Assert.Equal(summary.Totals.Count, summary.Totals.Filled);
        Assert.Equal(0, summary.Totals.WithShortLegs);
    }

    [Fact]
    public async Task A_credit_that_lags_the_fill_is_waited_for_under_the_next_attempt()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        exchange.Simulator.Faults.Add(new FaultRule
        {
            Do = FaultKind.Reject,
            Symbol = "ETH-BTC",
            Code = "200004",
            Message = "Balance insufficient!",
            Times = 2,
        });
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, "engine.concurrent_slots=1", "execution.balance_retry_ms=20");
        engine.UntilReported(2);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary, notTaken: 2);
        Assert.Equal((0L, 2L), (summary.Totals.Failed, summary.Totals.Retries));
        string[] lines = exchange.ReportLines();
        Assert.Contains(" | credit=[L1:2 refused ", lines[0], StringComparison.Ordinal);
    }

    private static string LegsOf(string json)
    {
        int start = json.IndexOf("\"legs\":", StringComparison.Ordinal);
        return json[start..json.IndexOf("\"orders\":", StringComparison.Ordinal)];
    }

    private static string Field(string line, string name)
    {
        int start = line.IndexOf(name + '=', StringComparison.Ordinal);
        return line[start..line.IndexOf(" | ", start, StringComparison.Ordinal)][(name.Length + 1)..];
    }
}
