using Trifuse.Core.Domain;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Hot;
using Trifuse.KuCoin.Orders;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Http;
using Trifuse.Net.Linux;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Limits;

namespace Trifuse.Engine.Execution;

/// <summary>
/// The sending side of one executor: carries out what its <see cref="CascadeRun"/> wants sent, and tells the
/// run and the journal what came back. It owns the order connections and the account of the rate limit.
/// </summary>
internal sealed class OrderDesk : IRestOwner, IOrderStreamOwner
{
    private readonly ExecutorParts _parts;
    private readonly IOrderDeskOwner _owner;
    private readonly CascadeRun _run;
    private readonly ExecutorJournal _journal;
    private readonly RestPort _port;
    private readonly RestOrderEntry _rest;
    private readonly OrderStream? _stream;
    private readonly OrderPathChoice _choice;
    private readonly OrderPaths _entry;
    private readonly ExecutorMetrics _metrics;
    private readonly OrderBudget _budget;
    private readonly FillList _fills = new();
    private bool _wasClockGood = true;
    private bool _isSending;
    private RestErrand _failedWhileSending;
    private UnknownCause _sendFailure;

    public OrderDesk(ExecutorParts parts, IOrderDeskOwner owner, ExecutorMetrics metrics)
    {
        _parts = parts;
        _owner = owner;
        _metrics = metrics;
        _run = parts.Run;
        _journal = parts.Journal;
        _budget = new OrderBudget(parts.Limits.QuotaReservePercent);
        _port = new RestPort(parts.Loop, parts.Dials, parts.FirstLink, this, parts.Times, HttpLimits.Orders);
        _rest = new RestOrderEntry(parts.Requests, _port, parts.Clock, parts.IsPaper);
        _choice = new OrderPathChoice(parts.PathMode);
        SocketOrderEntry? socket = null;
        if (parts.Socket is { } plan)
        {
            _stream = new OrderStream(parts.Loop, parts.Dials, plan, parts.Signer, this);
            socket = new SocketOrderEntry(new OrderCalls(parts.Universe.Symbols), _stream);
        }
        _entry = new OrderPaths(_rest, socket, _choice);
    }

    /// <summary>Order connections that had to be replaced.</summary>
    public long ReplacedCount => _port.ReplacedCount;

    /// <summary>Order connections that can take a request.</summary>
    public int IdleLinks => _port.IdleCount;

    /// <summary>Orders by path.</summary>
    public OrderPaths Paths => _entry;

    /// <summary>Order sockets that ended although nobody wanted it.</summary>
    public long LostSockets => _stream?.LostCount ?? 0;

    /// <summary>The order socket is welcomed.</summary>
    public bool IsSocketUp => _stream?.IsUp ?? false;

    /// <summary>Asks for the order connections.</summary>
    public void Start()
    {
        _port.Start();
        _stream?.Start();
    }

    /// <summary>Takes what the connector has made; how many that were.</summary>
    public int TakeConnections(long nowNs)
    {
        int work = 0;
        while (_parts.Dials.TryTake(out int link, out Dialled? dialled))
        {
            work++;
            if (link - _parts.FirstLink >= RestPort.LinkCount)
            {
                _stream!.Attach(dialled!, nowNs);
                continue;
            }
            _port.Attach(link, dialled!, nowNs);
            // The first request measures the clock and takes the path once before an order has to.
            _rest.KeepAlive(link - _parts.FirstLink, nowNs);
        }
        return work;
    }

