using System.Text.Json;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>What can be traded: symbols, markets and currencies (KuCoin protocol section 3).</summary>
public sealed class SymbolRoutes
{
    private static readonly string[] CallAuctionMembers =
    [
        "callauctionPriceFloor", "callauctionPriceCeiling", "callauctionFirstStageStartTime",
        "callauctionSecondStageStartTime", "callauctionThirdStageStartTime", "tradingStartTime",
    ];

    private readonly Exchange _exchange;
    private readonly TimeProvider _time;

    public SymbolRoutes(Exchange exchange, TimeProvider time)
    {
        _exchange = exchange;
        _time = time;
    }

    public IEnumerable<Route> Routes()
    {
        yield return Route.Open("GET", "/api/v1/symbols", 4, c => SymbolList(c, isV2: false));
        yield return Route.Open("GET", "/api/v2/symbols", 4, c => SymbolList(c, isV2: true));
        yield return Route.Open("GET", "/api/v2/symbols/", 4, OneSymbol);
        yield return Route.Open("GET", "/api/v1/markets", 3, _ => Markets());
        yield return Route.Open("GET", "/api/v3/currencies", 3, _ => Currencies());
        yield return Route.Open("GET", "/api/v3/currencies/", 3, OneCurrency);
        yield return Route.Open("GET", "/api/v2/currencies/", 3, OneCurrency);
        yield return Route.Open("GET", "/api/v1/currencies", 3, _ =>
            ResultPage.Array(CurrencyCodes(_exchange), WriteOldCurrency));
        yield return Route.Open("GET", "/api/v1/currencies/", 3, c =>
            CurrencyCodes(_exchange).Contains(c.Tail)
                ? Reply.Data(w => WriteOldCurrency(w, c.Tail))
                : NoCurrency(c.Tail));

        // There is no margin and no futures trading here; clients that load all markets ask for them.
        yield return Route.Open("GET", "/api/v3/margin/symbols", 3, _ => Reply.Object(w =>
        {
            w.WriteNumber("timestamp", _time.GetUtcNow().ToUnixTimeMilliseconds());
            w.WriteStartArray("items");
            w.WriteEndArray();
        }));
        yield return Route.Open("GET", "/api/v1/isolated/symbols", 3, _ => EmptyList());
        yield return Route.Open("GET", "/api/v1/contracts/active", 3, _ => EmptyList());
    }

    /// <summary>The reply for a symbol that does not exist (KuCoin protocol 5.6).</summary>
    public static Reply NoSymbol() => Reply.Error(200, "900001", "symbol not exists");

    /// <summary>Coefficients have two places: 1.00.</summary>
    public static string TwoPlaces(Dec value)
    {
        string text = value.ToString();
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? text + ".00" : text.PadRight(point + 3, '0');
    }

    /// <summary>Fee class A, B or C as 1, 2 or 3.</summary>
    public static long FeeCategory(SymbolRules rules)
    {
        _ = rules.TakerCoefficient.TryToUnits(0, out long category);
        return Math.Clamp(category, 1, 3);
    }

    /// <summary>All currencies of all symbols, by their codes.</summary>
    public static SortedSet<string> CurrencyCodes(Exchange exchange) => new(
        exchange.Symbols.SelectMany(s => new[] { s.Rules.Base, s.Rules.Quote }), StringComparer.Ordinal);

