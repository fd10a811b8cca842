using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Engine.Agents;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Hot;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Http;
using Trifuse.Net.Linux;
using Trifuse.Net.Loop;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Execution;

/// <summary>
/// One executor: takes a signal from its ring, drives a <see cref="CascadeRun"/> through its three orders,
/// and gives the report to the scribe and the result to the hot thread. It never blocks: replies, fills,
/// deadlines and stops are events. The same class runs on the hot thread (fused: the loop is the hot
/// thread's) or on a thread of its own.
/// </summary>
internal sealed class ExecutorAgent : IWaitingAgent, IRestOwner
{
    private const long TickNs = 50_000_000;

    private readonly ExecutorParts _parts;
    private readonly ExecutorRings _rings;
    private readonly CascadeRun _run;
    private readonly RestPort _port;
    private readonly RestOrderEntry _entry;
    private readonly ExecutorJournal _journal;
    private readonly SignalFiller _filler;
    private readonly OrderBudget _budget = new();
    private bool _hadLink = true;
    private int _signalPlace = -1;
    private int _closedSteps;
    private long _nextTickNs;
    private bool _isSending;
    private RestErrand _failedWhileSending;
    private HttpOutcome _sendFailure;

    public ExecutorAgent(ExecutorParts parts)
    {
        _parts = parts;
        _rings = parts.Rings;
        _run = parts.Run;
        _journal = parts.Journal;
        _filler = new SignalFiller(parts.Slot, parts.Universe, parts.PaperRules);
        _port = new RestPort(parts.Loop, parts.Dials, parts.FirstLink, this, parts.Times);
        _entry = new RestOrderEntry(parts.Requests, _port, parts.Clock, parts.IsPaper);
    }

    public string Name => $"tf-exec-{_parts.Slot}";

    /// <summary>Where the time of orders goes.</summary>
    public ExecutorMetrics Metrics { get; } = new();

    /// <summary>Order connections that had to be replaced.</summary>
    public long ReplacedConnections => _port.ReplacedCount;

    /// <summary>Order connections that can take a request; read by the main thread while starting.</summary>
    public int IdleLinks => _port.IdleCount;

    /// <summary>When something is due without input.</summary>
    public long DeadlineNs => Math.Min(_run.DeadlineNs, _nextTickNs);

    /// <summary>Asks for the order connections; before the thread starts.</summary>
    public void Start() => _port.Start();

    public int DoWork(long nowNs)
    {
        int work = _parts.OwnsLoop ? _parts.Loop.Poll(0) : 0;
        work += TakeConnections(nowNs) + TakeNotes(nowNs) + TakeSignal(nowNs);
        if (_run.DeadlineNs <= nowNs)
        {
            _run.OnTick(nowNs);
            Act(nowNs);
            work++;
        }
        if (_run.State == CascadeState.Finished)
        {
            // Only when the scribe's ring was full.
            Act(nowNs);
        }
        if (nowNs >= _nextTickNs)
        {
            _nextTickNs = nowNs + TickNs;
            Tick(nowNs);
        }
        return work;
    }

    public int Wait(long nowNs)
    {
        _parts.Loop.Waker.Arm();
        bool hasInput = _rings.Fills.Count > 0 || _parts.Dials.HasReady
            || (_run.State == CascadeState.Idle && _rings.Signals.Count > 0);
        if (hasInput)
        {
            _parts.Loop.Waker.Disarm();
            return 1;
        }
        return _parts.Loop.Poll(Math.Max(0, DeadlineNs - nowNs));
    }

