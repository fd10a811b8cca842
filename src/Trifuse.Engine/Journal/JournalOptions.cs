namespace Trifuse.Engine.Journal;

/// <summary>Sizes of a journal.</summary>
public sealed record JournalOptions
{
    /// <summary>Bytes of one segment file, a multiple of 4096; 4 MiB hold 16,383 records.</summary>
    public int SegmentBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Writers from this number on write little; their segments are <see cref="SmallSegmentBytes"/> long, or
    /// as long as the others if that is less.
    /// </summary>
    public int SmallFrom { get; init; } = int.MaxValue;

    /// <summary>Bytes of a small segment, a multiple of 4096.</summary>
    public int SmallSegmentBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of a writer's segments.</summary>
    public int BytesOf(int writer) =>
        writer < SmallFrom ? SegmentBytes : Math.Min(SegmentBytes, SmallSegmentBytes);

    /// <summary>What a power cut may lose at most, in nanoseconds.</summary>
    public long FlushIntervalNs { get; init; } = 50_000_000;

    /// <summary>How long to wait after a failed attempt to make a segment, in nanoseconds.</summary>
    public long RetryIntervalNs { get; init; } = 1_000_000_000;
}
