namespace Trifuse.Trading.Execution;

/// <summary>Why the outcome of an order had to be asked for.</summary>
public enum UnknownCause : byte
{
    /// <summary>It had not.</summary>
    None,

    /// <summary>No reply in time.</summary>
    NoReply,

    /// <summary>The connection broke after bytes had left.</summary>
    ConnectionLost,

    /// <summary>HTTP 5xx.</summary>
    ServerError,

    /// <summary>HTTP 429 after the bytes had left.</summary>
    RateLimited,

    /// <summary>A reply that could not be read.</summary>
    BadReply,

    /// <summary>The client id was in use.</summary>
    DuplicateClientId,

    /// <summary>No terminal event before fill_timeout_ms.</summary>
    FillTimeout,

    /// <summary>The terminal event came, but not all of its matches.</summary>
    MatchesMissing,

    /// <summary>More matches than the table holds.</summary>
    TooManyMatches,

    /// <summary>Reply and events contradict each other.</summary>
    Contradiction,
}
