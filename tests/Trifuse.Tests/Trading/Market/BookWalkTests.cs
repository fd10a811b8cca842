using CsCheck;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Tests.Trading.Market;

public class BookWalkTests
{
    private static readonly ExactDecimal Fee = D("0.001");

    [Fact]
    public void A_buy_takes_whole_levels_and_then_units_of_the_next()
    {
        WalkResult walk = BookWalk.Buy([L("10", "1"), L("11", "5")], D("20.6"), Fee, D("0.01"));
        Assert.Equal(D("1.96"), walk.Size);
        Assert.Equal(D("20.56"), walk.Funds);
        Assert.Equal(D("0.02056"), walk.Fee);
        Assert.Equal(D("20.58056"), walk.BuyCost);
        Assert.Equal(D("0.04"), walk.Remainder);
        Assert.Equal(2, walk.LevelsUsed);
        Assert.True(walk.IsComplete);
    }

    [Fact]
    public void A_buy_that_empties_the_book_says_so()
    {
        WalkResult walk = BookWalk.Buy([L("10", "1")], D("20"), Fee, D("0.01"));
        Assert.Equal(D("1"), walk.Size);
        Assert.Equal(D("10"), walk.Remainder);
        Assert.False(walk.IsComplete);
        Assert.True(BookWalk.Buy([L("10", "1")], D("10"), Fee, D("0.01")).IsComplete);
        Assert.False(BookWalk.Buy([], D("10"), Fee, D("0.01")).IsComplete);
    }

    [Fact]
    public void The_real_fill_of_ten_dollars_is_reproduced_with_both_cuts()
    {
        // KuCoin protocol section 5.2: funds 10, filledSize 0.00046746, remainFunds 0.
        PriceLevel[] asks = [L("21392.1", "1")];
        Assert.Equal(D("0.00046746"), BookWalk.Buy(asks, D("10"), Fee, D("0.00000001")).Size);
        Assert.Equal(D("0.0004"), BookWalk.Buy(asks, D("10"), Fee, D("0.0001")).Size);
    }

    [Fact]
    public void A_sell_pays_the_fee_out_of_the_proceeds()
    {
        WalkResult walk = BookWalk.Sell([L("10", "1"), L("9", "5")], D("1.5"), Fee);
        Assert.Equal(D("14.5"), walk.Funds);
        Assert.Equal(D("14.4855"), walk.SellOutput);
        Assert.True(walk.IsComplete);
        walk = BookWalk.Sell([L("10", "1")], D("1.5"), Fee);
        Assert.Equal(D("0.5"), walk.Remainder);
        Assert.Equal(D("1"), walk.Size);
        Assert.False(walk.IsComplete);
    }

    [Fact]
    public void Prices_of_1e_minus_12_stay_exact()
    {
        WalkResult walk = BookWalk.Sell([L("0.000000000007", "123456789.1234")], D("100000000.0001"), Fee);
        Assert.Equal(D("0.0007000000000007"), walk.Funds);
        Assert.Equal(D("0.0000007000000000007"), walk.Fee);
    }

    [Fact]
    public void Funds_for_a_buy_leave_room_for_the_fee() =>
        Gen.Select(Gen.Long[0, 1_000_000_000], Gen.Int[0, 30], Gen.Int[0, 3])
            .Sample((available, feeTenths, decimals) =>
            {
                var have = new ExactDecimal(available, 5);
                var rate = new ExactDecimal(feeTenths, 4);
                var step = new ExactDecimal(Int128.One, decimals);
                ExactDecimal funds = BookWalk.FundsForBuy(have, rate, step);
                ExactDecimal next = funds + step;
                return funds.IsMultipleOf(step)
                    && funds + (funds * rate) <= have
                    && next + (next * rate) > have;
            });

    private static ExactDecimal D(string text) => ExactDecimal.Parse(text);

    private static PriceLevel L(string price, string size) => new(D(price), D(size));
}
