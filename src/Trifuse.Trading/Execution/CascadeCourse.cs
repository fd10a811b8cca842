using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Execution;

/// <summary>
/// What follows from what: the course of one cascade from leg to leg, and off it into unwinding, with its
/// account. <see cref="CascadeRun"/> takes the inputs and asks here what they mean.
/// </summary>
internal sealed class CascadeCourse(Universe universe, CascadeOptions options, TradeRules[] rules)
{
    private const int LastLeg = 2;
    private const int LegCount = 3;

    private readonly Universe _universe = universe;
    private readonly CascadeOptions _options = options;
    private readonly TradeRules[] _rules = rules;
    private bool _isResumed;
    private bool _isFaded;
    private long _refusedNs;

    /// <summary>The account so far.</summary>
    public CascadeReport Report;

    /// <summary>Where it stands, but for the state of the order under way.</summary>
    public CascadeState State;

    /// <summary>When a wait is over.</summary>
    public long DeadlineNs = OrderRun.Never;

    /// <summary>The wish to stop, if any.</summary>
    public AbortReason Cancel;

    /// <summary>The order under way.</summary>
    public byte Step;

    /// <summary>True once the legs are over and what they left is brought back.</summary>
    public bool IsUnwinding;

    /// <summary>When the current wait began.</summary>
    public long SinceNs;

    /// <summary>What the leg before has given.</summary>
    public ExactDecimal Available;

    /// <summary>Whether a balance push of the currency has come.</summary>
    public bool HasPush;

    /// <summary>What it said.</summary>
    public ExactDecimal Pushed;

    public OrderRun Order { get; } = new(options);

    public UnwindRun Unwind { get; } = new(options, rules);

    /// <summary>True when no order but one under way may follow: legs stop by either policy.</summary>
    public bool IsStopWanted =>
        Policy == CancelPolicy.Hold || (Policy == CancelPolicy.Unwind && !IsUnwinding);

    /// <summary>True between two legs while it is asked whether going on still pays.</summary>
    public bool IsWeighing => State == CascadeState.Pricing && !IsUnwinding;

    private CancelPolicy Policy => Cancel switch
    {
        AbortReason.None => CancelPolicy.Finish,
        AbortReason.Killed => _options.OnKill,
        _ => _options.OnCancel,
    };

    /// <summary>Takes up a signal: leg 1 is to be placed.</summary>
    public void Start(in Signal signal, long nowNs)
    {
        Report.Begin(signal, _options.FeePayment, nowNs);
        Open();
        BeginStep(0, Report.Legs[0], signal.Legs[0].PredictedAmount, nowNs);
    }

    /// <summary>See <see cref="CascadeRun.Resume"/>.</summary>
    public void Resume(in CascadeReport rebuilt, in OpenOrder open, long nowNs)
    {
        Check.That(rebuilt.StepCount + (open.Exists ? 1 : 0) <= CascadeReport.MaxSteps);
        Report = rebuilt;
        Report.StartedNs = nowNs;
        Open();
        if (!open.Exists)
        {
            AfterResume(nowNs);
            return;
        }
        _isResumed = true;
        ReportLeg leg = default;
        if (open.Step < LegCount)
        {
            leg = Report.Legs[open.Step];
        }
        else
        {
            CurrencyId quote = _universe.QuoteOf(open.Symbol);
            CurrencyId traded = _universe.BaseOf(open.Symbol);
            leg.Symbol = open.Symbol;
            leg.Side = open.Side;
            leg.From = open.Side == Side.Buy ? quote : traded;
            leg.To = open.Side == Side.Buy ? traded : quote;
        }
        BeginStep(open.Step, leg, open.Amount, nowNs);
        Order.Resume(open, nowNs);
    }

