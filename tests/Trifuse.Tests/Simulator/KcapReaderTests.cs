using System.IO.Compression;
using System.Text;
using Trifuse.Simulator.Worlds;

namespace Trifuse.Tests.Simulator;

public sealed class KcapReaderTests
{
    private const string Header = """{"kcap":1,"exchange":"test","clock":"recv","converted":"none"}""";
    private const string Line =
        """{"r":10,"m":{"topic":"/spotMarket/level1:BTC-USDT","data":{"asks":["2","1"],"bids":["1","1"]}}}""";

    [Theory]
    [InlineData("kucoin-2021", 4_692)]
    [InlineData("poloniex-2022", 358)]
    [InlineData("binance-2024", 52_117)]
    public void Reads_the_shipped_captures_whole(string name, int events)
    {
        using Stream stream = ShippedData.OpenCapture(name);
        Assert.Equal(events, KcapReader.Read(stream, name).Events.Count);
    }

    [Fact]
    public void Reads_plain_and_packed_files_alike()
    {
        byte[] plain = Bytes(Header, Line);
        Assert.Single(Read(plain).Events);
        Assert.Single(Read(Pack(plain)).Events);
    }

    [Fact]
    public void A_cut_packed_file_is_refused()
    {
        byte[] packed = Pack(Bytes([Header, .. Enumerable.Repeat(Line, 500)]));
        for (int length = 3; length < packed.Length; length += 7)
        {
            Assert.StartsWith("The capture x cannot be used", Refusal(packed[..length]));
        }
    }

    [Fact]
    public void A_damaged_packed_file_is_refused()
    {
        byte[] packed =
            Pack(Bytes([Header, .. Enumerable.Range(11, 500).Select(r => Line.Replace("10", $"{r}"))]));
        packed[packed.Length / 2] ^= 0x55;
        Assert.StartsWith("The capture x cannot be used", Refusal(packed));
    }

    [Fact]
    public void A_file_that_ends_inside_a_line_is_refused() =>
        Assert.Contains("cut short", Refusal(Bytes(Header, Line)[..^5]));

    [Theory]
    [InlineData("""{"r":5,"m":{"topic":"/spotMarket/level1:BTC-USDT","data":{"asks":[],"bids":[]}}}""",
        "goes back")]
    [InlineData("""{"r":12,"m":{"topic":"/spotMarket/level1:BTC-USDT"}}""", "line 3")]
    [InlineData("not json", "line 3")]
    [InlineData("""{"m":{}}""", "line 3")]
    public void A_bad_line_is_named(string line, string expected) =>
        Assert.Contains(expected, Refusal(Bytes(Header, Line, line)));

    [Theory]
    [InlineData("""{"kcap":2,"exchange":"test","clock":"recv"}""")]
    [InlineData("""{"exchange":"test"}""")]
    public void A_wrong_header_is_refused(string header) =>
        Assert.Contains("line 1", Refusal(Bytes(header, Line)));

    [Fact]
    public void A_file_without_market_events_is_refused() =>
        Assert.Contains("no market events", Refusal(Bytes(Header)));

    private static KcapFile Read(byte[] bytes) => KcapReader.Read(new MemoryStream(bytes), "x");

    private static string Refusal(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => Read(bytes)).Message;

    private static byte[] Bytes(params string[] lines) =>
        Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");

    private static byte[] Pack(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionMode.Compress))
        {
            gzip.Write(bytes);
        }

        return memory.ToArray();
    }
}
