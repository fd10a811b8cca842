using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Execution;

/// <summary>
/// One order from its first byte to the truth about it: reply and events in any order, a time limit, and
/// questions when they leave doubt. What the truth means for the cascade is decided by <see
/// cref="CascadeRun"/>.
/// </summary>
internal sealed class OrderRun(CascadeOptions options)
{
    public const long Never = long.MaxValue;

    private readonly CascadeOptions _options = options;
    private readonly FillAccumulator _fills = new();
    private readonly OrderInquiry _inquiry = new(options);
    private ExactDecimal _feeRate;
    private bool _isSeen;
    private bool _inFlight;

    /// <summary>
    /// What the driver is to do; outlives the order, so that the driver may keep a reference.
    /// </summary>
    public CascadeAction Action;

    /// <summary>The account of the order.</summary>
    public ReportStep Step;

    /// <summary>Sending, Awaiting or Resolving.</summary>
    public CascadeState State { get; private set; }

    public OrderVerdict Verdict { get; private set; }

    public long DeadlineNs { get; private set; } = Never;

    /// <summary>The questions asked about this order, and what they brought.</summary>
    public OrderInquiry Inquiry => _inquiry;

    public int QueriesWritten { get; private set; }

    public int CancelsWritten { get; private set; }

    public int Contradictions { get; private set; }

    public int DuplicateMatches => _fills.DuplicateCount;

    /// <summary>True when the exchange took another fee than rate x funds, or in another currency.</summary>
    public bool FeeDiffers { get; private set; }

    private bool MayAskFills => !Step.OrderId.IsEmpty && !_fills.Overflowed && _inquiry.MayAskFills;

    /// <summary>Starts on an order; the first wish is to place it.</summary>
    public void Begin(
        uint run, uint cascade, in ReportLeg leg, byte step, ExactDecimal amount, ExactDecimal feeRate)
    {
        Check.That(amount.IsPositive);
        Step.Begin(leg, step, amount, _options.FeePayment == FeePayment.Quote);
        _feeRate = feeRate;
        Action.Request.Symbol = leg.Symbol;
        Action.Request.Side = leg.Side;
        Action.Request.Amount = amount;
        Action.Request.ClientId = new ClientOrderId(run, cascade, step, 0);
        QueriesWritten = 0;
        CancelsWritten = 0;
        Contradictions = 0;
        BeginAttempt();
    }

    /// <summary>
    /// An order that an earlier process sent or was about to send, right after <see cref="Begin"/>: it is
    /// asked about, never sent.
    /// </summary>
    public void Resume(in OpenOrder open, long nowNs)
    {
        Step.Attempt = open.Attempt;
        Step.OrderId = open.OrderId;
        Step.WrittenNs = open.WrittenNs;
        Limit(open.LimitPrice, open.LimitSize);
        Action.Request.ClientId = Action.Request.ClientId with { Attempt = open.Attempt };
        _isSeen = !open.OrderId.IsEmpty || open.MayBeForgotten;
        Resolve(UnknownCause.ConnectionLost, nowNs, isUrgent: true);
    }

    /// <summary>
    /// The order just begun goes by size and is not filled at a worse price; 0 and 0: at market.
    /// </summary>
    public void Limit(ExactDecimal price, ExactDecimal size)
    {
        Step.LimitPrice = price;
        Step.LimitSize = size;
        Action.Request.LimitPrice = price;
        Action.Request.Size = size;
    }

    /// <summary>The same order again under the next attempt's id, after a definite refusal.</summary>
    public void BeginRetry()
    {
        Check.That(Verdict == OrderVerdict.Rejected);
        Step.Retries++;
        Step.Attempt++;
        Step.AckNs = 0;
        Step.WrittenNs = 0;
        Step.Path = OrderPath.None;
        Step.OrderId = default;
        Step.Resolution = StepResolution.None;
        Action.Request.ClientId = Action.Request.ClientId with { Attempt = Step.Attempt };
        BeginAttempt();
    }