    /// <summary>Sends what the run wants sent next.</summary>
    public void Send(long nowNs)
    {
        OrderRequest request = _run.NextAction.Request;
        switch (_run.NextAction.Kind)
        {
            case CascadeActionKind.Place:
                Place(in request, nowNs);
                break;
            case CascadeActionKind.Cancel:
                _journal.TryIntent(in _run.NextAction, nowNs);
                _isSending = true;
                Settle(_entry.TryCancel(request.Symbol, request.ClientId, nowNs), nowNs);
                break;
            case CascadeActionKind.Query:
                _isSending = true;
                Settle(_entry.TryQuery(request.Symbol, request.ClientId, nowNs), nowNs);
                break;
            case CascadeActionKind.Fills:
                OrderId orderId = _run.NextAction.OrderId;
                long lastId = _run.NextAction.LastId;
                _isSending = true;
                Settle(
                    _entry.TryFills(request.Symbol, request.ClientId, in orderId, lastId, nowNs), nowNs);
                break;
            default:
                break;
        }
    }

    /// <summary>Gives up what is overdue and keeps idle connections alive.</summary>
    public void Tick(long nowNs)
    {
        int stale = _port.Tick(nowNs);
        if (stale >= 0)
        {
            _rest.KeepAlive(stale, nowNs);
        }
        _stream?.Tick(nowNs);
        _choice.Decide(nowNs);
    }

    /// <summary>Tells the hot thread when the rate limit has become tight, or is so no more.</summary>
    public void TellBudget(long nowNs)
    {
        if (_budget.HasChanged(nowNs, out bool hasBudget))
        {
            _parts.Return(new ExecutorEvent
            {
                Kind = hasBudget ? ExecutorEventKind.BudgetBack : ExecutorEventKind.BudgetLow,
                Slot = _parts.Slot,
            });
        }
    }

    // Requests carry the corrected time, but a clock that has moved so far is no clock to trade by.
    private void TellClock()
    {
        bool isGood = Math.Abs(_parts.Clock.Ms) <= _parts.Limits.ClockToleranceMs;
        if (isGood != _wasClockGood)
        {
            _wasClockGood = isGood;
            _parts.Return(new ExecutorEvent
            {
                Kind = isGood ? ExecutorEventKind.ClockGood : ExecutorEventKind.ClockSkewed,
                Slot = _parts.Slot,
            });
        }
    }

    /// <summary>Closes all connections; no further events.</summary>
    public void Close()
    {
        _port.Close();
        _stream?.Close();
    }

    public void OnRestReply(
        in RestErrand errand, int status, HttpConnection connection, long sentNs, long nowNs)
    {
        if (errand.Purpose != RestPurpose.KeepAlive)
        {
            // The keep-alive request belongs to the public pool, whose quota is another one.
            _budget.Note(status, connection, nowNs);
            TellBudget(nowNs);
        }
        switch (errand.Purpose)
        {
            case RestPurpose.Place:
                OrderReplies.ReadOrder(status, connection.Body, out OrderReply reply);
                NoteAck(OrderPath.Rest, in reply, sentNs, nowNs);
                OnPlaceReply(errand.ClientId, in reply, nowNs);
                break;
            case RestPurpose.Query:
                if (OrderReplies.TryReadState(
                    status, connection.Body, QuoteOf(errand.Symbol), out OrderState state, out _))
                {
                    _run.OnOrderState(errand.ClientId, in state, nowNs);
                }
                else
                {
                    _run.OnQueryFailed(errand.ClientId, nowNs);
                }
                break;
            case RestPurpose.Fills:
                OnFillsReply(in errand, status, connection.Body, nowNs);
                break;
            case RestPurpose.Cancel:
                _run.OnCancelReply(errand.ClientId, nowNs);
                break;
            case RestPurpose.KeepAlive:
                if (OrderReplies.TryReadTimestamp(status, connection.Body, out long serverMs))
                {
                    _parts.Clock.Note(serverMs, nowNs - sentNs);
                    TellClock();
                    _metrics.RestProbe.Record(nowNs - sentNs);
                    _choice.OnProbe(OrderPath.Rest, nowNs - sentNs, nowNs);
                }
                break;
            default:
                break;
        }
        _owner.OnReplied(nowNs);
    }

