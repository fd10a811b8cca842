using System.Text.Json;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

/// <summary>
/// One test for each violation of the list (KuCoin protocol 5.6): over HTTP, with status 200.
/// </summary>
public sealed class RefusalTests
{
    private const string Root = "/api/v1/hf/orders";

    [Theory]
    [InlineData("""symbol NO-PE""", "900001", "symbol not exists")]
    [InlineData("symbol -", "400100", "symbol")]
    [InlineData("price 10000.0001", "400100", "Price increment invalid.")]
    [InlineData("price 0", "400100", "rice")]
    [InlineData("size 0.000000001", "400100", "Order size increment invalid.")]
    [InlineData("size 0.000001", "400100", "Order size below the minimum requirement.")]
    [InlineData("size 0", "300000", "Order size invalid.")]
    [InlineData("size nothing", "300000", "Order size invalid.")]
    [InlineData("size 90000000000", "400100", "maximum")]
    [InlineData("price 1", "600101", "The order funds should more then 0.01 USDT.")]
    [InlineData("size 100", "200004", "Balance insufficient!")]
    [InlineData("side hold", "400100", "side")]
    [InlineData("type stop", "400100", "type")]
    [InlineData("timeInForce NOW", "400100", "timeInForce")]
    [InlineData("stp XX", "400100", "stp")]
    [InlineData("remark 123456789012345678901", "400100", "remark")]
    [InlineData("clientOid with.dot", "400100", "clientOid")]
    [InlineData("clientOid 12345678901234567890123456789012345678901", "400100", "clientOid")]
    [InlineData("clientTimestamp 1000 allowMaxTimeWindow 5000", "400100", "")]
    public async Task A_limit_order_that_breaks_a_rule_is_refused(string change, string code, string text) =>
        await Refused(change, code, text, new()
        {
            ["symbol"] = "BTC-USDT",
            ["side"] = "buy",
            ["type"] = "limit",
            ["price"] = "10000",
            ["size"] = "0.001",
        });

    [Theory]
    [InlineData("funds 10.0000001", "400100", "Funds increment invalid.")]
    [InlineData("funds 0.000001", "600100", "Funds below the minimum requirement.")]
    [InlineData("funds 1000000", "200004", "Balance insufficient!")]
    [InlineData("funds - size -", "400100", "either size or funds")]
    [InlineData("size 0.001", "400100", "either size or funds")]
    public async Task A_market_order_that_breaks_a_rule_is_refused(string change, string code, string text) =>
        await Refused(change, code, text, new()
        {
            ["symbol"] = "BTC-USDT",
            ["side"] = "buy",
            ["type"] = "market",
            ["funds"] = "10",
        });

    private static async Task Refused(
        string change, string code, string text, Dictionary<string, string> order)
    {
        string[] words = change.Split(' ');
        for (int i = 0; i < words.Length; i += 2)
        {
            order[words[i]] = words[i + 1];
            if (words[i + 1] is "-")
            {
                order.Remove(words[i]);
            }
        }

        await using Fixture fixture = await Fixture.StillAsync();
        string body = JsonSerializer.Serialize(order);
        foreach (string path in new[] { Root, Root + "/sync", Root + "/test" })
        {
            bool checksBalance = !path.EndsWith("test", StringComparison.Ordinal);
            JsonElement reply = await fixture.Client.CallAsync(HttpMethod.Post, path, body);
            if (checksBalance || code is not "200004")
            {
                Assert.Equal(code, reply.GetProperty("code").GetString());
                Assert.Contains(text, reply.GetProperty("msg").GetString());
            }
        }

        Assert.Equal(0, fixture.Simulator.Counters.OrdersAccepted);
        Assert.All(fixture.Simulator.Account().Balances, b => Assert.True(b.Hold.IsZero));
    }

