using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Fees paid in KCS (KuCoin protocol section 9): KCS taken = fee x 0.8 / (KCS in quote x 0.95). From VIP 9 on
/// only takers pay so; rates that are below the class's floor already get no discount and stay in the quote.
/// </summary>
public sealed class KcsFees(IReadOnlyDictionary<string, SymbolState> symbols)
{
    public const string Currency = "KCS";

    private const int TakerOnlyFrom = 9;
    private const int Places = 8;
    private const string Bridge = "USDT";

    private static readonly Dec Discount = Dec.Parse("0.8");
    private static readonly Dec Haircut = Dec.Parse("0.95");
    private static readonly Dec Floor = Dec.Parse("0.00025");

    /// <summary>False: the fee is paid in the quote currency.</summary>
    /// <param name="order">Whose fee it is.</param>
    /// <param name="fee">The fee in the quote currency.</param>
    /// <param name="rate">Its rate.</param>
    /// <param name="isTaker">Its side.</param>
    /// <param name="kcs">What is taken instead, rounded up to 8 decimals.</param>
    public bool TryPrice(Order order, Dec fee, Dec rate, bool isTaker, out Dec kcs)
    {
        kcs = Dec.Zero;
        Account account = order.Account;
        bool asked = account.PaysFeesInKcs && fee.Sign > 0 && (isTaker || account.FeeTier < TakerOnlyFrom);
        if (!asked || rate < Floor * order.Rules.TakerCoefficient
            || !TryPriceIn(order.Rules.Quote, out Dec top, out Dec bottom))
        {
            return false;
        }

        kcs = Dec.CeilingQuotient(fee * Discount * bottom, top * Haircut, Places);
        return kcs <= account.Ledger.Of(Currency).Available;
    }

    /// <summary>KCS in a quote currency, as top / bottom: its own pair, or both against USDT.</summary>
    private bool TryPriceIn(string quote, out Dec top, out Dec bottom)
    {
        bottom = Dec.One;
        if (string.Equals(quote, Currency, StringComparison.Ordinal))
        {
            top = Dec.One;
            return true;
        }

        if (TryLast(Currency + "-" + quote, out top))
        {
            return true;
        }

        if (TryLast(quote + "-" + Currency, out bottom))
        {
            top = Dec.One;
            return true;
        }

        return TryLast(Currency + "-" + Bridge, out top) && TryLast(quote + "-" + Bridge, out bottom);
    }

    private bool TryLast(string code, out Dec price)
    {
        price = Dec.One;
        if (!symbols.TryGetValue(code, out SymbolState? symbol))
        {
            return false;
        }

        long units = symbol.LastPrice > 0 ? symbol.LastPrice : symbol.Book.BestBid.Price;
        price = symbol.Rules.PriceOf(units);
        return units > 0;
    }
}
