using Trifuse.Core.Numbers;

namespace Trifuse.Engine.Config;

/// <summary>[limits]</summary>
public sealed record LimitsSection
{
    /// <summary>kill_file: while this file exists, no new cascade is opened; empty is none.</summary>
    public required string KillFile { get; init; }

    /// <summary>max_daily_loss: by start currency; live trading needs one for each.</summary>
    public required IReadOnlyDictionary<string, ExactDecimal> MaxDailyLoss { get; init; }

    /// <summary>max_cascade_loss: by start currency; one that is not named has no limit.</summary>
    public required IReadOnlyDictionary<string, ExactDecimal> MaxCascadeLoss { get; init; }

    /// <summary>max_total_notional: the same, for all open cascades together.</summary>
    public required IReadOnlyDictionary<string, ExactDecimal> MaxTotalNotional { get; init; }

    /// <summary>max_consecutive_failures: 0 is no limit.</summary>
    public required int MaxConsecutiveFailures { get; init; }

    /// <summary>stop_when_uncertain: a cascade that cannot say what it holds stops new ones.</summary>
    public required bool StopWhenUncertain { get; init; }

    /// <summary>max_orders_per_second: 0 is no limit.</summary>
    public required int MaxOrdersPerSecond { get; init; }

    /// <summary>quota_reserve_percent: of the exchange's rate limit, kept for open cascades.</summary>
    public required int QuotaReservePercent { get; init; }

    /// <summary>cooldown_ms: a symbol whose order failed is left alone so long; 0 is not at all.</summary>
    public required long CoolDownNs { get; init; }
}
