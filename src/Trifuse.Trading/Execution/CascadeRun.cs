using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Execution;

/// <summary>
/// The state machine of one cascade: three orders, each sized by what the one before really gave, and the
/// way back into the start currency when it cannot or may not go on.
/// Pure: time and facts come in as calls, wishes go out as <see cref="NextAction"/> and <see
/// cref="DeadlineNs"/>. Owned by one executor and reused; nothing allocates after construction. The
/// driver's loop after every input is
/// <code>
/// Place, Cancel:        journal the intent, then as for Query
/// Query, Fills:         call IOrderEntry; true: OnWritten, false: OnNotSent; again
/// PriceExits:           OnWritten, have ExitPricer answer Exit, then OnExits
/// Finished:             copy Report, then Release
/// None:                 wait for an input or for DeadlineNs, then OnTick
/// </code>
/// Inputs must not be given from inside an IOrderEntry call, only after OnWritten. Facts are recorded
/// before anything is decided. A request whose bytes left keeps its client id for ever; only a definite
/// refusal for lack of balance takes the next attempt. Every started cascade becomes Finished exactly once.
/// </summary>
public sealed class CascadeRun
{
    private readonly Universe _universe;
    private readonly CascadeOptions _options;
    private readonly TradeRules[] _rules;
    private readonly CascadeCourse _course;
    private readonly OrderRun _order;
    private readonly UnwindRun _unwind;

    /// <summary>Makes an idle run for the universe's symbols, with their fee rates as they are now.</summary>
    public CascadeRun(Universe universe, CascadeOptions options, BuyCut buyCut)
    {
        Check.That(options.QueryLimit > 0 && options.BalanceRetryCount is >= 0 and <= byte.MaxValue);
        Check.That(options.NotFoundConfirmations > 0 && options.CancelLimit >= 0);
        Check.That(!options.UnwindBudgetBps.IsNegative && options.OnFailure != CancelPolicy.Finish);
        _universe = universe;
        _options = options;
        _rules = new TradeRules[universe.SymbolCount];
        for (int i = 0; i < _rules.Length; i++)
        {
            _rules[i] = new TradeRules(universe.SpecOf(new SymbolId(i)), buyCut);
        }
        _course = new CascadeCourse(universe, options, _rules);
        _order = _course.Order;
        _unwind = _course.Unwind;
    }

    /// <summary>Where the cascade stands.</summary>
    public CascadeState State => _course.State == CascadeState.Sending ? _order.State : _course.State;

    /// <summary>When <see cref="OnTick"/> is due (monotonic ns); long.MaxValue for never.</summary>
    public long DeadlineNs => IsInOrder ? _order.DeadlineNs : _course.DeadlineNs;

    /// <summary>What is to be done now; read it again after every call.</summary>
    public ref readonly CascadeAction NextAction => ref _order.Action;

    /// <summary>
    /// The orders that have come to their end so far; whole when <see cref="State"/> is Finished. A rise of
    /// its StepCount tells the driver to journal a closed leg.
    /// </summary>
    public ref readonly CascadeReport Report => ref _course.Report;

    private bool IsInOrder => _course.State == CascadeState.Sending;

    /// <summary>Replaces a symbol's numbers, say after a change of fee; between cascades only.</summary>
    public void SetRules(SymbolId symbol, in TradeRules rules)
    {
        Check.That(_course.State == CascadeState.Idle);
        _rules[symbol.Index] = rules;
    }

    /// <summary>
    /// Takes up a signal, which may be overwritten afterwards. The first wish is to place leg 1.
    /// </summary>
    public void Start(in Signal signal, long nowNs)
    {
        Check.That(_course.State == CascadeState.Idle);
        _course.Start(signal, nowNs);
    }

    /// <summary>
    /// Takes up a cascade that an earlier process left: the report as far as the journal tells (head, legs,
    /// orders that have come to their end; triangle and symbols as indices of this universe) and the order
    /// whose fate is open, if any. That order is asked about first; no further leg is sent, what is held is
    /// unwound, and the cascade ends as any other.
    /// </summary>
    public void Resume(in CascadeReport rebuilt, in OpenOrder open, long nowNs)
    {
        Check.That(State == CascadeState.Idle);
        _course.Resume(rebuilt, open, nowNs);
    }

    /// <summary>The request of <see cref="NextAction"/> is on its way: IOrderEntry said true.</summary>
    public void OnWritten(long nowNs)
    {
        if (_course.State == CascadeState.Pricing)
        {
            _order.Action.Kind = CascadeActionKind.None;
            _course.DeadlineNs =
                nowNs + (_course.IsWeighing ? _options.FadeTimeoutNs : _options.PriceTimeoutNs);
            return;
        }
        Check.That(IsInOrder);
        _order.OnWritten(nowNs);
    }

