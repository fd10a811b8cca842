using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Execution;

/// <summary>What became of one order.</summary>
internal enum OrderVerdict : byte
{
    /// <summary>Under way.</summary>
    Pending,

    /// <summary>Its amounts are final, 0 included.</summary>
    Closed,

    /// <summary>Definitely refused.</summary>
    Rejected,

    /// <summary>Believed never to have reached the exchange.</summary>
    NeverAccepted,

    /// <summary>Not to be found out.</summary>
    Unresolved,
}

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
    private ExactDecimal _feeRate;
    private bool _isSeen;
    private bool _inFlight;
    private int _cancels;

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

    /// <summary>Questions asked about this order.</summary>
    public int Queries { get; private set; }

    /// <summary>How often the exchange did not know it.</summary>
    public int NotFound { get; private set; }

    /// <summary>True when the exchange last called it open.</summary>
    public bool IsOpen { get; private set; }

    public int QueriesWritten { get; private set; }

    public int CancelsWritten { get; private set; }

    public int Contradictions { get; private set; }

    public int DuplicateMatches => _fills.DuplicateCount;

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
        Action.Request.ClientId = Action.Request.ClientId with { Attempt = open.Attempt };
        _isSeen = !open.OrderId.IsEmpty;
        Resolve(UnknownCause.ConnectionLost, nowNs, isUrgent: true);
    }

    /// <summary>The same order again under the next attempt's id, after a definite refusal.</summary>
    public void BeginRetry()
    {
        Check.That(Verdict == OrderVerdict.Rejected);
        Step.Retries++;
        Step.Attempt++;
        Step.AckNs = 0;
        Step.WrittenNs = 0;
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
        if (Action.Kind is CascadeActionKind.Cancel or CascadeActionKind.Query)
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
            End(OrderVerdict.Rejected, StepResolution.Rejected);
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
        if (_fills.IsClosed)
        {
            Close(
                _fills.Size, _fills.Funds, Cascade.Fee(_fills.Funds, _feeRate), Step.FeeLeavesQuote,
                StepResolution.Events, nowNs);
        }
        else if (State == CascadeState.Awaiting && _fills.IsTerminal)
        {
            AwaitMatches(wasTerminal, nowNs);
        }
    }

    /// <summary>
    /// The reply to a query; <paramref name="feeDiffers"/> when the fee is not rate x funds.
    /// </summary>
    public void OnOrderState(in OrderState state, long nowNs, out bool feeDiffers)
    {
        feeDiffers = false;
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
        IsOpen = state.IsActive;
        Step.OrderId = state.OrderId.IsEmpty ? Step.OrderId : state.OrderId;
        if (!state.IsActive)
        {
            TakeTruth(state, nowNs, out feeDiffers);
        }
        else if (_cancels < _options.CancelLimit)
        {
            _cancels++;
            Want(CascadeActionKind.Cancel);
        }
        else
        {
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

    public void OnCancelReply()
    {
        if (_inFlight)
        {
            Ask();
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
                Resolve(
                    _fills.IsTerminal ? UnknownCause.MatchesMissing : UnknownCause.FillTimeout,
                    nowNs,
                    isUrgent: true);
                break;
            case CascadeState.Resolving when _inFlight:
                ScheduleQuery(nowNs);
                break;
            default:
                Ask();
                break;
        }
    }

    private void BeginAttempt()
    {
        _fills.Reset();
        _isSeen = false;
        _inFlight = false;
        _cancels = 0;
        IsOpen = false;
        Queries = 0;
        NotFound = 0;
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
            Resolve(
                _fills.Overflowed ? UnknownCause.TooManyMatches : UnknownCause.MatchesMissing,
                nowNs,
                isUrgent: true);
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
        Wait(CascadeState.Resolving, nowNs + _options.QueryRetryNs);
        if (isUrgent)
        {
            Ask();
        }
    }

    private void Ask()
    {
        _inFlight = false;
        if (Queries >= _options.QueryLimit)
        {
            GiveUp();
            return;
        }
        Queries++;
        Want(CascadeActionKind.Query);
    }

    private void ScheduleQuery(long nowNs)
    {
        _inFlight = false;
        if (Queries >= _options.QueryLimit)
        {
            GiveUp();
            return;
        }
        Wait(CascadeState.Resolving, nowNs + _options.QueryRetryNs);
    }

    private void OnNotFound(long nowNs)
    {
        NotFound++;
        if (_isSeen)
        {
            Contradictions++;
            ScheduleQuery(nowNs);
            return;
        }
        long settledNs = Step.WrittenNs + _options.NotFoundSettleNs;
        if (NotFound >= _options.NotFoundConfirmations && nowNs >= settledNs)
        {
            End(OrderVerdict.NeverAccepted, StepResolution.NeverAccepted);
            return;
        }
        ScheduleQuery(nowNs);
        if (Verdict == OrderVerdict.Pending && NotFound >= _options.NotFoundConfirmations - 1)
        {
            // The deciding question waits until the answer can be believed.
            DeadlineNs = Math.Max(DeadlineNs, settledNs);
        }
    }

    private void TakeTruth(in OrderState state, long nowNs, out bool feeDiffers)
    {
        feeDiffers = false;
        bool isBehind = state.DealSize < _fills.Size
            || (_fills.HasFilledSize && state.DealSize < _fills.FilledSize);
        if (isBehind)
        {
            // The private stream has shown more than the order's record: the record lags.
            Contradictions++;
            ScheduleQuery(nowNs);
            return;
        }
        ExactDecimal expected = Cascade.Fee(state.DealFunds, _feeRate);
        bool isAsSet = state.FeeIsQuote == (_options.FeePayment == FeePayment.Quote);
        feeDiffers = state.DealSize.IsPositive && (!isAsSet || (state.FeeIsQuote && state.Fee != expected));
        ExactDecimal fee = state.FeeIsQuote ? state.Fee : expected;
        Close(state.DealSize, state.DealFunds, fee, state.FeeIsQuote, StepResolution.Query, nowNs);
    }

    private void Close(
        ExactDecimal size,
        ExactDecimal funds,
        ExactDecimal fee,
        bool feeLeavesQuote,
        StepResolution how,
        long nowNs)
    {
        Step.Record(size, funds, fee, feeLeavesQuote);
        Step.IsClosed = true;
        Step.ClosedNs = nowNs;
        End(OrderVerdict.Closed, how);
    }

    private void GiveUp()
    {
        // What is known of it is entered: a lower bound, and marked as not final.
        Step.Record(_fills.Size, _fills.Funds, Cascade.Fee(_fills.Funds, _feeRate), Step.FeeLeavesQuote);
        End(OrderVerdict.Unresolved, StepResolution.Unresolved);
    }

    private void End(OrderVerdict verdict, StepResolution how)
    {
        Verdict = verdict;
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
