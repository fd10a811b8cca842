using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>/account/balance.</summary>
public class BalanceDecoderTests
{
    private readonly PrivateBench _bench = new();

    [Fact]
    public void Decodes_a_hold_with_its_order()
    {
        BalanceEvent balance = _bench.ReadBalance(KuCoinFixtures.Text("ws_prv_balance_hold"));
        Assert.Equal(new CurrencyId(0), balance.Currency);
        Assert.True(balance.IsTradeAccount);
        Assert.True(balance.IsHold);
        Assert.Equal(ExactDecimal.Parse("21.133773386762"), balance.Total);
        Assert.Equal(ExactDecimal.Parse("20.132773386762"), balance.Available);
        Assert.Equal(ExactDecimal.Parse("1.001"), balance.Hold);
        Assert.Equal(ExactDecimal.Parse("-0.5005"), balance.AvailableChange);
        Assert.Equal(ExactDecimal.Parse("0.5005"), balance.HoldChange);
        Assert.Equal("6721d0632db25b0007071fdc", balance.OrderId.ToString());
        Assert.Equal(1730269283892, balance.ExchangeMs);
    }

    [Theory]
    [InlineData("trade.hold", true, true)]
    [InlineData("trade.setted", true, false)]
    [InlineData("trade_hf.hold", true, true)]
    [InlineData("main.deposit", false, false)]
    [InlineData("main.withdraw_hold", false, false)]
    [InlineData("isolated_BTC-USDT.hold", false, true)]
    [InlineData("other", false, false)]
    public void Tells_the_account_and_the_hold_from_the_relation(string relation, bool isTrade, bool isHold)
    {
        BalanceEvent balance = _bench.ReadBalance(KuCoinFixtures.Text("ws_prv_balance_hold")
            .Replace("trade.hold", relation, StringComparison.Ordinal));
        Assert.Equal(isTrade, balance.IsTradeAccount);
        Assert.Equal(isHold, balance.IsHold);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"none\"")]
    [InlineData("[1,{\"orderId\":\"x\"}]")]
    public void Has_no_order_when_the_context_names_none(string context)
    {
        BalanceEvent balance = _bench.ReadBalance(
            """{"topic":"/account/balance","type":"message","data":{"currency":"BTC","total":"""
                + """2,"available":"1.50","hold":"0.5","relationContext":"""
            + context + ",\"time\":1730269283892}}");
        Assert.True(balance.OrderId.IsEmpty);
        Assert.Equal(new CurrencyId(2), balance.Currency);
        Assert.Equal(ExactDecimal.Parse("1.5"), balance.Available);
        Assert.Equal(1730269283892, balance.ExchangeMs);
    }

    [Fact]
    public void Delivers_a_currency_outside_the_table_as_none() => Assert.Equal(
        CurrencyId.None,
        _bench.ReadBalance(KuCoinFixtures.Text("ws_prv_balance_hold")
            .Replace("\"USDT\"", "\"XYZ\"", StringComparison.Ordinal)).Currency);

    [Theory]
    [InlineData("currency")]
    [InlineData("total")]
    [InlineData("available")]
    [InlineData("hold")]
    public void Calls_a_push_malformed_that_lacks_a_needed_member(string member) => Assert.Equal(
        DecodeResult.Malformed,
        _bench.Decode(KuCoinFixtures.Utf8(KuCoinFixtures.Text("ws_prv_balance_hold")
            .Replace($"\"{member}\":", "\"other\":", StringComparison.Ordinal))));
}
