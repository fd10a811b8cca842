namespace Trifuse.Ledger.Reading;

/// <summary>Which finished cascades a report is about; what is null does not narrow it.</summary>
public sealed record ReportQuery
{
    /// <summary>Finished at this time or later, nanoseconds since 1970.</summary>
    public long FromUtcNs { get; init; }

    /// <summary>Finished before this time, nanoseconds since 1970.</summary>
    public long ToUtcNs { get; init; } = long.MaxValue;

    /// <summary>The triangle as its currencies in order, e.g. USDT-FLUX-USDC.</summary>
    public string? Triangle { get; init; }

    /// <summary>A symbol that one of the legs or orders is about.</summary>
    public string? Symbol { get; init; }

    /// <summary>The outcome, error or reason, in the words of the report line.</summary>
    public string? Cause { get; init; }

    /// <summary>True when the cascade is one of those asked for.</summary>
    public bool Includes(CascadeFacts cascade) =>
        (Triangle is null || string.Equals(cascade.Triangle, Triangle, StringComparison.OrdinalIgnoreCase))
        && (Symbol is null || cascade.Symbols.Contains(Symbol))
        && (Cause is null
            || string.Equals(cascade.Outcome, Cause, StringComparison.OrdinalIgnoreCase)
            || string.Equals(cascade.Cause, Cause, StringComparison.OrdinalIgnoreCase));
}
