namespace Trifuse.Simulator.Market;

/// <summary>A candle length by its name on the wire (KuCoin protocol section 3).</summary>
public sealed class CandleType
{
    private const long Minute = 60;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    private CandleType(int index, string name, long seconds)
    {
        Index = index;
        Name = name;
        Seconds = seconds;
    }

    /// <summary>All lengths, shortest first; the first one is a minute.</summary>
    public static IReadOnlyList<CandleType> All { get; } =
    [
        new(0, "1min", Minute),
        new(1, "3min", 3 * Minute),
        new(2, "5min", 5 * Minute),
        new(3, "15min", 15 * Minute),
        new(4, "30min", 30 * Minute),
        new(5, "1hour", Hour),
        new(6, "2hour", 2 * Hour),
        new(7, "4hour", 4 * Hour),
        new(8, "6hour", 6 * Hour),
        new(9, "8hour", 8 * Hour),
        new(10, "12hour", 12 * Hour),
        new(11, "1day", Day),
        new(12, "1week", 7 * Day),
        new(13, "1month", 0),
    ];

    /// <summary>Position in <see cref="All"/>.</summary>
    public int Index { get; }

    public string Name { get; }

    /// <summary>Length in seconds; 0 for months, which differ.</summary>
    public long Seconds { get; }

    public static CandleType? Find(string name) => All.FirstOrDefault(
        t => string.Equals(t.Name, name, StringComparison.Ordinal));

    /// <summary>
    /// The unix second at which the candle of the given second starts. Weeks start on Thursdays, as the epoch
    /// does; months at midnight UTC of their first day.
    /// </summary>
    public long StartOf(long unixSeconds)
    {
        if (Seconds > 0)
        {
            return unixSeconds - (unixSeconds % Seconds);
        }

        DateTimeOffset then = DateTimeOffset.FromUnixTimeSeconds(unixSeconds);
        return new DateTimeOffset(then.Year, then.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    }
}
