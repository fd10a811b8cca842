using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>/market/ticker and /market/ticker:all.</summary>
public class TickerDecoderTests
{
    private readonly MarketBench _bench = new();

    [Fact]
    public void Decodes_ticker_all_with_the_symbol_in_the_subject() => Assert.Equal(
        "top BTC-USDT 67218.6 x 0.01045638 | 67218.7 x 1.92318539 at 1729757723612 seq 14691455768",
        _bench.Read(KuCoinFixtures.Bytes("ws_pub_ticker_all")));

    [Fact]
    public void Decodes_recorded_tickers_whose_data_comes_first()
    {
        string[] delivered =
        [
            .. KuCoinFixtures.Elements("live2021_ws_misc")
                .Where(frame => _bench.Decode(frame) == DecodeResult.Message)
                .Select(frame => _bench.Read(frame)),
        ];
        Assert.Equal(
            [
                "top SNX-BTC 0.00028678 x 3.70422021 | 0.00028717 x 14.04274325 at 1619378326323 seq "
                    + "1612844051653",
                "top BCHSV-USDT 242.654 x 0.68148185 | 242.951 x 4.51280965 at 1619378326330 seq "
                    + "1613277183873",
                "top ANKR-BTC 0.0000026033 x 4051.2663 | 0.0000026192 x 4664.7644 at 1619378326388 seq "
                    + "1612734157720",
            ],
            delivered);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"0\"")]
    [InlineData("0")]
    public void Reads_a_side_without_a_quote_as_size_0(string nothing) => Assert.Equal(
        "top BTC-USDT 1 x 2 | 0 x 0 at 0 seq -1",
        _bench.Read(
            """{"topic":"/market/ticker:BTC-USDT","type":"message","subject":"trade.ticker","data":"""
                + """{"bestAsk":"""
            + nothing + ",\"bestAskSize\":" + nothing + ",\"bestBid\":\"1\",\"bestBidSize\":2}}"));

    [Fact]
    public void Reads_Time_with_a_capital() => Assert.Equal(
        "top BTC-USDT 0.049 x 0.036 | 0.08 x 0.18 at 1704873323416 seq 1545896668986",
        _bench.Read(
            """
            {"type":"message","topic":"/market/ticker:BTC-USDT","subject":"trade.ticker","data":
            {"sequence":"1545896668986","price":"0.08","size":"0.011","bestAsk":"0.08","bestAskSize":"0.18",
            "bestBid":"0.049","bestBidSize":"0.036","Time":1704873323416}}
            """));

    [Fact]
    public void Calls_a_ticker_without_quotes_malformed() => Assert.Equal(
        DecodeResult.Malformed,
        _bench.Decode("""{"type":"message","topic":"/market/ticker:"""
            + """BTC-USDT","subject":"trade.ticker","data":{"price":"1"}}"""));

    [Fact]
    public void Names_an_unlisted_symbol_of_ticker_all_unknown() => Assert.Equal(
        DecodeResult.UnknownSymbol,
        _bench.Decode(
            KuCoinFixtures.Text("ws_pub_ticker_all").Replace("BTC-USDT", "NO-PE", StringComparison.Ordinal)));
}
