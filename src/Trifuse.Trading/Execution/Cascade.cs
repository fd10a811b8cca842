using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Execution;

/// <summary>
/// The exact arithmetic of one leg: what may be sent, what a fill cost and what it gave. Nothing here
/// rounds except where the name or the summary says so, and then against us. KuCoin charges fees in the
/// quote currency: on top of the funds of a buy, out of the proceeds of a sell (KuCoin protocol section
/// 5.3).
/// </summary>
public static class Cascade
{
    /// <summary>
    /// Decimals that <see cref="AveragePrice"/> keeps; the smallest price step known is 1e-12.
    /// </summary>
    public const int AveragePriceDecimals = 16;

    /// <summary>
    /// The funds of a market buy: the largest multiple F of the quote increment with F x (1 + rate) not above
    /// <paramref name="available"/>; 0 when not even one increment fits.
    /// </summary>
    public static ExactDecimal BuyFunds(
        ExactDecimal available, ExactDecimal feeRate, ExactDecimal quoteIncrement) =>
        BookWalk.FundsForBuy(available, feeRate, quoteIncrement);

    /// <summary>
    /// The size of a market sell: the largest multiple of the base increment not above available.
    /// </summary>
    public static ExactDecimal SellSize(ExactDecimal available, ExactDecimal baseIncrement) =>
        BookWalk.SizeForSell(available, baseIncrement);

    /// <summary>The size of a buy with a limit price; see <see cref="BookWalk.SizeForBuy"/>.</summary>
    public static ExactDecimal GuardedBuySize(
        ExactDecimal funds, ExactDecimal limitPrice, ExactDecimal feeRate, ExactDecimal baseIncrement) =>
        BookWalk.SizeForBuy(funds, limitPrice, feeRate, baseIncrement);

    /// <summary>
    /// The amount of an order with a limit price: what a buy may spend at most, size x limit; the size of a
    /// sell. Sized from what is available and cut to the symbol's maximum.
    /// </summary>
    public static ExactDecimal LimitedAmount(
        in TradeRules rules, Side side, ExactDecimal available, ExactDecimal limit)
    {
        ExactDecimal size = side == Side.Buy
            ? GuardedBuySize(available, limit, rules.FeeRate, rules.BaseIncrement)
            : SellSize(available, rules.BaseIncrement);
        if (rules.MaxSize.IsPositive && size > rules.MaxSize)
        {
            size = ExactDecimal.FloorToStep(rules.MaxSize, rules.BaseIncrement);
        }
        return side == Side.Buy ? size * limit : size;
    }

    /// <summary>The size that such an amount stands for; 0 without a limit price.</summary>
    public static ExactDecimal LimitedSize(
        in TradeRules rules, Side side, ExactDecimal amount, ExactDecimal limit)
    {
        if (!limit.IsPositive)
        {
            return ExactDecimal.Zero;
        }
        return side == Side.Buy
            ? ExactDecimal.Times(
                rules.BaseIncrement, ExactDecimal.FloorDivide(amount, rules.BaseIncrement * limit))
            : amount;
    }

    /// <summary>Why an order of this size and limit price cannot be sent, or Sendable.</summary>
    public static OrderCheck CheckLimited(in TradeRules rules, ExactDecimal size, ExactDecimal limit) =>
        size.IsPositive ? CheckSell(rules, size, limit) : OrderCheck.Nothing;

    /// <summary>
    /// What of the available amount an order sends, at market or (limit above 0) with a limit price, and why
    /// that cannot be sent, or Sendable. The best bid only serves the minimum value of a sell at market.
    /// </summary>
    public static OrderCheck SizeOrder(
        in TradeRules rules,
        Side side,
        ExactDecimal available,
        ExactDecimal limit,
        ExactDecimal bestBid,
        out ExactDecimal amount)
    {
        if (limit.IsPositive)
        {
            amount = LimitedAmount(rules, side, available, limit);
            return CheckLimited(rules, LimitedSize(rules, side, amount, limit), limit);
        }
        amount = OrderAmount(rules, side, available);
        return CheckOrder(rules, side, amount, bestBid);
    }

