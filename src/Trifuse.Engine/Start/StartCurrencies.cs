using Trifuse.Core.Domain;
using Trifuse.Engine.Config;

namespace Trifuse.Engine.Start;

/// <summary>Finds a start currency that the exchange does not have: most likely it is mistyped.</summary>
internal static class StartCurrencies
{
    /// <summary>Null when every start currency is the base or quote of some symbol.</summary>
    public static StartProblem? WhyUnknown(IReadOnlyList<string> starts, IReadOnlyList<SymbolSpec> symbols)
    {
        if (symbols.Count == 0)
        {
            return null;
        }
        var known = new SortedSet<string>(StringComparer.Ordinal);
        var quotes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (SymbolSpec symbol in symbols)
        {
            known.Add(symbol.BaseCurrency);
            known.Add(symbol.QuoteCurrency);
            quotes.Add(symbol.QuoteCurrency);
        }
        foreach (string start in starts)
        {
            if (!known.Contains(start))
            {
                return new StartProblem(
                    $"market.start_currencies: the exchange has no symbol with {start}. "
                    + $"{Proposal(start, quotes)}Check its spelling.",
                    IsBadInput: true);
            }
        }
        return null;
    }

    // Triangles begin in currencies that others are quoted in, so those are what can have been meant.
    private static string Proposal(string start, SortedSet<string> quotes)
    {
        string? near = quotes.MinBy(quote => Suggestion.Distance(start, quote));
        return near is not null && Suggestion.Distance(start, near) <= 2 ? $"Did you mean {near}? " : "";
    }
}
