using Trifuse.Core.Domain;
using Trifuse.Engine.Agents;
using Trifuse.Engine.Hot;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Execution;

/// <summary>
/// One executor: takes a signal from its ring, drives a <see cref="CascadeRun"/> through its three orders,
/// and gives the report to the scribe and the result to the hot thread. It never blocks: replies, fills,
/// deadlines and stops are events. The same class runs on the hot thread (fused: the loop is the hot
/// thread's) or on a thread of its own.
/// </summary>
internal sealed class ExecutorAgent : IWaitingAgent, IOrderDeskOwner
{
    private const long TickNs = 50_000_000;

    // Steps from here on unwind: the signal's books say nothing of them.
    private const int UnwindSteps = 3;

    private readonly ExecutorParts _parts;
    private readonly ExecutorRings _rings;
    private readonly CascadeRun _run;
    private readonly OrderDesk _desk;
    private readonly ExecutorJournal _journal;
    private readonly SignalFiller _filler;
    private bool _hadLink = true;
    private int _signalPlace = -1;
    private int _closedSteps;
    private long _nextTickNs;

    public ExecutorAgent(ExecutorParts parts)
    {
        _parts = parts;
        _rings = parts.Rings;
        _run = parts.Run;
        _journal = parts.Journal;
        _filler = new SignalFiller(parts.Slot, parts.Universe, parts.PaperRules);
        _desk = new OrderDesk(parts, this, Metrics);
    }

    public string Name => $"tf-exec-{_parts.Slot}";

    /// <summary>Where the time of orders goes.</summary>
    public ExecutorMetrics Metrics { get; } = new();

    /// <summary>The sending side, for the summary and for tests.</summary>
    public OrderDesk Desk => _desk;

    /// <summary>Order connections that had to be replaced.</summary>
    public long ReplacedConnections => _desk.ReplacedCount;

    /// <summary>Order connections that can take a request; read by the main thread while starting.</summary>
    public int IdleLinks => _desk.IdleLinks;

    /// <summary>When something is due without input.</summary>
    public long DeadlineNs => Math.Min(_run.DeadlineNs, _nextTickNs);

    /// <summary>Asks for the order connections; before the thread starts.</summary>
    public void Start() => _desk.Start();

    public int DoWork(long nowNs)
    {
        int work = _parts.OwnsLoop ? _parts.Loop.Poll(0) : 0;
        work += _desk.TakeConnections(nowNs) + TakeNotes(nowNs) + TakeExits(nowNs) + TakeSignal(nowNs);
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
        bool hasInput = _rings.Fills.Count > 0 || _rings.Exits.Count > 0 || _parts.Dials.HasReady
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
        _desk.Close();
        if (_parts.OwnsLoop)
        {
            _parts.Loop.Dispose();
        }
    }

    public void OnMoved(long nowNs) => Act(nowNs);

    public void OnReplied(long nowNs)
    {
        Act(nowNs);
        TellLinks();
    }

    // The exchange has checked the order and thrown it away; what it would have done is worked out
    // from a book.
    public void OnTested(ClientOrderId placed, long nowNs)
    {
        OrderRequest request = _run.NextAction.Request;
        if (request.ClientId != placed || _run.State is CascadeState.Idle or CascadeState.Finished)
        {
            // The reply came after the cascade had gone on without it.
            return;
        }
        if (_parts.FillsAtArrival || placed.Step >= UnwindSteps)
        {
            _parts.Return(new ExecutorEvent
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

    private int TakeExits(long nowNs)
    {
        int work = 0;
        while (_rings.Exits.TryPeek(out int place))
        {
            _run.OnExits(in _rings.Exits.Slot(place), nowNs);
            _rings.Exits.EndRead();
            Act(nowNs);
            work++;
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
            switch (_run.NextAction.Kind)
            {
                case CascadeActionKind.Place:
                case CascadeActionKind.Cancel:
                case CascadeActionKind.Query:
                case CascadeActionKind.Fills:
                    _desk.Send(nowNs);
                    break;
                case CascadeActionKind.PriceExits:
                    _parts.Return(new ExecutorEvent
                    {
                        Kind = ExecutorEventKind.ExitRequest,
                        Slot = _parts.Slot,
                        Cascade = _run.Report.Cascade,
                        Exit = _run.NextAction.Exit,
                    });
                    _run.OnWritten(nowNs);
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
        for (; _closedSteps < report.StepCount; _closedSteps++)
        {
            _journal.LegClosed(in report, _closedSteps, nowNs);
        }
    }

    private bool TryFinish(long nowNs)
    {
        _run.Attribute(in _rings.Signals.Slot(_signalPlace));
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
        _parts.Return(in ended);
        return true;
    }

    private void Tick(long nowNs)
    {
        _desk.TellBudget(nowNs);
        TellLinks();
        _desk.Tick(nowNs);
    }

    private void TellLinks()
    {
        bool hasLink = _desk.IdleLinks > 0 && _journal.HasRoom;
        if (hasLink != _hadLink && _run.State == CascadeState.Idle)
        {
            _hadLink = hasLink;
            _parts.Return(new ExecutorEvent
            {
                Kind = hasLink ? ExecutorEventKind.LinksUp : ExecutorEventKind.LinksDown,
                Slot = _parts.Slot,
            });
        }
    }
}
