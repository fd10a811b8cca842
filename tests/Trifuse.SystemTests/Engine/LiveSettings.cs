namespace Trifuse.SystemTests.Engine;

/// <summary>
/// What live trading must be given, limits that stay out of the way of other tests, and journals as small as
/// their runs.
/// </summary>
internal static class LiveSettings
{
    /// <summary>As key=value.</summary>
    public static readonly string[] Wide =
    [
        "signals.max_notional.USDT=1000",
        "limits.max_daily_loss.USDT=1000000",
        "limits.max_consecutive_failures=0",
        "limits.stop_when_uncertain=false",
        "limits.max_orders_per_second=0",
        "limits.cooldown_ms=0",
        "journal.segment_mb=1",
    ];

    /// <summary>The same for a command line.</summary>
    public static string[] Arguments => [.. Wide.SelectMany(static s => new[] { "--set", s })];
}
