using Trifuse.Core.Domain;
using Trifuse.Core.Rings;
using Trifuse.Core.Text;
using Trifuse.Engine.Agents;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Control;
using Trifuse.Engine.Execution;
using Trifuse.Engine.Output;
using Trifuse.KuCoin.Stream;
using Trifuse.Net.Linux;
using Trifuse.Net.Loop;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Hot;

/// <summary>
/// The hot thread: reads both streams, hands their frames to the <see cref="HotCore{TOutput}"/>, and passes
/// what comes of it to the executors. It alone owns sockets of streams, books, isolation, reservations and
/// the table of client ids. It never blocks but in epoll, resolves no name, shakes no hand. In the fused
/// layout it also runs the executors, right after the frame that made them something to do.
/// </summary>
internal sealed class HotAgent : IWaitingAgent, IStreamOwner
{
    private const long TickNs = 50_000_000;

    private readonly EventLoop _loop;
    private readonly HotCore<RingOutput> _core;
    private readonly ExecutorRings[] _rings;
    private readonly DialDesk _dials;
    private readonly ControlDesk _balances;
    private readonly ControlDesk _snapshots;
    private readonly LogRing _log;
    private readonly PaperFiller? _paper;
    private readonly LimitsKeeper _keeper;
    private readonly SpscRing<HotDirective> _commands = new(16);
    private StreamLine[] _lines = [];
    private ExecutorAgent[] _inline = [];
    private long _nextTickNs;
    private int _liveLines;
    private int _openCascades;
    private bool _isReady;
    private bool _balancesAsked;
    private long _pushesWhenAsked;
    private long _losses;

    public HotAgent(HotParts parts)
    {
        _loop = parts.Loop;
        _core = parts.Core;
        _rings = parts.Rings;
        _dials = parts.Dials;
        _balances = parts.Wishes.Balances;
        _snapshots = parts.Wishes.Snapshots;
        _log = parts.Log;
        _paper = parts.Paper;
        _keeper = parts.Keeper;
    }

    public string Name => "tf-hot";

    /// <summary>Lines that are wholly subscribed; read by the main thread.</summary>
    public int LiveLines => Volatile.Read(ref _liveLines);

    /// <summary>
    /// Every line is live and, in live trading, the balances are known: the engine may be armed. Read by the
    /// main thread.
    /// </summary>
    public bool IsReady => Volatile.Read(ref _isReady);

    /// <summary>Cascades under way; read by the main thread.</summary>
    public int OpenCascades => Volatile.Read(ref _openCascades);

    /// <summary>All lines, for the summary.</summary>
    public ReadOnlySpan<StreamLine> Lines => _lines;

    /// <summary>Sets the lines and the executors that run on this thread, once, before it starts.</summary>
    public void Equip(StreamLine[] lines, ExecutorAgent[] inline)
    {
        _lines = lines;
        _inline = inline;
    }

    /// <summary>Main thread: gives a command; false when sixteen are waiting.</summary>
    public bool Command(HotCommand command) => Command(new HotDirective { Command = command });

    /// <summary>Main thread: the same for a command that carries more than its name.</summary>
    public bool Command(in HotDirective directive)
    {
        bool taken = _commands.TryWrite(in directive);
        _loop.Waker.WakeIfSleeping();
        return taken;
    }

    /// <summary>Any thread: ends a sleep, so that the control page is looked at now.</summary>
    public void Wake() => _loop.Waker.Wake();

    public int DoWork(long nowNs)
    {
        int work = _loop.Poll(0);
        return work + Drain();
    }

    public int Wait(long nowNs)
    {
        _loop.Waker.Arm();
        if (HasInput())
        {
            _loop.Waker.Disarm();
            return 1;
        }
        long untilNs = _nextTickNs;
        foreach (ExecutorAgent executor in _inline)
        {
            untilNs = Math.Min(untilNs, executor.DeadlineNs);
        }
        return _loop.Poll(Math.Max(0, untilNs - nowNs));
    }

    public void Close()
    {
        foreach (StreamLine line in _lines)
        {
            line.Close();
        }
        foreach (ExecutorAgent executor in _inline)
        {
            executor.Close();
        }
        _loop.Dispose();
    }

    public FrameMeaning OnFrame(StreamLine line, ReadOnlySpan<byte> payload, long nowNs)
    {
        // Before the frame: not one more signal once a person has said stop.
        ObeyPage(nowNs);
        DecodeResult result = line.IsPrivate
            ? _core.OnPrivateFrame(payload, nowNs)
            : _core.OnMarketFrame(line.Index, payload, nowNs);
        if (_core.Output.HasNews)
        {
            // Fused: the order leaves before the rest of what this read brought is looked at.
            RunInline(MonotonicClock.NowNs());
        }
        switch (result)
        {
            case DecodeResult.Welcome:
                return FrameMeaning.Welcome;
            case DecodeResult.Ack:
                return FrameMeaning.Ack;
            case DecodeResult.Malformed:
                return FrameMeaning.Malformed;
            case DecodeResult.Error:
                ControlFrame error = line.IsPrivate ? _core.PrivateControl : _core.MarketControl;
                Log(LogLevel.Error, line, "the exchange refused a subscription: ", error.DescribeError());
                return FrameMeaning.Refused;
            default:
                return FrameMeaning.Data;
        }
    }

