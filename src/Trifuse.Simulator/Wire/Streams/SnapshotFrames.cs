using System.Text.Json;
using Trifuse.Simulator.Market;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>
/// /market/snapshot: the figures of the day as JSON numbers, nested data.data (KuCoin protocol 6.2).
/// </summary>
public sealed class SnapshotFrames(DayFigures figures)
{
    // What a customer of the lowest level pays; the coefficient of the symbol stands beside it.
    private static readonly Dec BaseRate = Dec.Parse("0.001");

    /// <param name="symbol">Whose figures.</param>
    /// <param name="topic">What follows /market/snapshot: the symbol or its market.</param>
    /// <param name="nowMs">The exchange's time.</param>
    public byte[] Of(SymbolState symbol, string topic, long nowMs)
    {
        using var json = new JsonBytes();
        Utf8JsonWriter w = json.Writer;
        w.WriteStartObject();
        w.WriteString("topic", "/market/snapshot:" + topic);
        w.WriteString("type", "message");
        w.WriteString("subject", "trade.snapshot");
        w.WriteStartObject("data");
        w.WriteString("sequence", Plain(symbol.Book.Sequence));
        w.WriteStartObject("data");
        Write(w, symbol, nowMs);
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndObject();
        return json.ToArray();
    }

    private static string Plain(long value) =>
        value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void Number(Utf8JsonWriter w, string name, Dec value)
    {
        w.WritePropertyName(name);
        w.WriteRawValue(value.ToString(), skipInputValidation: true);
    }

    private static void Change(Utf8JsonWriter w, string name, PriceSpan span)
    {
        w.WriteStartObject(name);
        Number(w, "changePrice", span.ChangePrice);
        Number(w, "changeRate", span.ChangeRate);
        Number(w, "high", span.High);
        Number(w, "low", span.Low);
        Number(w, "open", span.Open);
        Number(w, "vol", span.Volume);
        Number(w, "volValue", span.Turnover);
        w.WriteEndObject();
    }

    private void Write(Utf8JsonWriter w, SymbolState symbol, long nowMs)
    {
        SymbolRules rules = symbol.Rules;
        PriceSpan day = figures.Day(symbol, nowMs);
        Number(w, "askSize", rules.SizeOf(symbol.Book.BestAsk.Size));
        Number(w, "averagePrice", day.Average);
        w.WriteString("baseCurrency", rules.Base);
        Number(w, "bidSize", rules.SizeOf(symbol.Book.BestBid.Size));
        w.WriteNumber("board", rules.Market is "USDS" ? 1 : 0);
        Number(w, "buy", rules.PriceOf(symbol.Book.BestBid.Price));
        Number(w, "changePrice", day.ChangePrice);
        Number(w, "changeRate", day.ChangeRate);
        Number(w, "close", day.Last);
        w.WriteNumber("datetime", nowMs);
        Number(w, "high", day.High);
        Number(w, "lastTradedPrice", day.Last);
        Number(w, "low", day.Low);
        Number(w, "makerCoefficient", rules.MakerCoefficient);
        Number(w, "makerFeeRate", BaseRate);
        w.WriteBoolean("marginTrade", rules.MarginEnabled);
        w.WriteNumber("mark", 0);
        w.WriteString("market", rules.Market);
        Change(w, "marketChange1h", figures.Hour(symbol, nowMs));
        Change(w, "marketChange24h", day);
        Change(w, "marketChange4h", figures.FourHours(symbol, nowMs));
        w.WriteStartArray("markets");
        w.WriteStringValue(rules.Market);
        w.WriteEndArray();
        Number(w, "open", day.Open);
        w.WriteString("quoteCurrency", rules.Quote);
        Number(w, "sell", rules.PriceOf(symbol.Book.BestAsk.Price));
        w.WriteStartArray("siteTypes");
        w.WriteStringValue("global");
        w.WriteEndArray();
        w.WriteNumber("sort", 100);
        w.WriteString("symbol", rules.Symbol);
        w.WriteString("symbolCode", rules.Symbol);
        Number(w, "takerCoefficient", rules.TakerCoefficient);
        Number(w, "takerFeeRate", BaseRate);
        w.WriteBoolean("trading", rules.EnableTrading);
        Number(w, "vol", day.Volume);
        Number(w, "volValue", day.Turnover);
    }
}
