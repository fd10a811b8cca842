using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>/spotMarket/tradeOrdersV2 and /spotMarket/tradeOrders.</summary>
public class OrderEventDecoderTests
{
    private readonly PrivateBench _bench = new();

    [Theory]
    [InlineData("docs_order_v1_open", OrderEventKind.Open, Side.Buy, "0", 1670329987311000000)]
    [InlineData("docs_order_v1_match", OrderEventKind.Match, Side.Sell, "0.1", 1670329987311000000)]
    [InlineData("docs_order_v1_filled", OrderEventKind.Filled, Side.Sell, "0.1", 1670329987311000000)]
    [InlineData("docs_order_v1_canceled", OrderEventKind.Canceled, Side.Buy, "0", 1670329987311000000)]
    [InlineData("docs_order_v1_update", OrderEventKind.Update, Side.Buy, "0", 1670329987311000000)]
    [InlineData("docs_order_v2_open", OrderEventKind.Open, Side.Buy, "0", 1593487481683297666)]
    [InlineData("docs_order_v2_match", OrderEventKind.Match, Side.Sell, "0.1", 1593487482038606180)]
    [InlineData("docs_order_v2_filled", OrderEventKind.Filled, Side.Sell, "0.1", 1593487482038606180)]
    [InlineData("docs_order_v2_canceled", OrderEventKind.Canceled, Side.Buy, "0", 1593487481893140844)]
    [InlineData("docs_order_v2_update", OrderEventKind.Update, Side.Buy, "0", 1593487682916117521)]
    [InlineData("ws_prv_order_v1_open", OrderEventKind.Open, Side.Buy, "0", 1730211033335000000)]
    public void Decodes_the_sample(
        string fixture, OrderEventKind kind, Side side, string filled, long exchangeNs)
    {
        OrderEvent order = _bench.ReadOrder(KuCoinFixtures.Text(fixture));
        Assert.Equal(kind, order.Kind);
        Assert.Equal(side, order.Side);
        Assert.True(order.HasFilledSize);
        Assert.Equal(ExactDecimal.Parse(filled), order.FilledSize);
        Assert.Equal(exchangeNs, order.ExchangeNs);
        Assert.False(order.IsOurs);
        Assert.Equal((string)KuCoinFixtures.Node(fixture)["data"]!["orderId"]!, order.OrderId.ToString());
    }

    [Fact]
    public void Decodes_received_without_sizes()
    {
        OrderEvent order = _bench.ReadOrder(KuCoinFixtures.Text("ws_prv_order_v2_received"));
        Assert.Equal(OrderEventKind.Received, order.Kind);
        Assert.False(order.HasFilledSize);
        Assert.Equal("6720da3fa30a360007f5f832", order.OrderId.ToString());
        Assert.Equal(new SymbolId(0), order.Symbol);
        Assert.Equal(1730206271616000000, order.ExchangeNs);
    }

    [Fact]
    public void Decodes_a_match_with_price_size_and_hexadecimal_trade_id()
    {
        OrderEvent order = _bench.ReadOrder(KuCoinFixtures.Text("docs_order_v2_match"));
        Assert.Equal(ExactDecimal.Parse("0.96738"), order.MatchPrice);
        Assert.Equal(ExactDecimal.Parse("0.1"), order.MatchSize);
        Assert.True(TradeId.TryParse("5efab07a4ee4c7000a82d6d9"u8, out TradeId expected));
        Assert.Equal(expected, order.TradeId);
        Assert.Equal(new SymbolId(1), order.Symbol);
    }

    [Fact]
    public void Recognises_our_client_id_on_a_market_order_without_price()
    {
        OrderEvent order = _bench.ReadOrder(
            Match("\"tradeId\":\"11067996711960577\",\"feeType\":\"takerFee\""));
        Assert.True(order.IsOurs);
        Assert.Equal(new ClientOrderId(7, 12, 1, 0), order.ClientId);
        Assert.Equal(new TradeId(11067996711960577), order.TradeId);
        Assert.Equal(ExactDecimal.Parse("20000"), order.MatchPrice);
        Assert.Equal(ExactDecimal.Parse("0.0005"), order.MatchSize);
        Assert.Equal(1730206271616000000, order.ExchangeNs);
    }

