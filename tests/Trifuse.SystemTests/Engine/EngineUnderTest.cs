using System.Globalization;
using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Config;
using Trifuse.Engine.Start;
using Trifuse.Simulator;
using Trifuse.Trading.Signals;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// An engine that runs in this process against a <see cref="TestExchange"/> until it is finished.
/// </summary>
internal sealed class EngineUnderTest : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly TradingEngine _engine;
    private readonly Task<EngineSummary?> _run;
    private StartProblem? _problem;

    private EngineUnderTest(EngineConfig config, TradingEngine engine)
    {
        Config = config;
        _engine = engine;
        _run = Task.Factory.StartNew(
            () => _engine.Execute(out _problem),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    public EngineConfig Config { get; }

    public EngineAssembly Parts => _engine.Parts;

    /// <summary>Signals that have gone out so far.</summary>
    public long Signals => Volatile.Read(ref Parts.Core.Desk.Counters.Signals);

    /// <summary>Cascades that have been reported so far.</summary>
    public long Reported => Parts.Scribe.Totals.Count;

    public static Secrets NewSecrets(string key = SimulatorOptions.DefaultKey) => new(
        Encoding.UTF8.GetBytes(key),
        Encoding.UTF8.GetBytes(SimulatorOptions.DefaultSecret),
        Encoding.UTF8.GetBytes(SimulatorOptions.DefaultPassphrase));

    /// <summary>Starts a run; settings are of the form key=value.</summary>
    public static EngineUnderTest Start(TestExchange exchange, RunMode mode, params string[] settings) =>
        StartWith(exchange, mode, "", null, settings);

    /// <summary>The same with a config file's text and a tape.</summary>
    public static EngineUnderTest StartWith(
        TestExchange exchange, RunMode mode, string toml, string? tape, params string[] settings)
    {
        EngineConfig config = Configure(exchange, mode, toml, settings);
        using Secrets secrets = NewSecrets();
        bool isBuilt = EngineBuilder.TryBuild(
            config,
            secrets,
            new EngineOptions(mode, tape),
            out TradingEngine? engine,
            out StartProblem? problem);
        Assert.True(isBuilt, problem?.Message);
        return new EngineUnderTest(config, engine!);
    }

    /// <summary>Starts with a configuration that must be refused, live; why it is.</summary>
    public static StartProblem WhyRefused(EngineConfig config)
    {
        using Secrets secrets = NewSecrets();
        bool isBuilt = EngineBuilder.TryBuild(
            config,
            secrets,
            new EngineOptions(RunMode.Live),
            out TradingEngine? engine,
            out StartProblem? problem);
        engine?.Dispose();
        Assert.False(isBuilt);
        return problem!;
    }

    public static EngineConfig Configure(
        TestExchange exchange, RunMode mode, string toml, params string[] settings)
    {
        string[] all =
        [
            $"exchange.rest_url={exchange.Simulator.BaseUrl.GetLeftPart(UriPartial.Authority)}",
            $"exchange.ca_file={exchange.CaFile}",
            $"engine.state_dir={exchange.File("state")}",
            $"engine.mode={mode.ToString().ToLowerInvariant()}",
            "engine.no_gc_region_mb=0",
            "report.stdout=false",
            $"report.file={exchange.File("reports.txt")}",
            $"report.json_file={exchange.File("reports.jsonl")}",
            .. LiveSettings.Wide,
            "journal.segment_mb=4",
            .. settings,
        ];
        ConfigResult result = ConfigLoader.Parse(toml, "test", all);
        Assert.True(result.Config is not null, result.Message);
        return result.Config!;
    }

    /// <summary>Waits for a condition; fails when the run ends before, or patience does.</summary>
    public void Until(string what, Func<bool> condition)
    {
        bool isMet = SpinWait.SpinUntil(() => condition() || _run.IsCompleted, Patience) && condition();
        Assert.True(isMet, string.Create(
            CultureInfo.InvariantCulture,
            $"{what} did not come: {Signals} signals, {Reported} reports. {_problem?.Message}"));
    }

    /// <summary>Waits for so many more reports.</summary>
    public void UntilReported(long more)
    {
        long wanted = Reported + more;
        Until($"report {wanted}", () => Reported >= wanted);
    }

    /// <summary>Signals that have been refused so far, by cause.</summary>
    public long Refused(Refusal cause) => Parts.Core.Desk.Counters.Refused(cause);

    /// <summary>
    /// Waits for five more refusals of the cause; returns how many signals there were by then.
    /// </summary>
    public long UntilRefused(Refusal cause)
    {
        long wanted = Refused(cause) + 5;
        Until($"{cause}", () => Refused(cause) >= wanted);
        return Signals;
    }

    /// <summary>Tells the run to end in good order and waits for its summary.</summary>
    public async Task<EngineSummary> FinishAsync()
    {
        EngineSummary summary = await FinishWithProblemsAsync();
        Assert.Empty(summary.Problems);
        return summary;
    }

    /// <summary>The same for a run whose summary has problems to tell.</summary>
    public async Task<EngineSummary> FinishWithProblemsAsync()
    {
        _engine.Stop();
        EngineSummary? summary = await _run.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(summary is not null, _problem?.Message);
        return summary;
    }

    /// <summary>What may be spent of a currency, as the desk knows it; after the run.</summary>
    public ExactDecimal VirtualBalance(CurrencyId currency) => Parts.Core.Desk.Balances.Available(currency);

    public void Dispose()
    {
        _engine.Stop();
        _run.Wait(Patience, CancellationToken.None);
        _engine.Dispose();
    }
}
