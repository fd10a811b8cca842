namespace Trifuse.Engine.Config;

/// <summary>[isolation]: what two cascades may not share while both are open.</summary>
public sealed record IsolationSection
{
    /// <summary>triangle: not the same directed triangle.</summary>
    public required bool Triangle { get; init; }

    /// <summary>pair: no symbol in common.</summary>
    public required bool Pair { get; init; }

    /// <summary>start_currency: not the same start currency.</summary>
    public required bool StartCurrency { get; init; }
}
