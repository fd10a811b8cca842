using CsCheck;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Signals;

public class SizerTests
{
    [Fact]
    public void Against_all_admissible_sizes_the_result_is_exact_and_reaches_the_threshold() =>
        SizerCase.Any.Sample(
            c =>
            {
                Refusal refusal = c.Size(new Sizer(c.ThresholdBps), out SizedCascade sized);
                if (refusal != Refusal.None)
                {
                    return;
                }
                Assert.True(sized.Reserved <= c.Limit);
                Assert.True(c.Run(sized.Legs[0].Amount, out ExactDecimal cost, out ExactDecimal output));
                Assert.Equal(cost, sized.Cost);
                Assert.Equal(output, sized.Output);
                Assert.True(Sizer.Reaches(sized.Profit, sized.Cost, c.ThresholdBps));
                (bool found, ExactDecimal best, _) = c.BruteForce();
                Assert.True(found && sized.Profit <= best);
            },
            iter: 4_000);

    [Fact]
    public void Against_all_admissible_sizes_the_profit_is_within_the_stated_bound()
    {
        int profitable = 0;
        int equal = 0;
        int bounded = 0;
        int missed = 0;
        int dear = 0;
        SizerCase.Any.Sample(
            c =>
            {
                var sizer = new Sizer(c.ThresholdBps);
                Refusal refusal = c.Size(sizer, out SizedCascade sized);
                (bool found, ExactDecimal best, ExactDecimal bestCost) = c.BruteForce();
                if (!found || !best.IsPositive)
                {
                    return;
                }
                profitable++;
                equal += refusal == Refusal.None && sized.Profit == best ? 1 : 0;
                missed += refusal != Refusal.None ? 1 : 0;
                dear += refusal == Refusal.None && sized.Profit == best && sized.Cost != bestCost ? 1 : 0;
                double have = refusal == Refusal.None ? sized.Profit.ToDouble() : 0;
                double tolerance = 1e-9;
                if (sizer.LastMarginCost > 0 && c.Legs[0].Spec.BaseMinSize.IsZero
                    && c.Legs[1].Spec.BaseMinSize.IsZero && c.Legs[2].Spec.BaseMinSize.IsZero)
                {
                    bounded++;
                    Assert.Equal(Refusal.None, refusal);
                    Assert.True(have >= sizer.LastMarginProfit - sizer.LastRoundingLoss - tolerance);
                }
                // No admissible size is better than the un-floored optimum.
                Assert.True(best.ToDouble() <= sizer.LastCurveProfit + sizer.LastRoundingLoss + tolerance);
            },
            iter: 4_000,
            threads: 1);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{equal} of {profitable} equal the best of all sizes, {bounded} bounded, "
            + $"{missed} missed, {dear} dearer");
        Assert.True(bounded > 100);
        Assert.True(equal > profitable * 0.9);
    }
}
