using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Execution;

/// <summary>
/// The state machine of one cascade: three market orders, each sized by what the one before really gave.
/// Pure: time and facts come in as calls, wishes go out as <see cref="NextAction"/> and <see
/// cref="DeadlineNs"/>. Owned by one executor and reused; nothing allocates after construction. The
/// driver's loop after every input is
/// <code>
/// Place, Cancel, Query: journal the intent, call IOrderEntry; true: OnWritten, false: OnNotSent; again
/// Finished:             copy Report, then Release
/// None:                 wait for an input or for DeadlineNs, then OnTick
/// </code>
/// Inputs must not be given from inside an IOrderEntry call, only after OnWritten. Facts are recorded
/// before anything is decided. A request whose bytes left keeps its client id for ever; only a definite
/// refusal for lack of balance takes the next attempt. Every started cascade becomes Finished exactly once.
/// </summary>
public sealed class CascadeRun
{
    private const int LastLeg = 2;

    private readonly Universe _universe;
    private readonly CascadeOptions _options;
    private readonly TradeRules[] _rules;
    private readonly OrderRun _order;
    private CascadeReport _report;
    private CascadeState _state;
    private long _deadlineNs = OrderRun.Never;
    private AbortReason _cancel;
    private byte _step;
    private bool _hasPush;
    private long _sinceNs;
    private ExactDecimal _available;
    private ExactDecimal _pushed;

    /// <summary>Makes an idle run for the universe's symbols, with their fee rates as they are now.</summary>
    public CascadeRun(Universe universe, CascadeOptions options, BuyCut buyCut)
    {
        Check.That(options.QueryLimit > 0 && options.BalanceRetryCount is >= 0 and <= byte.MaxValue);
        Check.That(options.NotFoundConfirmations > 0 && options.CancelLimit >= 0);
        _universe = universe;
        _options = options;
        _order = new OrderRun(options);
        _rules = new TradeRules[universe.SymbolCount];
        for (int i = 0; i < _rules.Length; i++)
        {
            _rules[i] = new TradeRules(universe.SpecOf(new SymbolId(i)), buyCut);
        }
    }

    /// <summary>Where the cascade stands.</summary>
    public CascadeState State => _state == CascadeState.Sending ? _order.State : _state;

    /// <summary>When <see cref="OnTick"/> is due (monotonic ns); long.MaxValue for never.</summary>
    public long DeadlineNs => IsInOrder ? _order.DeadlineNs : _deadlineNs;

    /// <summary>What is to be done now; read it again after every call.</summary>
    public ref readonly CascadeAction NextAction => ref _order.Action;

    /// <summary>
    /// The orders that have come to their end so far; whole when <see cref="State"/> is Finished. A rise of
    /// its StepCount tells the driver to journal a closed leg.
    /// </summary>
    public ref readonly CascadeReport Report => ref _report;

    private bool IsInOrder => _state == CascadeState.Sending;

    private bool IsStopWanted => _cancel != AbortReason.None
        && (_cancel == AbortReason.Killed ? _options.OnKill : _options.OnCancel) == CancelPolicy.Hold;

    /// <summary>Replaces a symbol's numbers, say after a change of fee; between cascades only.</summary>
    public void SetRules(SymbolId symbol, in TradeRules rules)
    {
        Check.That(_state == CascadeState.Idle);
        _rules[symbol.Index] = rules;
    }

    /// <summary>
    /// Takes up a signal, which may be overwritten afterwards. The first wish is to place leg 1.
    /// </summary>
    public void Start(in Signal signal, long nowNs)
    {
        Check.That(_state == CascadeState.Idle);
        _report.Begin(signal, _options.FeePayment, nowNs);
        _cancel = AbortReason.None;
        _step = 0;
        BeginStep(signal.Legs[0].PredictedAmount, nowNs);
    }

    /// <summary>The request of <see cref="NextAction"/> is on its way: IOrderEntry said true.</summary>
    public void OnWritten(long nowNs)
    {
        Check.That(IsInOrder);
        _order.OnWritten(nowNs);
    }