    [Fact]
    public void Reads_a_trade_id_written_as_a_number() => Assert.Equal(
        new TradeId(11029373945659392), _bench.ReadOrder(Match("\"tradeId\":11029373945659392")).TradeId);

    [Theory]
    [InlineData("\"feeType\":\"takerFee\",\"liquidity\":\"maker\"", true)]
    [InlineData("\"feeType\":\"makerFee\",\"liquidity\":\"taker\"", false)]
    [InlineData("\"liquidity\":\"maker\"", false)]
    [InlineData("\"feeType\":null,\"liquidity\":\"taker\"", true)]
    [InlineData("\"x\":1", true)]
    public void Takes_the_fee_side_from_feeType_before_liquidity(string members, bool isTaker) =>
        Assert.Equal(
        isTaker, _bench.ReadOrder(Match("\"tradeId\":\"1\"," + members)).IsTakerFee);

    [Fact]
    public void Takes_the_order_time_when_ts_is_missing() => Assert.Equal(
        1730206271588000000,
        _bench.ReadOrder(
            Match("\"tradeId\":\"1\"").Replace("\"ts\"", "\"tz\"", StringComparison.Ordinal)).ExchangeNs);

    [Fact]
    public void Delivers_a_symbol_outside_the_table_as_none() => Assert.Equal(
        SymbolId.None,
        _bench.ReadOrder(
            Match("\"tradeId\":\"1\"").Replace("BTC-USDT", "XYZ-USDT", StringComparison.Ordinal)).Symbol);

    [Theory]
    [InlineData("\"orderId\"")]
    [InlineData("\"side\"")]
    [InlineData("\"type\":\"match\"")]
    [InlineData("\"matchPrice\"")]
    [InlineData("\"matchSize\"")]
    [InlineData("\"tradeId\"")]
    public void Calls_a_match_malformed_that_lacks_a_needed_member(string member)
    {
        string frame = Match("\"tradeId\":\"1\"").Replace(
            member, "\"other\":1,\"x\"", StringComparison.Ordinal);
        if (member.Contains(':', StringComparison.Ordinal))
        {
            frame = Match("\"tradeId\":\"1\"").Replace(member, "\"other\":1", StringComparison.Ordinal);
        }
        Assert.Equal(DecodeResult.Malformed, _bench.Decode(KuCoinFixtures.Utf8(frame)));
        Assert.True(_bench.IsEmpty);
    }

    [Theory]
    [InlineData("6721d0632db25b0007071fdc0123456789abc")]
    [InlineData("a b")]
    [InlineData("a\\r\\nb")]
    public void Calls_an_order_id_malformed_that_could_not_stand_in_a_path(string id) => Assert.Equal(
        DecodeResult.Malformed,
        _bench.Decode(KuCoinFixtures.Utf8(
            Match("\"tradeId\":\"1\"").Replace("6720da3fa30a360007f5f832", id, StringComparison.Ordinal))));

    [Fact]
    public void Leaves_an_event_type_of_the_future_alone() => Assert.Equal(
        DecodeResult.UnknownTopic,
        _bench.Decode(KuCoinFixtures.Utf8(
            Match("\"tradeId\":\"1\"").Replace("\"match\"", "\"expired\"", StringComparison.Ordinal))));

    private static string Match(string members) =>
        """
        {"topic":"/spotMarket/tradeOrdersV2","type":"message","subject":"orderChange","userId":"u",
        "channelType":"private","data":{"clientOid":"tf-7-12-1-0","orderId":"6720da3fa30a360007f5f832",
        "orderTime":1730206271588,"orderType":"market","originFunds":"10","side":"buy","status":"match",
        "symbol":"BTC-USDT","ts":1730206271616000000,"type":"match","matchPrice":"20000",
        "matchSize":"0.00050","filledSize":"0.0005",
        """
        + members + "}}";
}
