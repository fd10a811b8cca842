using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Market;

/// <summary>What a market order gets out of the levels it meets; all figures exact.</summary>
public struct WalkResult
{
    /// <summary>Base currency matched.</summary>
    public ExactDecimal Size;

    /// <summary>Quote currency matched: the sum of price x size.</summary>
    public ExactDecimal Funds;

    /// <summary>rate x <see cref="Funds"/>, quote currency.</summary>
    public ExactDecimal Fee;

    /// <summary>What was sent and not matched: funds of a buy, size of a sell.</summary>
    public ExactDecimal Remainder;

    /// <summary>How many levels were touched.</summary>
    public int LevelsUsed;

    /// <summary>
    /// True when the levels held all that was asked for; a buy's remainder then is below one unit's price.
    /// </summary>
    public bool IsComplete;

    /// <summary>What leaves the account: funds + fee of a buy.</summary>
    public readonly ExactDecimal BuyCost => Funds + Fee;

    /// <summary>What a sell brings: funds - fee.</summary>
    public readonly ExactDecimal SellOutput => Funds - Fee;
}

/// <summary>
/// The exact arithmetic of a market order against levels, used for predictions and for paper fills. On a
/// buy the fee comes on top of the funds, on a sell out of the proceeds (KuCoin protocol section 5.3).
/// </summary>
public static class BookWalk
{
    /// <summary>
    /// Buys by funds: takes whole levels while the funds last, then as many units of
    /// <paramref name="buyUnit"/> at the next price as they still pay for. Levels are asks, best first;
    /// funds are 0 or above.
    /// </summary>
    public static WalkResult Buy(
        ReadOnlySpan<PriceLevel> asks, ExactDecimal funds, ExactDecimal feeRate, ExactDecimal buyUnit)
    {
        var result = default(WalkResult);
        ExactDecimal left = funds;
        for (int i = 0; i < asks.Length && left.IsPositive; i++)
        {
            ref readonly PriceLevel level = ref asks[i];
            ExactDecimal whole = level.Price * level.Size;
            if (whole <= left)
            {
                result.Size += level.Size;
                result.Funds += whole;
                result.LevelsUsed = i + 1;
                left -= whole;
                continue;
            }
            ExactDecimal part = ExactDecimal.Times(
                buyUnit, ExactDecimal.FloorDivide(left, level.Price * buyUnit));
            if (part.IsPositive)
            {
                ExactDecimal partFunds = level.Price * part;
                result.Size += part;
                result.Funds += partFunds;
                result.LevelsUsed = i + 1;
                left -= partFunds;
            }
            result.IsComplete = true;
            break;
        }
        result.IsComplete |= !left.IsPositive;
        result.Remainder = left;
        result.Fee = result.Funds * feeRate;
        return result;
    }

    /// <summary>Sells a size. Levels are bids, best first; the size is 0 or above.</summary>
    public static WalkResult Sell(ReadOnlySpan<PriceLevel> bids, ExactDecimal size, ExactDecimal feeRate)
    {
        var result = default(WalkResult);
        ExactDecimal left = size;
        for (int i = 0; i < bids.Length && left.IsPositive; i++)
        {
            ref readonly PriceLevel level = ref bids[i];
            ExactDecimal take = ExactDecimal.Min(level.Size, left);
            result.Funds += level.Price * take;
            result.LevelsUsed = i + 1;
            left -= take;
        }
        result.Size = size - left;
        result.Remainder = left;
        result.IsComplete = !left.IsPositive;
        result.Fee = result.Funds * feeRate;
        return result;
    }

    /// <summary>
    /// The largest funds F, a multiple of the quote increment, with F x (1 + rate) within what is
    /// available.
    /// </summary>
    public static ExactDecimal FundsForBuy(
        ExactDecimal available, ExactDecimal feeRate, ExactDecimal quoteIncrement) =>
        available.IsPositive
            ? ExactDecimal.Times(
                quoteIncrement,
                ExactDecimal.FloorDivide(available, quoteIncrement * (ExactDecimal.One + feeRate)))
            : ExactDecimal.Zero;

    /// <summary>The largest size, a multiple of the base increment, within what is available.</summary>
    public static ExactDecimal SizeForSell(ExactDecimal available, ExactDecimal baseIncrement) =>
        available.IsPositive ? ExactDecimal.FloorToStep(available, baseIncrement) : ExactDecimal.Zero;

    /// <summary>
    /// The size of a buy with a limit price: available / (limit x (1 + rate)), floored to the base increment,
    /// so that even a fill at the limit stays within what is available with its fee.
    /// </summary>
    public static ExactDecimal SizeForBuy(
        ExactDecimal available, ExactDecimal limit, ExactDecimal feeRate, ExactDecimal baseIncrement) =>
        available.IsPositive
            ? ExactDecimal.Times(
                baseIncrement,
                ExactDecimal.FloorDivide(available, baseIncrement * limit * (ExactDecimal.One + feeRate)))
            : ExactDecimal.Zero;
}
