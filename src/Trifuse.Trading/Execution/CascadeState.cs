namespace Trifuse.Trading.Execution;

/// <summary>
/// Where a cascade stands. Steps 0 to 2 are the legs; steps from 3 on are unwind orders, which use
/// the same states of one order (<see cref="Sending"/> to <see cref="RetryWait"/>).
/// </summary>
public enum CascadeState : byte
{
    /// <summary>No cascade.</summary>
    Idle,

    /// <summary>An order is to be written, at once or at the deadline.</summary>
    Sending,

    /// <summary>The order has left; its reply and events are awaited.</summary>
    Awaiting,

    /// <summary>The order's outcome is being asked for.</summary>
    Resolving,

    /// <summary>The next leg waits for the balance push of the last one.</summary>
    AwaitingBalance,

    /// <summary>The credit of the last leg is late; the order is repeated under the next attempt.</summary>
    RetryWait,

    /// <summary>
    /// The exits of what is held are being priced: to unwind it, or between two legs to see whether going on
    /// still pays.
    /// </summary>
    Pricing,

    /// <summary>No exit was good enough; they are asked for again after a pause.</summary>
    UnwindWait,

    /// <summary>The report is ready.</summary>
    Finished,
}
