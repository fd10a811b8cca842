using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Market;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>What has traded: the latest trades and candles (KuCoin protocol section 3).</summary>
public sealed class TradeRoutes(Exchange exchange, MarketHistory history, TimeProvider time)
{
    public IEnumerable<Route> Routes()
    {
        yield return Route.Open("GET", "/api/v1/market/histories", 3, Histories);
        yield return Route.Open("GET", "/api/v1/market/candles", 3, Candles);
    }

    /// <summary>One candle: time, open, close, high, low, volume, turnover.</summary>
    public static void WriteCandle(Utf8JsonWriter w, SymbolRules rules, Candle candle)
    {
        w.WriteStartArray();
        w.WriteStringValue(candle.StartSec.ToString(CultureInfo.InvariantCulture));
        w.WriteStringValue(rules.PriceOf(candle.Open).ToString());
        w.WriteStringValue(rules.PriceOf(candle.Close).ToString());
        w.WriteStringValue(rules.PriceOf(candle.High).ToString());
        w.WriteStringValue(rules.PriceOf(candle.Low).ToString());
        w.WriteStringValue(candle.VolumeIn(rules).ToString());
        w.WriteStringValue(candle.TurnoverIn(rules).ToString());
        w.WriteEndArray();
    }

    /// <summary>
    /// Candles between startAt and endAt (seconds, the end not included), newest first. Under the gate.
    /// </summary>
    public static IReadOnlyList<Candle> Wanted(
        RestCall call, MarketHistory history, SymbolState symbol, CandleType type, TimeProvider time)
    {
        long from = Math.Max(0, call.Number("startAt", 0));
        long until = call.Number("endAt", 0);
        until = until > 0 ? until : time.GetUtcNow().ToUnixTimeSeconds() + 1;
        return history.Candles.Between(symbol.Index, type, from, until, CandleBook.KeptMax);
    }

    private static void WriteTrade(Utf8JsonWriter w, SymbolRules rules, TapeEntry trade)
    {
        string id = trade.TradeId.ToString(CultureInfo.InvariantCulture);
        w.WriteStartObject();
        w.WriteString("sequence", id);
        w.WriteString("tradeId", id);
        w.WriteString("price", rules.PriceOf(trade.Price).ToString());
        w.WriteString("size", rules.SizeOf(trade.Size).ToString());
        w.WriteString("side", trade.TakerBuys ? "buy" : "sell");
        w.WriteNumber("time", trade.TimeNs);
        w.WriteEndObject();
    }

    private Reply Histories(RestCall call)
    {
        if (exchange.FindSymbol(call.Query("symbol") ?? "") is not { } symbol)
        {
            return SymbolRoutes.NoSymbol();
        }

        lock (exchange.Gate)
        {
            return ResultPage.Array(history.Trades.Recent(symbol.Index),
                (w, trade) => WriteTrade(w, symbol.Rules, trade));
        }
    }

    private Reply Candles(RestCall call)
    {
        if (exchange.FindSymbol(call.Query("symbol") ?? "") is not { } symbol)
        {
            return SymbolRoutes.NoSymbol();
        }

        if (CandleType.Find(call.Query("type") ?? "") is not { } type)
        {
            return Reply.Refusal(OrderValidation.Parameter("type should be one of "
                + string.Join(", ", CandleType.All.Select(t => t.Name))));
        }

        lock (exchange.Gate)
        {
            return ResultPage.Array(Wanted(call, history, symbol, type, time),
                (w, candle) => WriteCandle(w, symbol.Rules, candle));
        }
    }
}
