using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Increments, minima and maxima of a symbol, with the codes and texts of KuCoin protocol 5.6.
/// </summary>
public sealed class SizeRules(Quirks quirks)
{
    public Rejection? CheckPrice(string? text, SymbolRules rules, out long units)
    {
        units = 0;
        if (!Dec.TryParse(text, out Dec price) || price.Sign <= 0)
        {
            return New("102429", OrderValidation.Parameter("Price invalid."));
        }

        return !price.IsMultipleOf(rules.PriceIncrement) || !price.TryToUnits(rules.PriceScale, out units)
            ? OrderValidation.Parameter("Price increment invalid.")
            : null;
    }

    public Rejection? CheckSize(string text, SymbolRules rules, out long units)
    {
        units = 0;
        if (!Dec.TryParse(text, out Dec size) || size.Sign <= 0)
        {
            return new Rejection("300000", "Order size invalid.");
        }

        if (!size.IsMultipleOf(rules.BaseIncrement))
        {
            return OrderValidation.Parameter("Order size increment invalid.");
        }

        if (size < rules.BaseMinSize)
        {
            return New("102435", OrderValidation.Parameter("Order size below the minimum requirement."));
        }

        return size > rules.BaseMaxSize || !size.TryToUnits(rules.SizeScale, out units)
            ? New("102434", OrderValidation.Parameter("Order size above the maximum requirement."))
            : null;
    }

    /// <summary>Funds of a market order.</summary>
    public static Rejection? CheckFunds(string text, SymbolRules rules, out Dec funds)
    {
        if (!Dec.TryParse(text, out funds) || funds.Sign <= 0)
        {
            return OrderValidation.Parameter("Funds invalid.");
        }

        if (!funds.IsMultipleOf(rules.QuoteIncrement))
        {
            return OrderValidation.Parameter("Funds increment invalid.");
        }

        if (funds < rules.QuoteMinSize)
        {
            return new Rejection("600100", "Funds below the minimum requirement.");
        }

        return funds > rules.QuoteMaxSize
            ? OrderValidation.Parameter("Funds above the maximum requirement.")
            : null;
    }

    /// <summary>The order's value; the text is the exchange's own ("more then").</summary>
    public static Rejection? CheckValue(Dec value, SymbolRules rules) =>
        value < rules.MinFunds
            ? new Rejection("600101",
                "The order funds should more then " + rules.MinFunds + " " + rules.Quote + ".")
            : null;

    private Rejection New(string code, Rejection old) =>
        quirks.NewRefusalCodes ? old with { Code = code } : old;
}
