using System.Text.Json;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

/// <summary>The events of whole orders, one after the other (KuCoin protocol 6.4).</summary>
public sealed class StreamEventTests
{
    private static readonly ApiKeyOptions Other = new() { Key = "other-key" };

    [Fact]
    public async Task A_market_buy_by_funds_ends_as_canceled_though_it_was_filled()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await HearAsync(fixture, "/spotMarket/tradeOrdersV2");
        await PlaceAsync(fixture, """{"clientOid":"c1","symbol":"BTC-USDT","side":"buy","type":"market","funds":"20.01"}""");
        JsonElement received = await DataAsync(stream);
        Members(received, "clientOid orderId orderTime orderType originFunds side status symbol ts type");
        Values(received, "received/new originFunds=20.01 side=buy orderType=market clientOid=c1");
        JsonElement match = await DataAsync(stream);
        Values(match, "match/match matchPrice=20010 matchSize=0.001 filledSize=0.001 liquidity=taker feeType=takerFee "
            + "funds=20.01 originFunds=20.01 remainFunds=0 remainSize=0 canceledFunds=0 canceledSize=0");
        JsonElement closed = await DataAsync(stream);
        Members(closed, "canceledFunds canceledSize clientOid filledSize funds orderId orderTime orderType "
            + "originFunds remainFunds remainSize side status symbol ts type");
        Values(closed, "canceled/done filledSize=0.001 remainFunds=0 remainSize=0 canceledFunds=0 canceledSize=0");
    }

    [Fact]
    public async Task A_resting_order_is_open_then_matched_as_maker_then_filled()
    {
        await using Fixture fixture = await TwoAsync();
        using ExchangeClient.Stream v1 = await HearAsync(fixture, "/spotMarket/tradeOrders");
        using ExchangeClient.Stream v2 = await HearAsync(fixture, "/spotMarket/tradeOrdersV2");
        await PlaceAsync(fixture, """{"clientOid":"c2","symbol":"BTC-USDT","side":"sell","type":"limit","price":"20005","size":"0.1"}""");
        await PlaceAsync(fixture, """{"clientOid":"x","symbol":"BTC-USDT","side":"buy","type":"market","size":"0.04"}""", Other);
        await PlaceAsync(fixture, """{"clientOid":"y","symbol":"BTC-USDT","side":"buy","type":"market","size":"0.06"}""", Other);
        Values(await DataAsync(v2), "received/new originSize=0.1 price=20005");
        string[] rest =
        [
            "open/open size=0.1 filledSize=0 remainSize=0.1 price=20005",
            "match/open matchPrice=20005 matchSize=0.04 filledSize=0.04 remainSize=0.06 liquidity=maker feeType=makerFee",
            "match/open matchPrice=20005 matchSize=0.06 filledSize=0.1 remainSize=0 liquidity=maker feeType=makerFee",
            "filled/done filledSize=0.1 remainSize=0 size=0.1",
        ];
        foreach (string expected in rest)
        {
            JsonElement old = await DataAsync(v1);
            Values(old, expected);
            Assert.False(old.TryGetProperty("originSize", out _) || old.TryGetProperty("canceledSize", out _));
            Values(await DataAsync(v2), expected + " originSize=0.1 canceledSize=0");
        }
    }

    [Fact]
    public async Task An_IOC_order_is_never_open_and_tells_what_was_cancelled()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await HearAsync(fixture, "/spotMarket/tradeOrdersV2");
        await PlaceAsync(fixture, """{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"20010","size":"0.05","timeInForce":"IOC"}""");
        Values(await DataAsync(stream), "received/new");
        Values(await DataAsync(stream), "match/match matchSize=0.01 remainSize=0.04");
        Values(await DataAsync(stream), "canceled/done filledSize=0.01 remainSize=0 canceledSize=0.04 size=0.05");
    }

    [Fact]
    public async Task A_hidden_maker_pays_the_takers_fee()
    {
        await using Fixture fixture = await TwoAsync();
        using ExchangeClient.Stream stream = await HearAsync(fixture, "/spotMarket/tradeOrders");
        await PlaceAsync(fixture, """{"symbol":"BTC-USDT","side":"sell","type":"limit","price":"20005","size":"0.1","hidden":true}""");
        await PlaceAsync(fixture, """{"symbol":"BTC-USDT","side":"buy","type":"market","size":"0.1"}""", Other);
        Values(await DataAsync(stream), "open/open");
        Values(await DataAsync(stream), "match/open liquidity=maker feeType=takerFee");
    }

    [Fact]
    public async Task A_partial_cancel_is_an_update_with_the_old_size()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await HearAsync(fixture, "/spotMarket/tradeOrdersV2");
        string id = await PlaceAsync(
            fixture, """{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"15000","size":"0.1"}""");
        await fixture.Client.CallAsync(
            HttpMethod.Delete, "/api/v1/hf/orders/cancel/" + id + "?symbol=BTC-USDT&cancelSize=0.04");
        Values(await DataAsync(stream), "received/new");
        Values(await DataAsync(stream), "open/open");
        Values(await DataAsync(stream), "update/open oldSize=0.1 size=0.06 originSize=0.1 remainSize=0.06");
    }

    [Fact]
    public async Task Each_balance_push_continues_the_one_before()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await HearAsync(fixture, "/account/balance");
        string id = await PlaceAsync(
            fixture, """{"symbol":"BTC-USDT","side":"buy","type":"market","funds":"20.01"}""");
        string[] expected =
        [
            "currency=USDT relationEvent=trade.hold availableChange=-20.03001 holdChange=20.03001 available=9979.96999 hold=20.03001 total=10000",
            "currency=USDT relationEvent=trade.setted availableChange=0 holdChange=-20.03001 available=9979.96999 hold=0 total=9979.96999",
            "currency=BTC relationEvent=trade.setted availableChange=0.001 holdChange=0 available=0.501 hold=0 total=0.501",
        ];
        foreach (string values in expected)
        {
            JsonElement data = await DataAsync(stream);
            Values(data, values);
            Assert.Equal(id, data.GetProperty("relationContext").GetProperty("orderId").GetString());
        }
    }

    [Fact]
    public async Task A_cancelled_order_gives_its_hold_back()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await HearAsync(fixture, "/account/balance");
        string id = await PlaceAsync(
            fixture, """{"symbol":"BTC-USDT","side":"sell","type":"limit","price":"30000","size":"0.1"}""");
        await fixture.Client.CallAsync(HttpMethod.Delete, "/api/v1/hf/orders/" + id + "?symbol=BTC-USDT");
        Values(await DataAsync(stream), "currency=BTC relationEvent=trade.hold availableChange=-0.1 holdChange=0.1");
        Values(await DataAsync(stream), "currency=BTC relationEvent=trade.hold availableChange=0.1 holdChange=-0.1");
    }

    private static Task<Fixture> TwoAsync() => Fixture.StillAsync(o => o with
    {
        Accounts = [o.DefaultAccount, o.DefaultAccount with { Name = "other", Keys = [Other] }],
    });

    private static async Task<ExchangeClient.Stream> HearAsync(Fixture fixture, string topic)
    {
        ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync(topic, isPrivate: true);
        return stream;
    }

    private static async Task<string> PlaceAsync(Fixture fixture, string order, ApiKeyOptions? key = null)
    {
        JsonElement reply = await fixture.Client.CallAsync(HttpMethod.Post, "/api/v1/hf/orders", order, key);
        Assert.Equal("200000", reply.GetProperty("code").GetString());
        return reply.GetProperty("data").GetProperty("orderId").GetString()!;
    }

    private static async Task<JsonElement> DataAsync(ExchangeClient.Stream stream) =>
        (await stream.NextAsync()).GetProperty("data");

    private static void Members(JsonElement data, string names) => Assert.Equal(
        names.Split(' ').Order(StringComparer.Ordinal),
        data.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal));

    /// <summary>type/status of an order event, and name=value of any member.</summary>
    private static void Values(JsonElement data, string expected)
    {
        foreach (string part in expected.Split(' '))
        {
            string[] pair = part.Split('=');
            string actual = pair.Length == 2
                ? pair[0] + "=" + data.GetProperty(pair[0]).GetString()
                : data.GetProperty("type").GetString() + "/" + data.GetProperty("status").GetString();
            Assert.Equal(part, actual);
        }
    }
}
