using System.Text.Json;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

/// <summary>
/// The Pro streams (KuCoin protocol section 8), against the samples of what a client hears.
/// </summary>
public sealed class ProStreamTests
{
    private const string Buy =
        """{"clientOid":"m1","symbol":"BTC-USDT","side":"buy","type":"market","size":"0.01"}""";

    [Theory]
    [InlineData("""{"id":"1","action":"subscribe","channel":"ticker","tradeType":"SPOT","symbols":["BTC-USDT"]}""", "ua_ws_ticker")]
    [InlineData("""{"id":"1","action":"SUBSCRIBE","channel":"trade","tradeType":"SPOT","symbol":"BTC-USDT"}""", "ua_ws_trade")]
    [InlineData("""{"id":"1","action":"subscribe","channel":"obu","tradeType":"SPOT","symbol":"BTC-USDT","depth":"increment@10ms","rpiFilter":0}""", "ua_ws_obu")]
    [InlineData("""{"id":"1","action":"subscribe","channel":"obu","tradeType":"SPOT","symbol":"BTC-USDT","depth":"5"}""", "ua_ws_obu")]
    public async Task A_public_push_has_the_shape_of_its_sample(string subscribe, string sample)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await ConnectAsync(fixture, "/");
        await stream.SendAsync(subscribe);
        Assert.Equal("""{"id":"1","result":true}""", await stream.NextTextAsync());
        await fixture.Client.OrderAsync(Buy);
        Shape.Same(sample, Wrapped(sample, await stream.NextAsync()));
    }

    [Fact]
    public async Task A_snapshot_and_its_deltas_make_the_book()
    {
        await using RunningSimulator simulator = await ExchangeSimulator.StartAsync(
            new SimulatorOptions { Latency = LatencyModel.Lan }, CancellationToken.None);
        using var client = new ExchangeClient(simulator);
        using ExchangeClient.Stream stream = await client.OpenPathAsync("/");
        await stream.NextAsync();
        await stream.SendAsync(
            """{"id":"1","action":"subscribe","channel":"obu","tradeType":"SPOT","symbol":"BTC-USDT","depth":"increment@10ms"}""");
        Assert.Equal("""{"id":"1","result":true}""", await stream.NextTextAsync());
        JsonElement snapshot = await stream.NextAsync();
        Assert.Equal("snapshot", snapshot.GetProperty("t").GetString());
        long last = snapshot.GetProperty("d").GetProperty("C").GetInt64();
        for (int i = 0; i < 20; i++)
        {
            JsonElement delta = await stream.NextAsync();
            Assert.Equal("delta", delta.GetProperty("t").GetString());
            Assert.Equal(last + 1, delta.GetProperty("d").GetProperty("O").GetInt64());
            last = delta.GetProperty("d").GetProperty("C").GetInt64();
        }
    }

    [Theory]
    [InlineData("orderAll", "ua_ws_orderall_fill")]
    [InlineData("execution", "ua_ws_execution")]
    public async Task A_private_push_has_the_shape_of_its_sample(string channel, string sample)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await ConnectPrivateAsync(fixture);
        await stream.SendAsync(
            $$"""{"id":"1","action":"SUBSCRIBE","channel":"{{channel}}","tradeType":"SPOT"}""");
        Assert.Equal("""{"id":"1","result":true}""", await stream.NextTextAsync());
        await fixture.Client.OrderAsync(Buy);
        Shape.Same(sample, Wrapped(sample, await stream.NextAsync()));
    }

    [Fact]
    public async Task A_balance_push_tells_available_hold_and_total()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await ConnectPrivateAsync(fixture);
        await stream.SendAsync("""{"id":"1","action":"SUBSCRIBE","channel":"balance","accountType":"SPOT"}""");
        Assert.Equal("""{"id":"1","result":true}""", await stream.NextTextAsync());
        await fixture.Client.OrderAsync(Buy);
        JsonElement push = await stream.NextAsync();
        Shape.Same("ua_ws_balance", Wrapped("ua_ws_balance", push),
            less: "cOM cPM cUP iFF iOM iPM iUP tCM");
        Assert.Equal("balance.SPOT", push.GetProperty("T").GetString());
    }

    [Theory]
    [InlineData("""{"id":"1","action":"subscribe","channel":"obu","tradeType":"SPOT","depth":"5"}""", "missing `symbol`")]
    [InlineData("""{"id":"1","action":"subscribe","channel":"obu","tradeType":"SPOT","symbol":"BTC-USDT","depth":"7"}""", "invalid `depth`")]
    [InlineData("""{"id":"1","action":"subscribe","channel":"orderAll","tradeType":"SPOT"}""", "unknown channel")]
    [InlineData("""{"id":"1","action":"subscribe","channel":"trade","tradeType":"SPOT","symbol":"NO-SUCH"}""", "unknown symbol")]
    public async Task A_bad_subscription_is_told_its_reason(string message, string reason)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await ConnectAsync(fixture, "/");
        await stream.SendAsync(message);
        JsonElement answer = await stream.NextAsync();
        Assert.False(answer.GetProperty("result").GetBoolean());
        Assert.Contains(reason, answer.GetProperty("reason").GetString());
        await stream.SendAsync("""{"id":"9","type":"ping"}""");
        JsonElement pong = await stream.NextAsync();
        Assert.Equal(("pong", "9"), (pong.GetProperty("type").GetString(), pong.GetProperty("id").GetString()));
        Assert.Equal(JsonValueKind.Number, pong.GetProperty("ts").ValueKind);
    }

    [Fact]
    public async Task Without_the_Pro_API_a_connection_without_a_token_is_refused()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Quirks = new Quirks { ServesProApi = false },
        });
        using ExchangeClient.Stream stream = await fixture.Client.OpenPathAsync("/");
        Assert.Contains("token is invalid", await stream.NextTextAsync());
        Assert.Null(await stream.NextTextAsync());
    }

    private static async Task<ExchangeClient.Stream> ConnectPrivateAsync(Fixture fixture)
    {
        JsonElement bullet = await fixture.Client.CallAsync(HttpMethod.Post, "/api/v2/bullet-private");
        string token = bullet.GetProperty("data").GetProperty("token").GetString()!;
        return await ConnectAsync(fixture, "/?token=" + token);
    }

    private static async Task<ExchangeClient.Stream> ConnectAsync(Fixture fixture, string target)
    {
        ExchangeClient.Stream stream = await fixture.Client.OpenPathAsync(target);
        JsonElement welcome = await stream.NextAsync();
        Assert.Equal("welcome", welcome.GetProperty("message").GetString());
        Assert.Equal(18_000, welcome.GetProperty("pingInterval").GetInt32());
        return stream;
    }

    /// <summary>The samples hold a push together with the messages before it.</summary>
    private static JsonElement Wrapped(string sample, JsonElement push)
    {
        string text = Shape.Sample(sample).GetRawText();
        int at = text.IndexOf("\"server_pushes\"", StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(text[..at] + "\"server_pushes\":" + push + "}");
        return document.RootElement.Clone();
    }
}
