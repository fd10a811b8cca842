using System.Text.Json;
using Trifuse.SystemTests.Engine;

namespace Trifuse.SystemTests.Cli;

/// <summary>
/// kill, drain, resume, status and SIGUSR1 as an operator uses them: from other processes than the engine's.
/// </summary>
public sealed class ControlVerbTests
{
    [Fact]
    public async Task An_engine_is_killed_asked_resumed_and_killed_by_signal_from_other_processes()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using var home = new Sandbox();
        string[] settings =
        [
            $"exchange.rest_url=https://127.0.0.1:{exchange.Simulator.Port}",
            $"exchange.ca_file={exchange.CaFile}",
            "engine.state_dir=state",
            "ledger.enabled=false",
        ];
        await using TrifuseProcess run = TrifuseProcess.Start(
            home,
            ["run", "--mode", "live", .. LiveSettings.Arguments, .. settings.SelectMany(StillExchange.Set)]);
        await run.OutputLinesAsync("corr=", first: 0, count: 2);

        Assert.Contains("is up: armed", await AskAsync(home, "status"), StringComparison.Ordinal);
        Assert.StartsWith("No new cascade is opened", await AskAsync(home, "kill"), StringComparison.Ordinal);
        await run.ErrorLineAsync("breaker kill tripped: the kill switch was used");
        Assert.Contains("Tripped: kill at ", await AskAsync(home, "status"), StringComparison.Ordinal);
        string resumed = await AskAsync(home, "resume");
        Assert.Contains("Had tripped: kill at ", resumed, StringComparison.Ordinal);
        Assert.Contains("Cleared: new cascades may be opened again.", resumed, StringComparison.Ordinal);
        int lines = run.Output.Lines.Length;
        await run.OutputLinesAsync("corr=", lines, count: 2);

        int errors = run.Error.Lines.Length;
        run.Signal("USR1");
        await run.Error.WaitForAsync("breaker kill tripped", errors, run.Deadline);
        run.Signal("INT");
        Assert.Equal(0, await run.ExitAsync());

        JsonElement state = JsonLine.Parse(await AskAsync(home, "status", "--json"));
        Assert.False(state.GetProperty("running").GetBoolean());
        Assert.Equal("kill", state.GetProperty("tripped")[0].GetProperty("cause").GetString());
        Assert.Contains("the next start may trade", await AskAsync(home, "resume"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_where_no_engine_has_run_is_said_to_be_one()
    {
        using var home = new Sandbox();
        (int code, string output, string error) =
            await TrifuseProcess.RunAsync(home, ["kill", "--state-dir", "nowhere"]);
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("There is no state directory nowhere", error, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(Sandbox home, params string[] verb)
    {
        (int code, string output, string error) =
            await TrifuseProcess.RunAsync(home, [.. verb, "--state-dir", "state"]);
        Assert.True(code == 0, error);
        return output;
    }
}
