using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Tests.Trading.Reporting;
using Trifuse.Trading.Execution;

namespace Trifuse.Tests.Trading.Execution;

public class AttributionTests
{
    private static readonly ExactDecimal Nothing = ExactDecimal.Zero;

    // What the prediction makes of all the FLUX, the USDC that it leaves behind included.
    private const double WorthOfAll = 5.0173475301 * 5.0072704173 / 5.0173;

    // Cuts of rates to 13 digits leave less than this open.
    private static readonly ExactDecimal Cut = CascadeWorld.D("0.0000000001");

    [Fact]
    public void A_cascade_as_predicted_missed_nothing()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        world.FillSecond();
        world.FillThird();
        Attribution parts = Split(world);
        Assert.Equal((Nothing, Nothing, Nothing, Nothing), (parts.Total, parts.Moved, parts.Fee, parts.Dust));
        Assert.True(IsSmall(parts.Depth) && IsSmall(parts.Rounding) && IsSmall(parts.Unwind));
    }

    [Fact]
    public void A_quote_that_moved_is_a_move()
    {
        // Leg 3 sells at 0.99 what was to sell at 0.999: 5.0173 x 0.009 x (1 - 0.001).
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        world.FillSecond();
        world.Fill("0.99", "5.0173", OrderEventKind.Filled);
        Attribution parts = Split(world);
        Assert.Equal(CascadeWorld.D("0.0451105443"), parts.Moved);
        Assert.Equal(parts.Moved, parts.Total);
        Assert.True(IsSmall(parts.Depth));
    }

    [Fact]
    public void A_buy_that_got_less_for_its_funds_is_a_move_valued_by_the_rest_of_the_triangle()
    {
        var world = new CascadeWorld();
        world.Start();
        world.Fill("0.0780", "64.03", OrderEventKind.Canceled);
        world.Fill("0.07783", "64.03", OrderEventKind.Filled);
        world.Fill("0.999", "4.9784", OrderEventKind.Filled);
        Attribution parts = Split(world);
        // 0.0006 / 0.0774 more coins at the signal's price, each worth what the prediction makes of one.
        double lost = 64.03 * 0.0006 / 0.0774 * 5.0072704173 / 64.53;
        Assert.Equal(lost, parts.Moved.ToDouble(), 4);
        // The rest is of second order: less was spent, and less was left to a whole increment.
        Assert.True(Math.Abs((parts.Total - parts.Moved).ToDouble()) < 0.001);
    }

    [Fact]
    public void Worse_prices_behind_the_best_one_are_depth()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        OrderRequest second = world.Place();
        world.Accept(second);
        world.Send(world.Match(second, "0.07783", "30"));
        world.Send(world.Match(second, "0.07700", "34.53"));
        world.Send(world.Terminal(second, OrderEventKind.Filled, "64.53"));
        world.Fill("0.999", "4.9887", OrderEventKind.Filled);
        Attribution parts = Split(world);
        Assert.Equal((Nothing, Nothing), (parts.Moved, parts.Fee));
        // 34.53 x 0.00083 x (1 - 0.001) USDC, each worth 5.0072704173 / 5.0173 USDT.
        Assert.Equal(34.53 * 0.00083 * 0.999 * 5.0072704173 / 5.0173, parts.Depth.ToDouble(), 6);
        Assert.True(Math.Abs(parts.Rounding.ToDouble()) < 0.0001);
    }

    [Fact]
    public void A_fee_beyond_the_rate_is_fee()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        world.FillSecond();
        world.FillThird();
        // As the exchange's own sums would have it: leg 3 charged 0.01 more.
        CascadeReport report = Settled(world);
        report.Steps[2].Fee += CascadeWorld.D("0.01");
        report.Steps[2].Output -= CascadeWorld.D("0.01");
        report.Net[0].Amount -= CascadeWorld.D("0.01");
        report.Profit -= CascadeWorld.D("0.01");
        Attribution parts = Split(ref report, world);
        Assert.Equal(CascadeWorld.D("0.01"), parts.Fee);
        Assert.Equal(CascadeWorld.D("0.01"), parts.Total);
        Assert.True(IsSmall(parts.Depth));
    }

    [Fact]
    public void A_fee_paid_in_kcs_did_not_leave_the_trade()
    {
        var world = new CascadeWorld(new CascadeOptions { FeePayment = FeePayment.Kcs });
        world.Start();
        world.FillFirst();
        world.FillSecond();
        OrderRequest third = world.Place();
        world.Accept(third);
        world.Send(world.Match(third, "0.999", third.Amount.ToString()));
        world.Send(world.Terminal(third, OrderEventKind.Filled, third.Amount.ToString()));
        Attribution parts = Split(world);
        Assert.True(parts.Fee < CascadeWorld.D("-0.0149") && parts.Fee > CascadeWorld.D("-0.0151"));
        Assert.True(parts.Total.IsNegative);
    }

    [Fact]
    public void Nothing_filled_is_a_move_whole()
    {
        CascadeReport report = ReportCases.Aborted(out CascadeWorld world);
        Attribution parts = Split(ref report, world);
        Assert.Equal(report.PredictedProfit, parts.Moved);
        Assert.Equal(Nothing, parts.Depth);
    }

    [Fact]
    public void A_coin_that_is_held_counts_as_the_price_of_leaving()
    {
        CascadeReport report = ReportCases.Failed(out CascadeWorld world);
        Attribution parts = Split(ref report, world);
        Assert.Equal(report.PredictedProfit - report.Profit, parts.Total);
        // All that was bought is held, and worth what the prediction makes of it.
        Assert.Equal(WorthOfAll, parts.Unwind.ToDouble(), 6);
        Assert.True(IsSmall(parts.Depth) && IsSmall(parts.Moved) && IsSmall(parts.Dust));
    }

    [Fact]
    public void A_remainder_too_small_to_trade_is_dust()
    {
        // Leg 2 ends 0.05 FLUX short: below the minimum of 0.1.
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        world.Fill("0.07783", "64.48", OrderEventKind.Canceled);
        world.Fill("0.999", "5.0134", OrderEventKind.Filled);
        Attribution parts = Split(world);
        Assert.Equal(0.05 * 5.0072704173 / 64.53, parts.Dust.ToDouble(), 6);
        Assert.True(Math.Abs(parts.Rounding.ToDouble()) < 0.0001 && IsSmall(parts.Depth));
    }

    [Fact]
    public void An_unwind_order_costs_what_it_brings_less_than_the_triangle_would_have()
    {
        CascadeReport report = ReportCases.Failed(out CascadeWorld world);
        ReportStep back = report.Steps[0];
        back.Step = 3;
        back.Side = Side.Sell;
        (back.From, back.To) = (back.To, back.From);
        back.Record(
            CascadeWorld.D("64.53"), CascadeWorld.D("4.9"), CascadeWorld.D("0.0049"), feeLeavesQuote: true);
        report.AddStep(back);
        report.HeldCount = 0;
        report.Net[0].Amount += back.Output;
        report.Net[1].Amount -= back.Cost;
        report.Profit = report.Net[0].Amount;
        Attribution parts = Split(ref report, world);
        Assert.Equal(report.PredictedProfit - report.Profit, parts.Total);
        Assert.Equal(WorthOfAll - 4.8951, parts.Unwind.ToDouble(), 6);
        Assert.True(IsSmall(parts.Depth) && IsSmall(parts.Dust));
    }

    [Fact]
    public void Amounts_beyond_the_digits_leave_the_difference_whole()
    {
        CascadeReport report = ReportCases.Filled(out CascadeWorld world);
        report.Steps[1].Funds = new ExactDecimal(Int128.MaxValue, 0);
        Attribution parts = Split(ref report, world);
        Assert.Equal(report.PredictedProfit - report.Profit, parts.Depth);
        Assert.Equal(parts.Total, parts.Depth);
    }

    private static bool IsSmall(ExactDecimal value) => value < Cut && -value < Cut;

    private static CascadeReport Settled(CascadeWorld world)
    {
        world.Run.Attribute(world.Signal);
        return world.Take();
    }

    private static Attribution Split(CascadeWorld world)
    {
        CascadeReport report = Settled(world);
        Assert.Equal(report.PredictedProfit - report.Profit, report.Attribution.Total);
        return report.Attribution;
    }

    private static Attribution Split(ref CascadeReport report, CascadeWorld world)
    {
        CascadeAttribution.Split(ref report, world.Signal, world.Rules);
        return report.Attribution;
    }
}
