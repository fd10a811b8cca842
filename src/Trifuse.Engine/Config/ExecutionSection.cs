using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Config;

/// <summary>[execution]</summary>
public sealed record ExecutionSection
{
    /// <summary>order_type: market orders, or immediate-or-cancel with a limit price.</summary>
    public required OrderType OrderType { get; init; }

    /// <summary>
    /// guard_slack_bps: how much worse than predicted a limit price may be, bps of the price.
    /// </summary>
    public required ExactDecimal GuardSlackBps { get; init; }

    /// <summary>order_path: which way orders go; paper orders always go over REST.</summary>
    public required OrderPathMode OrderPath { get; init; }

    /// <summary>
    /// order_probe_ms: pause between two round trips that measure a path and place nothing.
    /// </summary>
    public required long OrderProbeNs { get; init; }

    /// <summary>fill_timeout_ms: after this without a terminal event the order is looked up.</summary>
    public required long FillTimeoutNs { get; init; }

    /// <summary>
    /// terminal_grace_ms: after a terminal event, wait this long for its missing matches, then fetch them.
    /// </summary>
    public required long TerminalGraceNs { get; init; }

    /// <summary>query_retry_ms: pause between two questions about the same order.</summary>
    public required long QueryRetryNs { get; init; }

    /// <summary>
    /// query_limit: after this many unanswered questions the outcome is reported as unknown.
    /// </summary>
    public required int QueryLimit { get; init; }

    /// <summary>await_balance: whether a leg waits for the balance event of the one before.</summary>
    public required AwaitBalance AwaitBalance { get; init; }

    /// <summary>fee_payment: what the account pays fees with.</summary>
    public required FeePayment FeePayment { get; init; }

    /// <summary>
    /// balance_retry_count: how often a leg refused for want of balance is tried again; 0 is never.
    /// </summary>
    public required int BalanceRetryCount { get; init; }

    /// <summary>balance_retry_ms: pause before such a try.</summary>
    public required long BalanceRetryNs { get; init; }

    /// <summary>balance_retry_limit_ms: how long after the first refusal it is tried again.</summary>
    public required long BalanceRetryLimitNs { get; init; }

    /// <summary>on_cancel: what a cancelled cascade does between two legs.</summary>
    public required CancelPolicy OnCancel { get; init; }

    /// <summary>on_kill: the same for the kill switch.</summary>
    public required CancelPolicy OnKill { get; init; }

    /// <summary>on_failure: what happens to what is held when a leg fails; Unwind or Hold.</summary>
    public required CancelPolicy OnFailure { get; init; }

    /// <summary>
    /// on_fade: what a cascade does when going round no longer pays; Finish: it does not look.
    /// </summary>
    public required CancelPolicy OnFade { get; init; }

    /// <summary>fade_bps: the result of going round below which it has faded, of leg 1's cost.</summary>
    public required ExactDecimal FadeBps { get; init; }

    /// <summary>unwind_budget_bps: what unwinding may lose, of leg 1's cost.</summary>
    public required ExactDecimal UnwindBudgetBps { get; init; }

    /// <summary>unwind_limit_ms: how long a way back is looked for again.</summary>
    public required long UnwindLimitNs { get; init; }
}
