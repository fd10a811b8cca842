using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>/spotMarket/level1.</summary>
public class Level1DecoderTests
{
    private readonly MarketBench _bench = new();

    [Fact]
    public void Decodes_the_sample_by_the_template()
    {
        byte[] payload = KuCoinFixtures.Bytes("ws_pub_level1");
        Assert.True(_bench.Template(payload.AsSpan().TrimEnd("\n"u8)));
        Assert.Equal(
            "top BTC-USDT 68145.7 x 1.29267802 | 68145.8 x 0.51987471 at 1729816058766 seq -1",
            _bench.Read(payload));
    }

    [Theory]
    [InlineData("[]", "[]", "top BTC-USDT 0 x 0 | 0 x 0 at 5 seq -1")]
    [InlineData("[]", """["2","3"]""", "top BTC-USDT 2 x 3 | 0 x 0 at 5 seq -1")]
    [InlineData("""["2","3"]""", "null", "top BTC-USDT 0 x 0 | 2 x 3 at 5 seq -1")]
    [InlineData("""["2","0"]""", """["0","1"]""", "top BTC-USDT 0 x 0 | 0 x 0 at 5 seq -1")]
    [InlineData("[2.5,3]", "[ 2 , 1E-8 ]", "top BTC-USDT 2 x 0.00000001 | 2.5 x 3 at 5 seq -1")]
    [InlineData("""[["2","3"],["4","1"]]""", """["1","1","x"]""", "top BTC-USDT 1 x 1 | 2 x 3 at 5 seq -1")]
    public void Reads_sides_that_are_empty_numbers_or_nested(string asks, string bids, string expected) =>
        Assert.Equal(expected, _bench.Read(Frame(asks, bids)));

    [Theory]
    [InlineData("""["2"]""")]
    [InlineData("""["x","1"]""")]
    [InlineData("""["-2","1"]""")]
    [InlineData("""["2","-1"]""")]
    [InlineData("""["","1"]""")]
    [InlineData("[true,1]")]
    [InlineData("[01,1]")]
    [InlineData("{}")]
    [InlineData("[1,2,]")]
    [InlineData("""["2","123456789012345678901234567890123456789"]""")]
    public void Calls_a_side_malformed_that_is_no_price_and_size(string side)
    {
        Assert.Equal(DecodeResult.Malformed, _bench.Decode(Frame(side, """["1","1"]""")));
        Assert.Equal(DecodeResult.Malformed, _bench.Decode(Frame("""["1","1"]""", side)));
        Assert.Empty(_bench.Delivered);
    }

    [Fact]
    public void Calls_a_frame_without_a_side_malformed() => Assert.Equal(
        DecodeResult.Malformed,
        _bench.Decode(
            """{"topic":"/spotMarket/level1:BTC-USDT","type":"message","data":{"asks":["1","1"]}}"""));

    [Fact]
    public void Reads_prices_of_any_length_the_exact_type_holds()
    {
        Assert.Equal(
            "top BTC-USDT 0.000000000001 x 12345678901234567890123456789012345678 | "
                + "0.00000000000000000000000000000000000001 x 1 at 5 seq -1",
            _bench.Read(Frame(
                """["1E-38","1"]""", """["0.000000000001","12345678901234567890123456789012345678"]""")));
    }

    [Theory]
    [InlineData("1729816058766")]
    [InlineData("1729816058766000")]
    [InlineData("1729816058766000000")]
    [InlineData("\"1729816058766123456\"")]
    public void Reads_times_in_any_unit_as_milliseconds(string time) => Assert.Contains(
        "at 1729816058766 ",
        _bench.Read(
            """{"topic":"/spotMarket/level1:BTC-USDT","type":"message","data":{"asks":[],"bids":[]"""
                + ""","timestamp":"""
            + time + "}}"),
        StringComparison.Ordinal);

    [Fact]
    public void Names_a_symbol_that_is_not_in_the_table_unknown() => Assert.Equal(
        DecodeResult.UnknownSymbol,
        _bench.Decode(Frame("[]", "[]").Replace("BTC-USDT", "NOPE-USDT", StringComparison.Ordinal)));

    private static string Frame(string asks, string bids) =>
        """{"topic":"/spotMarket/level1:BTC-USDT","type":"message","subject":"level1","data":{"asks":"""
        + asks + ",\"bids\":" + bids + ",\"timestamp\":5}}";
}
