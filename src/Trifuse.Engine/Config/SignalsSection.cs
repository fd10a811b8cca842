using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Config;

/// <summary>[signals]</summary>
public sealed record SignalsSection
{
    /// <summary>
    /// threshold_bps: smallest profit after fees and rounding, in basis points of the cost.
    /// </summary>
    public required ExactDecimal ThresholdBps { get; init; }

    /// <summary>
    /// max_notional: the most that one cascade may spend, by start currency; has every start currency.
    /// </summary>
    public required IReadOnlyDictionary<string, ExactDecimal> MaxNotional { get; init; }

    /// <summary>max_open_cascades: at most this many at a time; never above the slots.</summary>
    public required int MaxOpenCascades { get; init; }

    /// <summary>vectors: screen with vector instructions; decisions do not depend on it.</summary>
    public required bool Vectors { get; init; }

    /// <summary>buy_cut: to what a market buy's output is cut.</summary>
    public required BuyCut BuyCut { get; init; }
}
