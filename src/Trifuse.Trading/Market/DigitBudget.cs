using System.Globalization;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Market;

/// <summary>
/// Whether the exact products of a symbol fit the 38 digits of <see cref="ExactDecimal"/>. The longest
/// product is price x size x fee rate; its integer part is at most the largest funds of an order. Checked
/// once at start, so that the hot path never meets an overflow.
/// </summary>
public static class DigitBudget
{
    // A sum over many levels and the factor 1 + fee may each carry into one more digit.
    private const int Reserve = 2;
    private const int EightDecimals = 8;
    private const int Limit = 38;

    /// <summary>The digits that price x size x rate of this symbol may need.</summary>
    public static int DigitsNeeded(SymbolSpec spec) =>
        DecimalsOf(spec.PriceIncrement)
        + Math.Max(DecimalsOf(spec.BaseIncrement), EightDecimals)
        + DecimalsOf(spec.TakerFeeRate)
        + IntegerDigitsOf(spec.QuoteMaxSize)
        + Reserve;

    /// <summary>Null when the symbol can be traded; else the reason why it can not.</summary>
    public static string? Refusal(SymbolSpec spec)
    {
        if (!spec.BaseIncrement.IsPositive || !spec.QuoteIncrement.IsPositive
            || !spec.PriceIncrement.IsPositive)
        {
            return "an increment is not above 0";
        }
        if (spec.TakerFeeRate.IsNegative || spec.TakerFeeRate >= ExactDecimal.One)
        {
            return $"the taker fee rate {spec.TakerFeeRate} is not between 0 and 1";
        }
        if (string.Equals(spec.BaseCurrency, spec.QuoteCurrency, StringComparison.Ordinal))
        {
            return "base and quote currency are the same";
        }
        int digits = DigitsNeeded(spec);
        return digits <= Limit
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"price x size x fee rate may need {digits} digits; exact arithmetic holds {Limit}");
    }

    private static int DecimalsOf(ExactDecimal value) => value.Normalized().Scale;

    private static int IntegerDigitsOf(ExactDecimal value) => value.TruncateTo(0).DigitCount();
}