    /// <summary>A refused order shows signs of life: it is awaited after all.</summary>
    public void Revive()
    {
        Check.That(Verdict == OrderVerdict.Rejected);
        Contradictions++;
        Verdict = OrderVerdict.Pending;
        Step.Resolution = StepResolution.None;
        Wait(CascadeState.Awaiting, Step.WrittenNs + _options.FillTimeoutNs);
    }

    public bool Is(ClientOrderId clientId) => clientId == Action.Request.ClientId;

    public void OnWritten(long nowNs)
    {
        switch (Action.Kind)
        {
            case CascadeActionKind.Place:
                Step.WrittenNs = nowNs;
                Wait(CascadeState.Awaiting, nowNs + _options.FillTimeoutNs);
                break;
            case CascadeActionKind.Cancel:
                CancelsWritten++;
                WaitForReply(nowNs);
                break;
            case CascadeActionKind.Query:
            case CascadeActionKind.Fills:
                QueriesWritten++;
                WaitForReply(nowNs);
                break;
            default:
                Check.That(Action.Kind != CascadeActionKind.Finished);
                break;
        }
    }

    /// <summary>Nothing was sent: a question is put later, an order at the given time.</summary>
    public void OnNotSent(long nowNs, long placeAgainNs)
    {
        if (Action.Kind is CascadeActionKind.Cancel or CascadeActionKind.Query or CascadeActionKind.Fills)
        {
            ScheduleQuery(nowNs);
        }
        else if (Action.Kind == CascadeActionKind.Place)
        {
            Wait(CascadeState.Sending, placeAgainNs);
        }
    }

    public void OnAccepted(in OrderId orderId, long nowNs)
    {
        MarkSeen(nowNs);
        Step.OrderId = orderId;
        Step.AckNs = nowNs;
    }

    public void OnRejected(int code, RejectionKind kind, long nowNs)
    {
        MarkWritten(nowNs);
        Step.AckNs = nowNs;
        Step.RejectCode = code;
        if (kind == RejectionKind.DuplicateClientId)
        {
            Resolve(UnknownCause.DuplicateClientId, nowNs, isUrgent: true);
        }
        else if (_isSeen)
        {
            // An order that was accepted or matched cannot have been refused; only the exchange's books can
            // tell.
            Contradictions++;
            Resolve(UnknownCause.Contradiction, nowNs, isUrgent: true);
        }
        else
        {
            End(OrderVerdict.Rejected, StepResolution.Rejected, nowNs);
        }
    }

    public void OnUnknown(UnknownCause cause, long nowNs)
    {
        MarkWritten(nowNs);
        Resolve(cause, nowNs, isUrgent: false);
    }

    public void OnEvent(in OrderEvent orderEvent, long nowNs)
    {
        MarkSeen(nowNs);
        if (Step.OrderId.IsEmpty)
        {
            Step.OrderId = orderEvent.OrderId;
        }
        bool wasTerminal = _fills.IsTerminal;
        _fills.Add(orderEvent);
        bool isClosed = TryCloseByMatches(StepResolution.Events, nowNs);
        if (!isClosed && State == CascadeState.Awaiting && _fills.IsTerminal)
        {
            AwaitMatches(wasTerminal, nowNs);
        }
    }

    /// <summary>The reply to a query.</summary>
    public void OnOrderState(in OrderState state, long nowNs)
    {
        if (State != CascadeState.Resolving)
        {
            return;
        }
        if (!state.Exists)
        {
            OnNotFound(nowNs);
            return;
        }
        _isSeen = true;
        _inquiry.IsOpen = state.IsActive;
        Step.OrderId = state.OrderId.IsEmpty ? Step.OrderId : state.OrderId;
        if (!state.IsActive)
        {
            TakeTruth(state, nowNs);
        }
        else if (_inquiry.TryCountCancel())
        {
            Want(CascadeActionKind.Cancel);
        }
        else
        {
            ScheduleQuery(nowNs);
        }
    }

