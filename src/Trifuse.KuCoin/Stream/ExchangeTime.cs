namespace Trifuse.KuCoin.Stream;

/// <summary>
/// KuCoin writes the same field in milliseconds in some frames and in nanoseconds in others (KuCoin protocol
/// section 6.4), so the unit is told from the magnitude: between 2001 and 2286 the ranges do not touch.
/// </summary>
internal static class ExchangeTime
{
    private const long NsFrom = 100_000_000_000_000_000;
    private const long MicrosFrom = 100_000_000_000_000;
    private const long NsPerMs = 1_000_000;

    /// <summary>Milliseconds since 1970 (nanoseconds and microseconds are cut).</summary>
    public static long ToMs(long time) => time switch
    {
        >= NsFrom => time / NsPerMs,
        >= MicrosFrom => time / 1000,
        _ => time,
    };

    /// <summary>Nanoseconds since 1970.</summary>
    public static long ToNs(long time) => time switch
    {
        >= NsFrom => time,
        >= MicrosFrom => time * 1000,
        _ => time * NsPerMs,
    };
}
