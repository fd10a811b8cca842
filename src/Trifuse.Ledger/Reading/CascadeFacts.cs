using Trifuse.Core.Numbers;

namespace Trifuse.Ledger.Reading;

/// <summary>A finished cascade as the ledger has it.</summary>
public sealed class CascadeFacts
{
    /// <summary>The run of its client ids.</summary>
    public required uint Run { get; init; }

    /// <summary>Its number in the run.</summary>
    public required uint Cascade { get; init; }

    /// <summary>The start currency, that of cost and profit.</summary>
    public required string Currency { get; init; }

    /// <summary>FILLED, FAILED or ABORTED.</summary>
    public required string Outcome { get; init; }

    /// <summary>The word of the error or the reason; "filled" when there was neither.</summary>
    public required string Cause { get; init; }

    /// <summary>When it ended, in nanoseconds since 1970.</summary>
    public required long FinishedUtcNs { get; init; }

    /// <summary>When the signal was made; 0 when it is not known.</summary>
    public required long SignalUtcNs { get; init; }

    /// <summary>True when an order's outcome stayed unknown.</summary>
    public required bool IsUncertain { get; init; }

    /// <summary>True when a later start settled it.</summary>
    public required bool IsRecovered { get; init; }

    /// <summary>What leg 1 cost; 0 when nothing was traded.</summary>
    public required ExactDecimal Cost { get; init; }

    /// <summary>Change of the start currency.</summary>
    public required ExactDecimal Profit { get; init; }

    /// <summary>Where predicted - effective went; null when it was not journaled.</summary>
    public required AttributionFacts? Attribution { get; init; }

    /// <summary>The currencies in order, e.g. USDT-FLUX-USDC; "unknown" without a journaled signal.</summary>
    public string Triangle { get; internal set; } = "unknown";

    /// <summary>Symbols of legs and orders.</summary>
    public SortedSet<string> Symbols { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Its orders.</summary>
    public IList<OrderFacts> Orders { get; } = [];

    /// <summary>What it left in other currencies.</summary>
    public IList<RemainderFacts> Remainders { get; } = [];
}

/// <summary>Predicted - effective in parts, in the start currency; a positive part is a loss.</summary>
public sealed record AttributionFacts(
    ExactDecimal Predicted,
    ExactDecimal Effective,
    ExactDecimal Moved,
    ExactDecimal Depth,
    ExactDecimal Rounding,
    ExactDecimal Fee,
    ExactDecimal Dust,
    ExactDecimal Unwind)
{
    /// <summary>The sum of the parts.</summary>
    public ExactDecimal Lost => Moved + Depth + Rounding + Fee + Dust + Unwind;

    /// <summary>Both together.</summary>
    public AttributionFacts Plus(AttributionFacts other) => new(
        Sum(Predicted, other.Predicted),
        Sum(Effective, other.Effective),
        Sum(Moved, other.Moved),
        Sum(Depth, other.Depth),
        Sum(Rounding, other.Rounding),
        Sum(Fee, other.Fee),
        Sum(Dust, other.Dust),
        Sum(Unwind, other.Unwind));

    private static ExactDecimal Sum(ExactDecimal a, ExactDecimal b) => (a + b).Normalized();
}

/// <summary>An order; times in ns after the signal, null for what did not happen.</summary>
public sealed record OrderFacts(
    byte Step,
    string Symbol,
    long? WrittenNs,
    long? AckNs,
    long? ClosedNs,
    long ResolveNs,
    bool WasUnknown,
    ExactDecimal Fee)
{
    /// <summary>The currency of the fee: what the symbol is quoted in.</summary>
    public string FeeCurrency => Symbol[(Symbol.LastIndexOf('-') + 1)..];

    /// <summary>True for an order of the way back.</summary>
    public bool IsUnwind => Step >= 3;
}

/// <summary>An amount left over; the value is in the cascade's start currency.</summary>
public sealed record RemainderFacts(bool IsHeld, string Currency, ExactDecimal Amount, ExactDecimal Value);