    public void OnRestFailed(in RestErrand errand, HttpOutcome outcome, long nowNs) => OnFailed(
        in errand,
        outcome.Fault == HttpFault.Timeout ? UnknownCause.NoReply : UnknownCause.ConnectionLost,
        nowNs);

    public void OnOrderReply(
        in RestErrand errand, OrderEntryFrame frame, ReadOnlySpan<byte> text, long sentNs, long nowNs)
    {
        _budget.Note(
            frame.HttpStatus, frame.RateLimit, frame.RateRemaining, frame.RateResetMs, nowNs);
        TellBudget(nowNs);
        if (errand.Purpose == RestPurpose.Place)
        {
            OrderReplies.ReadOrder(frame.HttpStatus, text, out OrderReply reply);
            NoteAck(OrderPath.Socket, in reply, sentNs, nowNs);
            if (!IsForThePath(in reply) || !TryOverRest(errand.ClientId, nowNs))
            {
                OnPlaceReply(errand.ClientId, in reply, nowNs);
            }
        }
        else
        {
            _run.OnCancelReply(errand.ClientId, nowNs);
        }
        _owner.OnReplied(nowNs);
    }

    public void OnOrderLost(in RestErrand errand, OrderStreamEnd cause, long nowNs)
    {
        _choice.OnSocketFailed(nowNs);
        OnFailed(
            in errand,
            cause == OrderStreamEnd.ReplyOverdue ? UnknownCause.NoReply : UnknownCause.ConnectionLost,
            nowNs);
    }

    public void OnOrderPong(long roundTripNs, long nowNs)
    {
        _metrics.SocketProbe.Record(roundTripNs);
        _choice.OnProbe(OrderPath.Socket, roundTripNs, nowNs);
    }

    private void OnFailed(in RestErrand errand, UnknownCause cause, long nowNs)
    {
        if (_isSending)
        {
            // The state machine first hears that the request is on its way, then what became of it.
            _failedWhileSending = errand;
            _sendFailure = cause;
            return;
        }
        TakeFailure(in errand, cause, nowNs);
        _owner.OnMoved(nowNs);
    }

    private void NoteAck(OrderPath path, in OrderReply reply, long sentNs, long nowNs)
    {
        if (reply.Kind == OrderReplyKind.Accepted)
        {
            (path == OrderPath.Rest ? _metrics.RestAck : _metrics.SocketAck).Record(nowNs - sentNs);
            _choice.OnAck(path, nowNs - sentNs, nowNs);
        }
    }

    // The session or the op is refused, not the order: REST may well take it.
    private static bool IsForThePath(in OrderReply reply) => reply.Kind == OrderReplyKind.Rejected
        && (reply.Fault is OrderFault.Authentication or OrderFault.ClockSkew
            || reply.Code == OrderEntryFrame.BadField);

    // The refusal is definite, so the same order may go again, under its own id: should the exchange have
    // taken it after all, it refuses the id, and is asked.
    private bool TryOverRest(ClientOrderId placed, long nowNs)
    {
        _choice.OnSocketFailed(nowNs);
        OrderRequest request = _run.NextAction.Request;
        if (request.ClientId != placed || _run.State != CascadeState.Awaiting)
        {
            return false;
        }
        _isSending = true;
        bool isSent = _entry.TryPlaceOverRest(in request, nowNs);
        if (isSent)
        {
            _run.OnCarried(_entry.Last);
            TellSent(placed.Cascade);
        }
        TakeSendFailure(nowNs);
        return isSent;
    }

    private void Place(in OrderRequest request, long nowNs)
    {
        // The intent is on record before the first byte leaves: a restart can ask for every order that may
        // exist.
        if (!_journal.TryIntent(in _run.NextAction, nowNs))
        {
            _run.OnNotSent(NotSentCause.JournalFull, nowNs);
            return;
        }
        _isSending = true;
        bool isSent = _entry.TryPlace(in request, nowNs);
        bool isPlanned = request.ClientId is { Step: < OrderRate.PerCascade, Attempt: 0 }
            && nowNs - _run.Report.SignalNs < OrderRate.WindowNs;
        if (isSent)
        {
            _run.OnCarried(_entry.Last);
        }
        if (isSent && !isPlanned)
        {
            TellSent(request.ClientId.Cascade);
        }
        Settle(isSent, MonotonicClock.NowNs());
    }

