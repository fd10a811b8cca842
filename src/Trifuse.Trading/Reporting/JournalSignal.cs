using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Reporting;

/// <summary>What a signal expected, in the start currency.</summary>
public struct JournalSignal
{
    /// <summary>When the decision was made, in nanoseconds since 1970.</summary>
    public long UtcNs;

    /// <summary>From the socket to the decision, in nanoseconds.</summary>
    public long LatencyNs;

    /// <summary>What leg 1 was expected to cost, fee included.</summary>
    public ExactDecimal PredictedCost;

    /// <summary>What leg 3 was expected to yield.</summary>
    public ExactDecimal PredictedOutput;
}
