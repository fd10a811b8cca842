using System.Text.Json;
using Trifuse.Simulator;
using Trifuse.Simulator.Faults;

namespace Trifuse.SystemTests.Simulator;

/// <summary>Orders over WebSocket (KuCoin protocol section 7).</summary>
public sealed class OrderEntryTests
{
    private const string Limit =
        """{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"15000","size":"0.1","clientOid":"w1"}""";

    [Fact]
    public async Task A_session_is_signed_and_welcomed_and_pings_are_answered()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await OpenAsync(fixture);
        string session = (await stream.NextTextAsync())!;
        Assert.Matches("""^\{"sessionId":"[^"]+","timestamp":\d{13}\}$""", session);
        await stream.SendAsync(ExchangeClient.Hmac(session));
        JsonElement welcome = await stream.NextAsync();
        Assert.Equal("welcome", welcome.GetProperty("data").GetString());
        Assert.Equal(18_000, welcome.GetProperty("pingInterval").GetInt32());
        Assert.Contains(welcome.GetProperty("sessionId").GetString()!, session);
        await stream.SendAsync("""{"id":"ping-1","op":"ping","timestamp":1}""");
        JsonElement pong = await stream.NextAsync();
        Assert.Equal(("ping-1", "pong"), (Text(pong, "id"), Text(pong, "op")));
    }

    [Fact]
    public async Task Orders_are_placed_changed_and_cancelled()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await SignedAsync(fixture);
        JsonElement placed = await AskAsync(stream, "spot.order", Limit);
        Assert.Equal(("r1", "spot.order", "200000"), (Text(placed, "id"), Text(placed, "op"), Text(placed, "code")));
        Assert.Equal("w1", Text(placed.GetProperty("data"), "clientOid"));
        Assert.True(placed.GetProperty("outTime").GetInt64() >= placed.GetProperty("inTime").GetInt64());
        JsonElement quota = placed.GetProperty("userRateLimit");
        Assert.Equal(4_000, quota.GetProperty("limit").GetInt32());
        string id = Text(placed.GetProperty("data"), "orderId");

        JsonElement changed = await AskAsync(stream, "spot.modify",
            $$"""{"symbol":"BTC-USDT","orderId":"{{id}}","newPrice":"14000","newSize":"0.2"}""");
        string newId = Text(changed.GetProperty("data"), "newOrderId");
        Assert.NotEqual(id, newId);
        JsonElement order = (await fixture.Client.GetAsync("/api/v1/hf/orders/" + newId + "?symbol=BTC-USDT"))
            .GetProperty("data");
        Assert.Equal(("14000", "0.2"), (Text(order, "price"), Text(order, "size")));

        JsonElement cancelled = await AskAsync(stream, "spot.sync_cancel",
            $$"""{"symbol":"BTC-USDT","orderId":"{{newId}}"}""");
        Assert.Equal(
            (newId, "done", "0.2"),
            (Text(cancelled.GetProperty("data"), "orderId"), Text(cancelled.GetProperty("data"), "status"),
                Text(cancelled.GetProperty("data"), "canceledSize")));
        JsonElement gone = await AskAsync(
            stream, "spot.cancel", $$"""{"symbol":"BTC-USDT","orderId":"{{newId}}"}""");
        Assert.Equal(("400100", "r1", "spot.cancel"), (Text(gone, "code"), Text(gone, "id"), Text(gone, "op")));
    }

    [Fact]
    public async Task A_sync_order_tells_what_became_of_it_and_its_events_come_on_the_stream()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream events = await fixture.Client.ConnectAsync();
        await events.SubscribeAsync("/spotMarket/tradeOrders", isPrivate: true);
        using ExchangeClient.Stream stream = await SignedAsync(fixture);
        JsonElement placed = await AskAsync(stream, "spot.sync_order",
            """{"symbol":"BTC-USDT","side":"buy","type":"market","size":"0.01","clientOid":"w2"}""");
        JsonElement data = placed.GetProperty("data");
        Assert.Equal(("0.01", "done"), (Text(data, "dealSize"), Text(data, "status")));
        JsonElement match = (await events.NextAsync()).GetProperty("data");
        Assert.Equal((Text(data, "orderId"), "match"), (Text(match, "orderId"), Text(match, "type")));
    }

    [Theory]
    [InlineData("""{"op":"spot.order","args":{}}""", "4001002", "Field 'id' must be a non-empty string")]
    [InlineData("""{"id":5,"op":"spot.order","args":{}}""", "4001002", "Field 'id' must be a non-empty string")]
    [InlineData("""{"id":"x","op":"spot.dance","args":{}}""", "4001002", "Field 'op'")]
    [InlineData("""{"id":"x","op":"spot.order"}""", "4001002", "Field 'args'")]
    [InlineData("not json", "4001002", "JSON")]
    [InlineData("""{"id":"x","op":"spot.order","args":{"symbol":"NO-SUCH","side":"buy","type":"limit","price":"1","size":"1"}}""", "900001", "symbol not exists")]
    [InlineData("""{"id":"x","op":"spot.order","args":{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"15000","size":"9"}}""", "200004", "alance")]
    public async Task A_bad_request_is_refused_and_the_connection_stays(
        string message, string code, string text)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await SignedAsync(fixture);
        await stream.SendAsync(message);
        JsonElement refusal = await stream.NextAsync();
        Assert.Equal(code, Text(refusal, "code"));
        Assert.Contains(text, Text(refusal, "msg"));
        Assert.True(refusal.TryGetProperty("inTime", out _) && refusal.TryGetProperty("outTime", out _));
        await stream.SendAsync("""{"id":"p","op":"ping"}""");
        Assert.Equal("pong", Text(await stream.NextAsync(), "op"));
    }

    [Theory]
    [InlineData("key", "400003")]
    [InlineData("secret", "400005")]
    [InlineData("passphrase", "400004")]
    [InlineData("timestamp", "400002")]
    [InlineData("nothing", "400001")]
    public async Task Each_fault_of_the_login_has_its_code(string fault, string code)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await OpenAsync(fixture, fault);
        Assert.Equal(code, Text(await stream.NextAsync(), "code"));
        Assert.Null(await stream.NextTextAsync());
    }

    [Fact]
    public async Task A_session_signed_with_something_else_is_closed()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await OpenAsync(fixture);
        await stream.NextTextAsync();
        await stream.SendAsync(ExchangeClient.Hmac("something else"));
        Assert.Equal("400011", Text(await stream.NextAsync(), "code"));
        Assert.Null(await stream.NextTextAsync());
    }

    [Fact]
    public async Task Orders_count_against_the_quota_of_the_REST_calls()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await SignedAsync(fixture);
        int before = Remaining(await AskAsync(stream, "spot.order", Limit));
        await fixture.Client.GetAsync("/api/v1/hf/fills");
        int after = Remaining(await AskAsync(stream, "spot.order", Limit.Replace("w1", "w2")));
        Assert.Equal(before - 3, after);
    }

    [Fact]
    public async Task A_key_without_the_right_to_trade_is_refused()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with { Permissions = "General" });
        using ExchangeClient.Stream stream = await SignedAsync(fixture);
        Assert.Equal("400007", Text(await AskAsync(stream, "spot.order", Limit), "code"));
    }

    [Fact]
    public async Task Faults_strike_replies_and_orders_here_too()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await SignedAsync(fixture);
        fixture.Simulator.Faults.Add(new FaultRule
        {
            Do = FaultKind.Answer,
            Path = "WS spot.order",
            Code = "429000",
            Message = "busy",
        });
        JsonElement busy = await AskAsync(stream, "spot.order", Limit);
        Assert.Equal(("r1", "429000", "busy"), (Text(busy, "id"), Text(busy, "code"), Text(busy, "msg")));
        fixture.Simulator.Faults.Add(new FaultRule { Do = FaultKind.LoseAfter, Path = "WS spot.order" });
        await stream.SendAsync($$"""{"id":"lost","op":"spot.order","args":{{Limit}}}""");
        JsonElement twice = await AskAsync(stream, "spot.order", Limit);
        Assert.Equal(("r1", "102426"), (Text(twice, "id"), Text(twice, "code")));
        fixture.Simulator.Faults.RejectNextOrder("300000", "no");
        Assert.Equal("300000", Text(await AskAsync(stream, "spot.order", Limit), "code"));
        fixture.Simulator.Faults.Add(
            new FaultRule { Do = FaultKind.Duplicate, Stream = StreamKind.OrderEntry });
        string first = (await AskAsync(stream, "spot.cancel", """{"symbol":"BTC-USDT","clientOid":"w1"}""")).ToString();
        Assert.Equal(first, (await stream.NextAsync()).ToString());
        Assert.Equal("200000", Text((await AskAsync(stream, "spot.order", Limit.Replace("w1", "w3"))), "code"));
    }

    private static int Remaining(JsonElement reply) =>
        reply.GetProperty("userRateLimit").GetProperty("remaining").GetInt32();

    private static async Task<ExchangeClient.Stream> SignedAsync(Fixture fixture)
    {
        ExchangeClient.Stream stream = await OpenAsync(fixture);
        await stream.SendAsync(ExchangeClient.Hmac((await stream.NextTextAsync())!));
        Assert.Equal("welcome", Text(await stream.NextAsync(), "data"));
        return stream;
    }

    private static async Task<JsonElement> AskAsync(ExchangeClient.Stream stream, string op, string args)
    {
        await stream.SendAsync($$"""{"id":"r1","op":"{{op}}","args":{{args}}}""");
        return await stream.NextAsync();
    }

    private static Task<ExchangeClient.Stream> OpenAsync(Fixture fixture, string fault = "")
    {
        DateTimeOffset now = DateTimeOffset.UtcNow.AddSeconds(fault is "timestamp" ? -60 : 0);
        string stamp = now.ToUnixTimeMilliseconds().ToString();
        string key = fault is "key" ? "no-such-key" : SimulatorOptions.DefaultKey;
        string secret = fault is "secret" ? "wrong" : SimulatorOptions.DefaultSecret;
        string passphrase = fault is "passphrase" ? "wrong" : SimulatorOptions.DefaultPassphrase;
        string query = "?apikey=" + key
            + "&sign=" + Uri.EscapeDataString(ExchangeClient.Hmac(key + stamp, secret))
            + "&passphrase=" + Uri.EscapeDataString(ExchangeClient.Hmac(passphrase))
            + "&timestamp=" + stamp;
        return fixture.Client.OpenPathAsync("/v1/private" + (fault is "nothing" ? "" : query));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