    /// <summary>
    /// Not one byte of the request of <see cref="NextAction"/> left: IOrderEntry said false.
    /// </summary>
    public void OnNotSent(NotSentCause cause, long nowNs)
    {
        Check.That(IsInOrder);
        bool isPlace = _order.Action.Kind == CascadeActionKind.Place;
        bool isFinal = _step == 0 || cause == NotSentCause.JournalFull
            || nowNs - _sinceNs >= _options.PlaceRetryLimitNs;
        if (isPlace && isFinal)
        {
            _order.Step.Resolution = StepResolution.NotSent;
            TakeStep();
            CascadeText.SetNotSent(ref _report, _universe, cause);
            Finish(CascadeOutcome.Failed, CascadeWords.ErrorOf(cause), AbortReason.None, nowNs);
            return;
        }
        _order.OnNotSent(nowNs, nowNs + _options.PlaceRetryNs);
        FollowOrder(nowNs);
    }

    /// <summary>
    /// The exchange's reply to an order: accepted. That it was matched is for events to say.
    /// </summary>
    public void OnAccepted(ClientOrderId clientId, in OrderId orderId, long nowNs)
    {
        if (IsAwaited(clientId))
        {
            _order.OnAccepted(orderId, nowNs);
        }
        else if (IsOpenCascade(clientId))
        {
            _report.NoteLateAck(clientId, orderId, nowNs);
        }
    }

    /// <summary>The exchange's reply to an order: definitely refused. The code is the exchange's.</summary>
    public void OnRejected(
        ClientOrderId clientId, int code, ReadOnlySpan<byte> message, RejectionKind kind, long nowNs)
    {
        if (!IsAwaited(clientId))
        {
            _report.Contradictions += IsOpenCascade(clientId) ? 1 : 0;
            return;
        }
        _order.OnRejected(code, kind, nowNs);
        if (_order.Verdict != OrderVerdict.Rejected)
        {
            FollowOrder(nowNs);
            return;
        }
        bool isCreditLate = kind == RejectionKind.InsufficientBalance && _step > 0;
        if (isCreditLate && _order.Step.Retries < _options.BalanceRetryCount && !IsStopWanted)
        {
            _sinceNs = nowNs;
            Wait(CascadeState.RetryWait, nowNs + _options.BalanceRetryNs);
            return;
        }
        TakeStep();
        CascadeText.SetRejected(ref _report, _universe, code, message);
        Finish(CascadeOutcome.Failed, CascadeWords.ErrorOf(kind), AbortReason.None, nowNs);
    }

    /// <summary>
    /// Bytes of the order left, and no reply says what became of it. It is asked for, never sent again.
    /// </summary>
    public void OnUnknown(ClientOrderId clientId, UnknownCause cause, long nowNs)
    {
        if (IsAwaited(clientId))
        {
            _order.OnUnknown(cause, nowNs);
            FollowOrder(nowNs);
        }
    }

    /// <summary>An event of the private stream, in whatever order they come.</summary>
    public void OnOrderEvent(in OrderEvent orderEvent, long nowNs)
    {
        if (_state == CascadeState.RetryWait && _order.Is(orderEvent.ClientId))
        {
            // The refusal was not true after all: the order lives.
            _state = CascadeState.Sending;
            _order.Revive();
        }
        if (!IsAwaited(orderEvent.ClientId))
        {
            _report.LateEvents += IsOpenCascade(orderEvent.ClientId) ? 1 : 0;
            return;
        }
        _order.OnEvent(orderEvent, nowNs);
        FollowOrder(nowNs);
    }

    /// <summary>The reply to a query.</summary>
    public void OnOrderState(ClientOrderId clientId, in OrderState state, long nowNs)
    {
        if (IsAwaited(clientId))
        {
            _order.OnOrderState(state, nowNs, out bool feeDiffers);
            if (feeDiffers && !_report.FeeDiffers)
            {
                _report.FeeDiffers = true;
                _report.FeeSymbol = _order.Step.Symbol;
            }
            FollowOrder(nowNs);
        }
    }

    /// <summary>A query got no usable reply.</summary>
    public void OnQueryFailed(ClientOrderId clientId, long nowNs)
    {
        if (IsAwaited(clientId))
        {
            _order.OnQueryFailed(nowNs);
            FollowOrder(nowNs);
        }
    }

    /// <summary>
    /// The reply to a cancel, or its failure. Whatever it says, the order's state is asked for: the reply
    /// acknowledges the wish, not the deed (KuCoin protocol section 4.2).
    /// </summary>
    public void OnCancelReply(ClientOrderId clientId, long nowNs)
    {
        if (IsAwaited(clientId))
        {
            _order.OnCancelReply();
            FollowOrder(nowNs);
        }
    }

