using System.Diagnostics.CodeAnalysis;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Agents;
using Trifuse.Engine.Audit;
using Trifuse.Engine.Config;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Control;
using Trifuse.Engine.Execution;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Journal;
using Trifuse.Engine.Output;
using Trifuse.Engine.Recovery;
using Trifuse.Engine.Scribe;
using Trifuse.Engine.Tape;
using Trifuse.KuCoin.Rest;
using Trifuse.KuCoin.Stream;
using Trifuse.Net.Linux;
using Trifuse.Net.Loop;
using Trifuse.Net.Tls;
using Trifuse.Net.WebSocket;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Start;

/// <summary>
/// Makes and wires the parts of a run: files first (state directory, run number, journal, reports), then the
/// exchange (TLS, clock, symbols, fees, balances), then agents and rings. Any step that fails ends the start
/// with one sentence and leaves nothing open.
/// </summary>
public sealed class EngineBuilder : IDisposable
{
    private const int SendQueueBytes = 64 * 1024;

    // Both ways: replies and orders have a few hundred bytes.
    private const int OrderMessageBytes = 16 * 1024;

    private readonly EngineConfig _config;
    private readonly Secrets? _secrets;
    private readonly EngineOptions _options;
    private readonly StartResources _open = new();
    private List<PastResult> _uncounted = [];

    private EngineBuilder(EngineConfig config, Secrets? secrets, EngineOptions options)
    {
        _config = config;
        _secrets = secrets;
        _options = options;
    }

    // Paper orders are tests, which there are over REST alone.
    private bool HasOrderSocket =>
        _options.Mode == RunMode.Live && _config.Execution.OrderPath != OrderPathMode.Rest;

    private int LinksEach => RestPort.LinkCount + (HasOrderSocket ? 1 : 0);

    /// <summary>
    /// Starts up to the point where threads begin; secrets are needed unless the run only records.
    /// </summary>
    public static bool TryBuild(
        EngineConfig config,
        Secrets? secrets,
        EngineOptions options,
        [NotNullWhen(true)] out TradingEngine? engine,
        [NotNullWhen(false)] out StartProblem? problem)
    {
        var builder = new EngineBuilder(config, secrets, options);
        EngineAssembly? parts;
        using (options.Stop.Register(() => builder._open.CancelDials.Signal()))
        {
            parts = builder.TryAssemble(out problem);
        }
        engine = parts is null ? null : new TradingEngine(config, parts);
        if (parts is null)
        {
            builder.Dispose();
            problem = options.Stop.IsCancellationRequested
                ? new StartProblem("Stopped before the start was complete. Nothing was traded.")
                : problem
                    ?? new StartProblem("The engine could not be put together. This is a bug in Trifuse.");
        }
        return engine is not null;
    }

    /// <summary>Closes what a failed start has opened.</summary>
    public void Dispose() => _open.Dispose();

    private EngineAssembly? TryAssemble(out StartProblem? problem)
    {
        problem = _options.Mode == RunMode.Live ? LiveLimits.WhyRefused(_config) : null;
        if (problem is not null)
        {
            return null;
        }
        if (!_open.TryOpenFiles(_config, _options, out problem))
        {
            return null;
        }
        if (!TlsContext.TryCreate(
            new TlsOptions { CaFile = CaFile() }, out TlsContext? tls, out string tlsProblem))
        {
            problem = new StartProblem(tlsProblem, IsBadInput: CaFile() is not null);
            return null;
        }
        _open.Tls = tls;
        Uri rest = _config.Exchange.RestUrl;
        var address = new ExchangeAddress(rest.DnsSafeHost, rest.Port);
        RequestSigner? signer = _secrets is null ? null : NewSigner(out problem);
        if (_secrets is not null && signer is null)
        {
            return null;
        }
        int timeoutMs = (int)(_config.Exchange.RequestTimeoutNs / 1_000_000);
        var client = new ControlClient(address, tls, signer, timeoutMs, _open.CancelDials);
        _open.Control = client;
        var bootstrap = new Bootstrap(_config, client, _options.Mode);
        MarketFacts? facts = bootstrap.TryFetch(_open.Run, out Universe? universe, out problem);
        if (facts is null || universe is null)
        {
            return null;
        }
        facts = TryRecover(facts, universe, signer, address, bootstrap, out problem);
        if (facts is null)
        {
            return null;
        }
        IReadOnlyList<ConnectionPlan> plans = SetupBuilder.PlanConnections(_config, universe);
        if (plans.Count > _config.Exchange.MaxConnections)
        {
            problem = new StartProblem(
                $"{universe.SymbolCount} symbols need {plans.Count} market connections, "
                + $"exchange.max_connections is {_config.Exchange.MaxConnections}. Raise it, or narrow "
                + "the market with quotes, allow or deny.",
                IsBadInput: true);
            return null;
        }
        HotSetup setup = SetupBuilder.Build(_config, facts, universe, plans);
        return _open.TryOpenTape(_config, _options, facts, out problem)
            ? Wire(setup, facts, plans, address, bootstrap)
            : null;
    }

