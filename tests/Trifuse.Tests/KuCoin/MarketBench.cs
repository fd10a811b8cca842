using System.Text;
using Trifuse.Core.Domain;
using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>A decoder with the symbols of the fixtures and the text of what it delivered.</summary>
internal sealed class MarketBench
{
    public static readonly string[] Names =
    [
        "BTC-USDT", "ETH-USDT", "KCS-USDT", "BCHSV-USDT", "SNX-BTC", "ANKR-BTC", "FET-BTC", "FTM-ETH",
        "WIN-BTC",
    ];

    private readonly StringBuilder _log = new();

    public SymbolTable Symbols { get; } = new(Names);

    public MarketDecoder Decoder { get; }

    public MarketBench() => Decoder = new MarketDecoder(Symbols);

    /// <summary>What the last call delivered; empty for nothing.</summary>
    public string Delivered => _log.ToString();

    public DecodeResult Decode(ReadOnlySpan<byte> payload)
    {
        _log.Clear();
        var handler = new MarketRecorder(_log, Symbols);
        return Decoder.Decode(payload, ref handler);
    }

    public DecodeResult Decode(string payload) => Decode(Encoding.UTF8.GetBytes(payload));

    public DecodeResult Walk(ReadOnlySpan<byte> payload)
    {
        _log.Clear();
        var handler = new MarketRecorder(_log, Symbols);
        return Decoder.DecodeByWalk(payload, ref handler);
    }

    public bool Template(ReadOnlySpan<byte> payload)
    {
        _log.Clear();
        var handler = new MarketRecorder(_log, Symbols);
        return Decoder.TryDecodeByTemplate(payload, ref handler);
    }

    /// <summary>The delivery of a payload that must be a message.</summary>
    public string Read(ReadOnlySpan<byte> payload)
    {
        Assert.Equal(DecodeResult.Message, Decode(payload));
        return Delivered;
    }

    public string Read(string payload) => Read(Encoding.UTF8.GetBytes(payload));
}
