using Trifuse.Core.Text;

namespace Trifuse.Engine.Output;

/// <summary>
/// The scribe's half of the log: takes the lines of all rings, oldest first, and writes them with UTC time,
/// level and thread. Text is kept to one line and free of control characters.
/// </summary>
public sealed class LogWriter
{
    private const int MaxLinesPerDrain = 256;

    private readonly LineSink _sink;
    private readonly LogRing[] _rings;
    private readonly long[] _droppedTold;
    private long _utcOffsetNs;

    /// <summary>Makes the writer; call <see cref="SetClock"/> before the first line.</summary>
    public LogWriter(LineSink sink, params LogRing[] rings)
    {
        _sink = sink;
        _rings = [.. rings];
        _droppedTold = new long[rings.Length];
    }

    /// <summary>
    /// Ties monotonic to wall-clock time; repeated now and then, because the wall clock is adjusted.
    /// </summary>
    public void SetClock(long nowNs, long utcNs) => _utcOffsetNs = utcNs - nowNs;

    /// <summary>
    /// Moves up to 256 waiting lines into the sink and flushes it; returns how many there were.
    /// </summary>
    public int Drain(long nowNs)
    {
        int lines = 0;
        while (lines < MaxLinesPerDrain && TryOldest(out int index))
        {
            _rings[index].TryPeek(out LogLevel level, out long atNs, out ReadOnlySpan<byte> text);
            WriteLine(level, atNs, _rings[index].Thread, text);
            _rings[index].EndRead();
            lines++;
        }
        lines += TellDropped(nowNs);
        if (_sink.Pending > 0)
        {
            _sink.Flush();
        }
        return lines;
    }

    private bool TryOldest(out int index)
    {
        index = -1;
        long oldestNs = long.MaxValue;
        for (int i = 0; i < _rings.Length; i++)
        {
            if (_rings[i].TryPeek(out _, out long nowNs, out _) && (index < 0 || nowNs < oldestNs))
            {
                index = i;
                oldestNs = nowNs;
            }
        }
        return index >= 0;
    }

    private int TellDropped(long nowNs)
    {
        int lines = 0;
        Span<byte> buffer = stackalloc byte[64];
        for (int i = 0; i < _rings.Length; i++)
        {
            long dropped = _rings[i].Dropped;
            if (dropped != _droppedTold[i])
            {
                var text = new Utf8Writer(buffer);
                text.Append("log ring full, lines dropped: "u8);
                text.Append(dropped - _droppedTold[i]);
                WriteLine(LogLevel.Warning, nowNs, _rings[i].Thread, text.Written);
                _droppedTold[i] = dropped;
                lines++;
            }
        }
        return lines;
    }

    private void WriteLine(LogLevel level, long atNs, ReadOnlySpan<byte> thread, ReadOnlySpan<byte> message)
    {
        Span<byte> buffer = stackalloc byte[LogRing.MaxTextLength + 64];
        var text = new Utf8Writer(buffer);
        UtcText.Append(ref text, atNs + _utcOffsetNs);
        text.Append(LevelText(level));
        text.Append(thread[..Math.Min(thread.Length, 15)]);
        text.Append(": "u8);
        int start = text.Length;
        text.Append(message);
        foreach (ref byte value in buffer[start..text.Length])
        {
            if (value < (byte)' ' || value == 0x7F)
            {
                value = (byte)' ';
            }
        }
        _sink.Write(text.Written);
    }

    private static ReadOnlySpan<byte> LevelText(LogLevel level) => level switch
    {
        LogLevel.Debug => " DEBUG "u8,
        LogLevel.Info => " INFO  "u8,
        LogLevel.Warning => " WARN  "u8,
        _ => " ERROR "u8,
    };
}
