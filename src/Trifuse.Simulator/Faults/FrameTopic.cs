using System.Text;

namespace Trifuse.Simulator.Faults;

/// <summary>
/// Reads topic and symbol out of a frame of this exchange; used while a fault is in force only.
/// </summary>
public static class FrameTopic
{
    /// <summary>
    /// Classic frames name a topic, Pro frames a channel; the symbol is null if there is none.
    /// </summary>
    public static (string Topic, string? Symbol) Of(ReadOnlySpan<byte> frame)
    {
        string? topic = Member(frame, "\"topic\":\""u8);
        if (topic is null)
        {
            return (Member(frame, "\"T\":\""u8) ?? "", Member(frame, "\"s\":\""u8));
        }

        if (topic.EndsWith(":all", StringComparison.Ordinal))
        {
            return (topic, Member(frame, "\"subject\":\""u8));
        }

        int colon = topic.IndexOf(':', StringComparison.Ordinal);
        string? symbol = colon < 0 ? null : topic[(colon + 1)..].Split('_')[0];
        return (topic, symbol);
    }

    private static string? Member(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> head)
    {
        int start = frame.IndexOf(head);
        if (start < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> rest = frame[(start + head.Length)..];
        int end = rest.IndexOf((byte)'"');
        return end < 0 ? null : Encoding.UTF8.GetString(rest[..end]);
    }
}