    /// <summary>A page of fills; more are behind nextId, unless it is 0.</summary>
    public void OnFills(ReadOnlySpan<OrderFill> fills, long nextId, long nowNs)
    {
        _isSeen |= !fills.IsEmpty;
        foreach (ref readonly OrderFill fill in fills)
        {
            _fills.Add(fill);
        }
        bool isOpen = State == CascadeState.Resolving && !TryCloseByMatches(StepResolution.Fills, nowNs);
        if (isOpen && _inFlight && nextId > 0 && _inquiry.MayTurnPage)
        {
            AskFills(nextId);
        }
        else if (isOpen && _inFlight)
        {
            // The list lags behind the order, or has too many pages.
            ScheduleQuery(nowNs);
        }
    }

    public void OnQueryFailed(long nowNs)
    {
        if (_inFlight)
        {
            ScheduleQuery(nowNs);
        }
    }

    public void OnCancelReply(long nowNs)
    {
        if (_inFlight)
        {
            Ask(nowNs);
        }
    }

    public void OnTick(long nowNs)
    {
        switch (State)
        {
            case CascadeState.Sending:
                Want(CascadeActionKind.Place);
                break;
            case CascadeState.Awaiting:
                Resolve(_fills.Doubt, nowNs, isUrgent: true);
                break;
            case CascadeState.Resolving when _inFlight:
                ScheduleQuery(nowNs);
                break;
            default:
                Ask(nowNs);
                break;
        }
    }

    private void BeginAttempt()
    {
        _fills.Reset();
        _isSeen = false;
        _inFlight = false;
        _inquiry.Reset();
        FeeDiffers = false;
        Verdict = OrderVerdict.Pending;
        State = CascadeState.Sending;
        Want(CascadeActionKind.Place);
    }

    /// <summary>A sign of the order is also a sign that its bytes left.</summary>
    private void MarkWritten(long nowNs)
    {
        if (State == CascadeState.Sending)
        {
            Step.WrittenNs = nowNs;
            Wait(CascadeState.Awaiting, nowNs + _options.FillTimeoutNs);
        }
    }

    private void MarkSeen(long nowNs)
    {
        MarkWritten(nowNs);
        _isSeen = true;
    }

    private void AwaitMatches(bool wasTerminal, long nowNs)
    {
        if (_fills.NeedsTruth)
        {
            Resolve(_fills.Doubt, nowNs, isUrgent: true);
        }
        else if (!wasTerminal)
        {
            DeadlineNs = Math.Min(DeadlineNs, nowNs + _options.TerminalGraceNs);
        }
    }

    private void Resolve(UnknownCause cause, long nowNs, bool isUrgent)
    {
        if (State == CascadeState.Resolving)
        {
            return;
        }
        Step.UnknownCause = cause;
        Step.DoubtNs = Step.DoubtNs == 0 ? nowNs : Step.DoubtNs;
        Wait(CascadeState.Resolving, nowNs + _options.QueryRetryNs);
        if (isUrgent)
        {
            Ask(nowNs);
        }
    }

    private void Ask(long nowNs)
    {
        _inFlight = false;
        if (MayAskFills && (_inquiry.HasTruth || _fills.LacksMatches))
        {
            AskFills(lastId: 0);
        }
        else if (_inquiry.HasTruth)
        {
            CloseByTruth(nowNs);
        }
        else if (_inquiry.IsExhausted)
        {
            GiveUp(nowNs);
        }
        else
        {
            _inquiry.CountQuery();
            Want(CascadeActionKind.Query);
        }
    }

    private void AskFills(long lastId)
    {
        _inquiry.CountFills(isFirstPage: lastId == 0);
        Action.OrderId = Step.OrderId;
        Action.LastId = lastId;
        Want(CascadeActionKind.Fills);
    }

    private void ScheduleQuery(long nowNs)
    {
        _inFlight = false;
        if (_inquiry.IsExhausted)
        {
            GiveUp(nowNs);
            return;
        }
        Wait(CascadeState.Resolving, nowNs + _options.QueryRetryNs);
    }

