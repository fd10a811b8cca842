using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>
/// What currencies are worth in dollars, from the last trades or best bids of their dollar pairs; for display
/// only. Used under the exchange's gate.
/// </summary>
public sealed class ReferencePrices(Exchange exchange)
{
    private static readonly string[] DollarCoins = ["USDT", "USDC"];

    /// <summary>All currencies that have a price, by their codes.</summary>
    public IReadOnlyDictionary<string, Dec> All()
    {
        var prices = new SortedDictionary<string, Dec>(StringComparer.Ordinal);
        foreach (SymbolState symbol in exchange.Symbols)
        {
            SymbolRules rules = symbol.Rules;
            if (Array.IndexOf(DollarCoins, rules.Quote) is >= 0 and int rank
                && PriceOf(symbol) is { IsZero: false } price
                && (rank == 0 || !prices.ContainsKey(rules.Base)))
            {
                prices[rules.Base] = price;
            }
        }

        Array.ForEach(DollarCoins, coin => prices[coin] = Dec.One);
        return prices;
    }

    private static Dec PriceOf(SymbolState symbol) => symbol.Rules.PriceOf(
        symbol.LastPrice > 0 ? symbol.LastPrice : symbol.Book.BestBid.Price);
}
