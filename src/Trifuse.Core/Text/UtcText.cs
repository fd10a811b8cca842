namespace Trifuse.Core.Text;

/// <summary>Wall-clock time as text, without allocation.</summary>
public static class UtcText
{
    /// <summary>Appends nanoseconds since 1970 as 2026-01-31T23:59:59.999Z (cut to milliseconds).</summary>
    public static void Append(ref Utf8Writer text, long utcNs)
    {
        DateTime time = DateTime.UnixEpoch.AddTicks(utcNs / 100);
        text.AppendPadded(time.Year, 4);
        text.Append('-');
        text.AppendPadded(time.Month, 2);
        text.Append('-');
        text.AppendPadded(time.Day, 2);
        text.Append('T');
        text.AppendPadded(time.Hour, 2);
        text.Append(':');
        text.AppendPadded(time.Minute, 2);
        text.Append(':');
        text.AppendPadded(time.Second, 2);
        text.Append('.');
        text.AppendPadded(time.Millisecond, 3);
        text.Append('Z');
    }
}
