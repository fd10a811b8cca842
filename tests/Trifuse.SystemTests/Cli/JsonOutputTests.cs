using System.Text.Json;

namespace Trifuse.SystemTests.Cli;

/// <summary>With --json, standard output is JSON Lines and nothing else.</summary>
public sealed class JsonOutputTests
{
    [Fact]
    public async Task A_demo_prints_reports_and_one_summary_for_each_part()
    {
        using var home = new Sandbox();
        (int code, string output, _) = await TrifuseProcess.RunAsync(
            home, "demo", "--json", "--mode", "paper", "--seconds", "1");
        Assert.Equal(0, code);
        List<JsonElement> lines = JsonLine.ParseAll(output);
        List<JsonElement> summaries = [.. lines.Where(static l => l.TryGetProperty("decision_hash", out _))];
        Assert.Equal(["poloniex-2022", "synthetic"], summaries.Select(static s => s.GetProperty("world").GetString()!));
        Assert.Equal(
            lines.Count - summaries.Count,
            lines.Count(static l => l.TryGetProperty("outcome", out _)));
    }

    [Fact]
    public async Task A_recording_and_its_replay_print_objects()
    {
        await using StillExchange exchange = await StillExchange.StartAsync();
        using var home = new Sandbox();
        (int code, string output, _) = await TrifuseProcess.RunAsync(
            home, ["record", "a.tape", "--seconds", "1", "--json", .. exchange.Address]);
        Assert.Equal(0, code);
        JsonElement summary = JsonLine.Parse(output);
        Assert.Equal("record", summary.GetProperty("mode").GetString());
        (code, output, _) = await TrifuseProcess.RunAsync(home, "replay", "a.tape", "--json");
        Assert.Equal(0, code);
        JsonElement replay = JsonLine.ParseAll(output)[^1];
        Assert.True(replay.GetProperty("equal").GetBoolean());
        Assert.Equal(
            summary.GetProperty("decision_hash").GetString(), replay.GetProperty("decision_hash").GetString());
    }

    [Fact]
    public async Task The_triangles_of_a_symbols_reply_are_one_object()
    {
        using var home = new Sandbox();
        home.Write("symbols.json", "{\"code\":\"200000\",\"data\":["
            + HostileExchange.Row("BTC-USDT", "BTC", "USDT") + ',' + HostileExchange.Row("ETH-USDT", "ETH", "USDT")
            + ',' + HostileExchange.Row("ETH-BTC", "ETH", "BTC") + "]}");
        (int code, string output, string error) = await TrifuseProcess.RunAsync(
            home, "triangles", "--symbols", "symbols.json", "--json", "--list");
        Assert.Equal(0, code);
        Assert.Empty(error);
        Assert.Contains("\"triangles\":1", JsonLine.Parse(output).GetRawText());
    }
}