    public void OnLineChanged(StreamLine line, bool isLive, long nowNs)
    {
        Log(LogLevel.Info, line, isLive ? "live" : "down", "");
        if (line.IsPrivate)
        {
            if (!isLive)
            {
                _core.OnCommand(HotCommand.PrivateDown, nowNs);
                _core.Audit?.OnStreamLost();
                _core.Output.TellAll(FillNoteKind.StreamLost, nowNs);
            }
            // A renewal has missed nothing.
            _balancesAsked = _core.Desk.IsPrivateReady;
        }
        else
        {
            _core.OnConnection(line.Index, isLive ? ConnectionState.Up : ConnectionState.Lost, nowNs);
        }
        _losses += isLive ? 0 : 1;
        int live = 0;
        foreach (StreamLine one in _lines)
        {
            live += one.IsLive ? 1 : 0;
        }
        Volatile.Write(ref _liveLines, live);
    }

    public void OnLineOverlaps(StreamLine line, long nowNs)
    {
        if (!line.IsPrivate)
        {
            _core.OnConnection(line.Index, ConnectionState.Overlapping, nowNs);
        }
    }

    public void OnLineEnded(StreamLine line, string why, long nowNs) =>
        Log(LogLevel.Warning, line, "connection lost: ", why);

    private int Drain()
    {
        long nowNs = MonotonicClock.NowNs();
        int work = ObeyPage(nowNs) + DrainCommands(nowNs) + DrainConnector(nowNs);
        work += RunInline(nowNs);
        work += DrainReturns();
        _keeper.Follow(_core.Desk.Gates, _core.Desk.OpenCascades, nowNs);
        if (nowNs >= _nextTickNs)
        {
            _nextTickNs = nowNs + TickNs;
            Tick(nowNs);
        }
        foreach (StreamLine line in _lines)
        {
            work += line.HasUnread ? line.ReadOn(nowNs) : 0;
        }
        while (_core.Output.TryTakeWanted(out SymbolId symbol))
        {
            var wish = new ControlRequest { Kind = ControlKind.Snapshot, Symbol = symbol };
            if (!_snapshots.TryAsk(in wish, _losses))
            {
                _core.Output.NeedSnapshot(symbol);
                break;
            }
        }
        return work;
    }

    private int DrainCommands(long nowNs)
    {
        int work = 0;
        while (_commands.TryRead(out HotDirective directive))
        {
            Obey(in directive, nowNs);
            work++;
        }
        return work;
    }

    private int ObeyPage(long nowNs)
    {
        if (!_keeper.TryTakeRequest(out ControlVerb verb, out long word))
        {
            return 0;
        }
        var directive = new HotDirective { Command = HotCommand.Trip };
        switch (verb)
        {
            case ControlVerb.Kill:
                directive.Note = new BreakerNote { Cause = BreakerCause.Kill };
                Obey(in directive, nowNs);
                break;
            case ControlVerb.Drain:
                directive.Note = new BreakerNote { Cause = BreakerCause.Drain };
                Obey(in directive, nowNs);
                break;
            case ControlVerb.Resume:
                _core.OnCommand(HotCommand.Resume, nowNs);
                break;
            default:
                break;
        }
        _keeper.Follow(_core.Desk.Gates, _core.Desk.OpenCascades, nowNs);
        _keeper.Answer(word);
        return 1;
    }

    private void Obey(in HotDirective directive, long nowNs)
    {
        switch (directive.Command)
        {
            case HotCommand.Trip:
                _core.OnTrip(directive.Note, nowNs);
                if (directive.Note.Cause == BreakerCause.Kill)
                {
                    _keeper.NoteKill(nowNs);
                    _core.Output.TellAll(FillNoteKind.Kill, nowNs);
                }
                break;
            case HotCommand.SymbolOff:
            case HotCommand.SymbolOn:
                bool isOff = directive.Command == HotCommand.SymbolOff;
                _core.OnSymbol(directive.Symbol, directive.Cause, isOff, nowNs);
                break;
            case HotCommand.Kill:
            case HotCommand.Drain:
                _core.OnCommand(directive.Command, nowNs);
                _core.Output.TellAll(
                    directive.Command == HotCommand.Kill ? FillNoteKind.Kill : FillNoteKind.Cancel, nowNs);
                break;
            default:
                _core.OnCommand(directive.Command, nowNs);
                break;
        }
    }

    private int DrainConnector(long nowNs)
    {
        int work = 0;
        while (_dials.TryTake(out int link, out Dialled? dialled))
        {
            _lines[link].Attach(dialled!, nowNs);
            work++;
        }
        return work + TakeResults(_balances, nowNs) + TakeResults(_snapshots, nowNs);
    }