    /// <summary>
    /// Settles what earlier runs left open; the facts with the balances after that, or null with the reason
    /// why the engine must not trade.
    /// </summary>
    private MarketFacts? TryRecover(
        MarketFacts facts,
        Universe universe,
        RequestSigner? signer,
        ExchangeAddress address,
        Bootstrap bootstrap,
        out StartProblem? problem)
    {
        _open.BeginJournal(_config, facts);
        problem = null;
        if (_open.State is null)
        {
            return facts;
        }
        if (!JournalHistory.TryRead(
            _open.State.Path,
            _open.Run,
            _open.Page?.ReadMark() ?? CountedMark.Unknown,
            out JournalHistory? history,
            out JournalProblem why))
        {
            problem = new StartProblem(why.Message);
            return null;
        }
        int slots = _config.Engine.ConcurrentSlots;
        var settlement = new Settlement(_config, facts, universe, new SettlementParts(
            _open.Control!, signer, address, bootstrap, _open.Journal,
            _open.Journal?.Writer(JournalWriters.Main(slots)), _open.Targets));
        problem = settlement.Run(history);
        _uncounted = [.. history.Uncounted, .. settlement.Results];
        if (problem is null && settlement.IsAllSettled)
        {
            string space = new JournalSpace(_open.State.Path, _open.Run).Reclaim(
                _config.Ledger.Enabled, _config.Journal.KeepMb * 1_048_576L);
            settlement.Notes.AddRange(space.Length == 0 ? [] : [space]);
        }
        bootstrap.Notes.AddRange(settlement.Notes);
        if (problem is not null || settlement.Settled == 0)
        {
            return problem is null ? facts : null;
        }
        IReadOnlyDictionary<string, ExactDecimal>? balances = bootstrap.TryFetchBalances(out problem);
        return balances is null ? null : facts with { Balances = balances };
    }

    private EngineAssembly Wire(
        HotSetup setup,
        MarketFacts facts,
        IReadOnlyList<ConnectionPlan> plans,
        ExchangeAddress address,
        Bootstrap bootstrap)
    {
        Universe universe = setup.Universe;
        bool isFused = _config.Engine.Threads == ThreadLayout.Fused;
        int slots = facts.Mode == RunMode.Record ? 0 : _config.Engine.ConcurrentSlots;
        int lineCount = plans.Count + (facts.Mode == RunMode.Live ? 1 : 0);
        LogRing hotLog = new("hot");
        LogRing connectorLog = new("connector");
        var hotLoop = new EventLoop();
        AuditBuilder? audit = slots > 0 ? new AuditBuilder(_config, facts, universe, new EventLoop()) : null;
        ConnectorAgent connector = MakeConnector(
            address, lineCount + (slots * LinksEach) + RestPort.LinkCount, universe, connectorLog);
        var wishes = new ControlDesks(connector.Waker, hotLoop.Waker);
        ExecutorRings[] rings = MakeRings(Math.Max(1, slots));
        var loops = new EventLoop[slots];
        var wakers = new WakeFlag?[rings.Length];
        DialDesk[] desks = MakeDesks(loops, wakers, hotLoop, connector.Waker, audit, lineCount);
        var metrics = new HotMetrics();
        HotCore<RingOutput> core = MakeCore(setup, facts.Mode, rings, wakers, metrics);
        var paper = new PaperFiller(universe, setup.Options.BuyCut, setup.UtcOffsetNs);
        LimitsKeeper keeper = LimitsStart.Begin(
            _open.Page, core, setup, facts, _open.Journals!.Hot, hotLog, _uncounted);
        var hot = new HotAgent(
            new HotParts(hotLoop, core, rings, desks[0], wishes, hotLog, paper, keeper));
        StreamLine[] lines = MakeLines(plans, lineCount, hotLoop, desks[0], hot);
        ExecutorAgent[] executors =
        [
            .. loops.Select((loop, slot) => MakeExecutor(
                slot, setup, loop, rings[slot], desks[1 + slot], address, bootstrap.ClockOffsetMs,
                isFused ? null : hotLoop.Waker)),
        ];
        hot.Equip(lines, isFused ? executors : []);
        connector.Serve(desks, wishes);
        StartConnections(lines, executors);
        AuditorAgent? auditor = audit?.Build(
            core, hot, desks[^1], address, NewSigner(out _)!, bootstrap.ClockOffsetMs, _open.Journals!);
        ScribeAgent scribe = MakeScribe(universe, rings, audit, hotLog, connectorLog);
        var threads = new ThreadPlan(_config);
        return new EngineAssembly
        {
            Facts = facts,
            Universe = universe,
            Setup = setup,
            Core = core,
            HotMetrics = metrics,
            Hot = hot,
            Lines = lines,
            MarketLines = plans.Count,
            Executors = executors,
            Scribe = scribe,
            ScribeThread = ThreadPlan.ForScribe(scribe),
            TradingThreads = threads.ForTrading(
                hot, hotLoop, isFused ? [] : executors, loops, connector, auditor),
            Auditor = auditor,
            CancelDials = _open.CancelDials,
            TapeSink = _open.TapeSink,
            Tape = _open.Tape,
            Journal = _open.Journal,
            Journals = _open.Journals!,
            Page = _open.Page,
            Keeper = keeper,
            State = _open.State,
            Targets = _open.Targets,
            LogSink = _open.LogSink!,
            Tls = _open.Tls!,
            Signers = [.. _open.Signers],
            Notes = [.. bootstrap.Notes, .. threads.Notes, .. LimitsStart.NotesOf(_open.Page)],
        };
    }