    private void OnNotFound(long nowNs)
    {
        _inquiry.NotFound++;
        if (_isSeen)
        {
            Contradictions++;
            ScheduleQuery(nowNs);
            return;
        }
        long settledNs = Step.WrittenNs + _options.NotFoundSettleNs;
        if (_inquiry.NotFound >= _options.NotFoundConfirmations && nowNs >= settledNs)
        {
            End(OrderVerdict.NeverAccepted, StepResolution.NeverAccepted, nowNs);
            return;
        }
        ScheduleQuery(nowNs);
        if (Verdict == OrderVerdict.Pending && _inquiry.NotFound >= _options.NotFoundConfirmations - 1)
        {
            // The deciding question waits until the answer can be believed.
            DeadlineNs = Math.Max(DeadlineNs, settledNs);
        }
    }

    private void TakeTruth(in OrderState state, long nowNs)
    {
        bool isBehind = state.DealSize < _fills.Size
            || (_fills.HasFilledSize && state.DealSize < _fills.FilledSize);
        if (isBehind)
        {
            // The private stream has shown more than the order's record: the record lags.
            Contradictions++;
            ScheduleQuery(nowNs);
            return;
        }
        _inquiry.Keep(state);
        if (_fills.Size != state.DealSize && MayAskFills)
        {
            // The sums are known; which matches they are made of, and the fee of each, the fills tell.
            AskFills(lastId: 0);
            return;
        }
        CloseByTruth(nowNs);
    }

    private void CloseByTruth(long nowNs) => Close(
        OrderSums.Of(_inquiry.Truth, _feeRate, _options.FeePayment), StepResolution.Query, nowNs);

    private bool TryCloseByMatches(StepResolution how, long nowNs)
    {
        if (_inquiry.HasTruth && _fills.Size > _inquiry.Truth.DealSize)
        {
            Contradictions++;
            _inquiry.Forget();
        }
        bool isWhole = _fills.IsClosed
            || (_inquiry.HasTruth && !_fills.Overflowed && _fills.Size == _inquiry.Truth.DealSize);
        if (isWhole)
        {
            Close(OrderSums.Of(_fills, _feeRate, _options.FeePayment), how, nowNs);
        }
        return isWhole;
    }

    private void Close(in OrderSums sums, StepResolution how, long nowNs)
    {
        FeeDiffers = sums.FeeDiffers;
        Step.Record(sums.Size, sums.Funds, sums.Fee, sums.FeeLeavesQuote);
        Step.IsClosed = true;
        Step.ClosedNs = nowNs;
        End(OrderVerdict.Closed, how, nowNs);
    }

    private void GiveUp(long nowNs)
    {
        // What is known of it is entered: a lower bound, and marked as not final.
        Step.Record(_fills.Size, _fills.Funds, Cascade.Fee(_fills.Funds, _feeRate), Step.FeeLeavesQuote);
        End(OrderVerdict.Unresolved, StepResolution.Unresolved, nowNs);
    }

    private void End(OrderVerdict verdict, StepResolution how, long nowNs)
    {
        Verdict = verdict;
        Step.ResolveNs = Step.DoubtNs == 0 ? 0 : nowNs - Step.DoubtNs;
        Step.Resolution = how;
        Step.MatchCount = _fills.MatchCount;
        Step.HighestPrice = _fills.HighestPrice;
        Step.LowestPrice = _fills.LowestPrice;
        Action.Kind = CascadeActionKind.None;
        DeadlineNs = Never;
    }

    private void WaitForReply(long nowNs)
    {
        Wait(CascadeState.Resolving, nowNs + _options.QueryReplyTimeoutNs);
        _inFlight = true;
    }

    private void Want(CascadeActionKind kind)
    {
        Action.Kind = kind;
        DeadlineNs = Never;
    }

    private void Wait(CascadeState state, long deadlineNs)
    {
        State = state;
        Action.Kind = CascadeActionKind.None;
        DeadlineNs = deadlineNs;
    }
}
