using System.Diagnostics;
using System.Text.Json;
using Trifuse.Engine.Journal;
using Trifuse.SystemTests.Engine;
using Trifuse.Trading.Reporting;

namespace Trifuse.SystemTests.Cli;

/// <summary>
/// The companion beside a real run: it keeps the ledger, and whatever becomes of it, the run does not notice.
/// </summary>
public sealed class CompanionTests
{
    [Fact]
    public async Task A_run_leaves_a_ledger_that_says_what_its_summary_says_and_a_log_that_verifies()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using var home = new Sandbox();
        await using TrifuseProcess run = TrifuseProcess.Start(home, Run(exchange));
        await run.OutputLinesAsync("\"outcome\"", 0, 20);
        await UntilLedgerIsOpenAsync(home, run);
        await EndAsync(run, toGroup: true);
        JsonElement summary = JsonLine.ParseAll(run.Output.ToString())[^1];
        await LedgerAgreesAsync(home, summary);

        (int code, string output, string error) =
            await TrifuseProcess.RunAsync(home, "verify", "reports.txt");
        Assert.True(code == 0, error);
        Assert.Contains("the chain holds", output);
        Assert.Contains($"{CascadesOf(summary)} cascades of the ledger compared", output);

        // A line taken out of the middle breaks the chain, and the ledger knows the cascade.
        string[] lines = File.ReadAllLines(home.File("reports.txt"));
        File.WriteAllLines(home.File("reports.txt"), [.. lines[..3], .. lines[4..]]);
        (code, _, error) = await TrifuseProcess.RunAsync(home, "verify", "reports.txt");
        Assert.Equal(1, code);
        Assert.Contains("line 4 does not follow from the line before", error);
    }

    [Fact]
    public async Task A_companion_that_is_killed_costs_the_run_nothing_and_the_ledger_catches_up()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using var home = new Sandbox();
        await using TrifuseProcess run = TrifuseProcess.Start(home, Run(exchange));
        int seen = await run.OutputLinesAsync("\"outcome\"", 0, 5);
        await UntilLedgerIsOpenAsync(home, run);
        using (Process companion = CompanionOf(run))
        {
            companion.Kill();
        }
        await run.OutputLinesAsync("\"outcome\"", seen, 10);
        run.Signal("INT");
        Assert.Equal(0, await run.ExitAsync());
        Assert.Contains("the ledger's companion had ended with code 137", run.Error.ToString());
        JsonElement summary = JsonLine.ParseAll(run.Output.ToString())[^1];
        Assert.Equal(0, summary.GetProperty("collections").GetInt32());
        await LedgerAgreesAsync(home, summary);
    }

    [Fact]
    public async Task When_the_engine_is_killed_the_companion_enters_the_rest_and_ends()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using var home = new Sandbox();
        await using TrifuseProcess run = TrifuseProcess.Start(home, Run(exchange));
        await run.OutputLinesAsync("\"outcome\"", 0, 10);
        using Process companion = CompanionOf(run);
        run.Signal("KILL");
        await companion.WaitForExitAsync(run.Deadline);
        (long finished, long opened) = CascadesOfJournal(home);
        Assert.True(opened >= finished && finished >= 10);
        JsonElement report = await ReportAsync(home);
        Assert.Equal(finished, report.GetProperty("cascades").GetInt64());
    }

    [Fact]
    public async Task A_run_that_starts_right_after_a_kill_has_its_companion_too()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using var home = new Sandbox();
        await using TrifuseProcess killed = TrifuseProcess.Start(home, Run(exchange));
        await killed.OutputLinesAsync("\"outcome\"", 0, 5);
        killed.Signal("KILL");
        await using TrifuseProcess run = TrifuseProcess.Start(home, Run(exchange));
        await run.OutputLinesAsync("\"outcome\"", 0, 5);
        await EndAsync(run, toGroup: false);
        // Whether the companions or this, which finds nothing left to do then: every cascade is there once.
        await CatchUpAsync(home);
        JsonElement report = await ReportAsync(home);
        Assert.Equal(CascadesOfJournal(home).Finished, report.GetProperty("cascades").GetInt64());
    }

    [Fact]
    public async Task Without_a_companion_the_ledger_is_made_afterwards()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using var home = new Sandbox();
        await using TrifuseProcess run =
            TrifuseProcess.Start(home, [.. Run(exchange), "--set", "ledger.enabled=false"]);
        await run.OutputLinesAsync("\"outcome\"", 0, 5);
        Assert.Empty(run.Children());
        run.Signal("INT");
        Assert.Equal(0, await run.ExitAsync());
        JsonElement summary = JsonLine.ParseAll(run.Output.ToString())[^1];
        (int code, _, string error) = await TrifuseProcess.RunAsync(home, "report");
        Assert.Equal(1, code);
        Assert.Contains("There is no ledger state/ledger.db yet", error);
        await CatchUpAsync(home);
        await LedgerAgreesAsync(home, summary);
    }

    [Fact]
    public async Task A_second_companion_is_refused()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using var home = new Sandbox();
        await using TrifuseProcess run = TrifuseProcess.Start(home, Run(exchange));
        await UntilLedgerIsOpenAsync(home, run);
        (int code, _, string error) = await TrifuseProcess.RunAsync(home, "ledger");
        Assert.Equal(1, code);
        Assert.Contains("Another companion keeps the ledger of state", error);
        run.Signal("INT");
        Assert.Equal(0, await run.ExitAsync());
    }

    [Theory]
    [InlineData("report --from yesterday", "--from yesterday is not a time")]
    [InlineData("report --by colour", "colour")]
    [InlineData("ledger --set ledger.store=postgres", "TRIFUSE_LEDGER_POSTGRES is not in the environment")]
    [InlineData("verify", "there is no report log")]
    public async Task What_cannot_be_meant_is_refused_with_the_reason(string arguments, string expected)
    {
        using var home = new Sandbox();
        (int code, _, string error) = await TrifuseProcess.RunAsync(home, arguments.Split(' '));
        Assert.Equal(2, code);
        Assert.Contains(expected, error);
    }

    private static string[] Run(TestExchange exchange)
    {
        string[] settings =
        [
            $"exchange.rest_url={exchange.Simulator.BaseUrl.GetLeftPart(UriPartial.Authority)}",
            $"exchange.ca_file={exchange.CaFile}",
            "report.file=reports.txt",
            "ledger.poll_ms=20",
        ];
        return
        [
            "run", "--mode", "live", "--json",
            .. settings.Concat(LiveSettings.Wide).SelectMany(StillExchange.Set),
        ];
    }

    // A run waits ten seconds for its companion, and on a busy machine leaves it to end by itself.
    private static async Task EndAsync(TrifuseProcess run, bool toGroup)
    {
        using Process companion = CompanionOf(run);
        run.Signal("INT", toGroup);
        Assert.Equal(0, await run.ExitAsync());
        await companion.WaitForExitAsync(run.Deadline);
    }

    // The companion makes the file when it has its lock.
    private static async Task UntilLedgerIsOpenAsync(Sandbox home, TrifuseProcess run)
    {
        while (!File.Exists(home.File("state/ledger.db")))
        {
            run.Deadline.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static Process CompanionOf(TrifuseProcess run)
    {
        Process? companion = run.Companion();
        Assert.NotNull(companion);
        return companion;
    }

    private static async Task CatchUpAsync(Sandbox home)
    {
        (int code, string output, string error) = await TrifuseProcess.RunAsync(home, "ledger");
        Assert.True(code == 0, error);
        Assert.Contains("0 of kinds unknown here, 0 places of the journal could not be read", output);
    }

    private static async Task<JsonElement> ReportAsync(Sandbox home)
    {
        (int code, string output, string error) = await TrifuseProcess.RunAsync(home, "report", "--json");
        Assert.True(code == 0, error);
        return Assert.Single(JsonLine.ParseAll(output));
    }

    private static async Task LedgerAgreesAsync(Sandbox home, JsonElement summary)
    {
        JsonElement report = await ReportAsync(home);
        Assert.Equal(CascadesOf(summary), report.GetProperty("cascades").GetInt64());
        foreach (JsonElement start in summary.GetProperty("by_start").EnumerateArray())
        {
            JsonElement told = report.GetProperty("by_currency").GetProperty(
                start.GetProperty("currency").GetString()!);
            foreach (string member in (string[])["cost", "profit", "held_value", "dust_value"])
            {
                Assert.Equal(start.GetProperty(member).GetString(), told.GetProperty(member).GetString());
            }
            Assert.Equal(start.GetProperty("gains").GetInt64(), told.GetProperty("gains").GetInt64());
        }
    }

    private static long CascadesOf(JsonElement summary)
    {
        JsonElement cascades = summary.GetProperty("cascades");
        return cascades.GetProperty("filled").GetInt64() + cascades.GetProperty("failed").GetInt64()
            + cascades.GetProperty("aborted").GetInt64();
    }

    private static (long Finished, long Opened) CascadesOfJournal(Sandbox home)
    {
        Assert.True(JournalReader.TryListRuns(home.File("state"), out IReadOnlyList<uint> runs, out _));
        long finished = 0;
        long opened = 0;
        foreach (uint run in runs)
        {
            bool isOpen = JournalReader.TryOpen(
                home.File("state"), run, out JournalReader? reader, out JournalProblem problem);
            Assert.True(isOpen, problem.Message);
            while (reader!.TryRead(out JournalEntry entry))
            {
                finished += entry.Kind == (ushort)JournalKind.CascadeFinished ? 1 : 0;
                opened += entry.Kind == (ushort)JournalKind.Reservation ? 1 : 0;
            }
        }
        return (finished, opened);
    }
}
