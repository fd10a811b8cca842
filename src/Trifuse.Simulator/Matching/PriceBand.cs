using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// The price protection of KuCoin protocol 5.4: the rate around the opposite best at entry. A market order
/// fills up to the band; a limit order that would trade beyond it is cancelled whole.
/// </summary>
public static class PriceBand
{
    /// <summary>The worst price within the band, inclusive.</summary>
    public static long WorstOf(SymbolRules rules, bool isBuy, long bestPrice)
    {
        Dec best = rules.PriceOf(bestPrice);
        Dec edge = best * (isBuy ? Dec.One + rules.PriceLimitRate : Dec.One - rules.PriceLimitRate);
        Int128 band = edge.FloorToUnits(rules.PriceScale);
        if (!isBuy && Dec.FromUnits(band, rules.PriceScale) != edge)
        {
            band++;
        }

        return (long)band;
    }
}