    // Links are numbered through: streams, then executor by executor, then the auditor.
    private DialDesk[] MakeDesks(
        EventLoop[] loops, WakeFlag?[] wakers, EventLoop hotLoop, WakeFlag connector, AuditBuilder? audit,
        int lineCount)
    {
        bool isFused = _config.Engine.Threads == ThreadLayout.Fused;
        var desks = new List<DialDesk> { new(0, lineCount, connector, hotLoop.Waker) };
        int link = lineCount;
        for (int slot = 0; slot < loops.Length; slot++)
        {
            loops[slot] = isFused ? hotLoop : new EventLoop();
            wakers[slot] = isFused ? null : loops[slot].Waker;
            desks.Add(new DialDesk(link, LinksEach, connector, loops[slot].Waker));
            link += LinksEach;
        }
        if (audit is not null)
        {
            desks.Add(new DialDesk(link, RestPort.LinkCount, connector, audit.Waker));
        }
        return [.. desks];
    }

    private ConnectorAgent MakeConnector(
        ExchangeAddress address, int linkCount, Universe universe, LogRing log) => new(
            ConnectorSettings(address, linkCount),
            _open.Tls!,
            _open.Control!,
            new ControlFetcher(_open.Control!, universe, _secrets is not null, log),
            log,
            _open.CancelDials);

    private HotCore<RingOutput> MakeCore(
        HotSetup setup, RunMode mode, ExecutorRings[] rings, WakeFlag?[] wakers, HotMetrics metrics)
    {
        bool passBalances = mode == RunMode.Live && _config.Execution.AwaitBalance != AwaitBalance.Off;
        var output = new RingOutput(
            rings, wakers, setup.Universe.SymbolCount, passBalances, metrics, mode == RunMode.Record);
        return new HotCore<RingOutput>(setup, output, _open.TapeSink) { Metrics = metrics };
    }

    private static void StartConnections(StreamLine[] lines, ExecutorAgent[] executors)
    {
        foreach (StreamLine line in lines)
        {
            line.Start();
        }
        foreach (ExecutorAgent executor in executors)
        {
            executor.Start();
        }
    }

    private ScribeAgent MakeScribe(
        Universe universe, ExecutorRings[] rings, AuditBuilder? audit, LogRing hotLog, LogRing connectorLog)
    {
        LogRing ownLog = new("scribe");
        LogRing[] logs = [hotLog, connectorLog, ownLog, .. audit is null ? [] : new[] { audit.Log }];
        var log = new LogWriter(_open.LogSink!, logs);
        log.SetClock(MonotonicClock.NowNs(), RealtimeClock.NowNs());
        return new ScribeAgent(new ScribeParts(
            universe, rings, _open.Targets, log, ownLog, _open.Tape, _open.Journal, audit?.Rings));
    }

