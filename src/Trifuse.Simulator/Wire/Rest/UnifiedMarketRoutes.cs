using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Market;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>
/// Market data of the Pro API (KuCoin protocol section 8). Spot is the only trade type here.
/// </summary>
public sealed class UnifiedMarketRoutes(Exchange exchange, MarketHistory history, TimeProvider time)
{
    /// <summary>Where the Pro API is.</summary>
    public const string Root = "/api/ua/v1/";

    /// <summary>The trade type of everything here.</summary>
    public const string Spot = "SPOT";

    public IEnumerable<Route> Routes()
    {
        yield return Open("market/instrument", 4, Instruments);
        yield return Open("market/ticker", 15, Tickers);
        yield return Gated("market/orderbook", 3, OrderBook);
        yield return Gated("market/trade", 3, Trades);
        yield return Gated("market/kline", 3, Candles);
        yield return Open("market/currency", 3, Currencies);
        yield return Open("asset/currencies", 3, Currencies);
        yield return Open("server/status", 3, _ => Reply.Object(w =>
        {
            w.WriteString("tradeType", Spot);
            w.WriteString("serverStatus", "open");
            w.WriteString("msg", "");
        }));
    }

    /// <summary>Symbols of the comma list in the query; all when there is none.</summary>
    private IEnumerable<SymbolState> Wanted(RestCall call)
    {
        string[]? codes = call.Query("symbol")?.Split(',');
        return exchange.Symbols.Where(s =>
            codes is null || codes.Contains(s.Rules.Symbol, StringComparer.Ordinal));
    }

    private static Route Open(string path, int weight, Func<RestCall, Reply> handler) =>
        Route.Open("GET", Root + path, weight, call =>
        {
            if (call.Query("tradeType") is not (null or Spot))
            {
                return Reply.Refusal(OrderValidation.Parameter("tradeType should be SPOT"));
            }

            return handler(call);
        });

    private Route Gated(string path, int weight, Func<RestCall, Reply> handler) => Open(path, weight, call =>
    {
        lock (exchange.Gate)
        {
            return handler(call);
        }
    });

    private static Reply List<T>(IEnumerable<T> rows, Action<Utf8JsonWriter, T> write, long? ts = null) =>
        Reply.Object(w =>
        {
            w.WriteString("tradeType", Spot);
            if (ts is { } stamp)
            {
                w.WriteNumber("ts", stamp);
            }

            w.WriteStartArray("list");
            foreach (T row in rows)
            {
                write(w, row);
            }

            w.WriteEndArray();
        });

    private Reply Instruments(RestCall call) => List(Wanted(call), (w, symbol) =>
    {
        SymbolRules r = symbol.Rules;
        w.WriteStartObject();
        w.WriteString("symbol", r.Symbol);
        w.WriteString("name", r.Name);
        w.WriteString("baseCurrency", r.Base);
        w.WriteString("quoteCurrency", r.Quote);
        w.WriteString("market", r.Market);
        w.WriteString("minBaseOrderSize", r.BaseMinSize.ToString());
        w.WriteString("minQuoteOrderSize", r.QuoteMinSize.ToString());
        w.WriteString("maxBaseOrderSize", r.BaseMaxSize.ToString());
        w.WriteString("maxQuoteOrderSize", r.QuoteMaxSize.ToString());
        w.WriteString("baseOrderStep", r.BaseIncrement.ToString());
        w.WriteString("quoteOrderStep", r.QuoteIncrement.ToString());
        w.WriteString("tickSize", r.PriceIncrement.ToString());
        w.WriteString("feeCurrency", r.Quote);
        w.WriteString("tradingStatus", symbol.Status == TradingStatus.Open ? "1" : "0");
        w.WriteString("marginMode", r.MarginEnabled ? "1" : "0");
        w.WriteString("priceLimitRatio", r.PriceLimitRate.ToString());
        w.WriteNumber("feeCategory", SymbolRoutes.FeeCategory(r));
        w.WriteString("makerFeeCoefficient", SymbolRoutes.TwoPlaces(r.MakerCoefficient));
        w.WriteString("takerFeeCoefficient", SymbolRoutes.TwoPlaces(r.TakerCoefficient));
        w.WriteBoolean("st", false);
        w.WriteEndObject();
    });

