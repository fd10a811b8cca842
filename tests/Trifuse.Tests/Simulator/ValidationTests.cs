using Trifuse.Simulator.Matching;

namespace Trifuse.Tests.Simulator;

public sealed class ValidationTests
{
    [Theory]
    [InlineData("900001", "NO-SUCH", "buy", "market", null, null, "10")]
    [InlineData("400600", "OLD-USDT", "buy", "market", null, null, "10")]
    [InlineData("400100", "BTC-USDT", "hold", "market", null, null, "10")]
    [InlineData("400100", "BTC-USDT", "buy", "stop", null, null, "10")]
    [InlineData("400100", "BTC-USDT", "buy", "market", null, "0.1", "10")]
    [InlineData("400100", "BTC-USDT", "buy", "market", null, null, null)]
    [InlineData("400100", "BTC-USDT", "buy", "market", null, null, "10.0000001")]
    [InlineData("600100", "BTC-USDT", "buy", "market", null, null, "0.09")]
    [InlineData("400100", "BTC-USDT", "buy", "market", null, null, "100000000")]
    [InlineData("400100", "BTC-USDT", "buy", "market", null, null, "1e3")]
    [InlineData("400100", "BTC-USDT", "buy", "market", null, null, "-5")]
    [InlineData("200004", "BTC-USDT", "buy", "market", null, null, "10000")]
    [InlineData("400100", "BTC-USDT", "buy", "limit", "20000.05", "0.1", null)]
    [InlineData("400100", "BTC-USDT", "buy", "limit", "zero", "0.1", null)]
    [InlineData("400100", "ETH-USDT", "buy", "limit", "1500", "0.10005", null)]
    [InlineData("400100", "ETH-USDT", "buy", "limit", "1500", "0.0001", null)]
    [InlineData("300000", "ETH-USDT", "buy", "limit", "1500", "much", null)]
    [InlineData("400100", "ETH-USDT", "buy", "limit", "1500", "10000000001", null)]
    [InlineData("600101", "ETH-USDT", "buy", "limit", "1", "0.002", null)]
    [InlineData("200004", "ETH-USDT", "sell", "limit", "1500", "10.0001", null)]
    [InlineData(null, "BTC-USDT", "buy", "market", null, null, "9990")]
    [InlineData(null, "ETH-USDT", "sell", "market", null, "10", null)]
    [InlineData(null, "ETH-USDT", "sell", "limit", "1500", "10", null)]
    public void Each_violation_has_its_code(
        string? code, string symbol, string side, string type, string? price, string? size, string? funds)
    {
        Market market = new Market()
            .Side("BTC-USDT", true, "20000", "5").Side("ETH-USDT", false, "1500", "50");
        Assert.Equal(code, market.CodeOf(
            Market.Request(symbol: symbol, side: side, type: type, price: price, size: size, funds: funds)));
    }

    [Theory]
    [InlineData("has space", "GTC", "CN", "remark")]
    [InlineData("01234567890123456789012345678901234567890", "GTC", "CN", "remark")]
    [InlineData("good", "DAY", "CN", "remark")]
    [InlineData("good", "GTC", "XX", "remark")]
    [InlineData("good", "GTC", "CN", "more than twenty letters")]
    public void Malformed_fields_are_parameter_errors(string oid, string timeInForce, string stp,
        string remark)
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "5");
        Assert.Equal("400100", market.CodeOf(Good() with
        {
            ClientOid = oid,
            TimeInForce = timeInForce,
            Stp = stp,
            Remark = remark,
        }));
    }

    [Fact]
    public void A_client_id_is_good_once()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "5");
        market.Place(Good() with { ClientOid = "once" });
        Assert.Equal("102426", market.CodeOf(Good() with { ClientOid = "once" }));
        Assert.Null(market.CodeOf(Good() with { ClientOid = "twice" }));
    }

    [Fact]
    public void A_test_order_does_not_need_the_balance()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "5");
        OrderRequest rich = Good() with { Funds = "50000" };
        Assert.Equal("200004", market.CodeOf(rich));
        Assert.Null(market.Exchange.Check(market.Account, rich, withBalance: false, out _));
    }

    [Fact]
    public void A_window_that_has_passed_refuses_the_order()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "5");
        Assert.Equal("400100",
            market.CodeOf(Good() with { ClientTimestamp = "1000", AllowMaxTimeWindow = "500" }));
    }

    private static OrderRequest Good() =>
        Market.Request(symbol: "BTC-USDT", side: "buy", type: "market", funds: "10");
}
