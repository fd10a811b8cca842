using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Execution;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Linux;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Recovery;

/// <summary>
/// Drives one cascade of an earlier process to its end: the same state machine as an executor's, with
/// requests that block and without a stream. What a stream would tell of an unwind order is read from the
/// order and its fills. Every request is in the journal before it is sent, so that this too may be killed.
/// </summary>
internal sealed class RecoveryRun(
    CascadeRun run, RecoveryDesk desk, RecoveryExits exits, ExecutorJournal journal, Universe universe)
{
    private const int LookMs = 50;

    private readonly FillList _fills = new();
    private int _closedSteps;

    /// <summary>
    /// Takes the cascade up and returns when it is finished; the report is the run's, its end is for the
    /// caller to write. False when the fate of an order could not be found out: then the journal must get no
    /// end, and the next start asks again.
    /// </summary>
    public bool TryFinish(in CascadeReport rebuilt, in OpenOrder open)
    {
        _closedSteps = rebuilt.StepCount;
        run.Resume(in rebuilt, in open, MonotonicClock.NowNs());
        while (run.NextAction.Kind != CascadeActionKind.Finished)
        {
            JournalEnds();
            Act();
        }
        JournalEnds();
        return !run.Report.HeldIsUncertain;
    }

    private void Act()
    {
        OrderRequest request = run.NextAction.Request;
        long nowNs = MonotonicClock.NowNs();
        switch (run.NextAction.Kind)
        {
            case CascadeActionKind.Place:
                Place(in request);
                break;
            case CascadeActionKind.Cancel:
                journal.TryIntent(in run.NextAction, nowNs);
                run.OnWritten(nowNs);
                desk.Cancel(request.Symbol, request.ClientId);
                run.OnCancelReply(request.ClientId, MonotonicClock.NowNs());
                break;
            case CascadeActionKind.Query:
                run.OnWritten(nowNs);
                Query(in request);
                break;
            case CascadeActionKind.Fills:
                OrderId orderId = run.NextAction.OrderId;
                run.OnWritten(nowNs);
                AskFills(in request, in orderId);
                break;
            case CascadeActionKind.PriceExits:
                ExitRequest asked = run.NextAction.Exit;
                run.OnWritten(nowNs);
                exits.Price(in asked, out ExitPlan plan);
                run.OnExits(in plan, MonotonicClock.NowNs());
                break;
            default:
                WaitForDeadline(nowNs);
                break;
        }
    }

    private void WaitForDeadline(long nowNs)
    {
        long leftNs = run.DeadlineNs - nowNs;
        if (leftNs > 0)
        {
            Thread.Sleep((int)Math.Clamp(leftNs / 1_000_000, 1, LookMs));
        }
        run.OnTick(MonotonicClock.NowNs());
    }

    private void Query(in OrderRequest request)
    {
        ControlReply reply = desk.Query(request.Symbol, request.ClientId);
        long nowNs = MonotonicClock.NowNs();
        if (!reply.IsTransportFailure && OrderReplies.TryReadState(
            reply.Status, reply.Body, QuoteOf(request.Symbol), out OrderState state, out _))
        {
            run.OnOrderState(request.ClientId, in state, nowNs);
        }
        else
        {
            run.OnQueryFailed(request.ClientId, nowNs);
        }
    }

    private void Place(in OrderRequest request)
    {
        if (!journal.TryIntent(in run.NextAction, MonotonicClock.NowNs()))
        {
            run.OnNotSent(NotSentCause.JournalFull, MonotonicClock.NowNs());
            return;
        }
        ControlReply reply = desk.Place(in request);
        long nowNs = MonotonicClock.NowNs();
        if (!reply.WasWritten)
        {
            run.OnNotSent(NotSentCause.NotConnected, nowNs);
            return;
        }
        run.OnWritten(nowNs);
        if (reply.IsTransportFailure)
        {
            OnUnknown(request.ClientId, UnknownCause.NoReply, nowNs);
            return;
        }
        OrderReplies.ReadOrder(reply.Status, reply.Body, out OrderReply answer);
        switch (answer.Kind)
        {
            case OrderReplyKind.Accepted:
                journal.Accepted(request.ClientId, in answer.OrderId, nowNs);
                run.OnAccepted(request.ClientId, in answer.OrderId, nowNs);
                Follow(in request, in answer.OrderId);
                break;
            case OrderReplyKind.Rejected:
                RejectionKind kind = Rejections.KindOf(answer.Fault);
                journal.Rejected(request.ClientId, answer.Code, kind, answer.Message, nowNs);
                run.OnRejected(request.ClientId, answer.Code, answer.Message, kind, nowNs);
                break;
            default:
                OnUnknown(request.ClientId, Rejections.CauseOf(answer.HttpStatus), nowNs);
                break;
        }
    }

    private void OnUnknown(ClientOrderId clientId, UnknownCause cause, long nowNs)
    {
        journal.Unknown(clientId, cause, nowNs);
        run.OnUnknown(clientId, cause, nowNs);
    }

    // Until the order is at its end, or has taken so long that the run asks for it itself.
    private void Follow(in OrderRequest request, in OrderId orderId)
    {
        while (run.State == CascadeState.Awaiting && run.NextAction.Request.ClientId == request.ClientId
            && MonotonicClock.NowNs() < run.DeadlineNs)
        {
            ControlReply reply = desk.Query(request.Symbol, request.ClientId);
            OrderState state = default;
            bool isDone = !reply.IsTransportFailure
                && OrderReplies.TryReadState(
                    reply.Status, reply.Body, QuoteOf(request.Symbol), out state, out _)
                && state.Exists && !state.IsActive;
            if (isDone && TryTellFills(in request, in orderId, in state))
            {
                return;
            }
            Thread.Sleep(LookMs);
        }
    }

    /// <summary>The order's fills and its end as the stream's events would tell them.</summary>
    private bool TryTellFills(in OrderRequest request, in OrderId orderId, in OrderState state)
    {
        if (!TryReadFills(request.Symbol, in orderId))
        {
            return false;
        }
        ExactDecimal total = ExactDecimal.Zero;
        foreach (ref readonly OrderFill fill in _fills.Fills)
        {
            total += fill.Size;
        }
        if (total != state.DealSize)
        {
            // The list of fills lags, or is too long.
            return false;
        }
        journal.Fills(request.ClientId, _fills, QuoteOf(request.Symbol), MonotonicClock.NowNs());
        var told = new OrderEvent
        {
            ClientId = request.ClientId,
            Symbol = request.Symbol,
            OrderId = orderId,
        };
        for (int i = 0; i < _fills.Fills.Length; i++)
        {
            told.Kind = OrderEventKind.Match;
            told.TradeId = _fills.Fills[i].TradeId;
            told.MatchPrice = _fills.Fills[i].Price;
            told.MatchSize = _fills.Fills[i].Size;
            told.ExchangeNs = _fills.ExchangeNs(i);
            Tell(in told);
        }
        told.Kind = state.HasCanceled ? OrderEventKind.Canceled : OrderEventKind.Filled;
        told.HasFilledSize = true;
        told.FilledSize = total;
        Tell(in told);
        return true;
    }

    private void AskFills(in OrderRequest request, in OrderId orderId)
    {
        bool isRead = TryReadFills(request.Symbol, in orderId);
        long nowNs = MonotonicClock.NowNs();
        if (isRead)
        {
            journal.Fills(request.ClientId, _fills, QuoteOf(request.Symbol), nowNs);
            run.OnFills(request.ClientId, _fills.Fills, nextId: 0, nowNs);
        }
        else
        {
            run.OnQueryFailed(request.ClientId, nowNs);
        }
    }

    /// <summary>All pages at once, as far as they are read at all.</summary>
    private bool TryReadFills(SymbolId symbol, in OrderId orderId)
    {
        _fills.Clear();
        do
        {
            ControlReply reply = desk.Fills(symbol, in orderId, _fills.NextId);
            if (reply.IsTransportFailure || !_fills.TryAdd(reply.Status, reply.Body, QuoteOf(symbol)))
            {
                return false;
            }
        }
        while (_fills.WantsMore);
        return true;
    }

    private void Tell(in OrderEvent orderEvent)
    {
        long nowNs = MonotonicClock.NowNs();
        journal.Event(in orderEvent, nowNs);
        run.OnOrderEvent(in orderEvent, nowNs);
    }

    private void JournalEnds()
    {
        ref readonly CascadeReport report = ref run.Report;
        for (; _closedSteps < report.StepCount; _closedSteps++)
        {
            journal.LegClosed(in report, _closedSteps, MonotonicClock.NowNs());
        }
    }

    private ReadOnlySpan<byte> QuoteOf(SymbolId symbol) =>
        universe.Currencies.NameOf(new SymbolId(universe.QuoteOf(symbol).Index));
}
