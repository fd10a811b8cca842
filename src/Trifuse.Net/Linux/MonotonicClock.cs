namespace Trifuse.Net.Linux;

/// <summary>
/// Time since an arbitrary point that never goes back (CLOCK_MONOTONIC), for ages, deadlines and latencies.
/// </summary>
public static unsafe class MonotonicClock
{
    /// <summary>Nanoseconds.</summary>
    public static long NowNs()
    {
        Libc.TimeSpec time;
        _ = Libc.ReadClock(Libc.ClockMonotonic, &time);
        return unchecked(time.Seconds * 1_000_000_000 + time.Nanoseconds);
    }
}