    private int TakeResults(ControlDesk desk, long nowNs)
    {
        int work = 0;
        while (desk.TryTake(out long losses) is { } result)
        {
            TakeResult(result, isCurrent: losses == _losses, nowNs);
            work++;
        }
        return work;
    }

    // What was asked for before a stream broke says nothing of the time after.
    private void TakeResult(ControlResult result, bool isCurrent, long nowNs)
    {
        if (result.Kind == ControlKind.Balances)
        {
            // A push that came meanwhile may be newer than the reply: asked again at the next tick.
            bool isGood =
                result.IsOk && isCurrent && _core.BalancePushes == _pushesWhenAsked && IsPrivateLive();
            _balancesAsked = isGood || _core.Desk.IsPrivateReady;
            if (isGood && !_core.Desk.IsPrivateReady)
            {
                _core.OnBalances(result.Balances, nowNs);
                _core.OnCommand(HotCommand.PrivateReady, nowNs);
            }
        }
        else if (result.IsOk && isCurrent)
        {
            _core.OnSnapshot(result.Symbol, result.Sequence, result.Bids, result.Asks, nowNs);
        }
        else
        {
            _core.OnSnapshotFailed(result.Symbol);
        }
    }

    private int DrainReturns()
    {
        int work = 0;
        foreach (ExecutorRings rings in _rings)
        {
            while (rings.Returns.TryRead(out ExecutorEvent executorEvent))
            {
                long nowNs = MonotonicClock.NowNs();
                _core.OnExecutorEvent(in executorEvent, nowNs);
                if (executorEvent.Kind == ExecutorEventKind.PaperFill)
                {
                    _paper!.Fill(in executorEvent, _core.Desk.Books, ref _core.Output, nowNs);
                }
                if (executorEvent.Kind == ExecutorEventKind.CascadeEnded)
                {
                    _keeper.NoteEnded(executorEvent.Slot, executorEvent.Cascade);
                }
                work++;
            }
        }
        if (work > 0)
        {
            Volatile.Write(ref _openCascades, _core.Desk.OpenCascades);
        }
        return work;
    }

    private int RunInline(long nowNs)
    {
        int work = 0;
        _core.Output.HasNews = false;
        foreach (ExecutorAgent executor in _inline)
        {
            work += executor.DoWork(nowNs);
        }
        return work;
    }

    private void Tick(long nowNs)
    {
        Volatile.Write(ref _isReady, _liveLines == _lines.Length && _core.Desk.IsPrivateReady);
        Volatile.Write(ref _openCascades, _core.Desk.OpenCascades);
        while (_core.Audit is { } audit && audit.TryTake(nowNs, out HotDirective directive))
        {
            Obey(in directive, nowNs);
        }
        _keeper.Beat(_core.Desk.Gates, _core.Desk.OpenCascades, nowNs);
        foreach (StreamLine line in _lines)
        {
            line.Tick(nowNs);
            // Balances read while orders are under way would be neither before nor after them.
            if (line.IsPrivate && line.IsLive && !_balancesAsked && _core.Desk.OpenCascades == 0)
            {
                _pushesWhenAsked = _core.BalancePushes;
                _balancesAsked = _balances.TryAsk(
                    new ControlRequest { Kind = ControlKind.Balances }, _losses);
            }
        }
    }

    private bool IsPrivateLive()
    {
        foreach (StreamLine line in _lines)
        {
            if (line.IsPrivate)
            {
                return line.IsLive;
            }
        }
        return false;
    }

    private bool HasInput()
    {
        bool has = _commands.Count > 0 || _dials.HasReady || _core.Output.HasNews
            || _balances.HasReady || _snapshots.HasReady;
        foreach (ExecutorRings rings in _rings)
        {
            has |= rings.Returns.Count > 0;
        }
        foreach (StreamLine line in _lines)
        {
            has |= line.HasUnread;
        }
        return has;
    }

    // Only connection changes and refusals are logged: the control plane may allocate the texts.
    private void Log(LogLevel level, StreamLine line, string what, string detail)
    {
        var writer = new Utf8Writer(stackalloc byte[512]);
        writer.Append(line.IsPrivate ? "private stream: " : "market stream ");
        if (!line.IsPrivate)
        {
            writer.Append(line.Index);
            writer.Append(": "u8);
        }
        writer.Append(what);
        writer.Append(detail);
        _log.Write(level, MonotonicClock.NowNs(), writer.Written);
    }
}

/// <summary>What a hot agent is made of.</summary>
internal sealed record HotParts(
    EventLoop Loop,
    HotCore<RingOutput> Core,
    ExecutorRings[] Rings,
    DialDesk Dials,
    ControlDesks Wishes,
    LogRing Log,
    PaperFiller? Paper,
    LimitsKeeper Keeper);