    /// <summary>Every currency has one chain: clients leave those out that have none.</summary>
    public static void WriteCurrency(Utf8JsonWriter w, string code)
    {
        w.WriteStartObject();
        w.WriteString("currency", code);
        w.WriteString("name", code);
        w.WriteString("fullName", code);
        w.WriteNumber("precision", 8);
        w.WriteNull("confirms");
        w.WriteNull("contractAddress");
        w.WriteBoolean("isMarginEnabled", false);
        w.WriteBoolean("isDebitEnabled", false);
        w.WriteStartArray("chains");
        w.WriteStartObject();
        w.WriteString("chainName", code);
        w.WriteString("withdrawalMinSize", "0.001");
        w.WriteString("depositMinSize", "0.001");
        w.WriteString("withdrawFeeRate", "0");
        w.WriteString("withdrawalMinFee", "0.0005");
        w.WriteBoolean("isWithdrawEnabled", false);
        w.WriteBoolean("isDepositEnabled", false);
        w.WriteNumber("confirms", 3);
        w.WriteNumber("preConfirms", 1);
        w.WriteString("contractAddress", "");
        w.WriteNumber("withdrawPrecision", 8);
        w.WriteNull("maxWithdraw");
        w.WriteNull("maxDeposit");
        w.WriteBoolean("needTag", false);
        w.WriteString("chainId", code.ToLowerInvariant());
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteEndObject();
    }

    /// <summary>The oldest form, which knows one chain only and names it nowhere.</summary>
    private static void WriteOldCurrency(Utf8JsonWriter w, string code)
    {
        w.WriteStartObject();
        w.WriteString("currency", code);
        w.WriteString("name", code);
        w.WriteString("fullName", code);
        w.WriteNumber("precision", 8);
        w.WriteString("withdrawalMinSize", "0.001");
        w.WriteString("withdrawalMinFee", "0.0005");
        w.WriteBoolean("isWithdrawEnabled", false);
        w.WriteBoolean("isDepositEnabled", false);
        w.WriteBoolean("isMarginEnabled", false);
        w.WriteBoolean("isDebitEnabled", false);
        w.WriteEndObject();
    }

    private static Reply NoCurrency(string code) => Reply.Error(200, "900014", "Invalid currency: " + code);

    private static Reply EmptyList() => Reply.Data(w =>
    {
        w.WriteStartArray();
        w.WriteEndArray();
    });

    private static void WriteSymbol(Utf8JsonWriter w, SymbolState symbol, bool isV2)
    {
        SymbolRules r = symbol.Rules;
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
        w.WriteBoolean("enableTrading", symbol.Status == TradingStatus.Open);
        if (isV2)
        {
            w.WriteNumber("feeCategory", FeeCategory(r));
            w.WriteString("makerFeeCoefficient", TwoPlaces(r.MakerCoefficient));
            w.WriteString("takerFeeCoefficient", TwoPlaces(r.TakerCoefficient));
            w.WriteBoolean("st", false);
            w.WriteBoolean("callauctionIsEnabled", false);
            Array.ForEach(CallAuctionMembers, w.WriteNull);
        }

        w.WriteEndObject();
    }

    private Reply SymbolList(RestCall call, bool isV2)
    {
        string? market = call.Query("market");
        return Reply.Data(w =>
        {
            w.WriteStartArray();
            foreach (SymbolState symbol in _exchange.Symbols)
            {
                if (market is null || string.Equals(market, symbol.Rules.Market, StringComparison.Ordinal))
                {
                    WriteSymbol(w, symbol, isV2);
                }
            }

            w.WriteEndArray();
        });
    }

    private Reply OneSymbol(RestCall call) => _exchange.FindSymbol(call.Tail) is { } symbol
        ? Reply.Data(w => WriteSymbol(w, symbol, isV2: true))
        : NoSymbol();

    private Reply Markets() => Reply.Data(w =>
    {
        w.WriteStartArray();
        IEnumerable<string> markets = _exchange.Symbols.Select(s => s.Rules.Market);
        foreach (string market in markets.Distinct(StringComparer.Ordinal))
        {
            w.WriteStringValue(market);
        }

        w.WriteEndArray();
    });

    private Reply Currencies() => Reply.Data(w =>
    {
        w.WriteStartArray();
        foreach (string code in CurrencyCodes(_exchange))
        {
            WriteCurrency(w, code);
        }

        w.WriteEndArray();
    });

    private Reply OneCurrency(RestCall call) => CurrencyCodes(_exchange).Contains(call.Tail)
        ? Reply.Data(w => WriteCurrency(w, call.Tail))
        : NoCurrency(call.Tail);
}
