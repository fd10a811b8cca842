using Trifuse.Engine.Start;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// Whole runs on the synthetic market: whatever the layout and the mode, every signal ends in one report and
/// the reports add up to the balances, to the last digit.
/// </summary>
public sealed class MoneyTests
{
    private const int Cascades = 60;

    [Theory]
    [InlineData("fused")]
    [InlineData("split")]
    public async Task Live_balances_move_by_what_the_reports_say(string threads)
    {
        await using TestExchange exchange = await TestExchange.SyntheticAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, $"engine.threads={threads}", "signals.threshold_bps=-5");
        engine.UntilReported(Cascades);
        EngineSummary summary = await engine.FinishAsync();
        Assert.True(summary.Totals.Filled > 0);
        Assert.NotEmpty(summary.NetChanges);
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
        Assert.Equal(0, summary.MalformedFrames);
    }

    [Theory]
    [InlineData("fused", "arrival")]
    [InlineData("fused", "signal")]
    [InlineData("split", "arrival")]
    [InlineData("split", "signal")]
    public async Task Paper_moves_virtual_balances_alone(string threads, string fillModel)
    {
        await using TestExchange exchange = await TestExchange.SyntheticAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Paper, $"engine.threads={threads}", $"paper.fill_model={fillModel}");
        engine.UntilReported(Cascades);
        EngineSummary summary = await engine.FinishAsync();
        Assert.True(summary.Totals.Filled > 0);
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.VirtualBalancesMovedByTheReports(engine, summary);
        RunChecks.ExchangeDidNotMove(exchange);
        Assert.Equal(0, exchange.Simulator.Counters.OrdersAccepted);
    }
}
