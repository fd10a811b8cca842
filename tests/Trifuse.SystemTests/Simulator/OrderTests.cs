using System.Text.Json;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

public sealed class OrderTests
{
    private const string Buy =
        """{"clientOid":"b1","symbol":"BTC-USDT","side":"buy","type":"market","funds":"400.3"}""";

    [Fact]
    public async Task A_market_buy_lives_as_the_protocol_says_and_every_digit_agrees()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync("/spotMarket/tradeOrdersV2", isPrivate: true);
        await stream.SubscribeAsync("/account/balance", isPrivate: true);

        JsonElement reply = await fixture.Client.OrderAsync(Buy);
        string orderId = reply.GetProperty("data").GetProperty("orderId").GetString()!;
        Assert.Equal("b1", reply.GetProperty("data").GetProperty("clientOid").GetString());
        Assert.Equal(24, orderId.Length);

        // 0.01 at 20010 is 200.1; 200.2 buys 0.01 at 20020.
        string[] expected =
        [
            "received new - - - - -",
            "USDT trade.hold -400.7003 400.7003 9599.2997 400.7003",
            "match match 0.01 20010 0.01 200.2 0",
            "USDT trade.setted 0 -200.3001 9599.2997 200.4002",
            "BTC trade.setted 0.01 0 0.51 0",
            "match match 0.02 20020 0.01 0 0",
            "USDT trade.setted 0 -200.4002 9599.2997 0",
            "BTC trade.setted 0.01 0 0.52 0",
            "canceled done 0.02 - - 0 0",
        ];
        foreach (string line in expected)
        {
            Assert.Equal(line, Describe(await stream.NextAsync(), orderId));
        }

