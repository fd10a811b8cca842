using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Execution;

/// <summary>The words of outcomes, errors and reasons, and which error a cause amounts to.</summary>
public static class CascadeWords
{
    /// <summary>FILLED, FAILED or ABORTED.</summary>
    public static ReadOnlySpan<byte> Of(CascadeOutcome outcome) => outcome switch
    {
        CascadeOutcome.Filled => "FILLED"u8,
        CascadeOutcome.Failed => "FAILED"u8,
        CascadeOutcome.Aborted => "ABORTED"u8,
        _ => "OPEN"u8,
    };

    /// <summary>The word after error=.</summary>
    public static ReadOnlySpan<byte> Of(CascadeError error) => error switch
    {
        CascadeError.OrderRejected => "order_rejected"u8,
        CascadeError.FillTimeout => "fill_timeout"u8,
        CascadeError.UnknownOutcome => "unknown_outcome"u8,
        CascadeError.InsufficientBalance => "insufficient_balance"u8,
        CascadeError.RateLimited => "rate_limited"u8,
        CascadeError.Disconnected => "disconnected"u8,
        CascadeError.UnwindFailed => "unwind_failed"u8,
        CascadeError.LimitTripped => "limit_tripped"u8,
        _ => "none"u8,
    };

    /// <summary>The word after reason=.</summary>
    public static ReadOnlySpan<byte> Of(AbortReason reason) => reason switch
    {
        AbortReason.Cancelled => "cancelled"u8,
        AbortReason.Faded => "faded"u8,
        AbortReason.Shutdown => "shutdown"u8,
        AbortReason.Killed => "killed"u8,
        _ => "none"u8,
    };

    /// <summary>Why an order's outcome had to be asked for.</summary>
    public static ReadOnlySpan<byte> Of(UnknownCause cause) => cause switch
    {
        UnknownCause.NoReply => "no_reply"u8,
        UnknownCause.ConnectionLost => "connection_lost"u8,
        UnknownCause.ServerError => "server_error"u8,
        UnknownCause.RateLimited => "rate_limited"u8,
        UnknownCause.BadReply => "bad_reply"u8,
        UnknownCause.DuplicateClientId => "duplicate_client_id"u8,
        UnknownCause.FillTimeout => "fill_timeout"u8,
        UnknownCause.MatchesMissing => "matches_missing"u8,
        UnknownCause.TooManyMatches => "too_many_matches"u8,
        UnknownCause.Contradiction => "contradiction"u8,
        _ => "none"u8,
    };

    /// <summary>The way of an order; empty when there was none or it is not known.</summary>
    public static ReadOnlySpan<byte> Of(OrderPath path) => path switch
    {
        OrderPath.Rest => "rest"u8,
        OrderPath.Socket => "ws"u8,
        _ => ""u8,
    };

    /// <summary>How an order's outcome became known.</summary>
    public static ReadOnlySpan<byte> Of(StepResolution resolution) => resolution switch
    {
        StepResolution.Events => "events"u8,
        StepResolution.Query => "query"u8,
        StepResolution.Fills => "fills"u8,
        StepResolution.Rejected => "rejected"u8,
        StepResolution.NeverAccepted => "never_accepted"u8,
        StepResolution.NotSent => "not_sent"u8,
        StepResolution.Unresolved => "unresolved"u8,
        _ => "open"u8,
    };

    /// <summary>The error of a request that did not leave.</summary>
    public static CascadeError ErrorOf(NotSentCause cause) => cause switch
    {
        NotSentCause.RateBudget => CascadeError.RateLimited,
        NotSentCause.JournalFull => CascadeError.LimitTripped,
        _ => CascadeError.Disconnected,
    };

    /// <summary>The error of a refusal.</summary>
    public static CascadeError ErrorOf(RejectionKind kind) => kind switch
    {
        RejectionKind.InsufficientBalance => CascadeError.InsufficientBalance,
        RejectionKind.RateLimited => CascadeError.RateLimited,
        _ => CascadeError.OrderRejected,
    };

    /// <summary>The error of an order that never arrived.</summary>
    public static CascadeError ErrorOf(UnknownCause cause) => cause switch
    {
        UnknownCause.RateLimited => CascadeError.RateLimited,
        UnknownCause.FillTimeout => CascadeError.FillTimeout,
        _ => CascadeError.Disconnected,
    };
}
