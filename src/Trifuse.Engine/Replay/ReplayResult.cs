namespace Trifuse.Engine.Replay;

/// <summary>What a replay found.</summary>
public sealed record ReplayResult
{
    /// <summary>Records played.</summary>
    public required long Records { get; init; }

    /// <summary>Records that the recorder had to drop.</summary>
    public required long Dropped { get; init; }

    /// <summary>Frames among the records.</summary>
    public required long Frames { get; init; }

    /// <summary>Changes of a book.</summary>
    public required long Updates { get; init; }

    /// <summary>Signals.</summary>
    public required long Signals { get; init; }

    /// <summary>SHA-256 over the exact decisions of the replay.</summary>
    public required string DecisionHash { get; init; }

    /// <summary>The same of the run that recorded the tape; null when it did not end in good order.</summary>
    public required string? RecordedHash { get; init; }

    /// <summary>The tape is whole, so a different hash would be a fault.</summary>
    public required bool CanClaimEquality { get; init; }

    /// <summary>Why it is not.</summary>
    public required string WhyNot { get; init; }

    /// <summary>What is wrong with the file; null when nothing is.</summary>
    public required string? Problem { get; init; }

    /// <summary>True when the tape is whole and both hashes are the same.</summary>
    public bool IsEqual => CanClaimEquality && RecordedHash == DecisionHash;
}
