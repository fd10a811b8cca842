using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Execution;

/// <summary>
/// Splits what a cascade missed of its prediction. For any worth w of the currencies passed through (w = 1
/// for the start currency) the profit is the sum over all orders of w(to) x output - w(from) x cost, less
/// the worth of what was left behind; the same holds for the prediction. So the difference falls into a sum
/// for each order and each remainder. Worths are the prediction's own rates, cut to 13 digits; whatever such
/// cuts leave open is in depth, which is the rest of the difference. Allocates nothing.
/// </summary>
internal static class CascadeAttribution
{
    private const int WorthDigits = 13;
    private const int AmountDigits = 22;
    private const int ValueDecimals = 18;

    /// <summary>
    /// Fills in the report's split; the report is settled, the signal is the one that it is about.
    /// </summary>
    public static void Split(ref CascadeReport report, in Signal signal, ReadOnlySpan<TradeRules> rules)
    {
        ref Attribution parts = ref report.Attribution;
        parts = default;
        ExactDecimal total = report.PredictedProfit - report.Profit;
        try
        {
            if (report.Cost.IsPositive)
            {
                SplitTraded(ref report, signal, rules);
            }
            else
            {
                parts.Moved = total.Normalized();
            }
        }
        catch (OverflowException)
        {
            // Beyond the digit budget of its symbols: the difference stays whole.
            parts = default;
        }
        parts.Depth = (total - parts.Total).Normalized();
        parts.IsKnown = true;
    }

    private static void SplitTraded(
        ref CascadeReport report, in Signal signal, ReadOnlySpan<TradeRules> rules)
    {
        ref Attribution parts = ref report.Attribution;
        ExactDecimal secondCost = PredictedCost(signal.Legs[1], rules);
        ExactDecimal thirdCost = PredictedCost(signal.Legs[2], rules);
        var worth = new Worths
        {
            Start = report.Legs[0].From,
            First = report.Legs[0].To,
            Second = report.Legs[1].To,
            OfSecond = Ratio(signal.Legs[2].PredictedOutput, thirdCost),
        };
        worth.OfFirst = Ratio(worth.OfSecond * Cut(signal.Legs[1].PredictedOutput), secondCost);
        for (int i = 0; i < report.StepCount; i++)
        {
            ref readonly ReportStep step = ref report.Steps[i];
            if (!step.Size.IsPositive)
            {
                continue;
            }
            if (step.Step >= 3)
            {
                parts.Unwind += worth.Of(step.Cost, step.From) - worth.Of(step.Output, step.To);
                continue;
            }
            ExactDecimal rate = rules[step.Symbol.Index].FeeRate;
            ExactDecimal charged = step.FeeLeavesQuote ? step.Fee : ExactDecimal.Zero;
            CurrencyId quote = step.Side == Side.Buy ? step.From : step.To;
            parts.Fee += worth.Of(charged - (step.Funds * rate), quote);
            parts.Moved += worth.Of(LostToMove(step, report.Legs[step.Step], rate), step.To);
        }
        AddLeft(ref report, worth, worth.First, signal.Legs[0].PredictedOutput - secondCost);
        AddLeft(ref report, worth, worth.Second, signal.Legs[1].PredictedOutput - thirdCost);
        parts.Moved = parts.Moved.Normalized();
        parts.Rounding = parts.Rounding.Normalized();
        parts.Fee = parts.Fee.Normalized();
        parts.Dust = parts.Dust.Normalized();
        parts.Unwind = parts.Unwind.Normalized();
    }

    private static ExactDecimal PredictedCost(in SignalLeg leg, ReadOnlySpan<TradeRules> rules)
    {
        if (leg.Side == Side.Sell)
        {
            return leg.PredictedAmount;
        }
        ref readonly TradeRules symbol = ref rules[leg.Symbol.Index];
        ReadOnlySpan<PriceLevel> levels = leg.Levels;
        if (leg.LimitPrice.IsPositive)
        {
            return BookWalk
                .Sell(levels[..leg.LevelCount], leg.PredictedOutput, symbol.FeeRate)
                .BuyCost;
        }
        return BookWalk
            .Buy(levels[..leg.LevelCount], leg.PredictedAmount, symbol.FeeRate, symbol.BuyUnit)
            .BuyCost;
    }

