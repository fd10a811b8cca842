using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Limits;

/// <summary>The limits of [limits] that decisions depend on. What is 0 or not named has no limit.</summary>
public sealed record LimitOptions
{
    /// <summary>By code of the start currency: the largest loss of a UTC day, above 0.</summary>
    public IReadOnlyDictionary<string, ExactDecimal> MaxDailyLoss { get; init; } = None;

    /// <summary>By code of the start currency: the largest loss of one cascade, above 0.</summary>
    public IReadOnlyDictionary<string, ExactDecimal> MaxCascadeLoss { get; init; } = None;

    /// <summary>By code of the start currency: the most that all open cascades may have set aside.</summary>
    public IReadOnlyDictionary<string, ExactDecimal> MaxTotalNotional { get; init; } = None;

    /// <summary>So many cascades that failed in a row trip a breaker; 0 is never.</summary>
    public int MaxConsecutiveFailures { get; init; }

    /// <summary>Orders in a second at most; a cascade counts as three when it opens. 0: no limit.</summary>
    public int MaxOrdersPerSecond { get; init; }

    /// <summary>A symbol whose order failed is not traded for this long (ns); 0 is not at all.</summary>
    public long CoolDownNs { get; init; }

    /// <summary>A cascade that cannot say what it holds trips a breaker.</summary>
    public bool StopWhenUncertain { get; init; }

    private static Dictionary<string, ExactDecimal> None { get; } = new(StringComparer.Ordinal);
}
