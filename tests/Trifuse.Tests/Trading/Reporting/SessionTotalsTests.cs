using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Tests.Trading.Execution;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;

namespace Trifuse.Tests.Trading.Reporting;

public class SessionTotalsTests
{
    [Fact]
    public void Sums_are_exact_and_by_outcome()
    {
        CascadeReport filled = ReportCases.Filled(out CascadeWorld world);
        CascadeReport failed = ReportCases.Failed(out _);
        CascadeReport aborted = ReportCases.Aborted(out _);
        var totals = new SessionTotals(world.Universe.CurrencyCount);
        totals.Add(filled);
        totals.Add(filled);
        totals.Add(failed);
        totals.Add(aborted);
        Assert.Equal((2L, 1L, 1L, 4L), (totals.Filled, totals.Failed, totals.Aborted, totals.Count));
        ref readonly CurrencyTotals usdt = ref totals.Of(world.Currency("USDT"));
        Assert.Equal(filled.Profit + filled.Profit + failed.Profit, usdt.Profit);
        Assert.Equal(filled.Cost + filled.Cost + failed.Cost, usdt.Cost);
        Assert.Equal(filled.Profit - filled.PredictedProfit, ExactDecimal.Parse("0.5") * usdt.Slippage);
        Assert.Equal((3L, 2L, 1L), (usdt.Traded, usdt.Gains, usdt.Losses));
        Assert.Equal((filled.EffectiveBps, 42u), (totals.BestBps, totals.BestCascade));
        Assert.Equal(filled.EffectiveBps, totals.WorstBps);
        Assert.Equal((2L, 1L), (totals.WithPartialFills, totals.WithHeld));
    }

    [Fact]
    public void Best_and_worst_are_those_of_filled_cascades()
    {
        CascadeReport filled = ReportCases.Filled(out CascadeWorld world);
        CascadeReport loss = filled;
        loss.Cascade = 43;
        loss.Profit = -filled.Profit;
        var totals = new SessionTotals(world.Universe.CurrencyCount);
        totals.Add(loss);
        totals.Add(filled);
        Assert.Equal((42u, 43u), (totals.BestCascade, totals.WorstCascade));
        Assert.True(totals.WorstBps.IsNegative);
    }

    [Fact]
    public void A_leg_that_leaves_more_than_its_increments_explain_is_short()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        world.Fill("0.07783", "64.52", OrderEventKind.Canceled);
        world.Fill("0.999", "5.0165", OrderEventKind.Filled);
        CascadeReport report = world.Take();
        Assert.Equal(
            [false, true, false],
            [report.Steps[0].IsShort, report.Steps[1].IsShort, report.Steps[2].IsShort]);
        var totals = new SessionTotals(world.Universe.CurrencyCount);
        totals.Add(report);
        totals.Add(ReportCases.Filled(out _));
        totals.Add(ReportCases.Aborted(out _));
        Assert.Equal((1L, 1L), (totals.WithShortLegs, totals.WithPartialFills));
    }

    [Theory]
    [InlineData("64.53", false)]
    [InlineData("64.52", true)]
    public void A_buy_is_short_when_its_funds_would_have_bought_one_more_increment(string size, bool isShort)
    {
        var world = new CascadeWorld();
        world.Start();
        world.Fill("0.0774", size, OrderEventKind.Canceled);
        world.Fill("0.07783", size, OrderEventKind.Filled);
        OrderRequest third = world.Place();
        world.Accept(third);
        world.Send(world.Match(third, "0.999", third.Amount.ToString()));
        world.Send(world.Terminal(third, OrderEventKind.Filled, third.Amount.ToString()));
        CascadeReport report = world.Take();
        Assert.Equal(isShort, report.Steps[0].IsShort);
        Assert.False(report.Steps[1].IsShort);
        Assert.False(report.Steps[2].IsShort);
    }
}
