using Trifuse.Core.Numbers;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Recovery;

/// <summary>The end of an earlier run's cascade, for the limits, which have not counted it yet.</summary>
/// <param name="Cascade">Its number.</param>
/// <param name="Start">The code of the currency that it started from.</param>
/// <param name="Profit">What it won or lost in it; of a correction, how much more than was reported.</param>
/// <param name="Outcome">How it ended; a correction counts as stopped, not as one more failure.</param>
/// <param name="IsUncertain">True when an order stayed in doubt.</param>
/// <param name="IsLive">True when it traded real money.</param>
/// <param name="UtcNs">When, in ns since 1970.</param>
internal sealed record PastResult(
    uint Cascade,
    string Start,
    ExactDecimal Profit,
    CascadeOutcome Outcome,
    bool IsUncertain,
    bool IsLive,
    long UtcNs);