    /// <summary>
    /// After a refusal for want of balance: true when the order may be tried again, as the credit may be
    /// late. So many times, and so long after the first refusal.
    /// </summary>
    public bool MayRetry(long nowNs)
    {
        _refusedNs = Order.Step.Retries == 0 ? nowNs : _refusedNs;
        return Order.Step.Retries < _options.BalanceRetryCount
            && nowNs + _options.BalanceRetryNs - _refusedNs <= _options.BalanceRetryLimitNs
            && !IsStopWanted;
    }

    public void RetryStep(long nowNs)
    {
        Order.Step.CreditWaitNs += nowNs - SinceNs;
        SinceNs = nowNs;
        State = CascadeState.Sending;
        Order.BeginRetry();
    }

    public void FollowOrder(long nowNs)
    {
        switch (Order.Verdict)
        {
            case OrderVerdict.Closed:
                TakeStep();
                AfterOrder(nowNs);
                break;
            case OrderVerdict.NeverAccepted:
                TakeStep();
                AfterLoss(nowNs);
                break;
            case OrderVerdict.Unresolved:
                TakeStep();
                Report.HeldIsUncertain = true;
                bool isOpen = Order.Inquiry.IsOpen;
                CascadeText.SetUnresolved(ref Report, _universe, Order.Inquiry.Queries, isOpen);
                CascadeError error = isOpen ? CascadeError.FillTimeout : CascadeError.UnknownOutcome;
                Conclude(CascadeOutcome.Failed, error, AbortReason.None, nowNs);
                break;
            default:
                break;
        }
    }

    private void AfterOrder(long nowNs)
    {
        if (_isResumed)
        {
            AfterResume(nowNs);
        }
        else if (!IsUnwinding)
        {
            AfterLeg(nowNs);
        }
        else if (Order.Step.Size.IsPositive)
        {
            Unwind.OnFilled();
            GoOnUnwinding(nowNs);
        }
        else
        {
            OnUnwindFailed(isRefused: false, nowNs);
        }
    }

    private void AfterLoss(long nowNs)
    {
        if (_isResumed)
        {
            AfterResume(nowNs);
            return;
        }
        if (IsUnwinding)
        {
            OnUnwindFailed(isRefused: false, nowNs);
            return;
        }
        CascadeText.SetNeverAccepted(ref Report, _universe, Order.Inquiry.NotFound);
        CascadeError lost = CascadeWords.ErrorOf(Order.Step.UnknownCause);
        Conclude(CascadeOutcome.Failed, lost, AbortReason.None, nowNs);
    }

    private void AfterLeg(long nowNs)
    {
        if (!Order.Step.Size.IsPositive)
        {
            CascadeText.SetNothingFilled(ref Report, _universe);
            Conclude(CascadeOutcome.Aborted, CascadeError.None, AbortReason.Faded, nowNs);
        }
        else if (Step == LastLeg)
        {
            Conclude(CascadeOutcome.Filled, CascadeError.None, AbortReason.None, nowNs);
        }
        else if (IsStopWanted)
        {
            Stop(nowNs);
        }
        else if (_options.OnFade != CancelPolicy.Finish && Order.Step.Output.IsPositive)
        {
            Unwind.AskFinish(Report.Triangle, Order.Step.To, Order.Step.Output);
            AskPrices();
        }
        else
        {
            NextStep(nowNs);
        }
    }

    /// <summary>
    /// The answer about going on. Books that say nothing are no reason to stop: any other way would need them
    /// as well.
    /// </summary>
    public void OnFinishPriced(in ExitPlan plan, long nowNs)
    {
        ExactDecimal bps = CascadeAccounts.FinishBps(Report, plan.FinishValue);
        if (!plan.HasFinish || bps >= _options.FadeBps)
        {
            NextStep(nowNs);
            return;
        }
        _isFaded = true;
        CascadeText.SetFaded(ref Report, _universe, bps, _options.FadeBps);
        Conclude(CascadeOutcome.Aborted, CascadeError.None, AbortReason.Faded, nowNs);
    }