    /// <summary>
    /// What the order yielded less, in the currency taken, because its best price was another one than the
    /// signal's. Without matches of its own (amounts from a query) the average price stands for the best.
    /// </summary>
    private static ExactDecimal LostToMove(in ReportStep step, in ReportLeg leg, ExactDecimal rate)
    {
        ExactDecimal seen = step.Side == Side.Buy ? leg.BestAsk.Price : leg.BestBid.Price;
        ExactDecimal met = step.Side == Side.Buy ? step.LowestPrice : step.HighestPrice;
        met = met.IsPositive ? met : Cascade.AveragePrice(step.Funds, step.Size);
        if (!seen.IsPositive || met == seen)
        {
            return ExactDecimal.Zero;
        }
        if (step.Side == Side.Sell)
        {
            return Cut((seen - met) * step.Size) * (ExactDecimal.One - rate);
        }
        ExactDecimal more = Cut((met - seen) * step.Size);
        return ExactDecimal.DivideTowardZero(more, seen.Normalized(), DecimalsFor(more, seen));
    }

    private static void AddLeft(
        ref CascadeReport report, in Worths worth, CurrencyId currency, ExactDecimal predicted)
    {
        ref Attribution parts = ref report.Attribution;
        parts.Rounding -= worth.Of(predicted, currency);
        ExactDecimal left = ExactDecimal.Zero;
        for (int i = 0; i < report.NetCount; i++)
        {
            left += report.Net[i].Currency == currency ? report.Net[i].Amount : ExactDecimal.Zero;
        }
        ExactDecimal value = worth.Of(left, currency);
        if (IsHeld(report, currency))
        {
            parts.Unwind += value;
        }
        else if (WasPassedOn(report, currency))
        {
            parts.Rounding += value;
        }
        else
        {
            parts.Dust += value;
        }
    }

    private static bool IsHeld(in CascadeReport report, CurrencyId currency)
    {
        for (int i = 0; i < report.HeldCount; i++)
        {
            if (report.Held[i].Currency == currency)
            {
                return true;
            }
        }
        return false;
    }

    private static bool WasPassedOn(in CascadeReport report, CurrencyId currency)
    {
        for (int i = 0; i < report.StepCount; i++)
        {
            ref readonly ReportStep step = ref report.Steps[i];
            if (step.Step < 3 && step.From == currency && step.Size.IsPositive && !step.IsShort)
            {
                return true;
            }
        }
        return false;
    }

    private static ExactDecimal Ratio(ExactDecimal value, ExactDecimal divisor) =>
        divisor.IsPositive && value.IsPositive
            ? ExactDecimal.DivideTowardZero(
                value.Normalized(), divisor.Normalized(), DecimalsFor(value, divisor))
            : ExactDecimal.Zero;

    /// <summary>How many decimals give a quotient of <see cref="WorthDigits"/> digits.</summary>
    private static int DecimalsFor(ExactDecimal value, ExactDecimal divisor)
    {
        int magnitude = value.DigitCount() - value.Normalized().Scale
            - divisor.DigitCount() + divisor.Normalized().Scale;
        return Math.Clamp(WorthDigits - magnitude, 0, ValueDecimals + 2);
    }

    /// <summary>Cut towards zero to so many digits that a product with a worth is sure to fit.</summary>
    private static ExactDecimal Cut(ExactDecimal amount)
    {
        ExactDecimal cut = amount.Normalized();
        int excess = Math.Max(cut.DigitCount() - AmountDigits, cut.Scale - ValueDecimals);
        return excess > 0 ? cut.TruncateTo(Math.Max(0, cut.Scale - excess)) : cut;
    }

    private struct Worths
    {
        public CurrencyId Start;
        public CurrencyId First;
        public CurrencyId Second;
        public ExactDecimal OfFirst;
        public ExactDecimal OfSecond;

        /// <summary>The worth in the start currency; 0 for a currency outside the triangle.</summary>
        public readonly ExactDecimal Of(ExactDecimal amount, CurrencyId currency)
        {
            if (currency == Start)
            {
                return Cut(amount);
            }
            ExactDecimal one = currency == First ? OfFirst
                : currency == Second ? OfSecond
                : ExactDecimal.Zero;
            return (Cut(amount) * one).TruncateTo(ValueDecimals);
        }
    }
}
