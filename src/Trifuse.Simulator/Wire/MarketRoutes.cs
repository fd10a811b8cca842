using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire;

/// <summary>The public calls, and the full book (KuCoin protocol section 3).</summary>
public sealed class MarketRoutes
{
    private readonly Exchange _exchange;
    private readonly TokenVault _tokens;
    private readonly SimulatorOptions _options;
    private readonly TimeProvider _time;
    private readonly byte[] _symbolsV1;
    private readonly byte[] _symbolsV2;

    public MarketRoutes(Exchange exchange, TokenVault tokens, SimulatorOptions options, TimeProvider time)
    {
        _exchange = exchange;
        _tokens = tokens;
        _options = options;
        _time = time;
        _symbolsV1 = SymbolList(null, isV2: false).Body;
        _symbolsV2 = SymbolList(null, isV2: true).Body;
    }

    public IEnumerable<Route> Routes()
    {
        const RatePool Pool = RatePool.Public;
        const Access Open = Access.Public;
        yield return Route.Of("GET", "/api/v1/timestamp", Pool, 3, Open,
            _ => Reply.Data(w => w.WriteNumberValue(NowMs())));
        yield return Route.Of("GET", "/api/v1/status", Pool, 3, Open, _ => Reply.Object(w =>
        {
            w.WriteString("status", "open");
            w.WriteString("msg", "");
        }));
        yield return Route.Of("GET", "/api/v1/symbols", Pool, 4, Open,
            c => c.Query("market") is { } m ? SymbolList(m, isV2: false) : new Reply(200, _symbolsV1));
        yield return Route.Of("GET", "/api/v2/symbols", Pool, 4, Open,
            c => c.Query("market") is { } m ? SymbolList(m, isV2: true) : new Reply(200, _symbolsV2));
        yield return Route.Of("GET", "/api/v2/symbols/", Pool, 4, Open, OneSymbol);
        yield return Route.Of("GET", "/api/v1/market/allTickers", Pool, 15, Open, _ => AllTickers());
        yield return Route.Of("GET", "/api/v1/market/orderbook/level1", Pool, 2, Open, Level1);
        yield return Route.Of("GET", "/api/v1/market/orderbook/level2_20", Pool, 2, Open, c => Level2(c, 20));
        yield return Route.Of("GET", "/api/v1/market/orderbook/level2_100", Pool, 4, Open, c =>
            Level2(c, 100));
        yield return Route.Of("GET", "/api/v3/market/orderbook/level2", RatePool.Spot, 3, Access.General,
            c => Level2(c, int.MaxValue));
        yield return Route.Of("POST", "/api/v1/bullet-public", Pool, 10, Open, c =>
            Bullet(c, isPrivate: false));
        yield return Route.Of("POST", "/api/v1/bullet-private", RatePool.Spot, 10, Access.General,
            c => Bullet(c, isPrivate: true));
    }

    private static void WriteSymbol(Utf8JsonWriter w, SymbolRules r, bool isV2)
    {
        w.WriteStartObject();
        w.WriteString("symbol", r.Symbol);
        w.WriteString("name", r.Name);
        w.WriteString("baseCurrency", r.Base);
        w.WriteString("quoteCurrency", r.Quote);
        w.WriteString("feeCurrency", r.Quote);
        w.WriteString("market", r.Market);
        w.WriteString("baseMinSize", r.BaseMinSize.ToString());
        w.WriteString("quoteMinSize", r.QuoteMinSize.ToString());
        w.WriteString("baseMaxSize", r.BaseMaxSize.ToString());
        w.WriteString("quoteMaxSize", r.QuoteMaxSize.ToString());
        w.WriteString("baseIncrement", r.BaseIncrement.ToString());
        w.WriteString("quoteIncrement", r.QuoteIncrement.ToString());
        w.WriteString("priceIncrement", r.PriceIncrement.ToString());
        w.WriteString("priceLimitRate", r.PriceLimitRate.ToString());
        if (isV2)
        {
            w.WriteString("minFunds", r.MinFunds.ToString());
        }

        w.WriteBoolean("isMarginEnabled", r.MarginEnabled);
        w.WriteBoolean("enableTrading", r.EnableTrading);
        if (isV2)
        {
            _ = r.TakerCoefficient.TryToUnits(0, out long category);
            w.WriteNumber("feeCategory", Math.Clamp(category, 1, 3));
            w.WriteString("makerFeeCoefficient", TwoPlaces(r.MakerCoefficient));
            w.WriteString("takerFeeCoefficient", TwoPlaces(r.TakerCoefficient));
            w.WriteBoolean("st", false);
            w.WriteBoolean("callauctionIsEnabled", false);
            foreach (string name in (string[])["callauctionPriceFloor", "callauctionPriceCeiling",
                "callauctionFirstStageStartTime", "callauctionSecondStageStartTime",
                "callauctionThirdStageStartTime", "tradingStartTime"])
            {
                w.WriteNull(name);
            }
        }

        w.WriteEndObject();
    }

