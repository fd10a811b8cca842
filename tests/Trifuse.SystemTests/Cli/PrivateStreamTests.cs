using System.Text.Json;
using Trifuse.SystemTests.Engine;

namespace Trifuse.SystemTests.Cli;

/// <summary>Nonsense on the stream that tells of our own orders, in the middle of trading.</summary>
public sealed class PrivateStreamTests
{
    private static readonly Dictionary<string, byte[]> Spoils = new(StringComparer.Ordinal)
    {
        ["garbage"] = StreamRelay.TextFrame("{\"type\":"),
        ["not JSON"] = StreamRelay.TextFrame("<html></html>"),
        ["a wrong order event"] = StreamRelay.TextFrame(
            """{"topic":"/spotMarket/tradeOrdersV2","type":"message","data":[1]}"""),
        // A header that promises a terabyte.
        ["oversized"] = [0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0, (byte)'{'],
    };

    public static TheoryData<string> Names => [.. Spoils.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nonsense_on_the_private_stream_is_counted_and_costs_only_the_connection(string spoil)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using var home = new Sandbox();
        await using var relay = new StreamRelay(home, exchange.Simulator);
        await using TrifuseProcess run = TrifuseProcess.Start(
            home,
            [
                "run", "--mode", "live", "--json", .. relay.Address, .. LiveSettings.Arguments,
                .. StillExchange.Set("execution.fill_timeout_ms=600"),
                .. StillExchange.Set("exchange.reconnect_min_ms=20"),
            ]);
        int reports = await run.OutputLinesAsync("\"outcome\"", first: 0, count: 3);
        relay.Spoil("orderChange", Spoils[spoil]);
        await run.ErrorLineAsync("private stream");
        await run.OutputLinesAsync("\"outcome\"", reports, count: 5);
        run.Signal("INT");
        Assert.Equal(0, await run.ExitAsync());
        JsonElement summary = JsonLine.ParseAll(run.Output.ToString())[^1];
        Assert.Equal(1, summary.GetProperty("malformed_frames").GetInt32());
        Assert.Equal(1, summary.GetProperty("lost_connections").GetInt32());
        RunSummary.AgreesWith(exchange, summary);
    }
}
