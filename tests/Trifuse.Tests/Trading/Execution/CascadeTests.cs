using CsCheck;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using static Trifuse.Tests.Trading.Execution.CascadeWorld;

namespace Trifuse.Tests.Trading.Execution;

public class CascadeTests
{
    private static readonly Gen<ExactDecimal> Rates =
        AnyOf("0", "0.001", "0.0008", "0.00025", "0.003", "0.0012345");

    private static readonly Gen<ExactDecimal> Steps =
        AnyOf("1", "0.1", "0.0001", "0.000001", "0.00000001", "0.005");

    private static readonly Gen<ExactDecimal> Amounts =
        Gen.Select(Gen.Long[0, 1_000_000_000_000], Gen.Int[0, 12], (m, s) => new ExactDecimal(m, s));

    [Fact]
    public void Buy_funds_are_the_largest_multiple_whose_funds_and_fee_are_available() =>
        Gen.Select(Amounts, Rates, Steps).Sample((available, rate, step) =>
        {
            ExactDecimal funds = Cascade.BuyFunds(available, rate, step);
            ExactDecimal more = funds + step;
            Assert.True(funds.IsMultipleOf(step));
            Assert.True(funds + Cascade.Fee(funds, rate) <= available);
            Assert.True(more + Cascade.Fee(more, rate) > available);
        });

    [Fact]
    public void A_guarded_buy_stays_within_its_funds_even_at_the_limit() =>
        Gen.Select(Amounts, Rates, Steps).Sample((funds, rate, step) =>
        {
            ExactDecimal limit = D("0.0774");
            ExactDecimal size = Cascade.GuardedBuySize(funds, limit, rate, step);
            ExactDecimal cost = size * limit * (ExactDecimal.One + rate);
            ExactDecimal next = (size + step) * limit * (ExactDecimal.One + rate);
            Assert.True(size.IsMultipleOf(step) && cost <= funds && (next > funds || funds.IsZero));
        });

    [Theory]
    [InlineData("0.0076537953", "4.999616622", "15.3")]
    [InlineData("-0.0749", "5", "-149.8")]
    [InlineData("0.00001", "3", "0.03")]
    [InlineData("-0.00001", "3", "-0.04")]
    [InlineData("-0.0001", "1", "-1")]
    [InlineData("1", "0", "0")]
    public void Basis_points_are_rounded_down(string profit, string cost, string bps) =>
        Assert.Equal(D(bps), Cascade.BpsDown(D(profit), D(cost), 2));

    [Fact]
    public void Fees_come_on_top_of_a_buy_and_out_of_a_sell()
    {
        Assert.Equal(
            new LegAmounts(D("10.01"), D("5")),
            Cascade.Settle(Side.Buy, D("5"), D("10"), D("0.01"), feeLeavesQuote: true));
        Assert.Equal(
            new LegAmounts(D("5"), D("9.99")),
            Cascade.Settle(Side.Sell, D("5"), D("10"), D("0.01"), feeLeavesQuote: true));
        Assert.Equal(
            new LegAmounts(D("5"), D("10")),
            Cascade.Settle(Side.Sell, D("5"), D("10"), D("0.01"), feeLeavesQuote: false));
    }

    [Theory]
    [InlineData(Side.Sell, "0", "1", OrderCheck.Nothing)]
    [InlineData(Side.Sell, "0.09", "10", OrderCheck.BelowMinimumSize)]
    [InlineData(Side.Sell, "0.5", "0.1", OrderCheck.BelowMinimumValue)]
    [InlineData(Side.Sell, "0.5", "0", OrderCheck.Sendable)]
    [InlineData(Side.Sell, "10000001", "1", OrderCheck.AboveMaximum)]
    [InlineData(Side.Sell, "1.005", "1", OrderCheck.OffIncrement)]
    [InlineData(Side.Sell, "1", "1", OrderCheck.Sendable)]
    [InlineData(Side.Buy, "0.09", "1", OrderCheck.BelowMinimumFunds)]
    [InlineData(Side.Buy, "1000001", "1", OrderCheck.AboveMaximum)]
    [InlineData(Side.Buy, "1.0000001", "1", OrderCheck.OffIncrement)]
    [InlineData(Side.Buy, "1", "1", OrderCheck.Sendable)]
    public void An_order_that_breaks_a_rule_is_named_by_the_rule(
        Side side, string amount, string price, OrderCheck expected)
    {
        var world = new CascadeWorld();
        TradeRules rules = new(world.Universe.SpecOf(world.Symbol("FLUX-USDT")), BuyCut.BaseIncrement);
        Assert.Equal(expected, Cascade.CheckOrder(rules, side, D(amount), D(price)));
    }

    [Fact]
    public void An_amount_above_the_maximum_is_cut_to_it()
    {
        var world = new CascadeWorld();
        TradeRules rules = new(world.Universe.SpecOf(world.Symbol("FLUX-USDT")), BuyCut.BaseIncrement);
        Assert.Equal(D("1000000"), Cascade.OrderAmount(rules, Side.Buy, D("9999999999")));
        Assert.Equal(D("10000000"), Cascade.OrderAmount(rules, Side.Sell, D("9999999999")));
    }

    [Fact]
    public void The_average_price_of_one_level_is_its_price()
    {
        Assert.Equal("0.0774", Cascade.AveragePrice(D("4.994622"), D("64.53")).ToString());
        Assert.Equal("0.3333333333333333", Cascade.AveragePrice(D("1"), D("3")).ToString());
        Assert.True(Cascade.AveragePrice(D("0"), D("0")).IsZero);
    }

    private static Gen<ExactDecimal> AnyOf(params string[] values) =>
        Gen.Int[0, values.Length - 1].Select(i => D(values[i]));
}
