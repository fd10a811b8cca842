namespace Trifuse.Engine.Journal;

/// <summary>Sizes of a journal.</summary>
public sealed record JournalOptions
{
    /// <summary>Bytes of one segment file, a multiple of 4096; 4 MiB hold 16,383 records.</summary>
    public int SegmentBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>What a power cut may lose at most, in nanoseconds.</summary>
    public long FlushIntervalNs { get; init; } = 50_000_000;

    /// <summary>How long to wait after a failed attempt to make a segment, in nanoseconds.</summary>
    public long RetryIntervalNs { get; init; } = 1_000_000_000;
}
