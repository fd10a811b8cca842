using System.Diagnostics;
using System.Globalization;
using Trifuse.Engine.Journal;
using Trifuse.SystemTests.Cli;
using Trifuse.SystemTests.Engine;
using Trifuse.Trading.Reporting;

namespace Trifuse.SystemTests.Kill;

/// <summary>
/// Starts the program again and again on one state directory and one exchange, and kills it each time: after
/// a certain record of its journal, or after some time. The companion that keeps the ledger lives on and ends
/// by itself, or is killed as well.
/// </summary>
internal sealed class KillSeries(TestExchange exchange, Sandbox home, string threads)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(100);

    /// <summary>Kills so far.</summary>
    public int Kills { get; private set; }

    /// <summary>Of those, how many came right after the record that was waited for.</summary>
    public int Hits { get; private set; }

    /// <summary>How many companions were killed.</summary>
    public int CompanionKills { get; private set; }

    /// <summary>What the journals of all runs so far say.</summary>
    public AllRuns Journals { get; } = new();

    private string State => exchange.File("state");

    /// <summary>Starts it and kills it after the record, or when that does not come.</summary>
    public async Task KillAtAsync(KillPoint point)
    {
        uint last = LastRun();
        await using TrifuseProcess engine = Start();
        using var watch = new JournalWatch(State, last, point);
        bool isHit = await Task.Run(() => watch.TryWait(Patience, () => engine.HasExited));
        Assert.False(engine.HasExited, engine.Error.ToString());
        await KillAsync(engine);
        Hits += isHit ? 1 : 0;
    }

    /// <summary>Starts it and kills it so long after it has begun to trade, or to settle.</summary>
    public async Task KillAfterAsync(TimeSpan time)
    {
        uint last = LastRun();
        await using TrifuseProcess engine = Start();
        await Task.Run(() => SpinWait.SpinUntil(() => LastRun() != last || engine.HasExited, Patience));
        await Task.Run(() => SpinWait.SpinUntil(() => engine.HasExited, time));
        Assert.False(engine.HasExited, engine.Error.ToString());
        await KillAsync(engine);
    }

    /// <summary>
    /// Starts it and kills its companion so long after that is there, and, as much later, the engine.
    /// </summary>
    public async Task KillCompanionAfterAsync(TimeSpan time)
    {
        await using TrifuseProcess engine = Start();
        Process? companion = null;
        await Task.Run(() => SpinWait.SpinUntil(
            () => engine.HasExited || (companion = engine.Companion()) is not null, Patience));
        Assert.False(engine.HasExited, engine.Error.ToString());
        Assert.NotNull(companion);
        using (companion)
        {
            await Task.Run(() => SpinWait.SpinUntil(() => engine.HasExited, time));
            companion.Kill();
        }
        CompanionKills++;
        await Task.Run(() => SpinWait.SpinUntil(() => engine.HasExited, time));
        Assert.False(engine.HasExited, engine.Error.ToString());
        await KillAsync(engine);
    }

    /// <summary>Starts it once more, lets it trade, and ends it in good order.</summary>
    public async Task FinishAsync()
    {
        uint last = LastRun();
        await using TrifuseProcess engine = Start();
        using var watch = new JournalWatch(State, last, new KillPoint(JournalKind.CascadeFinished, null, 2));
        Assert.True(
            await Task.Run(() => watch.TryWait(LastPatience, () => engine.HasExited)),
            engine.Error.ToString());
        engine.Signal("TERM");
        int code = await engine.ExitAsync();
        Assert.True(code == 0, engine.Error.ToString());
        Journals.ReadNew(State);
    }

    private async Task KillAsync(TrifuseProcess engine)
    {
        await engine.KillAsync();
        Kills++;
        Journals.ReadNew(State);
    }

    private TrifuseProcess Start()
    {
        string[] settings =
        [
            $"exchange.rest_url={exchange.Simulator.BaseUrl.GetLeftPart(UriPartial.Authority)}",
            $"exchange.ca_file={exchange.CaFile}",
            $"engine.state_dir={State}",
            $"engine.threads={threads}",
            "engine.concurrent_slots=3",
            "engine.no_gc_region_mb=0",
            "isolation.triangle=false",
            "isolation.pair=false",
            // What the ledger has is deleted, so that a long series does not grow slower.
            "journal.keep_mb=1",
            "report.stdout=false",
            $"report.file={exchange.File("reports.txt")}",
            $"report.json_file={exchange.File("reports.jsonl")}",
            "execution.fill_timeout_ms=1000",
            "execution.query_retry_ms=50",
            .. LiveSettings.Wide,
        ];
        string[] words = [.. settings.SelectMany(static s => new[] { "--set", s })];
        return TrifuseProcess.Start(home, 2 * LastPatience, ["run", "--mode", "live", .. words]);
    }

    private uint LastRun()
    {
        if (!Directory.Exists(State))
        {
            return 0;
        }
        JournalReader.TryListRuns(State, out IReadOnlyList<uint> runs, out _);
        return runs.Count == 0 ? 0 : runs[^1];
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kills} kills ({Hits} at their record, {CompanionKills} of the companion too)");
}
