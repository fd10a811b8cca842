using System.Buffers;
using System.Text.Json;
using Trifuse.Core.Domain;

namespace Trifuse.Engine.Replay;

/// <summary>
/// Spells decoded market data in the shapes of KuCoin's classic stream and of its full book over REST (KuCoin
/// protocol sections 6.2 and 6.3), every decimal exact and as text. A result is valid until the next call.
/// </summary>
internal sealed class CaptureMessages : IDisposable
{
    private const int SmallDepth = 5;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    public CaptureMessages() => _json = new Utf8JsonWriter(_buffer);

    /// <summary>A message of level1; a side without a quote is [].</summary>
    public ReadOnlySpan<byte> Top(string symbol, in PriceLevel bid, in PriceLevel ask, long exchangeMs)
    {
        BeginMessage("/spotMarket/level1:" + symbol, "level1");
        PutTop("asks", in ask);
        PutTop("bids", in bid);
        _json.WriteNumber("timestamp", exchangeMs);
        return EndMessage();
    }

    /// <summary>A message of level2Depth5 or, with more levels, of level2Depth50.</summary>
    public ReadOnlySpan<byte> Depth(
        string symbol, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, long exchangeMs)
    {
        bool isSmall = bids.Length <= SmallDepth && asks.Length <= SmallDepth;
        BeginMessage(
            (isSmall ? "/spotMarket/level2Depth5:" : "/spotMarket/level2Depth50:") + symbol, "level2");
        PutLevels("asks", asks);
        PutLevels("bids", bids);
        _json.WriteNumber("timestamp", exchangeMs);
        return EndMessage();
    }

    /// <summary>A message of level2.</summary>
    public ReadOnlySpan<byte> Changes(
        string symbol,
        long sequenceStart,
        long sequenceEnd,
        ReadOnlySpan<LevelChange> bids,
        ReadOnlySpan<LevelChange> asks,
        long exchangeMs)
    {
        BeginMessage("/market/level2:" + symbol, "trade.l2update");
        _json.WriteStartObject("changes");
        PutChanges("asks", asks);
        PutChanges("bids", bids);
        _json.WriteEndObject();
        _json.WriteNumber("sequenceEnd", sequenceEnd);
        _json.WriteNumber("sequenceStart", sequenceStart);
        _json.WriteString("symbol", symbol);
        _json.WriteNumber("time", exchangeMs);
        return EndMessage();
    }

    /// <summary>The reply to a request for the full book.</summary>
    public ReadOnlySpan<byte> Snapshot(
        long sequence, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks)
    {
        Begin();
        _json.WriteString("code", "200000");
        _json.WriteStartObject("data");
        _json.WriteString("sequence", $"{sequence}");
        PutLevels("asks", asks);
        PutLevels("bids", bids);
        return EndMessage();
    }

    public void Dispose() => _json.Dispose();

    private void Begin()
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
    }

    private void BeginMessage(string topic, string subject)
    {
        Begin();
        _json.WriteString("type", "message");
        _json.WriteString("topic", topic);
        _json.WriteString("subject", subject);
        _json.WriteStartObject("data");
    }

    private ReadOnlySpan<byte> EndMessage()
    {
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    private void PutTop(string side, in PriceLevel level)
    {
        _json.WriteStartArray(side);
        if (level.Price.IsPositive && level.Size.IsPositive)
        {
            _json.WriteStringValue(level.Price.ToString());
            _json.WriteStringValue(level.Size.ToString());
        }
        _json.WriteEndArray();
    }

    private void PutLevels(string side, ReadOnlySpan<PriceLevel> levels)
    {
        _json.WriteStartArray(side);
        foreach (ref readonly PriceLevel level in levels)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(level.Price.ToString());
            _json.WriteStringValue(level.Size.ToString());
            _json.WriteEndArray();
        }
        _json.WriteEndArray();
    }

    private void PutChanges(string side, ReadOnlySpan<LevelChange> changes)
    {
        _json.WriteStartArray(side);
        foreach (ref readonly LevelChange change in changes)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(change.Price.ToString());
            _json.WriteStringValue(change.Size.ToString());
            _json.WriteStringValue($"{change.Sequence}");
            _json.WriteEndArray();
        }
        _json.WriteEndArray();
    }
}
