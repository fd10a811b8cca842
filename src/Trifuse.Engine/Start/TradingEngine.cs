using Trifuse.Engine.Agents;
using Trifuse.Engine.Config;
using Trifuse.Engine.Control;
using Trifuse.Engine.Hot;
using Trifuse.Net.Linux;
using Trifuse.Net.Streams;
using Trifuse.Trading.Execution;

namespace Trifuse.Engine.Start;

/// <summary>
/// One run of the engine, from its threads to its summary: connects, warms up, arms, runs until it is told to
/// stop, drains, and puts together what happened. Made by <see cref="EngineBuilder"/>.
/// </summary>
public sealed class TradingEngine : IDisposable
{
    private const int LookMs = 100;
    private const int JoinMs = 10_000;
    private const long ReconcileLimitNs = 10_000_000_000;
    private const long ReadyLimitNs = 60_000_000_000;

    private readonly EngineAssembly _parts;
    private readonly EngineConfig _config;
    private readonly EventFd _stop = new();
    private readonly BlockingWait _wait = new();
    private readonly List<string> _problems = [];
    private readonly KillFile _killFile;
    private bool _isKilled;
    private bool _isNoGc;
    private volatile AgentThread? _crashed;

    internal TradingEngine(EngineConfig config, EngineAssembly parts)
    {
        _config = config;
        _parts = parts;
        _killFile = new KillFile(config.Limits.KillFile);
        foreach (AgentThread thread in parts.AllThreads)
        {
            thread.Crashed += OnCrash;
        }
    }

    /// <summary>The run's number.</summary>
    public uint Run => _parts.Facts.Run;

    /// <summary>Called when the streams are up, just before trading begins.</summary>
    public Action? OnReady { get; set; }

    /// <summary>What the operator should know before the run: one sentence each.</summary>
    public IReadOnlyList<string> Notes => _parts.Notes;

    /// <summary>The parts, for tests that look at what a run has become.</summary>
    internal EngineAssembly Parts => _parts;

    /// <summary>Symbols, triangles, connections: a line for the operator at the start.</summary>
    public string Describe() =>
        $"{_parts.Universe.SymbolCount} symbols, {_parts.Universe.TriangleCount} directed triangles, "
        + $"{_parts.MarketLines} market connections, {_config.Engine.ConcurrentSlots} executors "
        + $"({_config.Engine.Threads.ToString().ToLowerInvariant()}), run {Run}";

    /// <summary>
    /// Asks the run to end in good order; may be called from any thread, also from a signal handler.
    /// </summary>
    public void Stop() => _stop.Signal();

    /// <summary>
    /// The kill switch: no new cascade, open ones stop by policy, until a person resumes. May be called from
    /// any thread, also from a signal handler, as long as this object lives.
    /// </summary>
    public void Kill()
    {
        _parts.Page?.Ask(ControlVerb.Kill);
        _parts.Hot.Wake();
    }

    /// <summary>
    /// Runs until <see cref="Stop"/>, the configured time, or a fault. Null with the reason when the streams
    /// could not be had; everything is closed again in either case.
    /// </summary>
    public EngineSummary? Execute(out StartProblem? problem)
    {
        WarmUp.Run(_parts, _config);
        StartThreads();
        problem = WaitUntilReady();
        if (problem is not null)
        {
            StopThreads();
            return null;
        }
        NotePinning();
        OnReady?.Invoke();
        Seal();
        int collectionsBefore = GC.CollectionCount(0);
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        long mainBefore = GC.GetAllocatedBytesForCurrentThread();
        long armedNs = MonotonicClock.NowNs();
        // Before arming, so that a kill file from before the start lets no cascade through.
        FollowKillFile();
        _parts.Hot.Command(HotCommand.Arm);
        WaitForEnd(armedNs);
        long runNs = MonotonicClock.NowNs() - armedNs;
        _parts.Hot.Command(HotCommand.Drain);
        WaitUntilDrained();
        WaitUntilReconciled();
        var byMain = new CountedCause("main", GC.GetAllocatedBytesForCurrentThread() - mainBefore);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        int collections = GC.CollectionCount(0) - collectionsBefore;
        Unseal();
        StopThreads();
        _parts.Page?.End();
        FinishTape();
        TellJournal();
        TellAudit();
        CountLostLines();
        return SummaryBuilder.Build(_parts, _problems, runNs, allocated, byMain, collections);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _parts.Dispose();
    }

    private void StartThreads()
    {
        foreach (AgentThread thread in _parts.AllThreads)
        {
            thread.Start();
        }
    }

    private void NotePinning()
    {
        foreach (AgentThread thread in _parts.AllThreads)
        {
            if (thread.PinProblem is not null)
            {
                _problems.Add(
                    $"{thread.Name}: {thread.PinProblem}. Check engine.pin_hot_core and pin_executor_cores.");
            }
        }
    }

    private StartProblem? WaitUntilReady()
    {
        long deadlineNs = MonotonicClock.NowNs() + ReadyLimitNs;
        while (!_parts.IsReady)
        {
            if (_crashed is not null)
            {
                return new StartProblem(TextOfCrash(_crashed));
            }
            if (IsStopped())
            {
                return new StartProblem("Stopped before the streams were up. Nothing was traded.");
            }
            if (MonotonicClock.NowNs() > deadlineNs)
            {
                return new StartProblem(
                    $"The exchange's streams were not up within {ReadyLimitNs / 1_000_000_000} s "
                    + $"({_parts.Hot.LiveLines} of {_parts.Lines.Length} are). The log above says why.");
            }
        }
        return null;
    }

