using System.Text.Json;

namespace Trifuse.SystemTests.Simulator;

/// <summary>Public calls answer in the shape of KuCoin's own samples.</summary>
public sealed class MarketShapeTests
{
    private const string Sell =
        """{"clientOid":"s1","symbol":"BTC-USDT","side":"sell","type":"market","size":"0.01"}""";

    [Theory]
    [InlineData("/api/v1/timestamp", "rest_pub_timestamp")]
    [InlineData("/api/v1/status", "rest_pub_status")]
    [InlineData("/api/v2/symbols", "rest_pub_symbols")]
    [InlineData("/api/v2/symbols?market=USDS", "rest_pub_symbols")]
    [InlineData("/api/v2/symbols/BTC-USDT", "rest_pub_symbol")]
    [InlineData("/api/v3/currencies", "rest_pub_currencies")]
    [InlineData("/api/v3/currencies/BTC", "rest_pub_currency")]
    [InlineData("/api/v2/currencies/BTC", "rest_pub_currency")]
    [InlineData("/api/v1/markets", "rest_pub_markets")]
    [InlineData("/api/v1/market/allTickers", "rest_pub_all_tickers")]
    [InlineData("/api/v1/market/stats?symbol=BTC-USDT", "rest_pub_stats")]
    [InlineData("/api/v1/market/stats?symbol=BTC-USDT", "ccxt_stats")]
    [InlineData("/api/v1/market/orderbook/level1?symbol=BTC-USDT", "rest_pub_level1")]
    [InlineData("/api/v1/market/orderbook/level2_20?symbol=BTC-USDT", "rest_pub_level2_part")]
    [InlineData("/api/v1/market/orderbook/level2_100?symbol=BTC-USDT", "rest_pub_level2_part")]
    [InlineData("/api/v3/market/orderbook/level2?symbol=BTC-USDT", "rest_prv_level2_full")]
    [InlineData("/api/v1/market/candles?symbol=BTC-USDT&type=1min", "rest_pub_candles")]
    [InlineData("/api/v1/market/callauctionData?symbol=BTC-USDT", "rest_pub_callauction_info")]
    [InlineData("/api/ua/v1/market/instrument?tradeType=SPOT", "ua_instrument")]
    [InlineData("/api/ua/v1/market/ticker?tradeType=SPOT", "ua_ticker")]
    [InlineData("/api/ua/v1/market/orderbook?tradeType=SPOT&symbol=BTC-USDT&limit=20", "ua_orderbook")]
    public async Task A_call_answers_in_the_shape_of_its_sample(string target, string sample)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        await fixture.Client.OrderAsync(Sell);
        Shape.Same(sample, await fixture.Client.GetAsync(target));
    }

    [Fact]
    public async Task Trades_tell_their_time_in_nanoseconds_and_their_ids_as_text()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        await fixture.Client.OrderAsync(Sell);
        JsonElement reply = await fixture.Client.GetAsync("/api/v1/market/histories?symbol=BTC-USDT");
        Shape.Same("rest_pub_histories", reply, more: "tradeId");
        JsonElement trade = reply.GetProperty("data")[0];
        Assert.Equal(("sell", "20000", "0.01"), (trade.GetProperty("side").GetString(),
            trade.GetProperty("price").GetString(), trade.GetProperty("size").GetString()));
        Assert.InRange(trade.GetProperty("time").GetInt64(), 1_700_000_000_000_000_000, long.MaxValue);
    }

    [Theory]
    [InlineData("/api/v1/bullet-public", "rest_pub_bullet")]
    [InlineData("/api/v1/bullet-private", "rest_prv_bullet")]
    public async Task The_way_to_the_streams_is_told_in_the_shape_of_its_sample(string target, string sample)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        JsonElement reply = await fixture.Client.CallAsync(HttpMethod.Post, target);
        Shape.Same(sample, reply);
        Assert.Matches("^[A-Za-z0-9_=.-]+$", reply.GetProperty("data").GetProperty("token").GetString());
    }

    [Fact]
    public async Task The_figures_of_a_day_follow_from_its_trades()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        await fixture.Client.OrderAsync(Sell);
        await fixture.Client.OrderAsync(
            """{"clientOid":"b1","symbol":"BTC-USDT","side":"buy","type":"market","size":"0.01"}""");
        JsonElement stats =
            (await fixture.Client.GetAsync("/api/v1/market/stats?symbol=BTC-USDT")).GetProperty("data");
        Assert.Equal("0.02 400.1 20010 20010 20000 20005", string.Join(' ',
            new[] { "vol", "volValue", "last", "high", "low", "averagePrice" }
                .Select(n => stats.GetProperty(n).GetString())));
        JsonElement candles =
            (await fixture.Client.GetAsync("/api/v1/market/candles?symbol=BTC-USDT&type=1month"))
            .GetProperty("data");
        Assert.Equal(["20000", "20010", "20010", "20000", "0.02", "400.1"],
            candles[0].EnumerateArray().Skip(1).Select(v => v.GetString()));
    }

    [Theory]
    [InlineData("/api/v3/margin/symbols", "items")]
    [InlineData("/api/v1/isolated/symbols", null)]
    [InlineData("/api/v1/contracts/active", null)]
    [InlineData("/api/v3/announcements", "items")]
    [InlineData("/api/v1/deposits", "items")]
    [InlineData("/api/v1/withdrawals", "items")]
    public async Task What_is_not_traded_here_is_an_empty_list(string target, string? member)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        JsonElement data = (await fixture.Client.GetAsync(target)).GetProperty("data");
        Assert.Equal(0, (member is null ? data : data.GetProperty(member)).GetArrayLength());
    }

    [Theory]
    [InlineData("/api/v1/market/orderbook/level1?symbol=NO-PE", "900001")]
    [InlineData("/api/v1/market/orderbook/level2_20?symbol=NO-PE", "900001")]
    [InlineData("/api/v3/market/orderbook/level2?symbol=NO-PE", "900001")]
    [InlineData("/api/v1/market/stats", "900001")]
    [InlineData("/api/v1/market/histories?symbol=NO-PE", "900001")]
    [InlineData("/api/v1/market/candles?symbol=NO-PE&type=1min", "900001")]
    [InlineData("/api/v1/market/candles?symbol=BTC-USDT&type=2min", "400100")]
    [InlineData("/api/v2/symbols/NO-PE", "900001")]
    [InlineData("/api/v3/currencies/NOPE", "900014")]
    [InlineData("/api/v1/prices?base=EUR", "400100")]
    [InlineData("/api/ua/v1/market/ticker?tradeType=FUTURES", "400100")]
    public async Task A_question_that_makes_no_sense_is_told_so(string target, string code)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        Assert.Equal(code, (await fixture.Client.GetAsync(target)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Prices_are_in_dollars()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        JsonElement prices =
            (await fixture.Client.GetAsync("/api/v1/prices?currencies=BTC,USDT")).GetProperty("data");
        Assert.Equal("""{"BTC":"20000","USDT":"1"}""", prices.GetRawText());
    }
}
