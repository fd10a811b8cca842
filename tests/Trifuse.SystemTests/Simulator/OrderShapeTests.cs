using System.Text.Json;

namespace Trifuse.SystemTests.Simulator;

/// <summary>HF order calls answer in the shape of KuCoin's own samples.</summary>
public sealed class OrderShapeTests
{
    private const string Root = "/api/v1/hf/orders";

    private const string Rest =
        """
        {"clientOid":"r1","symbol":"BTC-USDT","side":"buy","type":"limit","price":"10000","size":"0.01",
        "remark":"order remarks","tags":"order tags"}
        """;

    private const string Taking =
        """{"clientOid":"t1","symbol":"BTC-USDT","side":"buy","type":"limit","price":"20500","size":"0.01"}""";

    [Fact]
    public async Task Placing_answers_like_the_samples()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        ExchangeClient client = fixture.Client;
        Shape.Same("rest_hf_order_test_resp", await client.CallAsync(HttpMethod.Post, Root + "/test", Rest));
        Shape.Same("rest_hf_order_resp", await client.CallAsync(HttpMethod.Post, Root, Rest));
        Shape.Same("rest_hf_order_sync_resp", await client.CallAsync(HttpMethod.Post, Root + "/sync", Taking));
        string several = """{"orderList":[""" + Rest.Replace("r1", "m1") + "," + Rest.Replace("r1", "m2")
            .Replace("0.01", "0.000001") + "]}";
        Several("rest_hf_multi_resp", await client.CallAsync(HttpMethod.Post, Root + "/multi", several));
        Several("rest_hf_multi_sync_resp", await client.CallAsync(HttpMethod.Post, Root + "/multi/sync",
            several.Replace("m1", "m3").Replace("m2", "m4")));
        Shape.Same("rest_hf_alter_resp", await client.CallAsync(HttpMethod.Post, Root + "/alter",
            """{"symbol":"BTC-USDT","clientOid":"r1","newPrice":"11000","newSize":"0.02"}"""));
    }

    private static void Several(string sample, JsonElement reply)
    {
        Shape.Same(sample, reply);
        JsonElement refused = reply.GetProperty("data")[1];
        Assert.Equal("failMsg success", string.Join(' ',
            refused.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)));
        Assert.False(refused.GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task Cancelling_answers_like_the_samples()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        ExchangeClient client = fixture.Client;
        var ids = new Dictionary<string, string>();
        foreach (string oid in new[] { "c1", "c2", "c3", "c4", "c5", "c6", "c7" })
        {
            JsonElement placed = await client.OrderAsync(Rest.Replace("r1", oid));
            ids[oid] = placed.GetProperty("data").GetProperty("orderId").GetString()!;
        }

        const string Symbol = "?symbol=BTC-USDT";
        await Gone(client, "rest_hf_cancel_id", "/" + ids["c1"] + Symbol);
        await Gone(client, "rest_hf_cancel_oid", "/client-order/c2" + Symbol);
        await Gone(client, "rest_hf_cancel_id_sync", "/sync/" + ids["c3"] + Symbol);
        await Gone(client, "rest_hf_cancel_oid_sync", "/sync/client-order/c4" + Symbol);
        await Gone(client, "rest_hf_cancel_partial", "/cancel/" + ids["c5"] + Symbol + "&cancelSize=0.004");
        JsonElement part = (await client.GetAsync(Root + "/" + ids["c5"] + Symbol)).GetProperty("data");
        Assert.Equal("0.006", part.GetProperty("remainSize").GetString());
        await Gone(client, "rest_hf_cancel_symbol", Symbol);
        await client.OrderAsync(Rest.Replace("r1", "c8"));
        await Gone(client, "rest_hf_cancel_all", "/cancelAll");
        Assert.Equal(0, fixture.Simulator.Account().ActiveOrders);
    }

    private static async Task Gone(ExchangeClient client, string sample, string path) =>
        Shape.Same(sample, await client.CallAsync(HttpMethod.Delete, Root + path));

    [Fact]
    public async Task Asking_answers_like_the_samples()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        ExchangeClient client = fixture.Client;
        JsonElement placed = await client.OrderAsync(Rest);
        string id = placed.GetProperty("data").GetProperty("orderId").GetString()!;
        await client.OrderAsync(Taking);
        await Asked(client, "rest_hf_get_order", Root + "/" + id + "?symbol=BTC-USDT");
        await Asked(client, "rest_hf_get_order_by_oid", Root + "/client-order/t1?symbol=BTC-USDT");
        await Asked(client, "rest_hf_active", Root + "/active?symbol=BTC-USDT");
        await Asked(client, "rest_hf_active_page", Root + "/active/page?symbol=BTC-USDT&pageNum=1&pageSize=20");
        await Asked(client, "rest_hf_active_symbols", Root + "/active/symbols");
        await Asked(client, "rest_hf_done", Root + "/done?symbol=BTC-USDT");
        await Asked(client, "rest_hf_fills", "/api/v1/hf/fills?symbol=BTC-USDT");
    }

    private static async Task Asked(ExchangeClient client, string sample, string target) =>
        Shape.Same(sample, await client.GetAsync(target));

    [Fact]
    public async Task The_dead_mans_switch_answers_like_the_samples()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        ExchangeClient client = fixture.Client;
        const string Path = Root + "/dead-cancel-all";
        JsonElement none = await client.GetAsync(Path + "/query");
        Assert.Equal("{}", none.GetProperty("data").GetRawText());
        string request = Shape.Sample("rest_hf_dcp_set_req").GetRawText();
        Shape.Same("rest_hf_dcp_set_resp", await client.CallAsync(HttpMethod.Post, Path, request));
        JsonElement armed = await client.GetAsync(Path + "/query");
        Shape.Same("rest_hf_dcp_get", armed);
        Assert.Equal("BTC-USDT,ETH-USDT", armed.GetProperty("data").GetProperty("symbols").GetString());
        await client.CallAsync(HttpMethod.Post, Path, """{"timeout":-1}""");
        Assert.Equal("{}", (await client.GetAsync(Path + "/query")).GetProperty("data").GetRawText());
        Assert.Equal("400100", (await client.CallAsync(HttpMethod.Post, Path, """{"timeout":4}"""))
            .GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_limit_order_filled_at_a_better_price_shows_what_it_did_not_spend()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        await fixture.Client.OrderAsync(Taking);
        JsonElement order =
            (await fixture.Client.GetAsync(Root + "/client-order/t1?symbol=BTC-USDT")).GetProperty("data");
        Assert.Equal("205 200.1 4.9 0.2001 0 0 0", string.Join(' ',
            new[]
            {
                "funds", "dealFunds", "remainFunds", "fee", "remainSize", "cancelledSize", "cancelledFunds",
            }.Select(n => order.GetProperty(n).GetString())));
    }

    [Fact]
    public async Task Types_of_members_may_be_loose()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        JsonElement placed = await fixture.Client.OrderAsync(
            """
            {"clientOid":12345,"symbol":"BTC-USDT","side":"buy","type":"limit","price":10000,"size":1e-2,
            "postOnly":"true","hidden":"false","cancelAfter":"-1","timeInForce":"GTC"}
            """);
        Assert.Equal("12345", placed.GetProperty("data").GetProperty("clientOid").GetString());
        JsonElement order =
            (await fixture.Client.GetAsync(Root + "/client-order/12345?symbol=BTC-USDT")).GetProperty("data");
        Assert.Equal("0.01", order.GetProperty("size").GetString());
        Assert.True(order.GetProperty("postOnly").GetBoolean());
    }
}