    /// <summary>A balance push: what is available of a currency.</summary>
    public void OnBalance(CurrencyId currency, ExactDecimal available, long nowNs)
    {
        switch (_state)
        {
            case CascadeState.Sending:
                NotePush(currency, _order.Step.To, available);
                break;
            case CascadeState.AwaitingBalance:
                NotePush(currency, _report.Legs[_step].From, available);
                if (_hasPush && _pushed >= _available)
                {
                    SizeStep(_available, nowNs);
                }
                break;
            case CascadeState.RetryWait when currency == _order.Step.From && available >= Needed():
                RetryStep(nowNs);
                break;
            default:
                break;
        }
    }

    /// <summary>Time has passed; acts when <see cref="DeadlineNs"/> has come.</summary>
    public void OnTick(long nowNs)
    {
        if (nowNs < DeadlineNs)
        {
            return;
        }
        switch (_state)
        {
            case CascadeState.Sending:
                _order.OnTick(nowNs);
                FollowOrder(nowNs);
                break;
            case CascadeState.AwaitingBalance:
                SizeStep(LoweredByPush(), nowNs);
                break;
            case CascadeState.RetryWait:
                RetryStep(nowNs);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// Asks the cascade to stop. Before the first order has left it stops at once; later between two legs,
    /// by policy. An order under way is always followed to its end. The first reason stays, unless the kill
    /// switch comes after.
    /// </summary>
    public void RequestCancel(AbortReason reason, long nowNs)
    {
        Check.That(reason is AbortReason.Cancelled or AbortReason.Shutdown or AbortReason.Killed);
        if (_state is CascadeState.Idle or CascadeState.Finished)
        {
            return;
        }
        if (_cancel == AbortReason.None || reason == AbortReason.Killed)
        {
            _cancel = reason;
        }
        _report.CancelRequested = true;
        bool isUnsent = State == CascadeState.Sending;
        bool isBetween = isUnsent || _state is CascadeState.AwaitingBalance or CascadeState.RetryWait;
        if ((isUnsent && _step == 0) || (isBetween && IsStopWanted))
        {
            if (isUnsent)
            {
                _order.Step.Resolution = StepResolution.NotSent;
            }
            if (_state != CascadeState.AwaitingBalance)
            {
                TakeStep();
            }
            Finish(CascadeOutcome.Aborted, CascadeError.None, _cancel, nowNs);
        }
    }

    /// <summary>
    /// Adds to a finished report why its profit is not the predicted one; the signal is the one that it
    /// started with.
    /// </summary>
    public void Attribute(in Signal signal)
    {
        Check.That(_state == CascadeState.Finished && signal.Cascade == _report.Cascade);
        if (!_report.Attribution.IsKnown)
        {
            CascadeAttribution.Split(ref _report, signal, _rules);
        }
    }

    /// <summary>The report has been taken: ready for the next signal.</summary>
    public void Release()
    {
        Check.That(_state == CascadeState.Finished);
        _state = CascadeState.Idle;
        _order.Action = default;
    }

    private bool IsAwaited(ClientOrderId clientId) => IsInOrder && _order.Is(clientId);

    private bool IsOpenCascade(ClientOrderId clientId) =>
        _state is not (CascadeState.Idle or CascadeState.Finished)
        && clientId.Run == _report.Run && clientId.Cascade == _report.Cascade;

    private void BeginStep(ExactDecimal amount, long nowNs)
    {
        ref readonly ReportLeg leg = ref _report.Legs[_step];
        ExactDecimal feeRate = _rules[leg.Symbol.Index].FeeRate;
        _state = CascadeState.Sending;
        _hasPush = false;
        _sinceNs = nowNs;
        _order.Begin(_report.Run, _report.Cascade, leg, _step, amount, feeRate);
    }

    private void RetryStep(long nowNs)
    {
        _order.Step.CreditWaitNs += nowNs - _sinceNs;
        _sinceNs = nowNs;
        _state = CascadeState.Sending;
        _order.BeginRetry();
    }

    private void FollowOrder(long nowNs)
    {
        switch (_order.Verdict)
        {
            case OrderVerdict.Closed:
                TakeStep();
                AfterLeg(nowNs);
                break;
            case OrderVerdict.NeverAccepted:
                TakeStep();
                CascadeText.SetNeverAccepted(ref _report, _universe, _order.NotFound);
                CascadeError lost = CascadeWords.ErrorOf(_order.Step.UnknownCause);
                Finish(CascadeOutcome.Failed, lost, AbortReason.None, nowNs);
                break;
            case OrderVerdict.Unresolved:
                TakeStep();
                _report.HeldIsUncertain = true;
                CascadeText.SetUnresolved(ref _report, _universe, _order.Queries, _order.IsOpen);
                CascadeError error = _order.IsOpen ? CascadeError.FillTimeout : CascadeError.UnknownOutcome;
                Finish(CascadeOutcome.Failed, error, AbortReason.None, nowNs);
                break;
            default:
                break;
        }
    }

    private void AfterLeg(long nowNs)
    {
        if (!_order.Step.Size.IsPositive)
        {
            CascadeText.SetNothingFilled(ref _report, _universe);
            Finish(CascadeOutcome.Aborted, CascadeError.None, AbortReason.Faded, nowNs);
        }
        else if (_step == LastLeg)
        {
            Finish(CascadeOutcome.Filled, CascadeError.None, AbortReason.None, nowNs);
        }
        else if (IsStopWanted)
        {
            Finish(CascadeOutcome.Aborted, CascadeError.None, _cancel, nowNs);
        }
        else
        {
            NextStep(nowNs);
        }
    }

    private void NextStep(long nowNs)
    {
        _available = _order.Step.Output;
        _step++;
        _sinceNs = nowNs;
        bool waits = _options.AwaitBalance == AwaitBalance.Sells && _report.Legs[_step].Side == Side.Sell;
        if (waits && !(_hasPush && _pushed >= _available))
        {
            Wait(CascadeState.AwaitingBalance, nowNs + _options.AwaitBalanceNs);
            return;
        }
        SizeStep(_available, nowNs);
    }

    private void SizeStep(ExactDecimal available, long nowNs)
    {
        OrderCheck check = CheckStep(available, out ExactDecimal amount);
        if (check != OrderCheck.Sendable)
        {
            CascadeText.SetNotSendable(ref _report, _universe, _step, available, check);
            Finish(CascadeOutcome.Aborted, CascadeError.None, AbortReason.Faded, nowNs);
            return;
        }
        long waitedNs = nowNs - _sinceNs;
        BeginStep(amount, nowNs);
        _order.Step.CreditWaitNs = waitedNs;
    }

    private OrderCheck CheckStep(ExactDecimal available, out ExactDecimal amount)
    {
        ref readonly ReportLeg leg = ref _report.Legs[_step];
        ref readonly TradeRules rules = ref _rules[leg.Symbol.Index];
        amount = Cascade.OrderAmount(rules, leg.Side, available);
        return Cascade.CheckOrder(rules, leg.Side, amount, leg.BestBid.Price);
    }

    /// <summary>
    /// A push may only lower the amount, and not below what can be sent: a refusal costs nothing, a coin
    /// left behind does.
    /// </summary>
    private ExactDecimal LoweredByPush()
    {
        ExactDecimal lowered = _hasPush ? ExactDecimal.Min(_pushed, _available) : _available;
        return CheckStep(lowered, out _) == OrderCheck.Sendable ? lowered : _available;
    }

    private ExactDecimal Needed() => _order.Step.Side == Side.Buy
        ? _order.Step.Amount + (_order.Step.Amount * _rules[_order.Step.Symbol.Index].FeeRate)
        : _order.Step.Amount;

    private void NotePush(CurrencyId currency, CurrencyId wanted, ExactDecimal available)
    {
        if (currency == wanted)
        {
            _hasPush = true;
            _pushed = available;
        }
    }

    private void TakeStep()
    {
        _report.AddStep(_order.Step);
        _report.Queries += _order.QueriesWritten;
        _report.Cancels += _order.CancelsWritten;
        _report.Contradictions += _order.Contradictions;
        _report.DuplicateMatches += _order.DuplicateMatches;
    }

    private void Finish(CascadeOutcome outcome, CascadeError error, AbortReason reason, long nowNs)
    {
        _report.Outcome = outcome;
        _report.Error = error;
        if (outcome == CascadeOutcome.Failed && _report.StepCount > 0)
        {
            _report.FailedSymbol = _report.Steps[_report.StepCount - 1].Symbol;
        }
        _report.Reason = reason;
        _report.FinishedNs = nowNs;
        CascadeAccounts.Settle(ref _report, _rules);
        CascadeText.AddHeld(ref _report, _universe);
        _state = CascadeState.Finished;
        _deadlineNs = OrderRun.Never;
        _order.Action.Kind = CascadeActionKind.Finished;
    }

    private void Wait(CascadeState state, long deadlineNs)
    {
        _state = state;
        _deadlineNs = deadlineNs;
    }
}
