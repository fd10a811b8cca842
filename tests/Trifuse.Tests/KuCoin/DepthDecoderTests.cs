using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>/spotMarket/level2Depth5 and level2Depth50.</summary>
public class DepthDecoderTests
{
    private readonly MarketBench _bench = new();

    [Fact]
    public void Decodes_five_levels()
    {
        byte[] payload = KuCoinFixtures.Bytes("ws_pub_depth5");
        Assert.Equal(Expected("ws_pub_depth5"), _bench.Read(payload));
        Assert.StartsWith("depth BTC-USDT bids 67996.6 x ", _bench.Delivered, StringComparison.Ordinal);
        Assert.True(_bench.Template(payload.AsSpan().TrimEnd("\n"u8)));
    }

    [Fact]
    public void Decodes_fifty_levels()
    {
        byte[] payload = KuCoinFixtures.Bytes("ws_pub_depth50");
        Assert.Equal(Expected("ws_pub_depth50"), _bench.Read(payload));
        Assert.True(_bench.Template(payload.AsSpan().TrimEnd("\n"u8)));
    }

    [Fact]
    public void Takes_fifty_levels_a_side_and_not_one_more()
    {
        Assert.Equal(DecodeResult.Message, _bench.Decode(Frame(50)));
        Assert.Equal(DecodeResult.Malformed, _bench.Decode(Frame(51)));
    }

    [Fact]
    public void Delivers_empty_sides() =>
        Assert.Equal("depth BTC-USDT bids asks at 7", _bench.Read(Frame(0)));

    [Theory]
    [InlineData("asks")]
    [InlineData("bids")]
    public void Calls_a_frame_without_a_side_malformed(string side) => Assert.Equal(
        DecodeResult.Malformed,
        _bench.Decode(Frame(1).Replace($"\"{side}\"", "\"other\"", StringComparison.Ordinal)));

    private static string Frame(int levels)
    {
        string rows = string.Join(',', Enumerable.Range(1, levels).Select(i => $"[\"{i}\",\"2.50\"]"));
        return """{"topic":"/spotMarket/level2Depth50:"""
            + """BTC-USDT","type":"message","subject":"level2","data":{"asks":["""
            + rows + "],\"bids\":[" + rows + "],\"timestamp\":7}}";
    }

    private static string Expected(string fixture)
    {
        System.Text.Json.Nodes.JsonNode data = KuCoinFixtures.Node(fixture)["data"]!;
        string Side(string name) => string.Concat(
            data[name]!.AsArray().Select(row => $" {(string)row![0]!} x {(string)row[1]!}"));
        return $"depth BTC-USDT bids{Side("bids")} asks{Side("asks")} at {(long)data["timestamp"]!}";
    }
}
