namespace Trifuse.Trading.Execution;

/// <summary>Why not one byte of a request left.</summary>
public enum NotSentCause : byte
{
    /// <summary>No connection is up.</summary>
    NotConnected,

    /// <summary>Every connection waits for a reply.</summary>
    Busy,

    /// <summary>The request budget is used up.</summary>
    RateBudget,

    /// <summary>The journal has no room for the intent; nothing may be sent unrecorded.</summary>
    JournalFull,
}
