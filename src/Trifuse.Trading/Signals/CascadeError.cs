namespace Trifuse.Trading.Signals;

/// <summary>Why a cascade failed; the words of the report line.</summary>
public enum CascadeError : byte
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The exchange refused an order for good.</summary>
    OrderRejected,

    /// <summary>The order exists and is still open after fill_timeout_ms and a cancel.</summary>
    FillTimeout,

    /// <summary>Whether and how far an order was filled could not be found out.</summary>
    UnknownOutcome,

    /// <summary>Refused for lack of balance, also after the allowed retries.</summary>
    InsufficientBalance,

    /// <summary>No request left in the exchange's budget.</summary>
    RateLimited,

    /// <summary>No connection to send on, or the order was lost with it.</summary>
    Disconnected,

    /// <summary>What was held could not be sold back.</summary>
    UnwindFailed,

    /// <summary>A limit of our own forbade the request.</summary>
    LimitTripped,
}
