using System.Runtime.CompilerServices;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Signals;

/// <summary>
/// A decision to go round one triangle, with everything that an executor needs: what to send, what is
/// expected, and the books that were seen. Some 10 kB; filled and read in place in a ring slot, never copied.
/// </summary>
public struct Signal
{
    /// <summary>Levels kept of each book side; sizing does not look deeper.</summary>
    public const int MaxLevels = 50;

    /// <summary>The run that this decision belongs to; first part of every client id.</summary>
    public uint Run;

    /// <summary>Number of the cascade within the run, from 1 on; second part of every client id.</summary>
    public uint Cascade;

    /// <summary>Index of the directed triangle in the universe.</summary>
    public int Triangle;

    /// <summary>The executor that it was given to.</summary>
    public int Slot;

    /// <summary>When the message that caused it was read from the socket (monotonic ns).</summary>
    public long IngressNs;

    /// <summary>When its last level was decoded and the book updated (monotonic ns).</summary>
    public long DecodedNs;

    /// <summary>When the decision was made (monotonic ns).</summary>
    public long SignalNs;

    /// <summary>The decision's wall-clock time in nanoseconds since 1970.</summary>
    public long SignalUtcNs;

    /// <summary>What leg 1 is expected to cost, fee included, in the start currency.</summary>
    public ExactDecimal PredictedCost;

    /// <summary>What leg 3 is expected to yield, fee deducted, in the start currency.</summary>
    public ExactDecimal PredictedOutput;

    /// <summary>Start currency set aside for leg 1: its cost limit including the fee.</summary>
    public ExactDecimal Reserved;

    /// <summary>The three legs in order.</summary>
    public SignalLegs Legs;
}

/// <summary>The three legs of a signal.</summary>
[InlineArray(3)]
public struct SignalLegs
{
    private SignalLeg _first;
}
