using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>An order's change, with its figures as they were at that instant.</summary>
public sealed record OrderEvent
{
    public required Order Order { get; init; }

    /// <summary>received, open, match, update, filled or canceled.</summary>
    public required string Type { get; init; }

    /// <summary>new, open, match or done.</summary>
    public required string Status { get; init; }

    /// <summary>The size after reductions; Order.Size is the original one.</summary>
    public required Dec Size { get; init; }

    /// <summary>The size before an update; only with updates.</summary>
    public Dec? OldSize { get; init; }

    public required Dec FilledSize { get; init; }

    public required Dec RemainSize { get; init; }

    public required Dec RemainFunds { get; init; }

    public required Dec CanceledSize { get; init; }

    public required Dec CanceledFunds { get; init; }

    public FillRecord? Fill { get; init; }

    public required long TimeNs { get; init; }
}
