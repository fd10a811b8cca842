using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Execution;

/// <summary>Closes the books of a cascade: net changes, cost, profit, dust and what is held.</summary>
internal static class CascadeAccounts
{
    private const int ValueDecimals = 12;

    /// <summary>Sums up the orders. The rules say whether a remainder is large enough to be traded.</summary>
    public static void Settle(ref CascadeReport report, ReadOnlySpan<TradeRules> rules)
    {
        CurrencyId start = report.Legs[0].From;
        AddNet(ref report, start, ExactDecimal.Zero);
        for (int i = 0; i < report.StepCount; i++)
        {
            ref ReportStep step = ref report.Steps[i];
            if (step.Size.IsPositive)
            {
                step.IsShort = IsShort(step, rules[step.Symbol.Index]);
                AddNet(ref report, step.From, -step.Cost);
                AddNet(ref report, step.To, step.Output);
            }
        }
        report.Cost = report.StepCount > 0 ? report.Steps[0].Cost : ExactDecimal.Zero;
        report.Profit = report.Net[0].Amount;
        for (int i = 1; i < report.NetCount; i++)
        {
            ReportAmount left = report.Net[i];
            if (left.Amount.IsZero)
            {
                continue;
            }
            left.Value = ValueOf(report, left);
            if (IsTradable(report, rules, left))
            {
                report.Held[report.HeldCount++] = left;
            }
            else
            {
                report.Dust[report.DustCount++] = left;
            }
        }
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
        if (step.Side == Side.Sell)
        {
            return step.Size < step.Amount;
        }
        ExactDecimal price = step.HighestPrice.IsPositive
            ? step.HighestPrice
            : Cascade.AveragePrice(step.Funds, step.Size);
        return step.Amount - step.Funds >= rules.BuyUnit * price;
    }

    /// <summary>
    /// True when the amount could be sent onward by its own leg or back by the leg that brought it.
    /// </summary>
    private static bool IsTradable(
        in CascadeReport report, ReadOnlySpan<TradeRules> rules, in ReportAmount left)
    {
        if (!left.Amount.IsPositive)
        {
            return false;
        }
        for (int i = 0; i < 3; i++)
        {
            ref readonly ReportLeg leg = ref report.Legs[i];
            if (leg.From != left.Currency && leg.To != left.Currency)
            {
                continue;
            }
            Side side = leg.From == left.Currency ? leg.Side : leg.Side == Side.Buy ? Side.Sell : Side.Buy;
            ref readonly TradeRules symbol = ref rules[leg.Symbol.Index];
            ExactDecimal amount = Cascade.OrderAmount(symbol, side, left.Amount);
            if (Cascade.CheckOrder(symbol, side, amount, leg.BestBid.Price) == OrderCheck.Sendable)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// What the rest of the triangle would give for it at the signal's best prices, before fees.
    /// </summary>
    private static ExactDecimal ValueOf(in CascadeReport report, in ReportAmount left)
    {
        ExactDecimal value = left.Amount.TruncateTo(ValueDecimals);
        CurrencyId currency = left.Currency;
        for (int i = 1; i < 3; i++)
        {
            ref readonly ReportLeg leg = ref report.Legs[i];
            if (leg.From != currency)
            {
                continue;
            }
            ExactDecimal price = leg.Side == Side.Buy ? leg.BestAsk.Price : leg.BestBid.Price;
            if (!price.IsPositive)
            {
                return ExactDecimal.Zero;
            }
            value = leg.Side == Side.Buy
                ? ExactDecimal.DivideTowardZero(value, price, ValueDecimals)
                : (value * price).TruncateTo(ValueDecimals);
            currency = leg.To;
        }
        return value.Normalized();
    }
}
