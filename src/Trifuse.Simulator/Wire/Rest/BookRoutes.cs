using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>The order books: best prices, parts, and the full one (KuCoin protocol section 3).</summary>
public sealed class BookRoutes(Exchange exchange, TimeProvider time)
{
    private const string Root = "/api/v1/market/orderbook/";

    public IEnumerable<Route> Routes()
    {
        yield return Route.Open("GET", Root + "level1", 2, Level1);
        yield return Route.Open("GET", Root + "level2_20", 2, c => Level2(c, 20));
        yield return Route.Open("GET", Root + "level2_100", 4, c => Level2(c, 100));
        yield return Route.Of("GET", "/api/v3/market/orderbook/level2", RatePool.Spot, 3, Access.General,
            c => Level2(c, int.MaxValue));

        // No symbol is ever in its call auction here.
        yield return Route.Open("GET", Root + "callauction/level2_20", 2, CallAuctionBook);
        yield return Route.Open("GET", Root + "callauction/level2_100", 4, CallAuctionBook);
        yield return Route.Open("GET", "/api/v1/market/callauctionData", 2, CallAuction);
    }

    /// <summary>Price and size of a level as two members of an object; 0 when there is none.</summary>
    public static void WriteLevel(Utf8JsonWriter w, SymbolRules rules, string price, string size, Level level)
    {
        w.WriteString(price, rules.PriceOf(level.Price).ToString());
        w.WriteString(size, rules.SizeOf(level.Size).ToString());
    }

    /// <summary>One side as an array of [price, size], best first.</summary>
    public static void WriteSide(Utf8JsonWriter w, string name, SymbolState symbol, bool isAsk, int depth)
    {
        w.WriteStartArray(name);
        int left = depth;
        foreach (Level level in symbol.Book.SideOf(isAsk))
        {
            if (left-- <= 0)
            {
                break;
            }

            w.WriteStartArray();
            w.WriteStringValue(symbol.Rules.PriceOf(level.Price).ToString());
            w.WriteStringValue(symbol.Rules.SizeOf(level.Size).ToString());
            w.WriteEndArray();
        }

        w.WriteEndArray();
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Reply ForSymbol(RestCall call, Action<Utf8JsonWriter, SymbolState> fill)
    {
        if (exchange.FindSymbol(call.Query("symbol") ?? "") is not { } symbol)
        {
            return SymbolRoutes.NoSymbol();
        }

        return Reply.Object(w =>
        {
            lock (exchange.Gate)
            {
                fill(w, symbol);
            }
        });
    }

    private Reply Level1(RestCall call) => ForSymbol(call, (w, symbol) =>
    {
        w.WriteNumber("time", NowMs());
        w.WriteString("sequence", symbol.Book.Sequence.ToString(CultureInfo.InvariantCulture));
        var last = new Level(symbol.LastPrice, symbol.LastSize);
        WriteLevel(w, symbol.Rules, "price", "size", last);
        WriteLevel(w, symbol.Rules, "bestBid", "bestBidSize", symbol.Book.BestBid);
        WriteLevel(w, symbol.Rules, "bestAsk", "bestAskSize", symbol.Book.BestAsk);
    });

    private Reply Level2(RestCall call, int depth) => ForSymbol(call, (w, symbol) =>
    {
        w.WriteNumber("time", NowMs());
        w.WriteString("sequence", symbol.Book.Sequence.ToString(CultureInfo.InvariantCulture));
        WriteSide(w, "bids", symbol, isAsk: false, depth);
        WriteSide(w, "asks", symbol, isAsk: true, depth);
    });

    private Reply CallAuctionBook(RestCall call) => ForSymbol(call, (w, symbol) =>
    {
        w.WriteNumber("time", NowMs());
        w.WriteString("sequence", symbol.Book.Sequence.ToString(CultureInfo.InvariantCulture));
        WriteSide(w, "bids", symbol, isAsk: false, depth: 0);
        WriteSide(w, "asks", symbol, isAsk: true, depth: 0);
    });

    private Reply CallAuction(RestCall call) => ForSymbol(call, (w, symbol) =>
    {
        w.WriteString("symbol", symbol.Rules.Symbol);
        w.WriteString("estimatedPrice", "0");
        w.WriteString("estimatedSize", "0");
        w.WriteString("sellOrderRangeLowPrice", "0");
        w.WriteString("sellOrderRangeHighPrice", "0");
        w.WriteString("buyOrderRangeLowPrice", "0");
        w.WriteString("buyOrderRangeHighPrice", "0");
        w.WriteNumber("time", NowMs());
    });
}
