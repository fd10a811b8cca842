namespace Trifuse.Engine.Config;

/// <summary>[journal]</summary>
public sealed record JournalSection
{
    /// <summary>enabled: off only for replays; a live engine without a journal cannot recover.</summary>
    public required bool Enabled { get; init; }

    /// <summary>segment_mb: size of a segment file, preallocated.</summary>
    public required int SegmentMb { get; init; }

    /// <summary>keep_mb: above this the journals of old runs are deleted.</summary>
    public required int KeepMb { get; init; }

    /// <summary>flush_ms: what a power cut may lose at most.</summary>
    public required long FlushNs { get; init; }
}
