namespace Trifuse.Trading.Signals;

/// <summary>The best product of rates that was seen, in bps; -10000 before the first one.</summary>
public struct BestSeen()
{
    /// <summary>After fees, at the best prices.</summary>
    public double NetBps = -10_000;

    /// <summary>The triangle of <see cref="NetBps"/>; -1 before the first one.</summary>
    public int NetTriangle = -1;

    /// <summary>Before fees, at the best prices.</summary>
    public double GrossBps = -10_000;

    /// <summary>The triangle of <see cref="GrossBps"/>; -1 before the first one.</summary>
    public int GrossTriangle = -1;
}

/// <summary>What the desk has done so far. Written by the hot thread alone.</summary>
public sealed class DeskCounters
{
    private readonly long[] _refusals = new long[Refusals.Count];

    /// <summary>Messages that changed a book.</summary>
    public long Updates;

    /// <summary>Messages that did not: too old, of another feed, kept, gaps, malformed.</summary>
    public long Unapplied;

    /// <summary>Products of three rates computed.</summary>
    public long TrianglesEvaluated;

    /// <summary>Triangles that passed screening; each ends as a signal or a refusal.</summary>
    public long Candidates;

    /// <summary>Signals published.</summary>
    public long Signals;

    /// <summary>Best over all evaluations with three fresh books, old quotes included.</summary>
    public BestSeen Best = new();

    /// <summary>
    /// The same, only where age and desync were within their limits: what could have been traded.
    /// </summary>
    public BestSeen BestInTime = new();

    /// <summary>
    /// Best effective bps of an exact, floored size; -infinity before the first one was computed.
    /// </summary>
    public double BestSizedBps = double.NegativeInfinity;

    /// <summary>The triangle of <see cref="BestSizedBps"/>; -1 before the first one.</summary>
    public int BestSizedTriangle = -1;

    /// <summary>Refused candidates by cause; the position is the <see cref="Refusal"/>.</summary>
    public ReadOnlySpan<long> ByRefusal => _refusals;

    /// <summary>Refused candidates of one cause.</summary>
    public long Refused(Refusal cause) => _refusals[(int)cause];

    internal void Count(Refusal cause) => _refusals[(int)cause]++;
}