    /// <summary>The truth about a cascade of an earlier process is known: it is not gone on with.</summary>
    private void AfterResume(long nowNs)
    {
        _isResumed = false;
        for (int i = 0; i < Report.StepCount; i++)
        {
            if (Report.Steps[i].Step == LastLeg && Report.Steps[i].Size.IsPositive)
            {
                Conclude(CascadeOutcome.Filled, CascadeError.None, AbortReason.None, nowNs);
                return;
            }
        }
        CascadeText.SetResumed(ref Report);
        Conclude(CascadeOutcome.Aborted, CascadeError.None, AbortReason.Shutdown, nowNs);
    }

    /// <summary>The next leg, with what the last one gave.</summary>
    public void NextStep(long nowNs)
    {
        Available = Order.Step.Output;
        Step++;
        SinceNs = nowNs;
        bool waits = _options.AwaitBalance == AwaitBalance.Sells && Report.Legs[Step].Side == Side.Sell;
        if (waits && !(HasPush && Pushed >= Available))
        {
            Wait(CascadeState.AwaitingBalance, nowNs + _options.AwaitBalanceNs);
            return;
        }
        SizeStep(Available, nowNs);
    }

    public void SizeStep(ExactDecimal available, long nowNs)
    {
        OrderCheck check = CheckStep(available, out ExactDecimal amount);
        if (check != OrderCheck.Sendable)
        {
            CascadeText.SetNotSendable(ref Report, _universe, Step, available, check);
            Conclude(CascadeOutcome.Aborted, CascadeError.None, AbortReason.Faded, nowNs);
            return;
        }
        long waitedNs = nowNs - SinceNs;
        BeginStep(Step, Report.Legs[Step], amount, nowNs);
        Order.Step.CreditWaitNs = waitedNs;
    }

    private OrderCheck CheckStep(ExactDecimal available, out ExactDecimal amount)
    {
        ref readonly ReportLeg leg = ref Report.Legs[Step];
        return Cascade.SizeOrder(
            _rules[leg.Symbol.Index], leg.Side, available, leg.LimitPrice, leg.BestBid.Price, out amount);
    }

    /// <summary>
    /// A push may only lower the amount, and not below what can be sent: a refusal costs nothing, a coin
    /// left behind does.
    /// </summary>
    public ExactDecimal LoweredByPush()
    {
        ExactDecimal lowered = HasPush ? ExactDecimal.Min(Pushed, Available) : Available;
        return CheckStep(lowered, out _) == OrderCheck.Sendable ? lowered : Available;
    }

    public ExactDecimal Needed() => Order.Step.Side == Side.Buy
        ? Order.Step.Amount + (Order.Step.Amount * _rules[Order.Step.Symbol.Index].FeeRate)
        : Order.Step.Amount;

    public void NotePush(CurrencyId currency, CurrencyId wanted, ExactDecimal available)
    {
        if (currency == wanted)
        {
            HasPush = true;
            Pushed = available;
        }
    }

    public void TakeStep()
    {
        if (Order.FeeDiffers && !Report.FeeDiffers)
        {
            Report.FeeDiffers = true;
            Report.FeeSymbol = Order.Step.Symbol;
        }
        CascadeAccounts.Enter(ref Report, ref Order.Step, _rules);
        Report.AddStep(Order.Step);
        Report.Queries += Order.QueriesWritten;
        Report.Cancels += Order.CancelsWritten;
        Report.Contradictions += Order.Contradictions;
        Report.DuplicateMatches += Order.DuplicateMatches;
    }

    /// <summary>
    /// A wish to stop is followed: legs end here, and so does unwinding that may not go on.
    /// </summary>
    public void Stop(long nowNs)
    {
        if (IsUnwinding)
        {
            Finish(nowNs);
        }
        else
        {
            Conclude(CascadeOutcome.Aborted, CascadeError.None, Cancel, nowNs);
        }
    }