    public void Close()
    {
        _port.Close();
        if (_parts.OwnsLoop)
        {
            _parts.Loop.Dispose();
        }
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
                OnPlaceReply(errand.ClientId, status, connection.Body, nowNs);
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
            case RestPurpose.Cancel:
                _run.OnCancelReply(errand.ClientId, nowNs);
                break;
            case RestPurpose.KeepAlive:
                if (OrderReplies.TryReadTimestamp(status, connection.Body, out long serverMs))
                {
                    _parts.Clock.Note(serverMs, nowNs - sentNs);
                }
                break;
            default:
                break;
        }
        Act(nowNs);
        TellLinks();
    }

    public void OnRestFailed(in RestErrand errand, HttpOutcome outcome, long nowNs)
    {
        if (_isSending)
        {
            // The state machine first hears that the request is on its way, then what became of it.
            _failedWhileSending = errand;
            _sendFailure = outcome;
            return;
        }
        TakeFailure(in errand, outcome, nowNs);
        Act(nowNs);
    }

    private void TakeFailure(in RestErrand errand, HttpOutcome outcome, long nowNs)
    {
        switch (errand.Purpose)
        {
            case RestPurpose.Place:
                UnknownCause cause = outcome.Fault == HttpFault.Timeout
                    ? UnknownCause.NoReply
                    : UnknownCause.ConnectionLost;
                _journal.Unknown(errand.ClientId, cause, nowNs);
                _run.OnUnknown(errand.ClientId, cause, nowNs);
                break;
            case RestPurpose.Query:
                _run.OnQueryFailed(errand.ClientId, nowNs);
                break;
            case RestPurpose.Cancel:
                _run.OnCancelReply(errand.ClientId, nowNs);
                break;
            default:
                break;
        }
    }

    private void OnPlaceReply(ClientOrderId placed, int status, ReadOnlySpan<byte> body, long nowNs)
    {
        OrderReplies.ReadOrder(status, body, out OrderReply reply);
        switch (reply.Kind)
        {
            case OrderReplyKind.Accepted:
                _journal.Accepted(placed, in reply.OrderId, nowNs);
                _run.OnAccepted(placed, in reply.OrderId, nowNs);
                if (_parts.IsPaper)
                {
                    FillOnPaper(placed, nowNs);
                }
                else if (placed.Step == 0)
                {
                    Return(new ExecutorEvent
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
                UnknownCause cause = status == 429 ? UnknownCause.RateLimited
                    : status >= 500 ? UnknownCause.ServerError
                    : UnknownCause.BadReply;
                _journal.Unknown(placed, cause, nowNs);
                _run.OnUnknown(placed, cause, nowNs);
                break;
        }
    }

    // The exchange has checked the order and thrown it away; what it would have done is worked out
    // from a book.
    private void FillOnPaper(ClientOrderId placed, long nowNs)
    {
        OrderRequest request = _run.NextAction.Request;
        if (request.ClientId != placed || _run.State is CascadeState.Idle or CascadeState.Finished)
        {
            // The reply came after the cascade had gone on without it.
            return;
        }
        if (_parts.FillsAtArrival)
        {
            Return(new ExecutorEvent
            {
                Kind = ExecutorEventKind.PaperFill,
                Slot = _parts.Slot,
                Cascade = placed.Cascade,
                Request = request,
            });
            return;
        }
        ref readonly SignalLeg leg = ref _rings.Signals.Slot(_signalPlace).Legs[placed.Step];
        foreach (ref readonly OrderEvent orderEvent in _filler.Fill(in request, in leg))
        {
            _run.OnOrderEvent(in orderEvent, nowNs);
        }
    }

    private int TakeConnections(long nowNs)
    {
        int work = 0;
        while (_parts.Dials.TryTake(out int link, out Dialled? dialled))
        {
            _port.Attach(link, dialled!, nowNs);
            // The first request measures the clock and takes the path once before an order has to.
            _entry.KeepAlive(link - _parts.FirstLink, nowNs);
            work++;
        }
        return work;
    }

    private int TakeSignal(long nowNs)
    {
        if (!TryBegin(nowNs))
        {
            return 0;
        }
        Act(nowNs);
        return 1;
    }

    private bool TryBegin(long nowNs)
    {
        if (_run.State != CascadeState.Idle || !_rings.Signals.TryPeek(out _signalPlace))
        {
            return false;
        }
        _journal.Reserved(in _rings.Signals.Slot(_signalPlace), nowNs);
        _closedSteps = 0;
        _run.Start(in _rings.Signals.Slot(_signalPlace), nowNs);
        return true;
    }

    private int TakeNotes(long nowNs)
    {
        int work = 0;
        while (_rings.Fills.TryPeek(out int place))
        {
            ref FillNote note = ref _rings.Fills.Slot(place);
            if (note.Kind is FillNoteKind.Cancel or FillNoteKind.Kill)
            {
                // It also stops a signal that was given before it and is not begun yet.
                TryBegin(nowNs);
            }
            if (_run.State is not (CascadeState.Idle or CascadeState.Finished))
            {
                Take(in note, nowNs);
                Act(nowNs);
            }
            _rings.Fills.EndRead();
            work++;
        }
        if (_rings.TakeLost())
        {
            AskForOrder(UnknownCause.MatchesMissing, nowNs);
            Act(nowNs);
        }
        return work;
    }

    // Only an order that waits for its events: one that was not written yet cannot have missed any.
    private void AskForOrder(UnknownCause cause, long nowNs)
    {
        if (_run.State == CascadeState.Awaiting)
        {
            _run.OnUnknown(_run.NextAction.Request.ClientId, cause, nowNs);
        }
    }

    private void Take(in FillNote note, long nowNs)
    {
        switch (note.Kind)
        {
            case FillNoteKind.Order:
                _journal.Event(in note.Order, nowNs);
                _run.OnOrderEvent(in note.Order, nowNs);
                break;
            case FillNoteKind.Balance:
                _run.OnBalance(note.Balance.Currency, note.Balance.Available, nowNs);
                break;
            case FillNoteKind.StreamLost:
                AskForOrder(UnknownCause.ConnectionLost, nowNs);
                break;
            case FillNoteKind.Cancel:
                _run.RequestCancel(AbortReason.Shutdown, nowNs);
                break;
            default:
                _run.RequestCancel(AbortReason.Killed, nowNs);
                break;
        }
    }

    private void Act(long nowNs)
    {
        while (true)
        {
            NoteClosedLegs(nowNs);
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
                case CascadeActionKind.Finished:
                    if (!TryFinish(nowNs))
                    {
                        return;
                    }
                    break;
                default:
                    return;
            }
        }
    }

    private void NoteClosedLegs(long nowNs)
    {
        ref readonly CascadeReport report = ref _run.Report;
        for (; _closedSteps < report.StepCount && report.Steps[_closedSteps].IsClosed; _closedSteps++)
        {
            _journal.LegClosed(in report, _closedSteps, nowNs);
        }
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
        Settle(isSent, MonotonicClock.NowNs());
    }

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
        RestErrand failed = _failedWhileSending;
        _failedWhileSending = default;
        if (failed.Purpose != RestPurpose.None)
        {
            TakeFailure(in failed, _sendFailure, nowNs);
        }
    }

    private bool TryFinish(long nowNs)
    {
        ref readonly CascadeReport report = ref _run.Report;
        if (!_rings.Reports.TryWrite(in report))
        {
            return false;
        }
        _journal.Finished(in report, nowNs);
        Metrics.Record(in report);
        var ended = new ExecutorEvent
        {
            Kind = ExecutorEventKind.CascadeEnded,
            Slot = _parts.Slot,
            Cascade = report.Cascade,
        };
        report.FillRelease(ref ended.Release);
        _run.Release();
        _rings.Signals.EndRead();
        _signalPlace = -1;
        // First, so that the slot is not given away while no order could leave it.
        TellLinks();
        Return(in ended);
        return true;
    }

    private void Return(in ExecutorEvent executorEvent)
    {
        bool taken = _rings.Returns.TryWrite(in executorEvent);
        Check.That(taken);
        _parts.HotWaker?.WakeIfSleeping();
    }

    private void Tick(long nowNs)
    {
        TellBudget(nowNs);
        TellLinks();
        int stale = _port.Tick(nowNs);
        if (stale >= 0)
        {
            _entry.KeepAlive(stale, nowNs);
        }
    }

    private void TellBudget(long nowNs)
    {
        if (_budget.HasChanged(nowNs, out bool hasBudget))
        {
            Return(new ExecutorEvent
            {
                Kind = hasBudget ? ExecutorEventKind.BudgetBack : ExecutorEventKind.BudgetLow,
                Slot = _parts.Slot,
            });
        }
    }

    private void TellLinks()
    {
        bool hasLink = _port.IdleCount > 0 && _journal.HasRoom;
        if (hasLink != _hadLink && _run.State == CascadeState.Idle)
        {
            _hadLink = hasLink;
            Return(new ExecutorEvent
            {
                Kind = hasLink ? ExecutorEventKind.LinksUp : ExecutorEventKind.LinksDown,
                Slot = _parts.Slot,
            });
        }
    }

    private ReadOnlySpan<byte> QuoteOf(SymbolId symbol)
    {
        CurrencyId quote = _parts.Universe.QuoteOf(symbol);
        return _parts.Universe.Currencies.NameOf(new SymbolId(quote.Index));
    }
}