    private Reply Tickers(RestCall call)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return List(Wanted(call), (w, symbol) =>
        {
            lock (exchange.Gate)
            {
                WriteTicker(w, symbol, history.Figures.Day(symbol, nowMs));
            }
        }, nowMs);
    }

    private static void WriteTicker(Utf8JsonWriter w, SymbolState symbol, PriceSpan day)
    {
        SymbolRules r = symbol.Rules;
        w.WriteStartObject();
        w.WriteString("symbol", r.Symbol);
        w.WriteString("name", r.Name);
        BookRoutes.WriteLevel(w, r, "bestBidPrice", "bestBidSize", symbol.Book.BestBid);
        BookRoutes.WriteLevel(w, r, "bestAskPrice", "bestAskSize", symbol.Book.BestAsk);
        w.WriteString("lastPrice", day.Last.ToString());
        w.WriteString("size", r.SizeOf(symbol.LastSize).ToString());
        w.WriteString("open", day.Open.ToString());
        w.WriteString("high", day.High.ToString());
        w.WriteString("low", day.Low.ToString());
        w.WriteString("baseVolume", day.Volume.ToString());
        w.WriteString("quoteVolume", day.Turnover.ToString());
        w.WriteEndObject();
    }

    private Reply OrderBook(RestCall call)
    {
        if (exchange.FindSymbol(call.Query("symbol") ?? "") is not { } symbol)
        {
            return SymbolRoutes.NoSymbol();
        }

        int depth = call.Query("limit") is "FULL"
            ? int.MaxValue
            : (int)Math.Clamp(call.Number("limit", 20), 1, 500);
        return Reply.Object(w =>
        {
            w.WriteString("tradeType", Spot);
            w.WriteString("symbol", symbol.Rules.Symbol);
            w.WriteString("sequence", symbol.Book.Sequence.ToString(CultureInfo.InvariantCulture));
            BookRoutes.WriteSide(w, "bids", symbol, isAsk: false, depth);
            BookRoutes.WriteSide(w, "asks", symbol, isAsk: true, depth);
        });
    }

    private Reply Trades(RestCall call) => exchange.FindSymbol(call.Query("symbol") ?? "") is { } symbol
        ? List(history.Trades.Recent(symbol.Index), (w, trade) =>
        {
            string id = trade.TradeId.ToString(CultureInfo.InvariantCulture);
            w.WriteStartObject();
            w.WriteString("sequence", id);
            w.WriteString("tradeId", id);
            w.WriteString("price", symbol.Rules.PriceOf(trade.Price).ToString());
            w.WriteString("size", symbol.Rules.SizeOf(trade.Size).ToString());
            w.WriteString("side", trade.TakerBuys ? "buy" : "sell");
            w.WriteNumber("ts", trade.TimeNs);
            w.WriteEndObject();
        })
        : SymbolRoutes.NoSymbol();

    private Reply Candles(RestCall call)
    {
        if (exchange.FindSymbol(call.Query("symbol") ?? "") is not { } symbol)
        {
            return SymbolRoutes.NoSymbol();
        }

        if (CandleType.Find(call.Query("interval") ?? "") is not { } type)
        {
            return Reply.Refusal(OrderValidation.Parameter("interval should be one of "
                + string.Join(", ", CandleType.All.Select(t => t.Name))));
        }

        return Reply.Object(w =>
        {
            w.WriteString("tradeType", Spot);
            w.WriteString("symbol", symbol.Rules.Symbol);
            w.WriteStartArray("list");
            foreach (Candle candle in TradeRoutes.Wanted(call, history, symbol, type, time))
            {
                TradeRoutes.WriteCandle(w, symbol.Rules, candle);
            }

            w.WriteEndArray();
        });
    }

    private Reply Currencies(RestCall call)
    {
        string? wanted = call.Query("currency");
        return ResultPage.Array(
            SymbolRoutes.CurrencyCodes(exchange).Where(c =>
                wanted is null || string.Equals(wanted, c, StringComparison.Ordinal)),
            SymbolRoutes.WriteCurrency);
    }
}
