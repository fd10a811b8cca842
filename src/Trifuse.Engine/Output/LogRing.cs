using System.Buffers.Binary;
using Trifuse.Core.Rings;

namespace Trifuse.Engine.Output;

/// <summary>
/// One thread's log: never blocks, never allocates. The thread formats its text with a Utf8Writer on the
/// stack; <see cref="LogWriter"/> on the scribe writes it. A full ring drops the line and counts it.
/// </summary>
public sealed class LogRing
{
    /// <summary>The longest text in bytes; longer ones are cut.</summary>
    public const int MaxTextLength = 1024;

    internal const int HeadLength = 9;

    private readonly SpscByteRing _ring;
    private long _dropped;

    /// <summary>Makes the log of the thread with this name (at most 15 characters are shown).</summary>
    public LogRing(string thread, int capacityBytes = 64 * 1024, LogLevel minLevel = LogLevel.Info)
    {
        Thread = System.Text.Encoding.UTF8.GetBytes(thread);
        MinLevel = minLevel;
        _ring = new SpscByteRing(capacityBytes);
    }

    /// <summary>Lines below this level are not taken.</summary>
    public LogLevel MinLevel { get; }

    /// <summary>Lines dropped because the ring was full.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    internal byte[] Thread { get; }

    /// <summary>True when a line of this level would be taken; spares the formatting otherwise.</summary>
    public bool IsOn(LogLevel level) => level >= MinLevel;

    /// <summary>
    /// The owning thread: takes one line; false when it was dropped (or is below the level).
    /// </summary>
    public bool Write(LogLevel level, long nowNs, ReadOnlySpan<byte> text)
    {
        if (level < MinLevel)
        {
            return false;
        }
        Span<byte> head = stackalloc byte[HeadLength];
        head[0] = (byte)level;
        BinaryPrimitives.WriteInt64LittleEndian(head[1..], nowNs);
        if (_ring.TryWrite(head, text[..Math.Min(text.Length, MaxTextLength)]))
        {
            return true;
        }
        Volatile.Write(ref _dropped, _dropped + 1);
        return false;
    }

    /// <summary>Control plane only: takes a line that is a string; allocates its bytes.</summary>
    public void WriteText(LogLevel level, string text) =>
        Write(level, Net.Linux.MonotonicClock.NowNs(), System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The scribe: the oldest line, valid until <see cref="EndRead"/>.</summary>
    internal bool TryPeek(out LogLevel level, out long nowNs, out ReadOnlySpan<byte> text)
    {
        if (!_ring.TryPeek(out ReadOnlySpan<byte> record))
        {
            level = default;
            nowNs = long.MaxValue;
            text = default;
            return false;
        }
        level = (LogLevel)record[0];
        nowNs = BinaryPrimitives.ReadInt64LittleEndian(record[1..]);
        text = record[HeadLength..];
        return true;
    }

    internal void EndRead() => _ring.EndRead();
}
