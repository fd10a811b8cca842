using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Core.Rings;
using Trifuse.Engine.Agents;
using Trifuse.Engine.Audit;
using Trifuse.Engine.Execution;
using Trifuse.Engine.Journal;
using Trifuse.Engine.Output;
using Trifuse.Engine.Tape;
using Trifuse.Net.Loop;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Reporting;

namespace Trifuse.Engine.Scribe;

/// <summary>
/// The thread that writes: report lines, tape, journal, log. It looks at its rings every few milliseconds, so
/// that no other thread ever pays for waking it.
/// </summary>
internal sealed class ScribeAgent : IWaitingAgent, IDisposable
{
    private const long LookNs = 5_000_000;
    private const int LineBytes = 16 * 1024;

    // What a killed process loses of its tape at most.
    private const long TapeFlushNs = 1_000_000_000;

    private readonly ScribeParts _parts;
    private readonly EventLoop _loop = new();
    private readonly byte[] _line = new byte[LineBytes];
    private readonly ExactDecimal[] _net;
    private long _tapeFlushAtNs;
    private bool _isTapeTroubleTold;
    private bool _isJournalTroubleTold;

    public ScribeAgent(ScribeParts parts)
    {
        _parts = parts;
        Totals = new SessionTotals(parts.Universe.CurrencyCount);
        _net = new ExactDecimal[parts.Universe.CurrencyCount];
    }

    public string Name => "tf-scribe";

    /// <summary>What the reports add up to; final when the thread has ended.</summary>
    public SessionTotals Totals { get; }

    /// <summary>Ends a sleep.</summary>
    public WakeFlag Waker => _loop.Waker;

    public int DoWork(long nowNs)
    {
        int work = 0;
        foreach (ExecutorRings rings in _parts.Rings)
        {
            work += TakeReports(rings.Reports);
        }
        work += DrainTape(nowNs);
        work += _parts.Journal?.DoWork(nowNs) ?? 0;
        TellTroubles();
        work += _parts.Log.Drain(nowNs);
        if (work > 0)
        {
            foreach (ReportTarget target in _parts.Targets)
            {
                target.Sink.Flush();
            }
        }
        return work;
    }

    public int Wait(long nowNs) => _loop.Poll(LookNs);

    public void Close()
    {
        // The other threads have ended: what they left is all there is.
        while (DoWork(Net.Linux.MonotonicClock.NowNs()) > 0)
        {
        }
        // Closed here, because only then it is known which lines were lost.
        foreach (ReportTarget target in _parts.Targets)
        {
            target.Sink.Dispose();
        }
        Dispose();
    }

    public void Dispose() => _loop.Dispose();

    /// <summary>Net change of a currency over all cascades; final when the thread has ended.</summary>
    public ExactDecimal NetOf(CurrencyId currency) => _net[currency.Index];

    // Once when it begins: the same trouble comes back each time that the disk is tried.
    private void TellTroubles()
    {
        if (_parts.Tape is { Problem.IsNone: false } tape && !_isTapeTroubleTold)
        {
            _isTapeTroubleTold = true;
            _parts.OwnLog.WriteText(LogLevel.Error, tape.Problem.Message);
        }
        if (_parts.Journal is { } journal && journal.Problem.IsNone == _isJournalTroubleTold)
        {
            _isJournalTroubleTold = !_isJournalTroubleTold;
            _parts.OwnLog.WriteText(
                _isJournalTroubleTold ? LogLevel.Error : LogLevel.Info,
                _isJournalTroubleTold ? journal.Problem.Message : "the journal is written again");
        }
    }

    private int DrainTape(long nowNs)
    {
        if (_parts.Tape is null)
        {
            return 0;
        }
        int work = _parts.Tape.Drain();
        if (nowNs >= _tapeFlushAtNs)
        {
            _tapeFlushAtNs = nowNs + TapeFlushNs;
            _parts.Tape.Flush();
        }
        return work;
    }

    private int TakeReports(SpscRing<CascadeReport> reports)
    {
        int work = 0;
        while (reports.TryPeek(out int place))
        {
            ref CascadeReport report = ref reports.Slot(place);
            Totals.Add(in report);
            _parts.Audit?.PassCascade(in report);
            for (int i = 0; i < report.NetCount; i++)
            {
                ref ExactDecimal net = ref _net[report.Net[i].Currency.Index];
                net = (net + report.Net[i].Amount).Normalized();
            }
            foreach (ReportTarget target in _parts.Targets)
            {
                target.Write(in report, _parts.Universe, _line);
            }
            reports.EndRead();
            work++;
        }
        return work;
    }
}

/// <summary>Where reports go, in which form, and whether the lines form a chain.</summary>
internal sealed record ReportTarget(LineSink Sink, bool IsJson, ReportChain? Chain = null)
{
    /// <summary>Adds a report as a line; the buffer holds any. Allocates nothing.</summary>
    public void Write(in CascadeReport report, Universe universe, Span<byte> line)
    {
        int length = IsJson
            ? ReportJson.Write(in report, universe, line)
            : ReportLine.Write(in report, universe, line);
        if (Chain is null)
        {
            Sink.Write(line[..length]);
        }
        else
        {
            Chain.Write(Sink, line[..length]);
        }
    }
}

/// <summary>What the scribe is made of.</summary>
internal sealed record ScribeParts(
    Universe Universe,
    ExecutorRings[] Rings,
    ReportTarget[] Targets,
    LogWriter Log,
    LogRing OwnLog,
    TapeWriter? Tape,
    JournalKeeper? Journal,
    AuditRings? Audit);
