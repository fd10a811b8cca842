using System.Diagnostics;
using System.Text.Json;
using Trifuse.SystemTests.Engine;

namespace Trifuse.SystemTests.Cli;

/// <summary>
/// Ctrl-C, SIGTERM and SIGKILL at every stage of a run: a clean end, and nothing left behind.
/// </summary>
public sealed class InterruptionTests(ExchangeFixture fixture) : IClassFixture<ExchangeFixture>
{
    private readonly string[] _address = fixture.Exchange.Address;

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_start_that_waits_for_the_exchange_is_given_up(string signal)
    {
        using var home = new Sandbox();
        await using var exchange = new HostileExchange(home);
        exchange.Replies["/api/v2/symbols"] = null;
        await using TrifuseProcess run = TrifuseProcess.Start(
            home, ["record", "a.tape", .. exchange.Address, "--set", "exchange.request_timeout_ms=120000"]);
        await exchange.LeftWaiting.Task.WaitAsync(run.Deadline);
        run.Signal(signal);
        Assert.Equal(1, await run.ExitAsync());
        Assert.Equal("trifuse: Stopped before the start was complete. Nothing was traded.", run.Error.ToString());
        Assert.Empty(run.Output.Lines);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_start_that_waits_for_streams_is_given_up(string signal)
    {
        using var home = new Sandbox();
        await using var exchange = new HostileExchange(home);
        exchange.Replies["/api/v1/bullet-public"] = HostileExchange.Reply("503 Unavailable", "{}");
        await using TrifuseProcess run = TrifuseProcess.Start(home, ["record", "a.tape", .. exchange.Address]);
        await run.ErrorLineAsync("Next try in");
        run.Signal(signal);
        Assert.Equal(1, await run.ExitAsync());
        Assert.Contains("trifuse: Stopped before the streams were up. Nothing was traded.", run.Error.Lines);
    }

    [Theory]
    [InlineData("INT", 1)]
    [InlineData("TERM", 1)]
    [InlineData("INT", 2)]
    public async Task A_run_that_has_just_begun_ends_with_its_summary(string signal, int times)
    {
        using var home = new Sandbox();
        await using TrifuseProcess run = TrifuseProcess.Start(
            home, ["run", "--mode", "live", "--json", "--tape", "a.tape", .. _address, .. LiveSettings.Arguments]);
        await run.ErrorLineAsync("the streams are up");
        for (int i = 0; i < times; i++)
        {
            run.Signal(signal);
        }
        Assert.Equal(0, await run.ExitAsync());
        JsonElement summary = JsonLine.Parse(Assert.Single(run.Output.Lines));
        Assert.Equal("live", summary.GetProperty("mode").GetString());
        (int code, _, _) = await TrifuseProcess.RunAsync(home, "replay", "a.tape");
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData("INT", 1)]
    [InlineData("INT", 2)]
    [InlineData("TERM", 1)]
    public async Task A_demo_interrupted_in_mid_trade_reports_everything_and_leaves_nothing(
        string signal, int times)
    {
        using var home = new Sandbox();
        await using TrifuseProcess demo = TrifuseProcess.Start(
            home, "demo", "--data", "synthetic", "--seconds", "600", "--json");
        await demo.OutputLineAsync("\"outcome\"");
        List<Process> children = demo.Children();
        Process simulator = Assert.Single(children);
        for (int i = 0; i < times; i++)
        {
            // As the terminal sends it: to the simulator as well, which must outlive the cascades.
            demo.Signal(signal, toGroup: true);
        }
        Assert.Equal(0, await demo.ExitAsync());
        await simulator.WaitForExitAsync(demo.Deadline);
        List<JsonElement> lines = JsonLine.ParseAll(demo.Output.ToString());
        JsonElement summary = lines[^1];
        JsonElement cascades = summary.GetProperty("cascades");
        Assert.Equal(
            lines.Count - 1,
            cascades.GetProperty("filled").GetInt32() + cascades.GetProperty("failed").GetInt32()
                + cascades.GetProperty("aborted").GetInt32());
        Assert.Equal(lines.Count - 1, summary.GetProperty("signals").GetInt32());
        Assert.Equal(0, cascades.GetProperty("unknown_outcomes").GetInt32());
        Assert.Equal(0, summary.GetProperty("balance_mismatches").GetArrayLength());
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Temp));
    }

    [Fact]
    public async Task A_demo_interrupted_in_its_first_part_does_not_begin_the_second()
    {
        using var home = new Sandbox();
        await using TrifuseProcess demo = TrifuseProcess.Start(home, "demo");
        await demo.ErrorLineAsync("the streams are up");
        demo.Signal("INT");
        Assert.Equal(0, await demo.ExitAsync());
        Assert.Contains("== A recorded market", demo.Output.ToString());
        Assert.DoesNotContain("== A synthetic market", demo.Output.ToString());
    }

    [Fact]
    public async Task A_demo_interrupted_before_its_simulator_is_up_leaves_nothing()
    {
        using var home = new Sandbox();
        using var watcher = new FileSystemWatcher(home.Temp);
        var begun = new TaskCompletionSource();
        watcher.Created += (_, _) => begun.TrySetResult();
        watcher.EnableRaisingEvents = true;
        await using TrifuseProcess demo = TrifuseProcess.Start(home, "demo");
        await begun.Task.WaitAsync(demo.Deadline);
        demo.Signal("TERM", toGroup: true);
        Assert.Equal(1, await demo.ExitAsync());
        Assert.Contains("Nothing was traded.", demo.Error.ToString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Temp));
    }

    [Fact]
    public async Task A_killed_demo_takes_its_simulator_with_it()
    {
        using var home = new Sandbox();
        await using TrifuseProcess demo = TrifuseProcess.Start(home, "demo", "--data", "real");
        await demo.ErrorLineAsync("the streams are up");
        Process simulator = Assert.Single(demo.Children());
        demo.Signal("KILL");
        Assert.NotEqual(0, await demo.ExitAsync());
        await simulator.WaitForExitAsync(demo.Deadline);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_simulator_ends_with_its_summary(string signal)
    {
        using var home = new Sandbox();
        await using TrifuseProcess simulator = TrifuseProcess.Start(
            home, "sim", "--data", StillExchange.WriteStillMarket(home.Path), "--ready-json");
        await simulator.OutputLineAsync("\"port\"");
        simulator.Signal(signal);
        Assert.Equal(0, await simulator.ExitAsync());
        Assert.Equal(2, JsonLine.ParseAll(simulator.Output.ToString()).Count);
    }
}
