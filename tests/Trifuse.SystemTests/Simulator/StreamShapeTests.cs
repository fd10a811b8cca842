using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

/// <summary>Every push against the sample of its kind: the same members of the same kinds.</summary>
public sealed class StreamShapeTests
{
    private const string Buy =
        """{"clientOid":"m1","symbol":"BTC-USDT","side":"buy","type":"market","size":"0.015"}""";

    [Theory]
    [InlineData("/spotMarket/level1:BTC-USDT", "ws_pub_level1")]
    [InlineData("/spotMarket/level2Depth5:BTC-USDT", "ws_pub_depth5")]
    [InlineData("/spotMarket/level2Depth50:BTC-USDT", "ws_pub_depth50")]
    [InlineData("/market/ticker:all", "ws_pub_ticker_all")]
    [InlineData("/market/level2:BTC-USDT", "ws_pub_level2")]
    [InlineData("/market/match:BTC-USDT", "ws_pub_match")]
    [InlineData("/market/candles:BTC-USDT_1hour", "ws_pub_candles")]
    [InlineData("/market/snapshot:BTC-USDT", "ws_pub_snapshot_symbol")]
    public async Task A_market_push_has_the_shape_of_its_sample(string topic, string sample)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SubscribeAsync(topic);
        await fixture.Client.OrderAsync(Buy);
        JsonElement push = await stream.NextAsync();
        Shape.Same(sample, push);
        Assert.Equal(topic, push.GetProperty("topic").GetString());
    }

    [Fact]
    public async Task A_market_snapshot_names_the_market_and_holds_the_symbol()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        string market = (await fixture.Client.GetAsync("/api/v2/symbols/BTC-USDT"))
            .GetProperty("data").GetProperty("market").GetString()!;
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SubscribeAsync("/market/snapshot:" + market);
        JsonElement push = await stream.NextAsync();
        Shape.Same("ws_pub_snapshot_market", push);
        Assert.Equal("/market/snapshot:" + market, push.GetProperty("topic").GetString());
        string symbol = push.GetProperty("data").GetProperty("data").GetProperty("symbol").GetString()!;
        Assert.Contains(symbol, new[] { "BTC-USDT", "ETH-USDT" });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Level2_changes_come_together_or_one_by_one(bool oneByOne)
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Quirks = new Quirks { OneChangePerMessage = oneByOne },
        });
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SubscribeAsync("/market/level2:BTC-USDT");

        // The first one empties a level and rests on its own side.
        await fixture.Client.OrderAsync(
            """{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"20015","size":"0.02"}""");
        await fixture.Client.OrderAsync(
            """{"symbol":"BTC-USDT","side":"sell","type":"limit","price":"20018","size":"0.02"}""");
        var rows = new List<string>();
        long last = 0;
        while (rows.Count < 3)
        {
            JsonElement data = (await stream.NextAsync()).GetProperty("data");
            long start = data.GetProperty("sequenceStart").GetInt64();
            Assert.True(last == 0 || start == last + 1, "a hole before " + data);
            last = data.GetProperty("sequenceEnd").GetInt64();
            JsonElement changes = data.GetProperty("changes");
            int count = changes.GetProperty("asks").GetArrayLength() + changes.GetProperty("bids").GetArrayLength();
            Assert.True(!oneByOne || count == 1, "more than one change in " + data);
            rows.AddRange(changes.GetProperty("asks").EnumerateArray().Select(r => "ask " + r[0] + " " + r[1]));
            rows.AddRange(changes.GetProperty("bids").EnumerateArray().Select(r => "bid " + r[0] + " " + r[1]));
        }

        Assert.Equal(["ask 20010 0", "bid 20015 0.01", "ask 20018 0.02"], rows);
    }

    [Fact]
    public async Task What_is_hidden_only_moves_the_sequence()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SubscribeAsync("/market/level2:BTC-USDT");
        await fixture.Client.OrderAsync(
            """{"symbol":"BTC-USDT","side":"sell","type":"limit","price":"20018","size":"0.02","hidden":true}""");
        JsonElement data = (await stream.NextAsync()).GetProperty("data");
        JsonElement changes = data.GetProperty("changes");
        JsonElement row = changes.GetProperty("asks").EnumerateArray()
            .Concat(changes.GetProperty("bids").EnumerateArray()).Single();
        Assert.Equal(
            ("0", "0", data.GetProperty("sequenceEnd").GetInt64().ToString(CultureInfo.InvariantCulture)),
            (row[0].GetString(), row[1].GetString(), row[2].GetString()));
    }

    [Fact]
    public async Task A_trade_is_told_as_a_match_and_makes_candles()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SubscribeAsync("/market/match:BTC-USDT");
        await stream.SubscribeAsync("/market/candles:BTC-USDT_1min");
        await fixture.Client.OrderAsync(Buy);
        JsonElement match = (await stream.NextAsync()).GetProperty("data");
        Assert.Equal(("20010", "0.01", "buy"), (Text(match, "price"), Text(match, "size"), Text(match, "side")));
        Assert.Equal(Text(match, "tradeId"), Text(match, "sequence"));
        Assert.EndsWith("000000", Text(match, "time"));
        JsonElement added = await stream.NextAsync();
        Assert.Equal("trade.candles.add", Text(added, "subject"));
        Assert.Equal("20020", Text((await stream.NextAsync()).GetProperty("data"), "price"));
        JsonElement updated = await stream.NextAsync();
        Assert.Equal("trade.candles.update", Text(updated, "subject"));
        JsonElement candle = updated.GetProperty("data").GetProperty("candles");
        Assert.Equal(
            """["20010","20020","20020","20010","0.015","300.2"]""",
            "[" + string.Join(',', candle.EnumerateArray().Skip(1).Select(e => e.GetRawText())) + "]");
        long start = long.Parse(candle[0].GetString()!, CultureInfo.InvariantCulture);
        Assert.Equal(0, start % 60);
    }

    [Theory]
    [InlineData("/spotMarket/tradeOrdersV2", "ws_prv_order_v2_received", "received")]
    [InlineData("/spotMarket/tradeOrdersV2", "docs_order_v2_match", "match")]
    [InlineData("/spotMarket/tradeOrdersV2", "docs_order_v2_filled", "filled")]
    [InlineData("/spotMarket/tradeOrders", "docs_order_v1_match", "match")]
    [InlineData("/spotMarket/tradeOrders", "docs_order_v1_filled", "filled")]
    public async Task A_market_order_is_told_as_in_the_samples_but_without_a_price(
        string topic, string sample, string type)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync(topic, isPrivate: true);
        await fixture.Client.OrderAsync(Buy);
        JsonElement push = await EventAsync(stream, type);
        Shape.Same(sample, push, more: "userId feeType remainFunds",
            less: "price originFunds canceledFunds");
        Assert.Equal(topic, Text(push, "topic"));
    }

    [Theory]
    [InlineData("/spotMarket/tradeOrdersV2", "docs_order_v2_received", "received")]
    [InlineData("/spotMarket/tradeOrdersV2", "ws_prv_order_v1_open", "open")]
    [InlineData("/spotMarket/tradeOrdersV2", "docs_order_v2_update", "update")]
    [InlineData("/spotMarket/tradeOrdersV2", "docs_order_v2_canceled", "canceled")]
    [InlineData("/spotMarket/tradeOrders", "docs_order_v1_open", "open")]
    [InlineData("/spotMarket/tradeOrders", "docs_order_v1_update", "update")]
    [InlineData("/spotMarket/tradeOrders", "docs_order_v1_canceled", "canceled")]
    public async Task A_limit_order_is_told_as_in_the_samples(string topic, string sample, string type)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync(topic, isPrivate: true);
        string id = (await fixture.Client.OrderAsync(
            """{"clientOid":"l1","symbol":"BTC-USDT","side":"buy","type":"limit","price":"15000","size":"0.1"}"""))
            .GetProperty("data").GetProperty("orderId").GetString()!;
        await fixture.Client.CallAsync(
            HttpMethod.Delete, "/api/v1/hf/orders/cancel/" + id + "?symbol=BTC-USDT&cancelSize=0.04");
        await fixture.Client.CallAsync(HttpMethod.Delete, "/api/v1/hf/orders/" + id + "?symbol=BTC-USDT");
        JsonElement push = await EventAsync(stream, type);
        Shape.Same(sample, push, more: "userId", less: "originFunds canceledFunds");
    }

    [Fact]
    public async Task A_stop_order_is_told_from_open_to_cancel()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync("/spotMarket/advancedOrders", isPrivate: true);
        JsonElement made = await fixture.Client.CallAsync(HttpMethod.Post, "/api/v1/stop-order",
            """{"clientOid":"s1","symbol":"BTC-USDT","side":"buy","type":"limit","price":"15000","size":"0.1","stop":"loss","stopPrice":"14000"}""");
        string id = made.GetProperty("data").GetProperty("orderId").GetString()!;
        JsonElement push = await stream.NextAsync();
        Shape.Same("ws_prv_stop_order", push);
        Assert.Equal((id, "open"), (Text(push.GetProperty("data"), "orderId"), Text(push.GetProperty("data"), "type")));
        await fixture.Client.CallAsync(HttpMethod.Delete, "/api/v1/stop-order/" + id);
        Assert.Equal("cancel", Text((await stream.NextAsync()).GetProperty("data"), "type"));
    }

    [Fact]
    public async Task A_balance_push_alone_has_an_id_at_the_top()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync("/account/balance", isPrivate: true);
        await stream.SubscribeAsync("/spotMarket/tradeOrdersV2", isPrivate: true);
        await fixture.Client.OrderAsync(
            """{"clientOid":"l1","symbol":"BTC-USDT","side":"buy","type":"limit","price":"15000","size":"0.1"}""");
        bool seen = false;
        while (!seen)
        {
            JsonElement push = await stream.NextAsync();
            bool isBalance = Text(push, "topic") is "/account/balance";
            Assert.Equal(isBalance, push.TryGetProperty("id", out JsonElement id));
            if (isBalance)
            {
                Shape.Same("ws_prv_balance_hold", push);
                JsonElement data = push.GetProperty("data");
                Assert.Equal(Text(data, "relationEventId"), id.GetString());
                Assert.Equal(
                    ("trade.hold", "-1501.5", "1501.5"),
                    (Text(data, "relationEvent"), Text(data, "availableChange"), Text(data, "holdChange")));
                seen = true;
            }
        }
    }

    private static async Task<JsonElement> EventAsync(ExchangeClient.Stream stream, string type)
    {
        while (true)
        {
            JsonElement push = await stream.NextAsync();
            if (Text(push.GetProperty("data"), "type") == type)
            {
                return push;
            }
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
