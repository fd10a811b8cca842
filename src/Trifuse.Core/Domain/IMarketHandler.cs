namespace Trifuse.Core.Domain;

/// <summary>
/// Receives decoded market messages. Implemented by structs and used as a type parameter, so that the calls
/// are direct. Spans are valid during the call only. Times are the exchange's, in milliseconds since 1970, 0
/// if absent.
/// </summary>
public interface IMarketHandler
{
    /// <summary>
    /// The best bid and ask (level1, ticker). A side without a quote has size 0. The sequence is -1 where the
    /// stream has none.
    /// </summary>
    void OnTop(SymbolId symbol, in PriceLevel bid, in PriceLevel ask, long exchangeMs, long sequence);

    /// <summary>
    /// The best levels of both sides, best first (depth 5 and 50): they replace what was known.
    /// </summary>
    void OnDepth(
        SymbolId symbol, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, long exchangeMs);

    /// <summary>
    /// Changes of the full book (level2), for the sequence numbers start to end, both inclusive.
    /// </summary>
    void OnChanges(
        SymbolId symbol,
        long sequenceStart,
        long sequenceEnd,
        ReadOnlySpan<LevelChange> bids,
        ReadOnlySpan<LevelChange> asks,
        long exchangeMs);
}