    /// <summary>
    /// The way that the order under way has taken; told before OnWritten, and again when it changes.
    /// </summary>
    public void OnCarried(OrderPath path) => _order.Step.Path = path;

    /// <summary>
    /// Not one byte of the request of <see cref="NextAction"/> left: IOrderEntry said false.
    /// </summary>
    public void OnNotSent(NotSentCause cause, long nowNs)
    {
        Check.That(IsInOrder);
        bool isPlace = _order.Action.Kind == CascadeActionKind.Place;
        bool isFinal = _course.Step == 0 || cause == NotSentCause.JournalFull
            || nowNs - _course.SinceNs >= _options.PlaceRetryLimitNs;
        if (isPlace && isFinal)
        {
            _order.Step.Resolution = StepResolution.NotSent;
            _course.TakeStep();
            if (_course.IsUnwinding)
            {
                _course.OnUnwindFailed(isRefused: false, nowNs);
                return;
            }
            CascadeText.SetNotSent(ref _course.Report, _universe, cause);
            _course.Conclude(CascadeOutcome.Failed, CascadeWords.ErrorOf(cause), AbortReason.None, nowNs);
            return;
        }
        _order.OnNotSent(nowNs, nowNs + _options.PlaceRetryNs);
        _course.FollowOrder(nowNs);
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
            _course.Report.NoteLateAck(clientId, orderId, nowNs);
        }
    }

    /// <summary>The exchange's reply to an order: definitely refused. The code is the exchange's.</summary>
    public void OnRejected(
        ClientOrderId clientId, int code, ReadOnlySpan<byte> message, RejectionKind kind, long nowNs)
    {
        if (!IsAwaited(clientId))
        {
            _course.Report.Contradictions += IsOpenCascade(clientId) ? 1 : 0;
            return;
        }
        _order.OnRejected(code, kind, nowNs);
        if (_order.Verdict != OrderVerdict.Rejected)
        {
            _course.FollowOrder(nowNs);
            return;
        }
        bool isCreditLate = kind == RejectionKind.InsufficientBalance && _course.Step > 0;
        if (isCreditLate && _course.MayRetry(nowNs))
        {
            _course.SinceNs = nowNs;
            _course.Wait(CascadeState.RetryWait, nowNs + _options.BalanceRetryNs);
            return;
        }
        _course.TakeStep();
        CascadeError error = CascadeWords.ErrorOf(kind);
        if (_course.IsUnwinding)
        {
            _course.OnUnwindFailed(error == CascadeError.OrderRejected, nowNs);
            return;
        }
        CascadeText.SetRejected(ref _course.Report, _universe, code, message);
        _course.Conclude(CascadeOutcome.Failed, error, AbortReason.None, nowNs);
    }

    /// <summary>
    /// Bytes of the order left, and no reply says what became of it. It is asked for, never sent again.
    /// </summary>
    public void OnUnknown(ClientOrderId clientId, UnknownCause cause, long nowNs)
    {
        if (IsAwaited(clientId))
        {
            _order.OnUnknown(cause, nowNs);
            _course.FollowOrder(nowNs);
        }
    }

    /// <summary>An event of the private stream, in whatever order they come.</summary>
    public void OnOrderEvent(in OrderEvent orderEvent, long nowNs)
    {
        if (_course.State == CascadeState.RetryWait && _order.Is(orderEvent.ClientId))
        {
            // The refusal was not true after all: the order lives.
            _course.State = CascadeState.Sending;
            _order.Revive();
        }
        if (!IsAwaited(orderEvent.ClientId))
        {
            _course.Report.LateEvents += IsOpenCascade(orderEvent.ClientId) ? 1 : 0;
            return;
        }
        _order.OnEvent(orderEvent, nowNs);
        _course.FollowOrder(nowNs);
    }

    /// <summary>The reply to a query.</summary>
    public void OnOrderState(ClientOrderId clientId, in OrderState state, long nowNs)
    {
        if (IsAwaited(clientId))
        {
            _order.OnOrderState(state, nowNs);
            _course.FollowOrder(nowNs);
        }
    }

    /// <summary>
    /// A page of fills: the reply to a question for them. There are more behind nextId, unless it is 0.
    /// </summary>
    public void OnFills(ClientOrderId clientId, ReadOnlySpan<OrderFill> fills, long nextId, long nowNs)
    {
        if (IsAwaited(clientId))
        {
            _order.OnFills(fills, nextId, nowNs);
            _course.FollowOrder(nowNs);
        }
    }

    /// <summary>A query, or a question for fills, got no usable reply.</summary>
    public void OnQueryFailed(ClientOrderId clientId, long nowNs)
    {
        if (IsAwaited(clientId))
        {
            _order.OnQueryFailed(nowNs);
            _course.FollowOrder(nowNs);
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
            _order.OnCancelReply(nowNs);
            _course.FollowOrder(nowNs);
        }
    }

    /// <summary>A balance push: what is available of a currency.</summary>
    public void OnBalance(CurrencyId currency, ExactDecimal available, long nowNs)
    {
        switch (_course.State)
        {
            case CascadeState.Sending:
            case CascadeState.Pricing:
                _course.NotePush(currency, _order.Step.To, available);
                break;
            case CascadeState.AwaitingBalance:
                _course.NotePush(currency, _course.Report.Legs[_course.Step].From, available);
                if (_course.HasPush && _course.Pushed >= _course.Available)
                {
                    _course.SizeStep(_course.Available, nowNs);
                }
                break;
            case CascadeState.RetryWait when currency == _order.Step.From && available >= _course.Needed():
                _course.RetryStep(nowNs);
                break;
            default:
                break;
        }
    }

    /// <summary>The answer to PriceExits; one to an older question is ignored.</summary>
    public void OnExits(in ExitPlan plan, long nowNs)
    {
        if (_course.State != CascadeState.Pricing || plan.Round != _unwind.Request.Round)
        {
            return;
        }
        if (_course.IsWeighing)
        {
            _course.OnFinishPriced(plan, nowNs);
            return;
        }
        _unwind.TryTake(_course.Report, plan, nowNs);
        _course.GoOnUnwinding(nowNs);
    }

    /// <summary>Time has passed; acts when <see cref="DeadlineNs"/> has come.</summary>
    public void OnTick(long nowNs)
    {
        if (nowNs < DeadlineNs)
        {
            return;
        }
        switch (_course.State)
        {
            case CascadeState.Sending:
                _order.OnTick(nowNs);
                _course.FollowOrder(nowNs);
                break;
            case CascadeState.AwaitingBalance:
                _course.SizeStep(_course.LoweredByPush(), nowNs);
                break;
            case CascadeState.RetryWait:
                _course.RetryStep(nowNs);
                break;
            case CascadeState.Pricing when _course.IsWeighing:
                _course.NextStep(nowNs);
                break;
            case CascadeState.Pricing:
                _unwind.OnNoAnswer(nowNs);
                _course.GoOnUnwinding(nowNs);
                break;
            case CascadeState.UnwindWait:
                _course.AskExits(nowNs);
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
        if (_course.State is CascadeState.Idle or CascadeState.Finished)
        {
            return;
        }
        if (_course.Cancel == AbortReason.None || reason == AbortReason.Killed)
        {
            _course.Cancel = reason;
        }
        _course.Report.CancelRequested = true;
        bool isUnsent = State == CascadeState.Sending;
        bool isBetween = isUnsent || _course.State is CascadeState.AwaitingBalance or CascadeState.RetryWait
            or CascadeState.Pricing or CascadeState.UnwindWait;
        if ((isUnsent && _course.Step == 0) || (isBetween && _course.IsStopWanted))
        {
            if (isUnsent)
            {
                _order.Step.Resolution = StepResolution.NotSent;
            }
            if (_course.State is CascadeState.Sending or CascadeState.RetryWait)
            {
                _course.TakeStep();
            }
            _course.Stop(nowNs);
        }
    }

    /// <summary>
    /// Adds to a finished report why its profit is not the predicted one; the signal is the one that it
    /// started with.
    /// </summary>
    public void Attribute(in Signal signal)
    {
        Check.That(_course.State == CascadeState.Finished && signal.Cascade == _course.Report.Cascade);
        if (!_course.Report.Attribution.IsKnown)
        {
            CascadeAttribution.Split(ref _course.Report, signal, _rules);
        }
    }

    /// <summary>The report has been taken: ready for the next signal.</summary>
    public void Release()
    {
        Check.That(_course.State == CascadeState.Finished);
        _course.State = CascadeState.Idle;
        _order.Action = default;
    }

    private bool IsAwaited(ClientOrderId clientId) => IsInOrder && _order.Is(clientId);

    private bool IsOpenCascade(ClientOrderId clientId) =>
        _course.State is not (CascadeState.Idle or CascadeState.Finished)
        && clientId.Run == _course.Report.Run && clientId.Cascade == _course.Report.Cascade;
}
