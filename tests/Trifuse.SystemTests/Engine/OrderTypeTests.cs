using Trifuse.Core.Domain;
using Trifuse.Engine.Start;
using Trifuse.Simulator.Faults;
using Trifuse.Trading.Reporting;

namespace Trifuse.SystemTests.Engine;

/// <summary>Orders with a price guard, and credits that lag, against the exchange.</summary>
[Collection(EngineCollection.Name)]
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
        Check(exchange, summary, refusedOrders: 0);
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
        string[] lines = await File.ReadAllLinesAsync(
            exchange.File("reports.txt"), TestContext.Current.CancellationToken);
        Assert.All(lines, static line => Assert.Equal(
            Field(line, "predicted_bps"), Field(line, "effective_bps")));
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
        Check(exchange, summary, refusedOrders: 2);
        Assert.Equal((0L, 2L), (summary.Totals.Failed, summary.Totals.Retries));
        string[] lines = await File.ReadAllLinesAsync(
            exchange.File("reports.txt"), TestContext.Current.CancellationToken);
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
