using Trifuse.KuCoin.Stream;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Config;

/// <summary>[market]</summary>
public sealed record MarketSection
{
    /// <summary>start_currencies: triangles start and end in these.</summary>
    public required IReadOnlyList<string> StartCurrencies { get; init; }

    /// <summary>quotes: only symbols quoted in these; empty means all.</summary>
    public required IReadOnlyList<string> Quotes { get; init; }

    /// <summary>allow: only these symbols; empty means all.</summary>
    public required IReadOnlyList<string> Allow { get; init; }

    /// <summary>deny: never these symbols.</summary>
    public required IReadOnlyList<string> Deny { get; init; }

    /// <summary>feed: of every symbol that no group names.</summary>
    public required Feed Feed { get; init; }

    /// <summary>[[market.group]]: other feeds for some symbols.</summary>
    public required IReadOnlyList<FeedGroup> Groups { get; init; }

    /// <summary>max_age_ms: a book whose last change is older is not traded; 0 is off.</summary>
    public required long MaxAgeNs { get; init; }

    /// <summary>max_desync_ms: largest difference of age among the three books; 0 is off.</summary>
    public required long MaxDesyncNs { get; init; }

    /// <summary>max_message_bytes: a longer message ends its connection.</summary>
    public required int MaxMessageBytes { get; init; }

    /// <summary>Which symbols may take part.</summary>
    public UniverseFilter ToFilter() => new()
    {
        StartCurrencies = StartCurrencies,
        Quotes = Quotes,
        Allow = Allow,
        Deny = Deny,
    };

    /// <summary>The feed of a symbol.</summary>
    public Feed FeedOf(string symbol)
    {
        foreach (FeedGroup group in Groups)
        {
            if (group.Symbols.Contains(symbol, StringComparer.Ordinal))
            {
                return group.Feed;
            }
        }
        return Feed;
    }
}
