using System.Net;
using System.Text.Json;
using Trifuse.Simulator.Faults;

namespace Trifuse.SystemTests.Simulator;

/// <summary>Every fault is seen to act on a client, over the wire.</summary>
public sealed class FaultTests
{
    private const string Level2 = "/market/level2:BTC-USDT";
    private const string Orders = "/spotMarket/tradeOrders";
    private const string Buy =
        """{"clientOid":"OID","symbol":"BTC-USDT","side":"buy","type":"market","funds":"20"}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(FaultKind.Drop, "match,filled")]
    [InlineData(FaultKind.Duplicate, "open,open,match,filled")]
    public async Task Private_frames_are_lost_and_doubled(FaultKind kind, string expected)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync(Orders, isPrivate: true);
        fixture.Simulator.Faults.Add(
            new FaultRule { Do = kind, Stream = StreamKind.Private, Topic = Orders });
        await fixture.Client.OrderAsync(Limit("m1", "sell", "20001"));
        await fixture.Client.OrderAsync(Limit("t1", "buy", "20001"));
        List<string> types = await TypesOfAsync(stream, "m1", expected.Split(',').Length);
        Assert.Equal(expected, string.Join(',', types));
        Assert.Equal(1, fixture.Simulator.Faults.Reports[0].Struck);
    }

    [Fact]
    public async Task A_private_frame_changes_places_with_the_next()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync(Orders, isPrivate: true);
        fixture.Simulator.Faults.Add(
            new FaultRule { Do = FaultKind.Reorder, Stream = StreamKind.Private });
        await fixture.Client.OrderAsync(Limit("m1", "sell", "20001"));
        await fixture.Client.OrderAsync(Limit("m2", "sell", "20002"));
        string[] first = [await NextOidAsync(stream), await NextOidAsync(stream)];
        Assert.Equal(["m2", "m1"], first);
    }

    [Fact]
    public async Task A_truncated_frame_is_no_json_any_more()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync(Orders, isPrivate: true);
        fixture.Simulator.Faults.Add(
            new FaultRule { Do = FaultKind.Truncate, Stream = StreamKind.Private, Percent = 60 });
        await fixture.Client.OrderAsync(Limit("m1", "sell", "20001"));
        string? text = await stream.NextTextAsync();
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text!));
    }

    [Fact]
    public async Task A_delayed_frame_is_overtaken()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync(Orders, isPrivate: true);
        fixture.Simulator.Faults.Add(
            new FaultRule { Do = FaultKind.Delay, Stream = StreamKind.Private, Ms = 300 });
        await fixture.Client.OrderAsync(Limit("m1", "sell", "20001"));
        await fixture.Client.OrderAsync(Limit("m2", "sell", "20002"));
        string[] first = [await NextOidAsync(stream), await NextOidAsync(stream)];
        Assert.Equal(["m2", "m1"], first);
    }

    [Fact]
    public async Task A_lost_level2_frame_is_a_gap()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SubscribeAsync(Level2);
        await fixture.Client.OrderAsync(Limit("m1", "sell", "20001"));
        long before = (await stream.NextAsync()).GetProperty("data").GetProperty("sequenceEnd").GetInt64();
        fixture.Simulator.Faults.Add(new FaultRule { Do = FaultKind.Drop, Stream = StreamKind.Market });
        await fixture.Client.OrderAsync(Limit("m2", "sell", "20002"));
        await fixture.Client.OrderAsync(Limit("m3", "sell", "20003"));
        long after = (await stream.NextAsync()).GetProperty("data").GetProperty("sequenceStart").GetInt64();
        Assert.True(after > before + 1, before + " was followed by " + after);
    }

    [Theory]
    [InlineData(StreamKind.Private, true)]
    [InlineData(StreamKind.Market, false)]
    public async Task Sockets_of_one_kind_are_closed_and_others_are_not(StreamKind kind, bool endsPrivate)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream ofAccount = await fixture.Client.ConnectAsync(connectId: "a");
        using ExchangeClient.Stream ofMarket =
            await fixture.Client.ConnectAsync(isPrivate: false, connectId: "b");
        fixture.Simulator.Faults.Add(new FaultRule { Do = FaultKind.Close, Stream = kind });
        (ExchangeClient.Stream gone, ExchangeClient.Stream there) =
            endsPrivate ? (ofAccount, ofMarket) : (ofMarket, ofAccount);
        Assert.Null(await gone.LastBeforeEndAsync());
        await there.SendAsync("""{"id":"1","type":"ping"}""");
        Assert.Equal("pong", (await there.NextAsync()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_frozen_socket_is_silent_and_then_goes_on()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream frozen = await fixture.Client.ConnectAsync(connectId: "a");
        using ExchangeClient.Stream other =
            await fixture.Client.ConnectAsync(isPrivate: false, connectId: "b");
        fixture.Simulator.Faults.Add(
            new FaultRule { Do = FaultKind.Freeze, Account = "master", Ms = 400 });
        await UntilAsync(() => fixture.Simulator.Faults.Reports[0].Struck == 1);
        await frozen.SendAsync("""{"id":"1","type":"ping"}""");
        Task<JsonElement> late = frozen.NextAsync();
        await other.SendAsync("""{"id":"2","type":"ping"}""");
        Assert.Equal("2", (await other.NextAsync()).GetProperty("id").GetString());
        Assert.False(late.IsCompleted);
        Assert.Equal("1", (await late).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_reply_that_is_lost_before_leaves_no_order_and_one_that_is_lost_after_does()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        fixture.Simulator.Faults.Add(new FaultRule { Do = FaultKind.LoseBefore, Path = "orders", Ms = 1 });
        fixture.Simulator.Faults.Add(new FaultRule { Do = FaultKind.LoseAfter, Path = "orders", Ms = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(
            () => fixture.Client.OrderAsync(Limit("before", "sell", "20001")));
        await Assert.ThrowsAsync<HttpRequestException>(
            () => fixture.Client.OrderAsync(Limit("after", "sell", "20001")));
        Assert.Equal("400100", CodeOf(await ByOidAsync(fixture, "before")));
        Assert.Equal("200000", CodeOf(await ByOidAsync(fixture, "after")));
    }

    [Fact]
    public async Task A_reply_that_is_held_back_comes_after_others()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        fixture.Simulator.Faults.Add(
            new FaultRule { Do = FaultKind.Hold, Path = "GET /api/v1/timestamp", Ms = 300 });
        Task<JsonElement> held = fixture.Client.GetAsync("/api/v1/timestamp");
        await UntilAsync(() => fixture.Simulator.Faults.Reports[0].Struck == 1);
        Assert.Equal("200000", CodeOf(await fixture.Client.GetAsync("/api/v1/timestamp")));
        Assert.False(held.IsCompleted);
        Assert.Equal("200000", CodeOf(await held));
    }

    [Theory]
    [InlineData(429, "429000", true)]
    [InlineData(429, "429000", false)]
    [InlineData(503, "500000", false)]
    [InlineData(200, "230005", false)]
    public async Task A_false_answer_has_any_status_and_code(int status, string code, bool headers)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        fixture.Simulator.Faults.Add(new FaultRule
        {
            Do = FaultKind.Answer,
            Path = "/api/v1/accounts*",
            Status = status,
            Code = code,
            LimitHeaders = headers,
        });
        using HttpRequestMessage request = ExchangeClient.Signed(HttpMethod.Get, "/api/v1/accounts");
        using HttpResponseMessage response = await fixture.Client.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal(headers, response.Headers.Contains("gw-ratelimit-reset"));
        using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(code, CodeOf(body.RootElement));
        Assert.Equal("200000", CodeOf(await fixture.Client.GetAsync("/api/v1/accounts")));
    }

    [Fact]
    public async Task Only_the_nth_order_is_refused()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        fixture.Simulator.Faults.Add(
            new FaultRule { Do = FaultKind.Reject, Code = "400500", Message = "no", Nth = 2 });
        string[] codes = [await PlaceAsync(fixture, "a"), await PlaceAsync(fixture, "b"),
            await PlaceAsync(fixture, "c")];
        Assert.Equal(["200000", "400500", "200000"], codes);
    }

    [Fact]
    public async Task A_market_order_fills_its_share_and_no_more()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        fixture.Simulator.Faults.Add(new FaultRule { Do = FaultKind.PartialFill, Percent = 50 });
        await fixture.Client.OrderAsync(
            """{"clientOid":"p","symbol":"ETH-USDT","side":"sell","type":"market","size":"0.5"}""");
        JsonElement order = (await fixture.Client.GetAsync(
            "/api/v1/hf/orders/client-order/p?symbol=ETH-USDT")).GetProperty("data");
        Assert.Equal("0.25", order.GetProperty("dealSize").GetString());
        Assert.False(order.GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task What_a_fill_brought_in_cannot_be_spent_for_a_while()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        fixture.Simulator.Faults.Add(new FaultRule { Do = FaultKind.CreditLag, Ms = 500 });
        await fixture.Client.OrderAsync(Buy.Replace("OID", "buy", StringComparison.Ordinal));
        Assert.Equal("200004", await PlaceAsync(fixture, "sell0"));
        int tries = 0;
        await UntilAsync(async () => await PlaceAsync(fixture, "sell" + ++tries) == "200000");
    }

    [Fact]
    public async Task A_halted_symbol_takes_no_order_until_it_is_resumed()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        FaultPlan faults = fixture.Simulator.Faults;
        faults.Add(new FaultRule { Do = FaultKind.Halt, Symbol = "BTC-USDT" });
        int tries = 0;
        await UntilAsync(async () => await PlaceAsync(fixture, "h" + ++tries) == "400600");
        faults.Add(new FaultRule { Do = FaultKind.CancelOnly, Symbol = "BTC-USDT" });
        await UntilAsync(async () => await PlaceAsync(fixture, "h" + ++tries) == "200001");
        faults.Add(new FaultRule { Do = FaultKind.Resume, Symbol = "BTC-USDT" });
        await UntilAsync(async () => await PlaceAsync(fixture, "h" + ++tries) == "200000");
    }

    [Fact]
    public async Task Expired_tokens_open_nothing()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        JsonElement reply = await fixture.Client.CallAsync(HttpMethod.Post, "/api/v1/bullet-public");
        string token = reply.GetProperty("data").GetProperty("token").GetString()!;
        fixture.Simulator.Faults.Add(new FaultRule { Do = FaultKind.ExpireTokens });
        await UntilAsync(() => fixture.Simulator.Faults.Reports[0].Struck == 1);
        using ExchangeClient.Stream stream = await fixture.Client.OpenAsync(token);
        Assert.Equal(401, (await stream.NextAsync()).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_clock_that_jumps_makes_timestamps_invalid()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        fixture.Simulator.Faults.Add(new FaultRule { Do = FaultKind.ShiftClock, Ms = 60_000 });
        await UntilAsync(
            async () => CodeOf(await fixture.Client.GetAsync("/api/v1/accounts")) == "400002");
    }

    [Fact]
    public async Task A_skipped_sequence_is_a_gap_without_a_lost_change()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SubscribeAsync(Level2);
        await fixture.Client.OrderAsync(Limit("m1", "sell", "20001"));
        long before = (await stream.NextAsync()).GetProperty("data").GetProperty("sequenceEnd").GetInt64();
        fixture.Simulator.Faults.SkipLevel2Sequence("BTC-USDT");
        await fixture.Client.OrderAsync(Limit("m2", "sell", "20002"));
        long after = (await stream.NextAsync()).GetProperty("data").GetProperty("sequenceStart").GetInt64();
        Assert.Equal(before + 2, after);
    }

    [Fact]
    public async Task An_action_may_count_orders()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        fixture.Simulator.Faults.Add(
            new FaultRule { Do = FaultKind.Close, On = FaultMoment.Order, Nth = 2 });
        await PlaceAsync(fixture, "a");
        await stream.SendAsync("""{"id":"1","type":"ping"}""");
        Assert.Equal("pong", (await stream.NextAsync()).GetProperty("type").GetString());
        await PlaceAsync(fixture, "b");
        Assert.Null(await stream.LastBeforeEndAsync());
    }

    private static string Limit(string oid, string side, string price) =>
        "{\"clientOid\":\"" + oid + "\",\"symbol\":\"BTC-USDT\",\"side\":\"" + side
        + "\",\"type\":\"limit\",\"price\":\"" + price + "\",\"size\":\"0.001\"}";

    private static string CodeOf(JsonElement reply) => reply.GetProperty("code").GetString()!;

    private static async Task<string> PlaceAsync(Fixture fixture, string oid) =>
        CodeOf(await fixture.Client.OrderAsync(Limit(oid, "sell", "20500")));

    private static Task<JsonElement> ByOidAsync(Fixture fixture, string oid) =>
        fixture.Client.GetAsync("/api/v1/hf/orders/client-order/" + oid + "?symbol=BTC-USDT");

    private static async Task<string> NextOidAsync(ExchangeClient.Stream stream) =>
        (await stream.NextAsync()).GetProperty("data").GetProperty("clientOid").GetString()!;

    private static async Task<List<string>> TypesOfAsync(
        ExchangeClient.Stream stream, string oid, int count)
    {
        var types = new List<string>();
        while (types.Count < count)
        {
            JsonElement data = (await stream.NextAsync()).GetProperty("data");
            if (data.GetProperty("clientOid").GetString() == oid)
            {
                types.Add(data.GetProperty("type").GetString()!);
            }
        }

        return types;
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
