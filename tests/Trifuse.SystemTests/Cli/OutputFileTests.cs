using System.Text.Json;
using Trifuse.Simulator;
using Trifuse.SystemTests.Engine;

namespace Trifuse.SystemTests.Cli;

/// <summary>
/// Files that cannot be made, disks that are full, directories and ports that others have taken.
/// </summary>
public sealed class OutputFileTests(ExchangeFixture fixture) : IClassFixture<ExchangeFixture>
{
    private readonly string[] _address = fixture.Exchange.Address;

    [Fact]
    public async Task A_report_file_in_a_missing_directory_is_refused_at_the_start()
    {
        using var home = new Sandbox();
        (int code, _, string error) = await TrifuseProcess.RunAsync(
            home, ["run", .. _address, "--set", "report.file=missing/report.log"]);
        Assert.Equal(1, code);
        Assert.Contains("The report file missing/report.log cannot be opened: No such file or directory", error);
        Assert.Contains("Check [report] in the configuration.", error);
    }

    [Fact]
    public async Task A_state_directory_in_use_names_the_process_that_has_it()
    {
        using var home = new Sandbox();
        await using TrifuseProcess first = TrifuseProcess.Start(home, ["run", .. _address]);
        await first.ErrorLineAsync("the streams are up");
        (int code, _, string error) = await TrifuseProcess.RunAsync(home, ["run", .. _address]);
        Assert.Equal(1, code);
        Assert.Contains($"The state directory state is in use by another engine (process {first.Id})", error);
        Assert.Contains("give this one a state directory of its own", error);
        first.Signal("TERM");
        Assert.Equal(0, await first.ExitAsync());
        // What a killed engine leaves behind is no obstacle.
        await using TrifuseProcess second = TrifuseProcess.Start(home, ["run", .. _address]);
        await second.ErrorLineAsync("the streams are up");
        second.Signal("KILL");
        await second.ExitAsync();
        await using TrifuseProcess third = TrifuseProcess.Start(home, ["run", .. _address]);
        await third.ErrorLineAsync("the streams are up");
        third.Signal("INT");
        Assert.Equal(0, await third.ExitAsync());
    }

    [Theory]
    [InlineData("record", "old.tape")]
    [InlineData("run", "--tape", "old.tape")]
    public async Task An_existing_tape_is_never_overwritten(params string[] verb)
    {
        using var home = new Sandbox();
        home.Write("old.tape", "precious");
        (int code, _, string error) = await TrifuseProcess.RunAsync(home, [.. verb, .. _address]);
        Assert.Equal(1, code);
        Assert.Contains("The tape old.tape cannot be made: File exists", error);
        Assert.Contains("Tapes are never overwritten: name another.", error);
        Assert.Equal("precious", File.ReadAllText(home.File("old.tape")));
    }

    [Fact]
    public async Task A_full_disk_for_reports_is_told_and_counted_and_the_run_goes_on()
    {
        using var home = new Sandbox();
        await using TrifuseProcess demo = TrifuseProcess.Start(
            home, "demo", "--data", "synthetic", "--seconds", "600", "--set", "report.file=/dev/full");
        await demo.ErrorLineAsync("/dev/full cannot be written, lines wait and are counted when lost; errno 28");
        // Reports still come on the other way.
        await demo.OutputLineAsync("corr=");
        demo.Signal("INT");
        Assert.Equal(1, await demo.ExitAsync());
        Assert.Single(demo.Error.Lines, static line => line.Contains("errno 28", StringComparison.Ordinal));
        string lost = Assert.Single(
            demo.Error.Lines,
            static line => line.Contains("report lines could not be written", StringComparison.Ordinal));
        int reports = demo.Output.Lines.Count(static line => line.Contains("corr=", StringComparison.Ordinal));
        Assert.StartsWith($"trifuse: {reports} report lines could not be written to /dev/full.", lost);
        Assert.Contains("all agree to the last digit", demo.Output.ToString());
    }

