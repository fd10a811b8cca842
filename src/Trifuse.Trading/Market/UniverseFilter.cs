namespace Trifuse.Trading.Market;

/// <summary>
/// Which symbols may take part. Empty lists do not restrict, except that a start currency is needed.
/// </summary>
public sealed record UniverseFilter
{
    /// <summary>The currencies that a cascade may start from and end in, in order of preference.</summary>
    public required IReadOnlyList<string> StartCurrencies { get; init; }

    /// <summary>Only symbols quoted in one of these currencies.</summary>
    public IReadOnlyList<string> Quotes { get; init; } = [];

    /// <summary>Only these symbols.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Never these symbols.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>Leaves out symbols that the exchange has halted; off only for printing the graph.</summary>
    public bool TradingOnly { get; init; } = true;
}
