using System.Diagnostics;
using System.Text.Json;

namespace Trifuse.SystemTests.Simulator;

/// <summary>Stop orders, as far as they go here (KuCoin protocol 4.4).</summary>
public sealed class StopOrderTests
{
    private const string Root = "/api/v1/stop-order";

    private const string Entry =
        """
        {"clientOid":"e1","symbol":"BTC-USDT","side":"buy","type":"limit","price":"10000","size":"0.01",
        "stop":"entry","stopPrice":"20005"}
        """;

    [Fact]
    public async Task A_stop_order_waits_for_its_price_and_becomes_an_order()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        ExchangeClient client = fixture.Client;
        JsonElement placed = await client.CallAsync(HttpMethod.Post, Root, Entry);
        string id = placed.GetProperty("data").GetProperty("orderId").GetString()!;
        JsonElement waiting = (await client.GetAsync(Root + "/" + id)).GetProperty("data");
        Assert.Equal(("NEW", "entry", "20005"), (waiting.GetProperty("status").GetString(),
            waiting.GetProperty("stop").GetString(), waiting.GetProperty("stopPrice").GetString()));
        Assert.Equal(0, fixture.Simulator.Account().ActiveOrders);

        await client.OrderAsync("""{"symbol":"BTC-USDT","side":"buy","type":"market","size":"0.001"}""");
        var patience = Stopwatch.StartNew();
        while (fixture.Simulator.Account().ActiveOrders == 0)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), "the stop order was never triggered");
            await Task.Yield();
        }

        JsonElement order = await client.GetAsync("/api/v1/order/client-order/e1");
        Assert.True(order.GetProperty("data").GetProperty("isActive").GetBoolean());
        Assert.Equal(0, (await client.GetAsync(Root)).GetProperty("data").GetProperty("totalNum").GetInt32());
    }

    [Fact]
    public async Task Stop_orders_are_cancelled_by_either_id_or_all_at_once()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        ExchangeClient client = fixture.Client;
        var ids = new List<string>();
        foreach (string oid in new[] { "e1", "e2", "e3" })
        {
            JsonElement placed = await client.CallAsync(HttpMethod.Post, Root, Entry.Replace("e1", oid));
            ids.Add(placed.GetProperty("data").GetProperty("orderId").GetString()!);
        }

        await client.CallAsync(HttpMethod.Delete, Root + "/" + ids[0]);
        JsonElement gone = await client.CallAsync(HttpMethod.Delete,
            Root + "/cancelOrderByClientOid?clientOid=e2&symbol=BTC-USDT");
        Assert.Equal(ids[1], gone.GetProperty("data").GetProperty("cancelledOrderId").GetString());
        gone = await client.CallAsync(HttpMethod.Delete, Root + "/cancel?symbol=BTC-USDT");
        Assert.Equal(ids[2], gone.GetProperty("data").GetProperty("cancelledOrderIds")[0].GetString());
        gone = await client.CallAsync(HttpMethod.Delete, Root + "/" + ids[0]);
        Assert.Equal("400100", gone.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("\"stop\":\"entry\"", "\"stop\":\"later\"")]
    [InlineData("\"20005\"", "\"-1\"")]
    [InlineData("\"10000\"", "\"10000.0001\"")]
    public async Task A_stop_order_that_breaks_a_rule_is_refused(string was, string now)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        JsonElement reply = await fixture.Client.CallAsync(HttpMethod.Post, Root, Entry.Replace(was, now));
        Assert.Equal("400100", reply.GetProperty("code").GetString());
    }
}
