using System.Text.Json;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

/// <summary>The Pro API (KuCoin protocol section 8).</summary>
public sealed class UnifiedTests
{
    private const string Limit =
        """
        {"symbol":"BTC-USDT","side":"BUY","orderType":"LIMIT","size":"0.001","sizeUnit":"BASECCY",
        "price":"10000","timeInForce":"GTC","clientOid":"u1","postOnly":false}
        """;

    private const string Funds =
        """{"symbol":"BTC-USDT","side":"BUY","orderType":"MARKET","size":"20.01","sizeUnit":"QUOTECCY"}""";

    [Theory]
    [InlineData("classic", "?tradeType=SPOT")]
    [InlineData("unified", "")]
    public async Task An_order_lives_in_the_words_of_the_newer_calls(string mode, string query)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        ExchangeClient client = fixture.Client;
        string root = "/api/ua/v1/" + mode + "/order/";
        JsonElement placed = await client.CallAsync(HttpMethod.Post, root + "place" + query, Limit);
        Shape.Same("ua_order_place", placed);
        string id = placed.GetProperty("data").GetProperty("orderId").GetString()!;
        JsonElement detail = await client.GetAsync(root + "detail?tradeType=SPOT&symbol=BTC-USDT&orderId=" + id);
        Shape.Same("ua_order_detail", detail, less: "tradeId");
        Assert.Equal(2, detail.GetProperty("data").GetProperty("status").GetInt32());
        Assert.Equal(1, (await client.GetAsync(root + "open-list?tradeType=SPOT")).GetProperty("data")
            .GetProperty("items").GetArrayLength());
        Shape.Same("ua_order_cancel", await client.CallAsync(HttpMethod.Post, root + "cancel" + query,
            """{"symbol":"BTC-USDT","clientOid":"u1"}"""));
        detail = await client.GetAsync(root + "detail?tradeType=SPOT&symbol=BTC-USDT&clientOid=u1");
        Assert.Equal(5, detail.GetProperty("data").GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Funds_buy_what_they_can_and_the_execution_is_told()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        const string Root = "/api/ua/v1/classic/order/";
        await fixture.Client.CallAsync(HttpMethod.Post, Root + "place?tradeType=SPOT", Funds);
        JsonElement reply = await fixture.Client.GetAsync(Root + "execution?tradeType=SPOT&symbol=BTC-USDT");
        Shape.Same("ua_execution", reply);
        JsonElement fill = reply.GetProperty("data").GetProperty("items")[0];
        Assert.Equal(("0.001", "20.01", "0.02001"), (fill.GetProperty("size").GetString(),
            fill.GetProperty("value").GetString(), fill.GetProperty("fee").GetString()));
        JsonElement history = (await fixture.Client.GetAsync(Root + "history?tradeType=SPOT"))
            .GetProperty("data").GetProperty("items");
        Assert.Equal((3, "20010"), (history[0].GetProperty("status").GetInt32(),
            history[0].GetProperty("avgPrice").GetString()));
    }

    [Fact]
    public async Task Only_the_mode_is_told_where_the_newer_calls_are_switched_off()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Quirks = new Quirks { ServesProApi = false },
        });
        Assert.Equal("CLASSIC", (await fixture.Client.GetAsync("/api/ua/v1/account/mode"))
            .GetProperty("data").GetProperty("selfAccountMode").GetString());
        Assert.Equal("404000", (await fixture.Client.GetAsync("/api/ua/v1/server/status"))
            .GetProperty("code").GetString());
    }
}
