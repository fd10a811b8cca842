using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.KuCoin.Rest;

namespace Trifuse.Tests.KuCoin;

public class ControlPlaneRepliesTests
{
    [Fact]
    public void Reads_symbols_with_their_rules()
    {
        SymbolsReply documented = Good(SymbolsReply.Parse(200, KuCoinFixtures.Bytes("rest_pub_symbols")));
        SymbolSpec symbol = documented.Symbols[0];
        Assert.Equal("BTC-USDT", symbol.Name);
        Assert.Equal("BTC", symbol.BaseCurrency);
        Assert.Equal("USDT", symbol.QuoteCurrency);
        Assert.Equal("USDT", symbol.FeeCurrency);
        Assert.Equal(ExactDecimal.Parse("0.00001"), symbol.BaseMinSize);
        Assert.Equal(ExactDecimal.Parse("0.1"), symbol.MinFunds);
        Assert.Equal(ExactDecimal.One, symbol.TakerFeeCoefficient);
        Assert.True(symbol.EnableTrading);
        SymbolsReply recent = Good(SymbolsReply.Parse(200, KuCoinFixtures.Bytes("ccxt_symbols_2026")));
        Assert.Equal(6, recent.Symbols.Count);
        Assert.Empty(recent.BadRows);
        Assert.Equal(ExactDecimal.Parse("0.0000001"), recent.Symbols[0].BaseIncrement);
    }

    [Fact]
    public void Fills_missing_rules_in_and_leaves_malformed_rows_out_by_name()
    {
        SymbolsReply reply = Good(SymbolsReply.Parse(200, """
            {"code":"200000","data":[
            {"symbol":"BCHSV-USDT","baseCurrency":"BSV","quoteCurrency":"USDT","baseIncrement":"0.0001",
            "quoteIncrement":"0.01","priceIncrement":"0.000000000001","minFunds":null},
            {"symbol":"A-B","baseCurrency":"A","quoteCurrency":"B","baseIncrement":"0",
            "quoteIncrement":"0.01","priceIncrement":"1"},
            {"symbol":"C-B","baseCurrency":"C","quoteCurrency":"B","baseIncrement":"1","quoteIncrement":"x",
            "priceIncrement":"1"},
            {"symbol":"D-B","quoteCurrency":"B"},
            {"symbol":"E-B?x=1","baseCurrency":"E","quoteCurrency":"B","baseIncrement":"1",
            "quoteIncrement":"1","priceIncrement":"1"},
            {"symbol":"BCHSV-USDT","baseCurrency":"BSV","quoteCurrency":"USDT","baseIncrement":"1",
            "quoteIncrement":"1","priceIncrement":"1"},
            {"symbol":"F-B","baseCurrency":"F","quoteCurrency":"B","baseIncrement":"1","quoteIncrement":"1",
            "priceIncrement":"1","baseMinSize":"-1"},
            7]}
            """u8));
        SymbolSpec symbol = Assert.Single(reply.Symbols);
        Assert.Equal("BSV", symbol.BaseCurrency);
        Assert.Equal("USDT", symbol.FeeCurrency);
        Assert.Equal(ExactDecimal.Parse("0.0001"), symbol.BaseMinSize);
        Assert.Equal(ExactDecimal.Parse("10000000000"), symbol.BaseMaxSize);
        Assert.True(symbol.MinFunds.IsZero);
        Assert.True(symbol.EnableTrading);
        Assert.Equal(
            [
                "Symbol A-B has baseIncrement '0', which is not a number above 0; it is left out.",
                "Symbol C-B has quoteIncrement 'x', which is not a number above 0; it is left out.",
                "Symbol D-B lacks a plain symbol, baseCurrency or quoteCurrency; it is left out.",
                "Symbol E-B?x=1 lacks a plain symbol, baseCurrency or quoteCurrency; it is left out.",
                "Symbol BCHSV-USDT stands in the reply twice; it is left out.",
                "Symbol F-B has baseMinSize '-1', which is not a number of 0 or more; it is left out.",
                "Symbol row 8 lacks a plain symbol, baseCurrency or quoteCurrency; it is left out.",
            ],
            reply.BadRows);
    }