    private ExecutorAgent MakeExecutor(
        int slot,
        HotSetup setup,
        EventLoop loop,
        ExecutorRings rings,
        DialDesk desk,
        ExchangeAddress address,
        long clockOffsetMs,
        WakeFlag? hotWaker)
    {
        int firstLink = desk.FirstLink;
        // Bootstrap has made a signer from the same secrets, so this cannot fail.
        RequestSigner signer = NewSigner(out _)!;
        var run = new CascadeRun(
            setup.Universe, SetupBuilder.CascadeOptionsOf(_config), setup.Options.BuyCut);
        return new ExecutorAgent(new ExecutorParts(
            slot,
            loop,
            OwnsLoop: hotWaker is not null,
            rings,
            run,
            new ExecutorJournal(_open.Journal?.Writer(slot), setup.Universe, setup.UtcOffsetNs),
            desk,
            firstLink,
            RestTimesOf(_config, HasOrderSocket),
            signer,
            new OrderRequests(signer, setup.Universe.Symbols, address.HostHeader),
            HasOrderSocket ? _config.Execution.OrderPath : OrderPathMode.Rest,
            HasOrderSocket ? SocketPlan(firstLink + RestPort.LinkCount) : null,
            new ClockOffset(clockOffsetMs),
            new ExecutorLimits(
                _config.Limits.QuotaReservePercent, _config.Exchange.ClockToleranceNs / 1_000_000),
            hotWaker,
            IsPaper: _options.Mode == RunMode.Paper,
            FillsAtArrival: _config.Paper.FillModel == PaperFillModel.Arrival,
            setup.Universe,
            PaperFiller.MakeRules(setup.Universe, setup.Options.BuyCut)));
    }

    // Where two paths are compared, both are measured as often.
    private static RestTimes RestTimesOf(EngineConfig config, bool hasSocket) => new(
        config.Exchange.RequestTimeoutNs,
        hasSocket
            ? Math.Min(config.Exchange.KeepaliveNs, config.Execution.OrderProbeNs)
            : config.Exchange.KeepaliveNs);

    private OrderStreamPlan SocketPlan(int link) => new(
        link,
        new WebSocketLimits(OrderMessageBytes, OrderMessageBytes),
        _config.Exchange.ConnectTimeoutNs,
        _config.Exchange.RequestTimeoutNs,
        _config.Execution.OrderProbeNs,
        _config.Exchange.MaxConnectionAgeNs,
        SystemRandom.NextSeed());

    private StreamLine[] MakeLines(
        IReadOnlyList<ConnectionPlan> plans, int lineCount, EventLoop loop, DialDesk desk, HotAgent hot)
    {
        var limits = new WebSocketLimits(_config.Market.MaxMessageBytes, SendQueueBytes);
        var lines = new StreamLine[lineCount];
        for (int i = 0; i < lineCount; i++)
        {
            bool isPrivate = i >= plans.Count;
            ConnectionPlan plan = isPrivate ? Subscriptions.PlanPrivate(i) : plans[i];
            byte[][] messages = [.. plan.Subscriptions.Select(static s => s.Message.ToArray())];
            DialKind kind = isPrivate ? DialKind.PrivateStream : DialKind.MarketStream;
            var streamPlan = new StreamPlan(
                kind,
                messages,
                limits,
                _config.Exchange.MaxConnectionAgeNs,
                _config.Exchange.ConnectTimeoutNs,
                (int)(_config.Exchange.ReconnectMinNs / 1_000_000),
                (int)(_config.Exchange.ReconnectMaxNs / 1_000_000),
                SystemRandom.NextSeed());
            lines[i] = new StreamLine(i, streamPlan, loop, desk, hot);
        }
        return lines;
    }

    private static ExecutorRings[] MakeRings(int count)
    {
        var rings = new ExecutorRings[count];
        for (int i = 0; i < count; i++)
        {
            rings[i] = new ExecutorRings();
        }
        return rings;
    }

    private ConnectorOptions ConnectorSettings(ExchangeAddress address, int links) => new(
        address,
        _config.Exchange.OrderUrl,
        links,
        (int)(_config.Exchange.ConnectTimeoutNs / 1_000_000),
        (int)(_config.Exchange.ReconnectMinNs / 1_000_000),
        (int)(_config.Exchange.ReconnectMaxNs / 1_000_000),
        SystemRandom.NextSeed());

    private string? CaFile() => _config.Exchange.CaFile.Length == 0 ? null : _config.Exchange.CaFile;

    private RequestSigner? NewSigner(out StartProblem? problem)
    {
        Secrets secrets = _secrets!;
        string? cause = RequestSigner.WhyInvalid(
            secrets.ApiKey, secrets.ApiSecret, secrets.Passphrase, _config.Exchange.KeyVersion);
        problem = cause is null ? null : new StartProblem(cause, IsBadInput: true);
        if (cause is not null)
        {
            return null;
        }
        var signer = new RequestSigner(
            secrets.ApiKey, secrets.ApiSecret, secrets.Passphrase, _config.Exchange.KeyVersion);
        _open.Signers.Add(signer);
        return signer;
    }
}