    [Fact]
    public async Task The_words_for_a_missing_balance_can_be_changed()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Quirks = new Quirks { BalanceText = "Insufficient balance." },
        });
        JsonElement reply = await fixture.Client.OrderAsync(
            """{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"10000","size":"100"}""");
        Assert.Equal("Insufficient balance.", reply.GetProperty("msg").GetString());
    }

    [Theory]
    [InlineData("102426")]
    [InlineData("126044")]
    public async Task A_client_id_is_taken_once(string code)
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Quirks = new Quirks { DuplicateOidCode = code },
        });
        const string Order =
            """{"clientOid":"a","symbol":"BTC-USDT","side":"buy","type":"limit","price":"10000","size":"0.001"}""";
        await fixture.Client.OrderAsync(Order);
        Assert.Equal(code, (await fixture.Client.OrderAsync(Order)).GetProperty("code").GetString());
        Assert.Equal(1, fixture.Simulator.Counters.OrdersAccepted);
    }

    [Fact]
    public async Task More_than_200_orders_of_a_symbol_are_too_many()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        string orders = string.Join(',', Enumerable.Repeat(
            """{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"1000","size":"0.001"}""", 20));
        for (int i = 0; i < 10; i++)
        {
            JsonElement reply = await fixture.Client.CallAsync(
                HttpMethod.Post, Root + "/multi", """{"orderList":[""" + orders + "]}");
            Assert.All(reply.GetProperty("data").EnumerateArray(),
                e => Assert.True(e.GetProperty("success").GetBoolean()));
        }

        JsonElement last = await fixture.Client.OrderAsync(
            """{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"1000","size":"0.001"}""");
        Assert.Equal("200003", last.GetProperty("code").GetString());
        Assert.Equal("200000", (await fixture.Client.OrderAsync(
            """{"symbol":"ETH-USDT","side":"buy","type":"limit","price":"1000","size":"0.001"}"""))
            .GetProperty("code").GetString());
    }

    [Fact]
    public async Task More_than_20_orders_in_one_call_are_too_many()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        string orders = string.Join(',', Enumerable.Repeat("{}", 21));
        JsonElement reply = await fixture.Client.CallAsync(
            HttpMethod.Post, Root + "/multi", """{"orderList":[""" + orders + "]}");
        Assert.Equal("400100", reply.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("DELETE", "/none?symbol=BTC-USDT", "400100", "order_not_exist_or_not_allow_to_cancel")]
    [InlineData("DELETE", "/client-order/none?symbol=BTC-USDT", "400100",
        "order_not_exist_or_not_allow_to_cancel")]
    [InlineData("DELETE", "/sync/none?symbol=BTC-USDT", "400100", "order_not_exist_or_not_allow_to_cancel")]
    [InlineData("DELETE", "/cancel/none?symbol=BTC-USDT&cancelSize=1", "400100",
        "order_not_exist_or_not_allow_to_cancel")]
    [InlineData("DELETE", "/cancel/none?symbol=BTC-USDT", "400100", "cancelSize")]
    [InlineData("POST", "/alter", "400100", "JSON")]
    [InlineData("DELETE", "/none", "400100", "symbol")]
    [InlineData("DELETE", "?symbol=NO-PE", "900001", "symbol not exists")]
    [InlineData("DELETE", "", "400100", "symbol")]
    [InlineData("GET", "/none?symbol=BTC-USDT", "400100", "The order does not exist.")]
    [InlineData("GET", "/client-order/none?symbol=BTC-USDT", "400100", "The order does not exist.")]
    [InlineData("GET", "/active?symbol=NO-PE", "900001", "symbol not exists")]
    [InlineData("GET", "/done?startAt=1000&endAt=700000000", "400100", "7 days")]
    public async Task An_order_that_is_not_there_is_told_so(
        string method, string path, string code, string text)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        JsonElement reply = await fixture.Client.CallAsync(new HttpMethod(method), Root + path);
        Assert.Equal(code, reply.GetProperty("code").GetString());
        Assert.Contains(text, reply.GetProperty("msg").GetString());
    }

    [Fact]
    public async Task A_part_between_two_steps_is_not_cancelled_and_an_alteration_keeps_the_rules()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        JsonElement placed = await fixture.Client.OrderAsync(
            """{"clientOid":"m","symbol":"BTC-USDT","side":"buy","type":"limit","price":"1000","size":"0.001"}""");
        string id = placed.GetProperty("data").GetProperty("orderId").GetString()!;
        JsonElement reply = await fixture.Client.CallAsync(
            HttpMethod.Delete, Root + "/cancel/" + id + "?symbol=BTC-USDT&cancelSize=0.0000000001");
        Assert.Equal("Order size increment invalid.", reply.GetProperty("msg").GetString());
        const string Alter = """{"symbol":"BTC-USDT","clientOid":"m","newPrice":"PRICE"}""";
        foreach ((string price, string code) in new[]
        {
            ("1000.00001", "400100"), ("900000000", "200004"), ("1001", "200000"),
        })
        {
            reply = await fixture.Client.CallAsync(HttpMethod.Post, Root + "/alter",
                Alter.Replace("PRICE", price));
            Assert.Equal(code, reply.GetProperty("code").GetString());
        }

        JsonElement order = (await fixture.Client.GetAsync(Root + "/client-order/m?symbol=BTC-USDT"))
            .GetProperty("data");
        Assert.Equal(("1001", "0.001", true), (order.GetProperty("price").GetString(),
            order.GetProperty("size").GetString(), order.GetProperty("active").GetBoolean()));
        Assert.NotEqual(id, order.GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_order_of_another_account_is_not_there()
    {
        var stranger = new ApiKeyOptions { Key = "other-key" };
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Accounts = [o.DefaultAccount, new AccountOptions { Name = "other", Keys = [stranger] }],
        });
        JsonElement placed = await fixture.Client.OrderAsync(
            """{"clientOid":"m","symbol":"BTC-USDT","side":"buy","type":"limit","price":"1000","size":"0.001"}""");
        string id = placed.GetProperty("data").GetProperty("orderId").GetString()!;
        foreach (string path in new[] { "/" + id, "/client-order/m" })
        {
            foreach (HttpMethod method in new[] { HttpMethod.Get, HttpMethod.Delete })
            {
                JsonElement reply = await fixture.Client.CallAsync(
                    method, Root + path + "?symbol=BTC-USDT", key: stranger);
                Assert.Equal("400100", reply.GetProperty("code").GetString());
            }
        }

        Assert.Equal(1, fixture.Simulator.Account().ActiveOrders);
    }
}
