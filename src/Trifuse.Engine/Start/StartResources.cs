using Trifuse.Engine.Config;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Control;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Journal;
using Trifuse.Engine.Output;
using Trifuse.Engine.Scribe;
using Trifuse.Engine.Tape;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Linux;
using Trifuse.Net.Tls;

namespace Trifuse.Engine.Start;

/// <summary>What start-up has opened so far; closed again when the start fails.</summary>
internal sealed class StartResources : IDisposable
{
    public EventFd CancelDials { get; } = new();

    public StateDirectory? State { get; private set; }

    public ControlPage? Page { get; private set; }

    public uint Run { get; private set; }

    public JournalKeeper? Journal { get; private set; }

    public EngineJournals? Journals { get; private set; }

    public ReportTarget[] Targets { get; private set; } = [];

    public LineSink? LogSink { get; private set; }

    public TapeSink? TapeSink { get; private set; }

    public TapeWriter? Tape { get; private set; }

    public TlsContext? Tls { get; set; }

    public ControlClient? Control { get; set; }

    public List<RequestSigner> Signers { get; } = [];

    /// <summary>State directory with run number and journal, report files, log.</summary>
    public bool TryOpenFiles(EngineConfig config, EngineOptions options, out StartProblem? problem)
    {
        var stderr = new DescriptorSink(FileDescriptor.StandardError(), mayStall: true);
        LogSink = new LineSink(stderr, "stderr");
        if (!TryOpenState(config, options, out problem))
        {
            return false;
        }
        var targets = new List<ReportTarget>();
        if (config.Report.Stdout && options.Mode != RunMode.Record)
        {
            var stdout = new DescriptorSink(FileDescriptor.StandardOutput(), mayStall: true);
            targets.Add(new ReportTarget(new LineSink(stdout, "stdout", stderr), options.JsonToStdout));
        }
        (string, bool)[] files = [(config.Report.File, false), (config.Report.JsonFile, true)];
        foreach ((string path, bool isJson) in files)
        {
            if (path.Length == 0)
            {
                continue;
            }
            SysResult opened = LineSink.TryOpenFile(path, stderr, out LineSink? sink);
            if (sink is null)
            {
                problem = new StartProblem(
                    $"The report file {path} cannot be opened: {opened.Describe()}. "
                    + "Check [report] in the configuration.");
                Targets = [.. targets];
                return false;
            }
            ReportChain? chain = null;
            if (!isJson && !ReportChain.TryResume(path, sink, out chain, out string chainProblem))
            {
                sink.Dispose();
                problem = new StartProblem(chainProblem);
                Targets = [.. targets];
                return false;
            }
            targets.Add(new ReportTarget(sink, isJson, chain));
        }
        Targets = [.. targets];
        return true;
    }

    /// <summary>Writes the first record of the run, before any other.</summary>
    public void BeginJournal(EngineConfig config, MarketFacts facts) =>
        Journals = EngineJournals.Begin(
            Journal,
            config.Engine.ConcurrentSlots,
            facts,
            config.Exchange.RestUrl.GetLeftPart(UriPartial.Authority));

    /// <summary>Begins the tape, once everything that its head holds is known.</summary>
    public bool TryOpenTape(
        EngineConfig config, EngineOptions options, MarketFacts facts, out StartProblem? problem)
    {
        problem = null;
        if (options.TapePath is null)
        {
            return true;
        }
        long nowNs = MonotonicClock.NowNs();
        var head = new TapeHead(nowNs, nowNs + facts.UtcOffsetNs);
        head.Add(TapeHead.Layout, RawLayout.Describe());
        head.Add(TapeHead.Config, EffectiveConfig.Print(config));
        facts.WriteTo(head);
        TapeSink = new TapeSink();
        if (!TapeWriter.TryCreate(
            options.TapePath, head, TapeSink, out TapeWriter? tape, out TapeProblem why))
        {
            problem = new StartProblem(why.Message);
            return false;
        }
        Tape = tape;
        return true;
    }

    public void Dispose()
    {
        Control?.Dispose();
        Tape?.Dispose();
        Journal?.Dispose();
        Page?.Dispose();
        State?.Dispose();
        foreach (ReportTarget target in Targets)
        {
            target.Sink.Dispose();
        }
        LogSink?.Dispose();
        foreach (RequestSigner signer in Signers)
        {
            signer.Dispose();
        }
        Tls?.Dispose();
        CancelDials.Dispose();
    }

    private bool TryOpenState(EngineConfig config, EngineOptions options, out StartProblem? problem)
    {
        problem = null;
        if (options.Mode == RunMode.Record)
        {
            // No order will ever carry this number; the time tells recordings apart.
            Run = (uint)(RealtimeClock.NowNs() / 1_000_000_000);
            return true;
        }
        if (!StateDirectory.TryOpen(
            config.Engine.StateDir, out StateDirectory? state, out JournalProblem why))
        {
            problem = new StartProblem(why.Message);
            return false;
        }
        State = state;
        if (!ControlPage.TryOpen(config.Engine.StateDir, out ControlPage? page, out string? pageProblem))
        {
            problem = new StartProblem(pageProblem);
            return false;
        }
        Page = page;
        if (!RunNumber.TryNext(state, RealtimeClock.NowNs() / 1_000_000_000, out uint run, out why))
        {
            problem = new StartProblem(why.Message);
            return false;
        }
        Run = run;
        if (!config.Journal.Enabled)
        {
            return true;
        }
        var journalOptions = new JournalOptions
        {
            SegmentBytes = config.Journal.SegmentMb * 1024 * 1024,
            SmallFrom = JournalWriters.Hot(config.Engine.ConcurrentSlots),
            FlushIntervalNs = config.Journal.FlushNs,
        };
        if (!JournalKeeper.TryOpen(
            state,
            run,
            JournalWriters.Count(config.Engine.ConcurrentSlots),
            journalOptions,
            out JournalKeeper? journal,
            out why))
        {
            problem = new StartProblem(why.Message);
            return false;
        }
        Journal = journal;
        return true;
    }
}