    [Fact]
    public async Task A_full_disk_for_the_tape_ends_the_tape_and_not_the_run()
    {
        // A file that may not grow beyond 16 KiB fails as a full disk does, with another number.
        await using StillExchange busy = await StillExchange.StartAsync(
            static o => o with { World = "poloniex-2022", Speed = 500, Loop = true });
        using var home = new Sandbox();
        await using TrifuseProcess record = TrifuseProcess.StartInShell(
            home, "ulimit -f 16; exec env --ignore-signal=XFSZ \"$@\"", ["record", "small.tape", .. busy.Address]);
        await record.ErrorLineAsync("The tape small.tape ends at block");
        record.Signal("TERM");
        Assert.Equal(1, await record.ExitAsync());
        Assert.Contains("free the disk and start a new tape", record.Error.ToString());
        Assert.InRange(new FileInfo(home.File("small.tape")).Length, 1, 16 * 1024);
        (int code, string output, string error) = await TrifuseProcess.RunAsync(home, "replay", "small.tape", "-q");
        Assert.Equal(1, code);
        Assert.Contains("The tape small.tape is cut short", error);
        Assert.Contains("not shown to be equal", output);
    }

    [Fact]
    public async Task A_full_disk_for_the_journal_is_told_once_and_ends_the_trading()
    {
        // The room that was made before takes some hundred cascades.
        await using TestExchange exchange = await TestExchange.TriangleAsync(
            static o => o with { Latency = LatencyModel.Zero, Speed = 8 });
        using var home = new Sandbox();
        string[] settings =
        [
            $"exchange.rest_url=https://127.0.0.1:{exchange.Simulator.Port}",
            $"exchange.ca_file={exchange.CaFile}",
            "engine.concurrent_slots=1",
        ];
        await using TrifuseProcess run = TrifuseProcess.StartInShell(
            home,
            "exec env --ignore-signal=XFSZ \"$@\"",
            ["run", "--mode", "live", "--json", .. LiveSettings.Arguments, .. settings.SelectMany(StillExchange.Set)]);
        await run.OutputLineAsync("\"outcome\"");
        run.FillDisk();
        string problem = await run.ErrorLineAsync("The journal segment");
        Assert.Contains("cannot be made", problem);
        Assert.Contains("No new cascade opens once the room made before is used up; free the disk.", problem);
        await UntilNoOrderComesAsync(exchange, run.Deadline);
        run.Signal("INT");
        Assert.Equal(1, await run.ExitAsync());
        JsonElement summary = JsonLine.ParseAll(run.Output.ToString())[^1];
        Assert.True(summary.GetProperty("refusals").GetProperty("no_slot").GetInt64() > 0);
        Assert.Equal(0, summary.GetProperty("cascades").GetProperty("failed").GetInt32());
        RunSummary.AgreesWith(exchange, summary);
        // Once when it happened, once at the end.
        Assert.Equal(2, run.Error.Lines.Count(
            static line => line.Contains("The journal segment", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_simulator_says_which_port_or_file_it_cannot_have()
    {
        using var home = new Sandbox();
        string[] market = ["--data", StillExchange.WriteStillMarket(home.Path)];
        int port = fixture.Exchange.Simulator.Port;
        (int code, _, string error) = await TrifuseProcess.RunAsync(home, ["sim", .. market, "--port", $"{port}"]);
        Assert.Equal(1, code);
        Assert.Equal(
            $"trifuse: sim: Port {port} on 127.0.0.1 is in use. Choose another one with --port, or 0 for any.", error);
        (code, _, error) = await TrifuseProcess.RunAsync(home, ["sim", .. market, "--ca-file", "missing/ca.pem"]);
        Assert.Equal(1, code);
        Assert.StartsWith("trifuse: sim: The CA file missing/ca.pem cannot be written: ", error);
    }

    // The market offers a cascade with each of its updates: so many without one mean that there will be none.
    private static async Task UntilNoOrderComesAsync(TestExchange exchange, CancellationToken deadline)
    {
        const int Many = 2_000;
        long orders = exchange.Simulator.Counters.OrdersAccepted;
        long updates = exchange.Simulator.Counters.BookUpdates;
        while (exchange.Simulator.Counters.BookUpdates - updates < Many)
        {
            if (exchange.Simulator.Counters.OrdersAccepted != orders)
            {
                orders = exchange.Simulator.Counters.OrdersAccepted;
                updates = exchange.Simulator.Counters.BookUpdates;
            }
            deadline.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