    private void TellSent(uint cascade) => _parts.Mention(new ExecutorEvent
    {
        Kind = ExecutorEventKind.OrderSent,
        Slot = _parts.Slot,
        Cascade = cascade,
    });

    private void Settle(bool isSent, long nowNs)
    {
        _isSending = false;
        if (isSent)
        {
            _run.OnWritten(nowNs);
        }
        else
        {
            _run.OnNotSent(NotSentCause.NotConnected, nowNs);
        }
        TakeSendFailure(nowNs);
    }

    private void TakeSendFailure(long nowNs)
    {
        _isSending = false;
        RestErrand failed = _failedWhileSending;
        _failedWhileSending = default;
        if (failed.Purpose != RestPurpose.None)
        {
            TakeFailure(in failed, _sendFailure, nowNs);
        }
    }

    private void TakeFailure(in RestErrand errand, UnknownCause cause, long nowNs)
    {
        switch (errand.Purpose)
        {
            case RestPurpose.Place:
                _journal.Unknown(errand.ClientId, cause, nowNs);
                _run.OnUnknown(errand.ClientId, cause, nowNs);
                break;
            case RestPurpose.Query:
            case RestPurpose.Fills:
                _run.OnQueryFailed(errand.ClientId, nowNs);
                break;
            case RestPurpose.Cancel:
                _run.OnCancelReply(errand.ClientId, nowNs);
                break;
            default:
                break;
        }
    }

    private void OnPlaceReply(ClientOrderId placed, in OrderReply reply, long nowNs)
    {
        switch (reply.Kind)
        {
            case OrderReplyKind.Accepted:
                _journal.Accepted(placed, in reply.OrderId, nowNs);
                _run.OnAccepted(placed, in reply.OrderId, nowNs);
                if (_parts.IsPaper)
                {
                    _owner.OnTested(placed, nowNs);
                }
                else if (placed.Step == 0)
                {
                    _parts.Return(new ExecutorEvent
                    {
                        Kind = ExecutorEventKind.LegOneOrder,
                        Slot = _parts.Slot,
                        Cascade = placed.Cascade,
                        OrderId = reply.OrderId,
                    });
                }
                break;
            case OrderReplyKind.Rejected:
                RejectionKind kind = Rejections.KindOf(reply.Fault);
                _journal.Rejected(placed, reply.Code, kind, reply.Message, nowNs);
                _run.OnRejected(placed, reply.Code, reply.Message, kind, nowNs);
                break;
            default:
                UnknownCause cause = Rejections.CauseOf(reply.HttpStatus);
                _journal.Unknown(placed, cause, nowNs);
                _run.OnUnknown(placed, cause, nowNs);
                break;
        }
    }

    private void OnFillsReply(in RestErrand errand, int status, ReadOnlySpan<byte> body, long nowNs)
    {
        ReadOnlySpan<byte> quote = QuoteOf(errand.Symbol);
        _fills.Clear();
        if (!_fills.TryAdd(status, body, quote))
        {
            _run.OnQueryFailed(errand.ClientId, nowNs);
            return;
        }
        _journal.Fills(errand.ClientId, _fills, quote, nowNs);
        _run.OnFills(errand.ClientId, _fills.Fills, _fills.NextId, nowNs);
    }

    private ReadOnlySpan<byte> QuoteOf(SymbolId symbol)
    {
        CurrencyId quote = _parts.Universe.QuoteOf(symbol);
        return _parts.Universe.Currencies.NameOf(new SymbolId(quote.Index));
    }
}
