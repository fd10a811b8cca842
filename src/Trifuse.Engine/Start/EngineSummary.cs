using Trifuse.Core.Metrics;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Audit;
using Trifuse.Trading.Reporting;

namespace Trifuse.Engine.Start;

/// <summary>What a run did, put together when it has ended.</summary>
public sealed record EngineSummary
{
    /// <summary>The run's number.</summary>
    public required uint Run { get; init; }

    /// <summary>What the run did with its signals.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>From arming to draining, in nanoseconds.</summary>
    public required long ArmedNs { get; init; }

    /// <summary>Symbols watched.</summary>
    public required int Symbols { get; init; }

    /// <summary>Directed triangles evaluated.</summary>
    public required int Triangles { get; init; }

    /// <summary>Market connections.</summary>
    public required int Connections { get; init; }

    /// <summary>Text frames of all streams.</summary>
    public required long Frames { get; init; }

    /// <summary>Frames that were not in the protocol.</summary>
    public required long MalformedFrames { get; init; }

    /// <summary>Stream connections lost and made again.</summary>
    public required long LostConnections { get; init; }

    /// <summary>Changes of a book.</summary>
    public required long Updates { get; init; }

    /// <summary>Products of three rates computed.</summary>
    public required long Evaluations { get; init; }

    /// <summary>Triangles that passed screening.</summary>
    public required long Candidates { get; init; }

    /// <summary>Signals given out.</summary>
    public required long Signals { get; init; }

    /// <summary>Candidates that were refused, by cause; causes that did not occur are left out.</summary>
    public required IReadOnlyList<CountedCause> Refusals { get; init; }

    /// <summary>The best round trip that was quoted, whether or not it was tradable.</summary>
    public required BestQuote Best { get; init; }

    /// <summary>The best among those within the limits of age and desync.</summary>
    public required BestQuote BestInTime { get; init; }

    /// <summary>Best exact result of a sized round trip in bps; null when none was sized.</summary>
    public required double? BestSizedBps { get; init; }

    /// <summary>Cascades by outcome, profit by currency, best and worst.</summary>
    public required SessionTotals Totals { get; init; }

    /// <summary>The same by start currency, for those that cascades started from.</summary>
    public required IReadOnlyList<StartTotals> ByStart { get; init; }

    /// <summary>Net change of every currency over all cascades.</summary>
    public required IReadOnlyDictionary<string, ExactDecimal> NetChanges { get; init; }

    /// <summary>SHA-256 over the exact decisions.</summary>
    public required string DecisionHash { get; init; }

    /// <summary>Durations by stage, in the order of a message's life.</summary>
    public required IReadOnlyList<StageLatency> Stages { get; init; }

    /// <summary>The longest time that the hot thread spent between two looks at its inputs, armed.</summary>
    public required long LongestStallNs { get; init; }

    /// <summary>Order connections that were lost or closed by the server, and replaced.</summary>
    public required long ReplacedOrderConnections { get; init; }

    /// <summary>Orders by the way they went.</summary>
    public required OrderPathCounts OrderPaths { get; init; }

    /// <summary>
    /// Managed bytes allocated by the whole process from arming to the end of the last cascade.
    /// </summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>The same by thread.</summary>
    public required IReadOnlyList<CountedCause> AllocatedByThread { get; init; }

    /// <summary>Garbage collections from arming on.</summary>
    public required int Collections { get; init; }

    /// <summary>What was compared with the exchange; null in a recording.</summary>
    public required AuditCounters? Audit { get; init; }

    /// <summary>Order events that belonged to no open cascade.</summary>
    public required long StrayEvents { get; init; }

    /// <summary>Records that the tape dropped; null without a tape.</summary>
    public required long? TapeDropped { get; init; }

    /// <summary>Report lines that could not be written.</summary>
    public required long LinesLost { get; init; }

    /// <summary>How often the kill switch was used, by command, signal or file.</summary>
    public required int Kills { get; init; }

    /// <summary>Longest time from the kill switch to the end of the last open cascade.</summary>
    public required long LongestToQuietNs { get; init; }

    /// <summary>Breakers that were tripped at the end.</summary>
    public required IReadOnlyList<string> Tripped { get; init; }

    /// <summary>What went wrong in a way that the exit code must tell; empty when nothing did.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}

/// <summary>The sums of one start currency.</summary>
public readonly record struct StartTotals(string Currency, CurrencyTotals Totals);

/// <summary>
/// Orders over REST and over order sockets, those of them for which the path was meant to be the other, and
/// order sockets that were lost and made again.
/// </summary>
public readonly record struct OrderPathCounts(long Rest, long Socket, long FallBacks, long LostSockets);

/// <summary>Something that was counted.</summary>
public readonly record struct CountedCause(string Name, long Count);

/// <summary>
/// A round trip at the best prices: its products before and after fees in bps, and the currencies.
/// </summary>
public readonly record struct BestQuote(
    double GrossBps, string GrossTriangle, double NetBps, string NetTriangle);

/// <summary>The durations of one stage.</summary>
public readonly record struct StageLatency(string Name, LatencyHistogram Durations);
