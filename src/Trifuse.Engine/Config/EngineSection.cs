namespace Trifuse.Engine.Config;

/// <summary>[engine]</summary>
public sealed record EngineSection
{
    /// <summary>mode: real orders or simulated fills.</summary>
    public required TradingMode Mode { get; init; }

    /// <summary>threads: executors on the hot thread or on threads of their own.</summary>
    public required ThreadLayout Threads { get; init; }

    /// <summary>wait: what a thread does when there is nothing to do.</summary>
    public required WaitMode Wait { get; init; }

    /// <summary>
    /// spin_recent_ms: with adaptive waiting, spin while the last message is younger than this.
    /// </summary>
    public required long SpinRecentNs { get; init; }

    /// <summary>pin_hot_core: the processor of the hot thread; -1 leaves it to the system.</summary>
    public required int PinHotCore { get; init; }

    /// <summary>pin_executor_cores: one processor for each slot, or empty.</summary>
    public required IReadOnlyList<int> PinExecutorCores { get; init; }

    /// <summary>concurrent_slots: how many cascades may run at the same time, 1 to 16.</summary>
    public required int ConcurrentSlots { get; init; }

    /// <summary>run_seconds: stop in good order after this time; 0 runs until stopped.</summary>
    public required long RunNs { get; init; }

    /// <summary>state_dir: directory of run number and journal.</summary>
    public required string StateDir { get; init; }

    /// <summary>
    /// no_gc_region_mb: budget that start-up reserves so that no collection comes; 0 is off.
    /// </summary>
    public required int NoGcRegionMb { get; init; }

    /// <summary>
    /// The waiting that this machine can bear: spinning threads need a processor each and one more for the
    /// rest, otherwise they starve the threads that they wait for, and <see cref="WaitMode.Adaptive"/> is
    /// used instead.
    /// </summary>
    public WaitMode WaitFor(int processors)
    {
        int spinning = Threads == ThreadLayout.Fused ? 1 : 1 + ConcurrentSlots;
        return Wait == WaitMode.Spin && processors < spinning + 1 ? WaitMode.Adaptive : Wait;
    }
}

/// <summary>Real orders or simulated fills.</summary>
public enum TradingMode
{
    /// <summary>Orders go to the test endpoint, fills are simulated.</summary>
    Paper,

    /// <summary>Orders are real.</summary>
    Live,
}

/// <summary>Where the executors run.</summary>
public enum ThreadLayout
{
    /// <summary>On the hot thread, in its loop.</summary>
    Fused,

    /// <summary>Each on a thread of its own.</summary>
    Split,
}

/// <summary>What a thread does when there is nothing to do.</summary>
public enum WaitMode
{
    /// <summary>Spins while traffic is recent, then sleeps.</summary>
    Adaptive,

    /// <summary>Never sleeps.</summary>
    Spin,

    /// <summary>Always sleeps.</summary>
    Block,
}