    /// <summary>How the legs ended; what they left is unwound unless that is forbidden or unsure.</summary>
    public void Conclude(CascadeOutcome outcome, CascadeError error, AbortReason reason, long nowNs)
    {
        Report.Outcome = outcome;
        Report.Error = error;
        Report.Reason = reason;
        SymbolId last = Report.StepCount > 0
            ? Report.Steps[Report.StepCount - 1].Symbol
            : SymbolId.None;
        if (outcome == CascadeOutcome.Failed && Report.FailedSymbol == SymbolId.None)
        {
            Report.FailedSymbol = last;
        }
        CancelPolicy wayOut = Policy != CancelPolicy.Finish ? Policy
            : _isFaded ? _options.OnFade
            : _options.OnFailure;
        if (wayOut == CancelPolicy.Hold || IsUnwinding || Report.HeldIsUncertain)
        {
            Finish(nowNs);
            return;
        }
        IsUnwinding = true;
        Unwind.Begin(Report.Triangle, nowNs);
        if (error == CascadeError.OrderRejected)
        {
            Unwind.Avoid(last);
        }
        GoOnUnwinding(nowNs);
    }

    public void GoOnUnwinding(long nowNs)
    {
        if (IsStopWanted)
        {
            Finish(nowNs);
        }
        else if (Unwind.TryOrder(Report, out ReportLeg leg, out ExactDecimal amount, nowNs))
        {
            BeginStep(UnwindRun.NextStep(Report), leg, amount, nowNs);
        }
        else if (Unwind.MustWait)
        {
            Wait(CascadeState.UnwindWait, nowNs + _options.UnwindRetryNs);
        }
        else
        {
            AskExits(nowNs);
        }
    }

    public void AskExits(long nowNs)
    {
        if (!Unwind.TryAsk(Report))
        {
            Finish(nowNs);
            return;
        }
        AskPrices();
    }

    public void OnUnwindFailed(bool isRefused, long nowNs)
    {
        Unwind.OnFailed(Order.Step.Symbol, isRefused, nowNs);
        GoOnUnwinding(nowNs);
    }

    private void AskPrices()
    {
        Wait(CascadeState.Pricing, OrderRun.Never);
        Order.Action.Exit = Unwind.Request;
        Order.Action.Kind = CascadeActionKind.PriceExits;
    }

    private void Open()
    {
        CascadeAccounts.Open(ref Report);
        for (int i = 0; i < Report.StepCount; i++)
        {
            CascadeAccounts.Enter(ref Report, ref Report.Steps[i], _rules);
        }
        Cancel = AbortReason.None;
        IsUnwinding = false;
        _isResumed = false;
        _isFaded = false;
        Unwind.Reset();
    }

    private void BeginStep(byte step, in ReportLeg leg, ExactDecimal amount, long nowNs)
    {
        ref readonly TradeRules symbol = ref _rules[leg.Symbol.Index];
        Step = step;
        State = CascadeState.Sending;
        HasPush = false;
        SinceNs = nowNs;
        Order.Begin(Report.Run, Report.Cascade, leg, step, amount, symbol.FeeRate);
        Order.Limit(leg.LimitPrice, Cascade.LimitedSize(symbol, leg.Side, amount, leg.LimitPrice));
    }

    private void Finish(long nowNs)
    {
        Report.FinishedNs = nowNs;
        CascadeAccounts.Settle(ref Report, _rules, Unwind);
        if (IsUnwinding && Report.HeldCount > 0)
        {
            if (!Report.HeldIsUncertain)
            {
                CascadeText.AddUnwindEnd(ref Report, _universe, Unwind);
            }
            Report.Outcome = CascadeOutcome.Failed;
            Report.Error = CascadeError.UnwindFailed;
        }
        CascadeText.AddHeld(ref Report, _universe);
        State = CascadeState.Finished;
        DeadlineNs = OrderRun.Never;
        Order.Action.Kind = CascadeActionKind.Finished;
    }

    public void Wait(CascadeState state, long deadlineNs)
    {
        Order.Action.Kind = CascadeActionKind.None;
        State = state;
        DeadlineNs = deadlineNs;
    }
}
