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
}
