namespace Trifuse.Net.Linux;

/// <summary>The wall clock (CLOCK_REALTIME, UTC), for stamps on requests and reports. It may jump.</summary>
public static unsafe class RealtimeClock
{
    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public static long NowNs()
    {
        Libc.TimeSpec time;
        _ = Libc.ReadClock(Libc.ClockRealtime, &time);
        return unchecked(time.Seconds * 1_000_000_000 + time.Nanoseconds);
    }
}
