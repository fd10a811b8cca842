namespace Trifuse.Engine.Journal;

/// <summary>A record of the journal as it is read. The payload is valid until the next read.</summary>
public readonly ref struct JournalEntry
{
    internal JournalEntry(
        ushort kind,
        uint run,
        ushort writer,
        long sequence,
        long nowNs,
        long utcNs,
        ReadOnlySpan<byte> payload)
    {
        Kind = kind;
        Run = run;
        Writer = writer;
        Sequence = sequence;
        NowNs = nowNs;
        UtcNs = utcNs;
        Payload = payload;
    }

    /// <summary>What it records, from 1 on; the meaning is the writers' affair.</summary>
    public ushort Kind { get; }

    /// <summary>The run.</summary>
    public uint Run { get; }

    /// <summary>The thread that wrote it.</summary>
    public ushort Writer { get; }

    /// <summary>Its place among all records of the run, from 1 on.</summary>
    public long Sequence { get; }

    /// <summary>Monotonic nanoseconds.</summary>
    public long NowNs { get; }

    /// <summary>Nanoseconds since 1970.</summary>
    public long UtcNs { get; }

    /// <summary>Its content.</summary>
    public ReadOnlySpan<byte> Payload { get; }
}
