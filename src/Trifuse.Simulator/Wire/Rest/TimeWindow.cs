using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>
/// startAt and endAt of a query, milliseconds, both included. A missing end lies a whole window from the
/// other, or at the present (KuCoin protocol 4.3).
/// </summary>
public readonly record struct TimeWindow(long StartMs, long EndMs)
{
    /// <summary>The longest window that order and fill queries take.</summary>
    public const long WeekMs = 7L * 24 * 3600 * 1000;

    /// <summary>False when the window is longer than allowed, or ends before it starts.</summary>
    public static bool TryRead(RestCall call, long longestMs, TimeProvider time, out TimeWindow window)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        long start = call.Number("startAt", -1);
        long end = call.Number("endAt", -1);
        if (start < 0)
        {
            end = end < 0 ? nowMs : end;
            start = Math.Max(0, end - longestMs);
        }
        else if (end < 0)
        {
            end = start > long.MaxValue - longestMs ? long.MaxValue : start + longestMs;
        }

        window = new TimeWindow(start, end);
        return start <= end && end - start <= longestMs;
    }

    /// <summary>The reply to a window that is refused.</summary>
    public static Reply TooLong() =>
        Reply.Refusal(OrderValidation.Parameter("The time range should not exceed 7 days."));

    public bool Holds(long timeMs) => timeMs >= StartMs && timeMs <= EndMs;
}
