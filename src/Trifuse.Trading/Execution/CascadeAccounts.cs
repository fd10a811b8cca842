using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Execution;

/// <summary>
/// The books of a cascade: net changes, cost and profit as orders end, dust and what is held.
/// </summary>
internal static class CascadeAccounts
{
    private const int ValueDecimals = 12;
    private const int BpsDecimals = 4;
    private const int LegCount = 3;

    /// <summary>Starts the account; the start currency comes first.</summary>
    public static void Open(ref CascadeReport report)
    {
        report.NetCount = 0;
        report.DustCount = 0;
        report.HeldCount = 0;
        AddNet(ref report, report.Legs[0].From, ExactDecimal.Zero);
    }

    /// <summary>Enters an order that has come to its end.</summary>
    public static void Enter(ref CascadeReport report, ref ReportStep step, ReadOnlySpan<TradeRules> rules)
    {
        if (step.Size.IsPositive)
        {
            step.IsShort = IsShort(step, rules[step.Symbol.Index]);
            AddNet(ref report, step.From, -step.Cost);
            AddNet(ref report, step.To, step.Output);
        }
        if (step.Step == 0)
        {
            report.Cost = step.Cost;
        }
        report.Profit = report.Net[0].Amount;
    }

    /// <summary>
    /// The result of a cascade whose last leg would give this, in basis points of what leg 1 cost, rounded
    /// down to 4 decimals; amounts count to the 12th decimal.
    /// </summary>
    public static ExactDecimal FinishBps(in CascadeReport report, ExactDecimal lastOutput) => Cascade.BpsDown(
        (report.Net[0].Amount + lastOutput).TruncateTo(ValueDecimals),
        report.Cost.TruncateTo(ValueDecimals),
        BpsDecimals);

    /// <summary>
    /// Says of everything left outside the start currency whether it is held or dust. The rules tell
    /// whether it is large enough to be traded, unless the exits have been asked and found it too small.
    /// </summary>
    public static void Settle(
        ref CascadeReport report, ReadOnlySpan<TradeRules> rules, UnwindRun unwind)
    {
        for (int i = 1; i < report.NetCount; i++)
        {
            ReportAmount left = report.Net[i];
            if (left.Amount.IsZero)
            {
                continue;
            }
            left.Value = ValueOf(report, left.Currency, left.Amount);
            if (IsTradable(report, rules, left) && !unwind.IsDust(left.Currency))
            {
                report.Held[report.HeldCount++] = left;
            }
            else
            {
                report.Dust[report.DustCount++] = left;
            }
        }
    }

    /// <summary>
    /// True when the amount could be sent onward by its own leg or back by the order that brought it.
    /// </summary>
    public static bool IsTradable(
        in CascadeReport report, ReadOnlySpan<TradeRules> rules, in ReportAmount left)
    {
        if (!left.Amount.IsPositive)
        {
            return false;
        }
        for (int i = 0; i < LegCount; i++)
        {
            ref readonly ReportLeg leg = ref report.Legs[i];
            if (leg.From != left.Currency && leg.To != left.Currency)
            {
                continue;
            }
            Side side = leg.From == left.Currency ? leg.Side : Opposite(leg.Side);
            if (IsSendable(rules[leg.Symbol.Index], side, left.Amount, leg.BestBid.Price))
            {
                return true;
            }
        }
        for (int i = 0; i < report.StepCount; i++)
        {
            ref readonly ReportStep step = ref report.Steps[i];
            if (step.Step >= LegCount && step.To == left.Currency && step.Size.IsPositive && IsSendable(
                rules[step.Symbol.Index],
                Opposite(step.Side),
                left.Amount,
                Cascade.AveragePrice(step.Funds, step.Size)))
            {
                return true;
            }
        }
        return false;
    }

    private static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

    private static bool IsSendable(in TradeRules rules, Side side, ExactDecimal available, ExactDecimal price)
    {
        ExactDecimal amount = Cascade.OrderAmount(rules, side, available);
        return Cascade.CheckOrder(rules, side, amount, price) == OrderCheck.Sendable;
    }

    private static void AddNet(ref CascadeReport report, CurrencyId currency, ExactDecimal change)
    {
        for (int i = 0; i < report.NetCount; i++)
        {
            if (report.Net[i].Currency == currency)
            {
                report.Net[i].Amount += change;
                return;
            }
        }
        Check.That(report.NetCount < CascadeReport.MaxAmounts);
        report.Net[report.NetCount].Currency = currency;
        report.Net[report.NetCount].Amount = change;
        report.NetCount++;
    }

    /// <summary>
    /// True when a sell left anything, or a buy left funds for one more unit at the
    /// highest price that it paid.
    /// </summary>
    private static bool IsShort(in ReportStep step, in TradeRules rules)
    {
        if (!step.IsClosed)
        {
            return false;
        }
        if (step.Side == Side.Sell || step.LimitSize.IsPositive)
        {
            return step.Size < (step.Side == Side.Sell ? step.Amount : step.LimitSize);
        }
        ExactDecimal price = step.HighestPrice.IsPositive
            ? step.HighestPrice
            : Cascade.AveragePrice(step.Funds, step.Size);
        return step.Amount - step.Funds >= rules.BuyUnit * price;
    }

    /// <summary>
    /// What the rest of the triangle would give for it at the signal's best prices, before fees; outside
    /// the triangle what the order that brought it gave for it.
    /// </summary>
    private static ExactDecimal ValueOf(in CascadeReport report, CurrencyId currency, ExactDecimal amount)
    {
        ExactDecimal value = amount.TruncateTo(ValueDecimals);
        for (int i = report.StepCount - 1; i >= 0 && !IsPassed(report, currency); i--)
        {
            ref readonly ReportStep step = ref report.Steps[i];
            if (step.To == currency && step.Size.IsPositive)
            {
                ExactDecimal paid = Cascade.AveragePrice(step.Funds, step.Size);
                value = Convert(value, paid, isDivided: step.Side == Side.Sell);
                currency = step.From;
            }
        }
        for (int i = 1; i < LegCount; i++)
        {
            ref readonly ReportLeg leg = ref report.Legs[i];
            if (leg.From == currency)
            {
                bool isBuy = leg.Side == Side.Buy;
                value = Convert(value, isBuy ? leg.BestAsk.Price : leg.BestBid.Price, isDivided: isBuy);
                currency = leg.To;
            }
        }
        return value.Normalized();
    }

    private static bool IsPassed(in CascadeReport report, CurrencyId currency) =>
        currency == report.Legs[1].From || currency == report.Legs[2].From;

    private static ExactDecimal Convert(ExactDecimal value, ExactDecimal price, bool isDivided)
    {
        if (!price.IsPositive)
        {
            return ExactDecimal.Zero;
        }
        return isDivided
            ? ExactDecimal.DivideTowardZero(value, price, ValueDecimals)
            : (value * price).TruncateTo(ValueDecimals);
    }
}
