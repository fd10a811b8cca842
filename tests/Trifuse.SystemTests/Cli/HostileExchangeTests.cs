using System.Text;
using System.Text.Json;

namespace Trifuse.SystemTests.Cli;

/// <summary>An exchange that breaks its own rules costs a connection, never the run.</summary>
public sealed class HostileExchangeTests
{
    private const string Limit = "market.max_message_bytes=4096";

    private static readonly byte[] Spaces = Encoding.ASCII.GetBytes(new string(' ', 1024));

    // Servers must not mask (RFC 6455, section 5.1).
    private static readonly byte[] Masked = [0x81, 0x82, 1, 2, 3, 4, (byte)'{' ^ 1, (byte)'}' ^ 2];

    public static TheoryData<string> Flaws => [.. FlawScripts.Keys];

    private static Dictionary<string, (string Said, Func<HostileStream, Task> Script)> FlawScripts { get; } =
        new()
        {
            ["garbage"] = ("a frame that is not in the protocol", static s => s.SendFrameAsync(0x81, "{\"type\":")),
            ["not JSON"] = ("a frame that is not in the protocol", static s => s.SendFrameAsync(0x81, "<html></html>")),
            ["oversized"] = ("MessageTooLarge", static s => s.SendFrameAsync(0x81, Spaces, promised: 1L << 40)),
            ["binary"] = ("BinaryMessage", static s => s.SendFrameAsync(0x82, "{}")),
            ["masked"] = ("the server broke the WebSocket protocol", static s => s.SendAsync(Masked)),
            ["reserved bits"] = ("the server broke the WebSocket protocol", static s => s.SendFrameAsync(0xF1, "{}")),
            ["endless fragments"] = ("MessageTooLarge", FragmentsWithoutEndAsync),
        };

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task A_flawed_frame_is_counted_and_its_connection_is_replaced(string flaw)
    {
        (string said, Func<HostileStream, Task> script) = FlawScripts[flaw];
        using var home = new Sandbox();
        Func<HostileStream, Task> flawed = HostileStream.GoodThen(script);
        await using var exchange = new HostileExchange(home, flawed, flawed);
        await using TrifuseProcess record = TrifuseProcess.Start(home, [.. Record, .. exchange.Address]);
        await record.ErrorLineAsync("the streams are up");
        await UntilLiveAsync(record, times: 3);
        record.Signal("INT");
        Assert.Equal(0, await record.ExitAsync());
        Assert.Contains(said, record.Error.ToString());
        JsonElement summary = JsonLine.Parse(Assert.Single(record.Output.Lines));
        Assert.Equal(2, summary.GetProperty("lost_connections").GetInt32());
        Assert.Equal(2, summary.GetProperty("malformed_frames").GetInt32());
    }

    [Fact]
    public async Task A_stream_that_does_not_begin_as_it_should_is_tried_again()
    {
        using var home = new Sandbox();
        await using var exchange = new HostileExchange(
            home,
            static s => s.SendAsync(Encoding.ASCII.GetBytes(HostileExchange.Ok("{}"))),
            static s => s.SendAsync("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n"u8.ToArray()),
            static s => s.SendAsync("\u0000\u0001\u0002 nonsense\r\n\r\n"u8.ToArray()),
            static async s =>
            {
                await s.UpgradeAsync();
            },
            static async s =>
            {
                await s.UpgradeAsync();
                byte[] welcome = Encoding.ASCII.GetBytes("""{"id":"1","type":"welcome"}""");
                await s.SendFrameAsync(0x81, welcome[..5], welcome.Length);
                await s.ReadRequestAsync();
            });
        await using TrifuseProcess record = TrifuseProcess.Start(home, [.. Record, .. exchange.Address]);
        await record.ErrorLineAsync("the streams are up");
        record.Signal("INT");
        Assert.Equal(0, await record.ExitAsync());
        string error = record.Error.ToString();
        Assert.Contains("200", error);
        Assert.Contains("503", error);
        Assert.Contains("the server did not say welcome in time", error);
        Assert.Equal(2, JsonLine.Parse(Assert.Single(record.Output.Lines)).GetProperty("lost_connections").GetInt32());
    }

    [Theory]
    [InlineData("/api/v1/timestamp", "200 OK", "<html>", "timestamp reply is not JSON: '<html>'")]
    [InlineData("/api/v1/timestamp", "502 Bad Gateway", "{}", "timestamp reply (HTTP 502) has no code")]
    [InlineData("/api/v2/symbols", "200 OK", "{\"code\":\"200000\",\"data\":[]}", "symbols reply is empty")]
    [InlineData("/api/v2/symbols", "200 OK", "{\"code\":\"200000\",\"data\":[{}]}", "symbols reply has no usable row")]
    [InlineData("/api/v2/symbols", "429 Too Many Requests", "{\"code\":\"429000\",\"msg\":\"slow down\"}", "slow down")]
    public async Task A_bad_reply_at_the_start_is_one_clear_error(
        string path, string status, string body, string said)
    {
        using var home = new Sandbox();
        await using var exchange = new HostileExchange(home);
        exchange.Replies[path] = HostileExchange.Reply(status, body);
        (int code, string output, string error) =
            await TrifuseProcess.RunAsync(home, [.. Record, .. exchange.Address]);
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(said, error);
        Assert.Single(error.Split('\n'), static line => line.StartsWith("trifuse: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData(null)]
    public async Task A_reply_that_is_no_HTTP_or_never_comes_is_one_clear_error(string? reply)
    {
        using var home = new Sandbox();
        await using var exchange = new HostileExchange(home);
        exchange.Replies["/api/v2/symbols"] = reply;
        (int code, _, string error) = await TrifuseProcess.RunAsync(
            home, [.. Record, .. exchange.Address, "--set", "exchange.request_timeout_ms=500"]);
        Assert.Equal(1, code);
        Assert.Contains("trifuse: GET /api/v2/symbols at https://127.0.0.1:", error);
    }

    private static string[] Record =>
        ["record", "hostile.tape", "--json", "--set", Limit, "--set", "exchange.reconnect_min_ms=1",
            "--set", "exchange.connect_timeout_ms=1500"];

    private static async Task FragmentsWithoutEndAsync(HostileStream stream)
    {
        await stream.SendFrameAsync(0x01, Spaces, Spaces.Length);
        while (true)
        {
            await stream.SendFrameAsync(0x00, Spaces, Spaces.Length);
        }
    }

    private static async Task UntilLiveAsync(TrifuseProcess process, int times)
    {
        int next = 0;
        for (int i = 0; i < times; i++)
        {
            next = await process.Error.WaitForAsync("market stream 0: live", next, process.Deadline) + 1;
        }
    }
}