    [Theory]
    [InlineData(502, "<html>", "KuCoin's symbols reply (HTTP 502) is not JSON: '<html>'.")]
    [InlineData(200, "<html>", "KuCoin's symbols reply is not JSON: '<html>'.")]
    [InlineData(200, "{\"code\":\"200000\",\"data\":[]}", "KuCoin's symbols reply is empty.")]
    [InlineData(200, "{\"code\":\"200000\",\"data\":{}}", "KuCoin's symbols reply is not a list.")]
    [InlineData(200, "{\"code\":\"200000\"}", "KuCoin's symbols reply has no data.")]
    [InlineData(200, "[]", "KuCoin's symbols reply has no code: '[]'.")]
    [InlineData(
        401,
        "{\"code\":\"400003\",\"msg\":\"KC-API-KEY not exists.\"}",
        "KuCoin refused the symbols request with HTTP 401, code 400003: 'KC-API-KEY not exists.'. Check "
            + "the API key: it is mistyped")]
    [InlineData(200, "{\"code\":\"200000\",\"data\":[{\"symbol\":\"\\ud800\"}]}", "KuCoin's symbols reply")]
    public void Says_what_was_wrong_with_a_reply(int status, string body, string cause)
    {
        Reply<SymbolsReply> reply = SymbolsReply.Parse(status, KuCoinFixtures.Utf8(body));
        Assert.False(reply.IsGood);
        Assert.StartsWith(cause, reply.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_all_tickers()
    {
        AllTickersReply reply = Good(
            AllTickersReply.Parse(200, KuCoinFixtures.Bytes("rest_pub_all_tickers")));
        TickerRow row = Assert.Single(reply.Tickers);
        Assert.Equal(1729173207043, reply.TimeMs);
        Assert.Equal("BTC-USDT", row.Symbol);
        Assert.Equal(ExactDecimal.Parse("67192.5"), row.Buy);
        Assert.Equal(ExactDecimal.Parse("67192.6"), row.Sell);
        Assert.Equal(ExactDecimal.Parse("0.001"), row.TakerFeeRate);
        Assert.Equal(ExactDecimal.One, row.TakerCoefficient);
    }

    [Fact]
    public void Reads_tickers_without_time_and_quotes()
    {
        AllTickersReply reply = Good(AllTickersReply.Parse(200, """
            {"code":"200000","data":{"time":null,"ticker":[{"symbol":"A-B","buy":null,"sell":"0"},
            {"symbol":"C-B","buy":"x"}]}}
            """u8));
        Assert.Equal(0, reply.TimeMs);
        TickerRow row = Assert.Single(reply.Tickers);
        Assert.True(row.Buy.IsZero);
        Assert.Null(row.TakerFeeRate);
        Assert.Equal(["Ticker C-B has buy 'x', which is not a number; it is left out."], reply.BadRows);
    }

    [Fact]
    public void Reads_fees()
    {
        FeesReply fees = Good(FeesReply.Parse(200, KuCoinFixtures.Bytes("rest_fee_trade")));
        Assert.Equal(["BTC-USDT", "ETH-USDT"], fees.Fees.Select(fee => fee.Symbol));
        Assert.Equal(ExactDecimal.Parse("0.001"), fees.Fees[1].TakerFeeRate);
        BaseFeeReply fee = Good(BaseFeeReply.Parse(200, KuCoinFixtures.Bytes("rest_fee_base")));
        Assert.Equal(ExactDecimal.Parse("0.001"), fee.TakerFeeRate);
        Assert.Contains(
            "'X-Y'",
            FeesReply.Parse(200, """{"code":"200000","data":[{"symbol":"X-Y","takerFeeRate":"0.1"}]"""u8
                + """}"""u8).Cause,
            StringComparison.Ordinal);
        Assert.False(BaseFeeReply.Parse(200, """{"code":"200000","data":7}"""u8).IsGood);
    }

    [Fact]
    public void Reads_accounts()
    {
        AccountsReply accounts = Good(AccountsReply.Parse(200, KuCoinFixtures.Bytes("rest_acc_list")));
        Assert.Equal(["trade", "main"], accounts.Accounts.Select(account => account.Type));
        Assert.Equal(ExactDecimal.Parse("26.66759503"), accounts.Accounts[0].Available);
        Assert.True(accounts.Accounts[0].IsTrade);
        Assert.False(accounts.Accounts[1].IsTrade);
        Assert.All(
            Good(AccountsReply.Parse(200, KuCoinFixtures.Bytes("ccxt_accounts_trade"))).Accounts,
            account => Assert.True(account.IsTrade));
        Assert.Contains(
            "'USDT'",
            AccountsReply.Parse(200, """{"code":"200000","data":[{"currency":"USDT","type":"trade"}]"""u8
                + """}"""u8).Cause,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rest_pub_bullet")]
    [InlineData("rest_prv_bullet")]
    public void Reads_where_to_connect_and_keeps_the_token_out_of_its_text(string fixture)
    {
        BulletReply bullet = Good(BulletReply.Parse(200, KuCoinFixtures.Bytes(fixture)));
        Assert.Equal("ws-api-spot.kucoin.com", bullet.Endpoint.Host);
        Assert.Equal(18000, bullet.PingIntervalMs);
        Assert.Equal(10000, bullet.PingTimeoutMs);
        Assert.StartsWith("/?token=2neAiuYvAU", bullet.PathAndQuery(7), StringComparison.Ordinal);
        Assert.EndsWith("%3D%3D&connectId=7", bullet.PathAndQuery(7), StringComparison.Ordinal);
        Assert.DoesNotContain("2neA", bullet.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "has no token")]
    [InlineData("""{"token":"t"}""", "instanceServers")]
    [InlineData(
        """{"token":"t","instanceServers":[{"endpoint":"https://x","pingInterval":1000,"pingTimeout":"""
            + """1000}]}""",
        "names no server")]
    [InlineData(
        """{"token":"t","instanceServers":[{"endpoint":"wss://x","pingInterval":0,"pingTimeout":1000}]}""",
        "names no server")]
    public void Refuses_a_bullet_that_cannot_be_used(string data, string cause) => Assert.Contains(
        cause,
        BulletReply.Parse(200, KuCoinFixtures.Utf8($$"""{"code":"200000","data":{{data}}}""")).Cause,
        StringComparison.Ordinal);

    [Fact]
    public void Reads_what_a_key_may_do()
    {
        ApiKeyReply key = Good(ApiKeyReply.Parse(200, KuCoinFixtures.Bytes("rest_acc_apikey")));
        Assert.True(key.CanTrade);
        Assert.True(key.CanWithdraw);
        Assert.True(key.IsMaster);
        Assert.Equal(3, key.Version);
        Assert.Equal(["203.**.154", "103.**.34"], key.IpWhitelist);
        ApiKeyReply careful = Good(ApiKeyReply.Parse(
            200, """{"code":"200000","data":{"permission":"General,Spot,InnerTransfer","ipWhitelist":""}"""u8
                + """}"""u8));
        Assert.False(careful.CanWithdraw);
        Assert.Empty(careful.IpWhitelist);
    }

    [Fact]
    public void Reads_a_snapshot()
    {
        foreach (string fixture in new[] { "rest_pub_level2_part", "rest_prv_level2_full" })
        {
            SnapshotReply book = Good(SnapshotReply.Parse(200, KuCoinFixtures.Bytes(fixture)));
            Assert.Equal(14610502970, book.Sequence);
            Assert.Equal(1729176273859, book.TimeMs);
            Assert.Equal(ExactDecimal.Parse("66976.4"), book.Bids[0].Price);
            Assert.Equal(ExactDecimal.Parse("0.05408199"), book.Asks[0].Size);
        }
    }

    [Theory]
    [InlineData("""{"bids":[],"asks":[]}""", "has no sequence")]
    [InlineData("""{"sequence":"1","bids":[["1","1"],["2","1"]],"asks":[]}""", "has bids that are not")]
    [InlineData("""{"sequence":"1","bids":[],"asks":[["1"]]}""", "has asks that are not")]
    [InlineData("""{"sequence":"1","bids":[]}""", "has asks that are not")]
    public void Refuses_a_snapshot_that_is_no_book(string data, string cause) => Assert.Contains(
        cause,
        SnapshotReply.Parse(200, KuCoinFixtures.Utf8($$"""{"code":"200000","data":{{data}}}""")).Cause,
        StringComparison.Ordinal);

    [Fact]
    public void Reads_the_servers_time()
    {
        Assert.Equal(
            1729100692873,
            Good(TimestampReply.Parse(200, KuCoinFixtures.Bytes("rest_pub_timestamp"))).ServerMs);
        Assert.False(TimestampReply.Parse(200, """{"code":"200000","data":"soon"}"""u8).IsGood);
    }

    private static T Good<T>(Reply<T> reply)
        where T : class
    {
        Assert.True(reply.IsGood, reply.Cause);
        return reply.Value;
    }
}
