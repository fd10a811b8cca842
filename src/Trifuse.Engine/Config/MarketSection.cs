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
    public required BookFeed Feed { get; init; }

    /// <summary>[[market.group]]: other feeds for some symbols.</summary>
    public required IReadOnlyList<FeedGroup> Groups { get; init; }

    /// <summary>max_age_ms: a book whose last change is older is not traded; 0 is off.</summary>
    public required long MaxAgeNs { get; init; }

    /// <summary>max_desync_ms: largest difference of age among the three books; 0 is off.</summary>
    public required long MaxDesyncNs { get; init; }

    /// <summary>max_message_bytes: a longer message ends its connection.</summary>
    public required int MaxMessageBytes { get; init; }

    /// <summary>The feed of a symbol.</summary>
    public BookFeed FeedOf(string symbol)
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

/// <summary>[[market.group]]: some symbols on another feed.</summary>
public sealed record FeedGroup(BookFeed Feed, IReadOnlyList<string> Symbols);

/// <summary>The topic that fills a symbol's book.</summary>
public enum BookFeed
{
    /// <summary>/spotMarket/level1: best bid and ask on every change.</summary>
    Level1,

    /// <summary>/market/level2: full depth by snapshot and sequence.</summary>
    Level2,

    /// <summary>/spotMarket/level2Depth5: five levels.</summary>
    Depth5,

    /// <summary>/spotMarket/level2Depth50: fifty levels.</summary>
    Depth50,

    /// <summary>/market/ticker: best bid and ask every 100 ms.</summary>
    Ticker,
}