    /// <summary>
    /// The amount to send for a leg, sized from what is available and cut to the symbol's maximum.
    /// </summary>
    public static ExactDecimal OrderAmount(in TradeRules rules, Side side, ExactDecimal available)
    {
        if (side == Side.Buy)
        {
            ExactDecimal funds = BuyFunds(available, rules.FeeRate, rules.QuoteIncrement);
            return rules.MaxBuyFunds.IsPositive && funds > rules.MaxBuyFunds
                ? ExactDecimal.FloorToStep(rules.MaxBuyFunds, rules.QuoteIncrement)
                : funds;
        }
        ExactDecimal size = SellSize(available, rules.BaseIncrement);
        return rules.MaxSize.IsPositive && size > rules.MaxSize
            ? ExactDecimal.FloorToStep(rules.MaxSize, rules.BaseIncrement)
            : size;
    }

    /// <summary>
    /// Why a market order of this amount cannot be sent, or <see cref="OrderCheck.Sendable"/>. The price (0
    /// when unknown) only serves the minimum value of a sell, which the exchange judges by its own price.
    /// </summary>
    public static OrderCheck CheckOrder(
        in TradeRules rules, Side side, ExactDecimal amount, ExactDecimal price)
    {
        if (!amount.IsPositive)
        {
            return OrderCheck.Nothing;
        }
        return side == Side.Buy ? CheckBuy(rules, amount) : CheckSell(rules, amount, price);
    }

    /// <summary>The fee of a fill: rate x funds, an exact product, in the quote currency.</summary>
    public static ExactDecimal Fee(ExactDecimal funds, ExactDecimal feeRate) => funds * feeRate;

    /// <summary>
    /// What a leg cost (in the currency given) and yielded (in the currency taken). With
    /// <paramref name="feeLeavesQuote"/> false the fee was taken elsewhere (KCS) and changes neither.
    /// </summary>
    public static LegAmounts Settle(
        Side side, ExactDecimal size, ExactDecimal funds, ExactDecimal fee, bool feeLeavesQuote)
    {
        ExactDecimal quoteFee = feeLeavesQuote ? fee : ExactDecimal.Zero;
        return side == Side.Buy
            ? new LegAmounts(Cost: funds + quoteFee, Output: size)
            : new LegAmounts(Cost: size, Output: funds - quoteFee);
    }

    /// <summary>Output of the last leg minus cost of the first, both in the start currency.</summary>
    public static ExactDecimal Profit(ExactDecimal lastOutput, ExactDecimal firstCost) =>
        lastOutput - firstCost;

    /// <summary>
    /// profit / cost x 10^4, rounded down (towards minus infinity: never flattering) to the given decimals;
    /// 0 when nothing was spent.
    /// </summary>
    public static ExactDecimal BpsDown(ExactDecimal profit, ExactDecimal cost, int decimals)
    {
        if (!cost.IsPositive)
        {
            return ExactDecimal.Zero;
        }
        ExactDecimal scaled = profit.Normalized() * ExactDecimal.FromInt64(10_000);
        ExactDecimal divisor = cost.Normalized();
        ExactDecimal cut = ExactDecimal.DivideTowardZero(scaled, divisor, decimals);
        bool cutUpwards = scaled.IsNegative && cut * divisor != scaled;
        return cutUpwards ? cut - new ExactDecimal(Int128.One, decimals) : cut;
    }

    /// <summary>
    /// funds / size cut to 16 decimals, for display; the exact pair is kept beside it. 0 for size 0.
    /// </summary>
    public static ExactDecimal AveragePrice(ExactDecimal funds, ExactDecimal size) =>
        size.IsZero
            ? ExactDecimal.Zero
            : ExactDecimal.DivideTowardZero(funds.Normalized(), size.Normalized(), AveragePriceDecimals)
                .Normalized();

    private static OrderCheck CheckBuy(in TradeRules rules, ExactDecimal funds)
    {
        if (funds < rules.MinBuyFunds)
        {
            return OrderCheck.BelowMinimumFunds;
        }
        if (rules.MaxBuyFunds.IsPositive && funds > rules.MaxBuyFunds)
        {
            return OrderCheck.AboveMaximum;
        }
        return funds.IsMultipleOf(rules.QuoteIncrement) ? OrderCheck.Sendable : OrderCheck.OffIncrement;
    }

    private static OrderCheck CheckSell(in TradeRules rules, ExactDecimal size, ExactDecimal price)
    {
        if (size < rules.MinSize)
        {
            return OrderCheck.BelowMinimumSize;
        }
        if (price.IsPositive && size * price < rules.MinSellFunds)
        {
            return OrderCheck.BelowMinimumValue;
        }
        if (rules.MaxSize.IsPositive && size > rules.MaxSize)
        {
            return OrderCheck.AboveMaximum;
        }
        return size.IsMultipleOf(rules.BaseIncrement) ? OrderCheck.Sendable : OrderCheck.OffIncrement;
    }
}
