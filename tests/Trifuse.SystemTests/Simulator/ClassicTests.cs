using System.Text.Json;

namespace Trifuse.SystemTests.Simulator;

/// <summary>The classic order calls (KuCoin protocol 4.4).</summary>
public sealed class ClassicTests
{
    private const string Root = "/api/v1/orders";

    private const string Resting =
        """{"clientOid":"r1","symbol":"BTC-USDT","side":"buy","type":"limit","price":"10000","size":"0.01"}""";

    private const string Taking =
        """{"clientOid":"t1","symbol":"BTC-USDT","side":"buy","type":"market","size":"0.01","remark":"x"}""";

    [Fact]
    public async Task An_order_is_placed_shown_and_cancelled_in_the_older_words()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        ExchangeClient client = fixture.Client;
        JsonElement placed = await client.CallAsync(HttpMethod.Post, Root, Resting);
        Assert.Equal("orderId", Names(placed.GetProperty("data")));
        string id = placed.GetProperty("data").GetProperty("orderId").GetString()!;
        JsonElement shown = await client.GetAsync(Root + "/" + id);
        Shape.Same("ccxt_fetch_order_classic", shown);
        Assert.True(shown.GetProperty("data").GetProperty("isActive").GetBoolean());
        JsonElement active = (await client.GetAsync(Root + "?status=active")).GetProperty("data");
        Assert.Equal("currentPage items pageSize totalNum totalPage", Names(active));
        Assert.Equal(id, active.GetProperty("items")[0].GetProperty("id").GetString());

        JsonElement gone = await client.CallAsync(HttpMethod.Delete, Root + "/" + id);
        Assert.Equal("""{"cancelledOrderIds":["ID"]}""".Replace("ID", id),
            gone.GetProperty("data").GetRawText());
        shown = (await client.GetAsync("/api/v1/order/client-order/r1")).GetProperty("data");
        Assert.Equal((false, true), (shown.GetProperty("isActive").GetBoolean(),
            shown.GetProperty("cancelExist").GetBoolean()));
        gone = await client.CallAsync(HttpMethod.Delete, Root + "/" + id);
        Assert.Equal("order_not_exist_or_not_allow_to_cancel", gone.GetProperty("msg").GetString());
    }

    [Fact]
    public async Task A_market_order_by_size_has_the_figures_of_the_sample()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        await fixture.Client.CallAsync(HttpMethod.Post, Root, Taking);
        JsonElement reply = await fixture.Client.GetAsync("/api/v1/order/client-order/t1");
        Shape.Same("ccxt_fetch_order_classic", reply);
        JsonElement order = reply.GetProperty("data");
        Assert.Equal("0 0.01 0 200.1 0.01 0.2001 USDT", string.Join(' ',
            new[] { "price", "size", "funds", "dealFunds", "dealSize", "fee", "feeCurrency" }
                .Select(n => order.GetProperty(n).GetString())));
        Assert.False(order.GetProperty("cancelExist").GetBoolean());
    }

    [Fact]
    public async Task Fills_come_in_pages_with_ids_as_text()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        await fixture.Client.CallAsync(HttpMethod.Post, Root, Taking.Replace("0.01", "0.03"));
        JsonElement page =
            (await fixture.Client.GetAsync("/api/v1/fills?symbol=BTC-USDT&pageSize=1&currentPage=2"))
            .GetProperty("data");
        Assert.Equal((2, 1, 2, 2), (page.GetProperty("currentPage").GetInt32(),
            page.GetProperty("pageSize").GetInt32(), page.GetProperty("totalNum").GetInt32(),
            page.GetProperty("totalPage").GetInt32()));
        JsonElement fill = page.GetProperty("items")[0];
        Assert.Equal(
            "counterOrderId createdAt fee feeCurrency feeRate forceTaker funds liquidity orderId price side "
            + "size stop symbol tradeId tradeType type", Names(fill));
        Assert.Equal(JsonValueKind.String, fill.GetProperty("tradeId").ValueKind);
        Assert.Equal("20010", fill.GetProperty("price").GetString());
        JsonElement recent = (await fixture.Client.GetAsync("/api/v1/limit/fills")).GetProperty("data");
        Assert.Equal(2, recent.GetArrayLength());
        JsonElement orders = (await fixture.Client.GetAsync("/api/v1/limit/orders")).GetProperty("data");
        Assert.Equal("t1", orders[0].GetProperty("clientOid").GetString());
    }

    [Fact]
    public async Task A_client_id_is_required_and_remarks_may_be_longer()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        JsonElement reply = await fixture.Client.CallAsync(HttpMethod.Post, Root,
            Resting.Replace("\"clientOid\":\"r1\",", ""));
        Assert.Equal("validation.createOrder.clientOidIsRequired", reply.GetProperty("msg").GetString());
        string remark = new('x', 100);
        reply = await fixture.Client.CallAsync(HttpMethod.Post, Root,
            Resting.Replace("\"size\"", "\"remark\":\"" + remark + "\",\"size\""));
        Assert.Equal("200000", reply.GetProperty("code").GetString());
        reply = await fixture.Client.CallAsync(HttpMethod.Post, Root,
            Resting.Replace("r1", "r2").Replace("\"size\"", "\"remark\":\"" + remark + "y\",\"size\""));
        Assert.Equal("400100", reply.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Several_orders_are_placed_and_all_are_cancelled_at_once()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        const string Several =
            """
            {"symbol":"BTC-USDT","orderList":[
            {"clientOid":"a","side":"buy","type":"limit","price":"10000","size":"0.01"},
            {"clientOid":"b","side":"buy","type":"limit","price":"10000","size":"0.000001"}]}
            """;
        JsonElement reply = await fixture.Client.CallAsync(HttpMethod.Post, Root + "/multi", Several);
        JsonElement list = reply.GetProperty("data").GetProperty("data");
        Assert.Equal(("success", "fail"),
            (list[0].GetProperty("status").GetString(), list[1].GetProperty("status").GetString()));
        Assert.Equal("Order size below the minimum requirement.", list[1].GetProperty("failMsg").GetString());
        JsonElement gone = await fixture.Client.CallAsync(HttpMethod.Delete, Root + "?symbol=BTC-USDT");
        Assert.Equal(list[0].GetProperty("id").GetString(),
            gone.GetProperty("data").GetProperty("cancelledOrderIds")[0].GetString());
        await fixture.Client.CallAsync(HttpMethod.Post, Root, Resting);
        gone = await fixture.Client.CallAsync(HttpMethod.Delete, "/api/v1/order/client-order/r1");
        Assert.Equal("cancelledOcoOrderIds cancelledOrderId clientOid", Names(gone.GetProperty("data")));
    }

    private static string Names(JsonElement element) =>
        string.Join(' ', element.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
}