        JsonElement order =
            (await fixture.Client.GetAsync("/api/v1/hf/orders/client-order/b1?symbol=BTC-USDT"))
            .GetProperty("data");
        Assert.Equal("0.4003", order.GetProperty("fee").GetString());
        Assert.Equal("400.3", order.GetProperty("dealFunds").GetString());
        Assert.False(order.GetProperty("active").GetBoolean());
        JsonElement account = (await fixture.Client.GetAsync("/api/v1/accounts?type=trade&currency=USDT"))
            .GetProperty("data")[0];
        Assert.Equal("9599.2997", account.GetProperty("balance").GetString());
    }

    [Fact]
    public async Task Events_have_exactly_the_members_of_the_protocol()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync("/spotMarket/tradeOrdersV2", isPrivate: true);
        await fixture.Client.OrderAsync(
            """{"clientOid":"s1","symbol":"BTC-USDT","side":"sell","type":"market","size":"0.01"}""");
        JsonElement received = await stream.NextAsync();
        JsonElement match = await stream.NextAsync();
        JsonElement filled = await stream.NextAsync();

        Assert.Equal("channelType data subject topic type userId", Members(received));
        const string Common = "clientOid orderId orderTime orderType originSize side status symbol ts type";
        Assert.Equal(Common, Members(received.GetProperty("data")));
        Assert.Equal(
            "canceledSize clientOid feeType filledSize liquidity matchPrice matchSize orderId orderTime "
            + "orderType originSize remainFunds remainSize side size status symbol tradeId ts type",
            Members(match.GetProperty("data")));
        Assert.Equal(
            "canceledSize clientOid filledSize orderId orderTime orderType originSize remainFunds remainSize "
            + "side size status symbol ts type",
            Members(filled.GetProperty("data")));
        JsonElement data = match.GetProperty("data");
        Assert.Equal(JsonValueKind.Number, data.GetProperty("ts").ValueKind);
        Assert.Equal(JsonValueKind.String, data.GetProperty("tradeId").ValueKind);
        Assert.True(data.GetProperty("ts").GetInt64() > data.GetProperty("orderTime").GetInt64() * 900_000);
    }

    [Fact]
    public async Task The_older_topic_has_no_received_and_fewer_members()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync("/spotMarket/tradeOrders", isPrivate: true);
        await fixture.Client.OrderAsync(Buy);
        JsonElement data = (await stream.NextAsync()).GetProperty("data");
        Assert.Equal("match", data.GetProperty("type").GetString());
        Assert.Equal(
            "clientOid feeType filledSize funds liquidity matchPrice matchSize orderId orderTime orderType "
            + "remainFunds remainSize side status symbol tradeId ts type",
            Members(data));
    }

    [Fact]
    public async Task Fills_active_orders_sync_and_cancels_answer_as_told()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        ExchangeClient client = fixture.Client;
        JsonElement sync = await client.CallAsync(HttpMethod.Post, "/api/v1/hf/orders/sync", Buy);
        Assert.Equal("done", sync.GetProperty("data").GetProperty("status").GetString());
        Assert.Equal("0.02", sync.GetProperty("data").GetProperty("dealSize").GetString());
        JsonElement fills = (await client.GetAsync("/api/v1/hf/fills?symbol=BTC-USDT")).GetProperty("data");
        Assert.Equal(2, fills.GetProperty("items").GetArrayLength());
        Assert.Equal("0.2002", fills.GetProperty("items")[0].GetProperty("fee").GetString());

        JsonElement placed = await client.OrderAsync(
            """{"clientOid":"l1","symbol":"ETH-USDT","side":"buy","type":"limit","price":1400,"size":0.5}""");
        string id = placed.GetProperty("data").GetProperty("orderId").GetString()!;
        JsonElement active =
            (await client.GetAsync("/api/v1/hf/orders/active?symbol=ETH-USDT")).GetProperty("data");
        Assert.Equal(id, active[0].GetProperty("id").GetString());
        JsonElement cancel = await client.CallAsync(
            HttpMethod.Delete, "/api/v1/hf/orders/client-order/l1?symbol=ETH-USDT");
        Assert.Equal("l1", cancel.GetProperty("data").GetProperty("clientOid").GetString());
        cancel = await client.CallAsync(HttpMethod.Delete, "/api/v1/hf/orders/" + id + "?symbol=ETH-USDT");
        Assert.Equal("order_not_exist_or_not_allow_to_cancel", cancel.GetProperty("msg").GetString());
        JsonElement missing = await client.GetAsync("/api/v1/hf/orders/client-order/none?symbol=ETH-USDT");
        Assert.Equal("The order does not exist.", missing.GetProperty("msg").GetString());
    }

    [Fact]
    public async Task Planned_faults_happen_once_each()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync("/spotMarket/tradeOrdersV2", isPrivate: true);
        fixture.Simulator.Faults.RejectNextOrder("230005", "The system is busy, please try again later");
        Assert.Equal("230005", (await fixture.Client.OrderAsync(Buy)).GetProperty("code").GetString());

        fixture.Simulator.Faults.DropNextPrivatePush();
        fixture.Simulator.Faults.SwapNextPrivatePushes();
        fixture.Simulator.Faults.DropNextOrderReply();
        using (HttpRequestMessage request = ExchangeClient.Signed(HttpMethod.Post, "/api/v1/hf/orders", Buy))
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => fixture.Client.SendAsync(request, patience.Token));
        }

        // received is lost, the two matches change places, the end follows; the order is there all the same.
        Assert.Equal("0.02",
            (await stream.NextAsync()).GetProperty("data").GetProperty("filledSize").GetString());
        Assert.Equal("0.01",
            (await stream.NextAsync()).GetProperty("data").GetProperty("filledSize").GetString());
        Assert.Equal("canceled",
            (await stream.NextAsync()).GetProperty("data").GetProperty("type").GetString());
        JsonElement found =
            await fixture.Client.GetAsync("/api/v1/hf/orders/client-order/b1?symbol=BTC-USDT");
        Assert.Equal("200000", found.GetProperty("code").GetString());

        fixture.Simulator.Faults.CloseAllSockets();
        Assert.Null(await stream.LastBeforeEndAsync());
    }

    [Fact]
    public async Task With_latency_the_books_balance_all_the_same()
    {
        await using Fixture fixture =
            await Fixture.StillAsync(o => o with { Latency = new LatencyModel(2, 1, 2, 1) });
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync("/account/balance", isPrivate: true);
        await fixture.Client.OrderAsync(Buy);
        JsonElement last = default;
        for (int i = 0; i < 5; i++)
        {
            last = (await stream.NextAsync()).GetProperty("data");
        }

        Assert.Equal("BTC", last.GetProperty("currency").GetString());
        AccountSnapshot account = fixture.Simulator.Account();
        Assert.Equal("9599.2997", account.Balances.Single(b => b.Currency is "USDT").Total.ToString());
        Assert.Equal("0.4003", account.FeesPaid["USDT"].ToString());
        Assert.Equal(0, account.ActiveOrders);
    }

    private static string Members(JsonElement element) =>
        string.Join(' ', element.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));

    private static string Describe(JsonElement push, string orderId)
    {
        JsonElement data = push.GetProperty("data");
        if (push.GetProperty("subject").GetString() is "account.balance")
        {
            Assert.Equal(orderId, data.GetProperty("relationContext").GetProperty("orderId").GetString());
            return Join(data, "currency", "relationEvent", "availableChange", "holdChange", "available",
                "hold");
        }

        Assert.Equal(orderId, data.GetProperty("orderId").GetString());
        Assert.Equal("b1", data.GetProperty("clientOid").GetString());
        return Join(data, "type", "status", "filledSize", "matchPrice", "matchSize", "remainFunds",
            "canceledFunds");
    }

    private static string Join(JsonElement data, params string[] names) => string.Join(
        ' ', names.Select(n => data.TryGetProperty(n, out JsonElement value) ? value.GetString() : "-"));
}
