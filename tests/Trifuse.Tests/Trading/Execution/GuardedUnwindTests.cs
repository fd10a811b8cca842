using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Execution;

/// <summary>Unwind orders with a limit price: what no price may do to a way back either.</summary>
public class GuardedUnwindTests
{
    [Theory]
    [InlineData("0", "0.0772")]
    [InlineData("10", "0.0771228")]
    public void An_unwind_order_has_the_worst_price_of_its_way_plus_the_slack(string slackBps, string limit)
    {
        UnwindWorld world = World(slackBps);
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Refused]);
        ReportStep back = report.Steps[2];
        Assert.Equal((3, UnwindWorld.D(limit)), (back.Step, back.LimitPrice));
        Assert.Equal((back.Amount, back.Size), (back.LimitSize, back.LimitSize));
        Assert.Equal((0, 0), (report.HeldCount, report.DustCount));
        UnwindTests.AssertTrue(world, report);
    }

    [Fact]
    public void A_quote_that_has_gone_is_not_followed_and_the_way_is_priced_again()
    {
        UnwindWorld world = World("5");
        world.Start();
        world.OnAsked = asked =>
        {
            if (asked == 3)
            {
                world.Quote("FLUX-USDT", "0.0771", "0.0774");
            }
        };
        CascadeReport report = world.Drive(i =>
        {
            if (i == 2)
            {
                world.Quote("FLUX-USDT", "0.0600", "0.0774");
            }
            return i == 1 ? Fate.Refused : Fate.Filled;
        });
        Assert.Equal(
            ["3 sell FLUX-USDT 1291.98", "4 sell FLUX-USDT 1291.98"], world.Orders.Skip(2));
        Assert.True(report.Steps[2].Size.IsZero, "nothing is sold at 0.06");
        Assert.Equal(UnwindWorld.D("1291.98"), report.Steps[3].Size);
        Assert.Equal((CascadeError.OrderRejected, 0), (report.Error, report.HeldCount));
        UnwindTests.AssertTrue(world, report);
    }

    [Fact]
    public void What_the_limit_left_unfilled_is_priced_again()
    {
        UnwindWorld world = World("0");
        world.Start();
        CascadeReport report = world.Drive(i =>
        {
            if (i == 2)
            {
                world.Quote("FLUX-USDT", "0.0772", "0.0774", size: "1000");
            }
            return i == 1 ? Fate.Refused : Fate.Filled;
        });
        Assert.Equal("1000", report.Steps[2].Size.ToString());
        Assert.Equal("4 sell FLUX-USDT 291.98", world.Orders[3]);
        Assert.Equal(0, report.HeldCount);
        UnwindTests.AssertTrue(world, report);
    }

    [Fact]
    public void A_buy_spends_no_more_than_is_held_with_its_fee_and_its_rest_follows()
    {
        UnwindWorld world = World("100");
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Filled, Fate.Refused]);
        Assert.StartsWith("3 buy BTC-USDC ", world.Orders[3], StringComparison.Ordinal);
        ExactDecimal held = report.Steps[1].Output;
        ReportStep buy = report.Steps[3];
        Assert.Equal(UnwindWorld.D("64761.2"), buy.LimitPrice);
        ExactDecimal most = buy.LimitSize * buy.LimitPrice * UnwindWorld.D("1.001");
        Assert.True(most <= held && most > held * UnwindWorld.D("0.999"));
        // One part in a hundred is left for the second round, one in ten thousand is dust.
        Assert.StartsWith("5 buy BTC-USDC ", world.Orders[5], StringComparison.Ordinal);
        Assert.Equal((7, 0), (report.StepCount, report.HeldCount));
        UnwindTests.AssertTrue(world, report);
    }

    [Fact]
    public void What_is_too_small_for_an_order_with_a_limit_is_dust_and_not_waited_for()
    {
        // 1.35 FLUX sell for 0.104 USDT; 0.1 is the smallest value, and the limit is a tenth lower.
        UnwindWorld world = World("999");
        world.Signal.Legs[0].PredictedAmount = UnwindWorld.D("0.1045");
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Refused]);
        Assert.Equal((2, 1), (world.Orders.Count, world.Asked));
        Assert.Equal("1.35", world.AmountOf(report.Dust, report.DustCount, "FLUX"));
        Assert.Equal((CascadeError.OrderRejected, 0), (report.Error, report.HeldCount));
    }

    [Fact]
    public void A_market_that_passes_every_limit_by_leaves_the_holding_held()
    {
        UnwindWorld world = World("0");
        world.Start();
        CascadeReport report = world.Drive(i => i switch
        {
            0 => Fate.Filled,
            1 => Fate.Refused,
            _ => Fate.Nothing,
        });
        Assert.Equal((CascadeReport.MaxSteps, CascadeError.UnwindFailed), (report.StepCount, report.Error));
        Assert.EndsWith(
            "HELD: 1291.98 FLUX, sell it by hand",
            Encoding.UTF8.GetString(report.Text.Utf8),
            StringComparison.Ordinal);
    }

    private static UnwindWorld World(string slackBps) =>
        new(new CascadeOptions { UnwindGuard = new PriceGuard(UnwindWorld.D(slackBps)) });
}
