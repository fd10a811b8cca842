using Trifuse.Engine.Start;

namespace Trifuse.Engine.Replay;

/// <summary>What came of writing a tape's market as a capture.</summary>
public sealed record CaptureResult
{
    /// <summary>Records of the tape that were read.</summary>
    public long Records { get; init; }

    /// <summary>Inputs that the recorder had to drop, so that the capture misses them.</summary>
    public long Dropped { get; init; }

    /// <summary>Market events in the capture.</summary>
    public long Events { get; init; }

    /// <summary>Symbols that it has events of.</summary>
    public int Symbols { get; init; }

    /// <summary>Microseconds from the first event to the last.</summary>
    public long SpanUs { get; init; }

    /// <summary>
    /// What went wrong; null when nothing did. There is a file all the same when <see cref="Events"/> is not
    /// 0: then the tape was cut short, and the file holds what came before.
    /// </summary>
    public StartProblem? Problem { get; init; }
}