    private static string TwoPlaces(Dec value)
    {
        string text = value.ToString();
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? text + ".00" : text.PadRight(point + 3, '0');
    }

    private static void WriteLevel(Utf8JsonWriter w, SymbolRules rules, string price, string size,
        Level level)
    {
        w.WriteString(price, rules.PriceOf(level.Price).ToString());
        w.WriteString(size, rules.SizeOf(level.Size).ToString());
    }

    private static void WriteSide(Utf8JsonWriter w, string name, SymbolState symbol, bool isAsk, int depth)
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

    private static Reply NoSymbol() => Reply.Error(200, "900001", "symbol not exists");

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private Reply SymbolList(string? market, bool isV2) => Reply.Data(w =>
    {
        w.WriteStartArray();
        foreach (SymbolState symbol in _exchange.Symbols)
        {
            if (market is null || string.Equals(market, symbol.Rules.Market, StringComparison.Ordinal))
            {
                WriteSymbol(w, symbol.Rules, isV2);
            }
        }

        w.WriteEndArray();
    });

    private Reply OneSymbol(RestCall call) => _exchange.FindSymbol(call.Tail) is { } symbol
        ? Reply.Data(w => WriteSymbol(w, symbol.Rules, isV2: true))
        : NoSymbol();

    private Reply AllTickers() => Reply.Object(w =>
    {
        w.WriteNumber("time", NowMs());
        w.WriteStartArray("ticker");
        string taker = _exchange.Accounts.Default.Fees.BaseTaker.ToString();
        string maker = _exchange.Accounts.Default.Fees.BaseMaker.ToString();
        lock (_exchange.Gate)
        {
            foreach (SymbolState symbol in _exchange.Symbols)
            {
                SymbolRules r = symbol.Rules;
                w.WriteStartObject();
                w.WriteString("symbol", r.Symbol);
                w.WriteString("symbolName", r.Name);
                WriteLevel(w, r, "buy", "bestBidSize", symbol.Book.BestBid);
                WriteLevel(w, r, "sell", "bestAskSize", symbol.Book.BestAsk);
                w.WriteString("last", r.PriceOf(symbol.LastPrice).ToString());
                w.WriteString("vol", "0");
                w.WriteString("volValue", "0");
                w.WriteString("takerFeeRate", taker);
                w.WriteString("makerFeeRate", maker);
                w.WriteString("takerCoefficient", r.TakerCoefficient.ToString());
                w.WriteString("makerCoefficient", r.MakerCoefficient.ToString());
                w.WriteEndObject();
            }
        }

        w.WriteEndArray();
    });

    private Reply Level1(RestCall call)
    {
        if (_exchange.FindSymbol(call.Query("symbol") ?? "") is not { } symbol)
        {
            return NoSymbol();
        }

        return Reply.Object(w =>
        {
            lock (_exchange.Gate)
            {
                w.WriteNumber("time", NowMs());
                w.WriteString("sequence", symbol.Book.Sequence.ToString(CultureInfo.InvariantCulture));
                var last = new Level(symbol.LastPrice, symbol.LastSize);
                WriteLevel(w, symbol.Rules, "price", "size", last);
                WriteLevel(w, symbol.Rules, "bestBid", "bestBidSize", symbol.Book.BestBid);
                WriteLevel(w, symbol.Rules, "bestAsk", "bestAskSize", symbol.Book.BestAsk);
            }
        });
    }

    private Reply Level2(RestCall call, int depth)
    {
        if (_exchange.FindSymbol(call.Query("symbol") ?? "") is not { } symbol)
        {
            return NoSymbol();
        }

        return Reply.Object(w =>
        {
            lock (_exchange.Gate)
            {
                w.WriteNumber("time", NowMs());
                w.WriteString("sequence", symbol.Book.Sequence.ToString(CultureInfo.InvariantCulture));
                WriteSide(w, "bids", symbol, isAsk: false, depth);
                WriteSide(w, "asks", symbol, isAsk: true, depth);
            }
        });
    }

    private Reply Bullet(RestCall call, bool isPrivate) => Reply.Object(w =>
    {
        w.WriteString("token", _tokens.Issue(isPrivate ? _exchange.Accounts.Default : null));
        w.WriteStartArray("instanceServers");
        w.WriteStartObject();
        w.WriteString("endpoint", "wss://" + call.Context.Request.Host.Value + "/");
        w.WriteBoolean("encrypt", true);
        w.WriteString("protocol", "websocket");
        w.WriteNumber("pingInterval", (long)_options.PingInterval.TotalMilliseconds);
        w.WriteNumber("pingTimeout", (long)_options.PingTimeout.TotalMilliseconds);
        w.WriteEndObject();
        w.WriteEndArray();
    });
}
