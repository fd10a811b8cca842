using Trifuse.Simulator;
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

    [Theory]
    [InlineData("400100", "Price increment invalid.", "1500.001", "1")]
    [InlineData("400100", "Order size increment invalid.", "1500", "1.00001")]
    [InlineData("400100", "Order size below the minimum requirement.", "1500", "0.0009")]
    [InlineData("300000", "Order size invalid.", "1500", "0")]
    [InlineData("600101", "The order funds should more then 0.1 USDT.", "0.01", "9.99")]
    [InlineData("200004", "Balance insufficient!", "1500", "100")]
    public void Refusals_of_limit_orders_have_the_exchanges_own_texts(
        string code, string text, string price, string size)
    {
        Market market = new Market().Side("ETH-USDT", true, "1500", "5");
        Assert.Equal(new Rejection(code, text), market.Refusal(Market.Request(
            symbol: "ETH-USDT", side: "buy", type: "limit", price: price, size: size)));
    }

    [Theory]
    [InlineData("400100", "Funds increment invalid.", "10.00001")]
    [InlineData("600100", "Funds below the minimum requirement.", "0.09")]
    [InlineData("400100", "Funds above the maximum requirement.", "100000000")]
    public void Refusals_of_funds_have_the_exchanges_own_texts(string code, string text, string funds)
    {
        Market market = new Market().Side("ETH-USDT", true, "1500", "5");
        Assert.Equal(new Rejection(code, text), market.Refusal(Market.Request(
            symbol: "ETH-USDT", side: "buy", type: "market", funds: funds)));
    }

    [Theory]
    [InlineData("102421", "1500", "100")]
    [InlineData("102429", "0", "1")]
    [InlineData("102434", "1500", "10000000001")]
    [InlineData("102435", "1500", "0.0009")]
    public void The_newer_codes_are_a_switch(string code, string price, string size)
    {
        var market = new Market(quirks: new Quirks { NewRefusalCodes = true });
        Assert.Equal(code, market.CodeOf(Market.Request(
            symbol: "ETH-USDT", side: "buy", type: "limit", price: price, size: size)));
    }

    [Fact]
    public void A_frozen_user_is_refused_and_remarks_may_be_longer_on_classic_calls()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "5");
        string text = new('x', 100);
        Assert.Equal("400100", market.CodeOf(Good() with { Remark = text }));
        Assert.Null(market.CodeOf(Good() with { Remark = text, RemarkMaxLength = 100 }));
        Assert.Equal("400100", market.CodeOf(Good() with { Tags = text[..21], RemarkMaxLength = 100 }));
        market.Account.IsFrozen = true;
        Assert.Equal(new Rejection("411100", "User is frozen"), market.Refusal(Good()));
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