    // From here on nothing may allocate: the collector would stop the hot thread.
    private void Seal()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        if (_config.Engine.NoGcRegionMb > 0)
        {
            try
            {
                _isNoGc = GC.TryStartNoGCRegion(_config.Engine.NoGcRegionMb * 1024L * 1024L);
            }
            catch (ArgumentOutOfRangeException)
            {
                _problems.Add(
                    $"engine.no_gc_region_mb = {_config.Engine.NoGcRegionMb} is more than this runtime can "
                    + "reserve. Make it smaller.");
            }
        }
        foreach (AgentThread thread in _parts.AllThreads)
        {
            thread.Mark();
        }
    }

    private void Unseal()
    {
        if (_isNoGc && System.Runtime.GCSettings.LatencyMode == System.Runtime.GCLatencyMode.NoGCRegion)
        {
            GC.EndNoGCRegion();
        }
    }

    private void WaitForEnd(long armedNs)
    {
        long endNs = _config.Engine.RunNs == 0 ? long.MaxValue : armedNs + _config.Engine.RunNs;
        while (_crashed is null && MonotonicClock.NowNs() < endNs && !IsStopped())
        {
            FollowKillFile();
            _parts.Page?.FlushChanges();
        }
    }

    private void FollowKillFile()
    {
        bool isKilled = _killFile.Exists();
        if (isKilled != _isKilled && _parts.Hot.Command(isKilled ? HotCommand.Kill : HotCommand.Unkill))
        {
            _isKilled = isKilled;
        }
    }

    private void WaitUntilDrained()
    {
        // Each leg may run into its time-out and then be asked for; longer than that no cascade can last.
        long limitNs = (3 * _config.Execution.FillTimeoutNs)
            + (3 * _config.Execution.QueryLimit * _config.Execution.QueryRetryNs) + 5_000_000_000;
        long deadlineNs = MonotonicClock.NowNs() + limitNs;
        int quiet = 0;
        // The hot thread tells the count at its ticks, so one look at zero may be too early.
        while (quiet < 3 && _crashed is null && MonotonicClock.NowNs() < deadlineNs)
        {
            quiet = _parts.Hot.OpenCascades == 0 ? quiet + 1 : 0;
            Thread.Sleep(LookMs);
        }
        if (_parts.Hot.OpenCascades > 0)
        {
            _problems.Add(
                $"{_parts.Hot.OpenCascades} cascades were still open when the time to drain was over. "
                + "Look at their orders on the exchange; the journal names them.");
        }
    }

    // The last comparison of balances, while the streams are still there to explain what others do.
    private void WaitUntilReconciled()
    {
        if (_parts.Auditor is not { } auditor)
        {
            return;
        }
        auditor.AskFinal();
        long deadlineNs = MonotonicClock.NowNs() + ReconcileLimitNs;
        while (!auditor.HasEnded && _crashed is null && MonotonicClock.NowNs() < deadlineNs)
        {
            Thread.Sleep(LookMs);
        }
    }

    private void TellAudit()
    {
        if (_parts.Auditor is { Counters: { DriftAlarms: > 0 } or { FillAlarms: > 0 } } auditor)
        {
            _problems.Add(auditor.Counters.LastAlarm);
        }
    }

    private void StopThreads()
    {
        // The scribe ends last, so that whatever the others left behind is written.
        foreach (AgentThread thread in _parts.TradingThreads)
        {
            thread.Stop();
        }
        _parts.CancelDials.Signal();
        foreach (AgentThread thread in _parts.TradingThreads)
        {
            Join(thread);
        }
        _parts.ScribeThread.Stop();
        Join(_parts.ScribeThread);
        foreach (AgentThread thread in _parts.AllThreads)
        {
            if (thread.Crash is not null)
            {
                _problems.Add(TextOfCrash(thread));
            }
        }
    }

    private void Join(AgentThread thread)
    {
        if (!thread.Join(JoinMs))
        {
            _problems.Add(
                $"Thread {thread.Name} did not end within {JoinMs / 1000} s. This is a bug in Trifuse.");
        }
    }

    private void FinishTape()
    {
        if (_parts.Tape is null)
        {
            return;
        }
        Span<byte> hash = stackalloc byte[Trading.Signals.DecisionHash.Length];
        _parts.Core.Desk.Hash.GetHash(hash);
        if (!_parts.Tape.Finish(hash, _parts.Core.Desk.Hash.Count))
        {
            _problems.Add(_parts.Tape.Problem.Message);
        }
    }

    private void TellJournal()
    {
        if (_parts.Journal is { Problem.IsNone: false } journal)
        {
            _problems.Add(journal.Problem.Message);
        }
    }

    private void CountLostLines()
    {
        foreach (Scribe.ReportTarget target in _parts.Targets)
        {
            if (target.Sink.LinesLost > 0)
            {
                _problems.Add(
                    $"{target.Sink.LinesLost} report lines could not be written to {target.Sink.Name}. "
                    + "Free its disk or keep its reader running; the journal has every order.");
            }
        }
    }

    private void OnCrash(AgentThread thread)
    {
        _crashed = thread;
        _stop.Signal();
    }

    // Through poll rather than a wait handle: looking allocates nothing.
    private bool IsStopped()
    {
        long untilNs = MonotonicClock.NowNs() + (LookMs * 1_000_000L);
        return _wait.For(_stop.Descriptor, isWriting: false, untilNs) == WaitOutcome.Ready;
    }

    private static string TextOfCrash(AgentThread thread) =>
        $"Thread {thread.Name} stopped on an internal error: {thread.Crash!.GetType().Name}: "
        + $"{thread.Crash.Message}. No new cascades were opened. Please report this with the following "
        + $"trace.\n{thread.Crash.StackTrace}";
}
