using Trifuse.Core.Numbers;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Execution;

/// <summary>The settings of a cascade; all times in nanoseconds.</summary>
public sealed record CascadeOptions
{
    private const long Ms = 1_000_000;

    /// <summary>
    /// fill_timeout_ms: from the order's last byte to the moment when its outcome is asked for.
    /// </summary>
    public long FillTimeoutNs { get; init; } = 3_000 * Ms;

    /// <summary>terminal_grace_ms: how long a terminal event waits for the matches that it counts.</summary>
    public long TerminalGraceNs { get; init; } = 500 * Ms;

    /// <summary>query_retry_ms: pause before each question about an order whose outcome is unknown.</summary>
    public long QueryRetryNs { get; init; } = 300 * Ms;

    /// <summary>
    /// query_limit: after this many questions the outcome is reported as unknown; at least 1.
    /// </summary>
    public int QueryLimit { get; init; } = 10;

    /// <summary>How long a question or a cancel waits for its reply.</summary>
    public long QueryReplyTimeoutNs { get; init; } = 2_000 * Ms;

    /// <summary>
    /// How often in a row the exchange must say that it does not know an order before that is believed.
    /// </summary>
    public int NotFoundConfirmations { get; init; } = 3;

    /// <summary>How long after the order's last byte that is not believed yet.</summary>
    public long NotFoundSettleNs { get; init; } = 2_000 * Ms;

    /// <summary>How often an order that is found open is cancelled.</summary>
    public int CancelLimit { get; init; } = 2;

    /// <summary>
    /// How often the fills of one order are asked for; then the order's own sums have to do.
    /// </summary>
    public int FillsLimit { get; init; } = 3;

    /// <summary>
    /// How many pages of fills are read for one such question: as many as hold the matches that are told
    /// apart (<see cref="FillAccumulator.MaxMatches"/>). Beyond that the order's own sums have to do.
    /// </summary>
    public int FillPages { get; init; } = 3;

    /// <summary>balance_retry_count: how often a leg refused for want of balance is tried again.</summary>
    public int BalanceRetryCount { get; init; } = 5;

    /// <summary>
    /// balance_retry_ms: pause before such a try; a balance push that suffices cuts it short.
    /// </summary>
    public long BalanceRetryNs { get; init; } = 50 * Ms;

    /// <summary>balance_retry_limit_ms: how long after the first refusal that goes on.</summary>
    public long BalanceRetryLimitNs { get; init; } = 1_000 * Ms;

    /// <summary>Pause before a leg 2 or 3 that could not be written is tried again.</summary>
    public long PlaceRetryNs { get; init; } = 10 * Ms;

    /// <summary>How long that goes on. Leg 1 is never tried again: its books have moved on.</summary>
    public long PlaceRetryLimitNs { get; init; } = 3_000 * Ms;

    /// <summary>await_balance: whether sell legs wait for the balance push of the leg before.</summary>
    public AwaitBalance AwaitBalance { get; init; } = AwaitBalance.Off;

    /// <summary>How long they wait; then the fill decides.</summary>
    public long AwaitBalanceNs { get; init; } = 250 * Ms;

    /// <summary>fee_payment: what the account pays fees with.</summary>
    public FeePayment FeePayment { get; init; } = FeePayment.Quote;

    /// <summary>on_cancel: what the cancel flag and a shutdown do once a leg has traded.</summary>
    public CancelPolicy OnCancel { get; init; } = CancelPolicy.Finish;

    /// <summary>on_kill: what the kill switch does once a leg has traded.</summary>
    public CancelPolicy OnKill { get; init; } = CancelPolicy.Unwind;

    /// <summary>on_failure: what happens to what is held when a leg fails; Unwind or Hold.</summary>
    public CancelPolicy OnFailure { get; init; } = CancelPolicy.Unwind;

    /// <summary>
    /// on_fade: what is done when going round no longer pays on the live books. Finish: nothing, they are not
    /// asked between two legs.
    /// </summary>
    public CancelPolicy OnFade { get; init; } = CancelPolicy.Finish;

    /// <summary>
    /// fade_bps: going round has faded when its result would be below this, in basis points of leg 1's cost;
    /// 4 decimals at most.
    /// </summary>
    public ExactDecimal FadeBps { get; init; } = ExactDecimal.Zero;

    /// <summary>
    /// How long the value of going on is waited for; then the cascade goes on as if it had not asked.
    /// </summary>
    public long FadeTimeoutNs { get; init; } = 50 * Ms;

    /// <summary>
    /// unwind_budget_bps: what unwinding may lose, in basis points of leg 1's cost; 0 or above.
    /// </summary>
    public ExactDecimal UnwindBudgetBps { get; init; } = ExactDecimal.FromInt64(200);

    /// <summary>
    /// order_type and guard_slack_bps for unwind orders: their limit is the worst price that the exit reckons
    /// with, plus the slack; off: they go at market.
    /// </summary>
    public PriceGuard UnwindGuard { get; init; }

    /// <summary>unwind_limit_ms: how long a way back is looked for again when there is none.</summary>
    public long UnwindLimitNs { get; init; } = 3_000 * Ms;

    /// <summary>Pause before that.</summary>
    public long UnwindRetryNs { get; init; } = 250 * Ms;

    /// <summary>How long the prices of exits are waited for; they come from another thread at most.</summary>
    public long PriceTimeoutNs { get; init; } = 1_000 * Ms;
}
