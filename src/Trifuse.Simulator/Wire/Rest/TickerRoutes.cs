using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Market;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>Figures of the last 24 hours and reference prices (KuCoin protocol section 3).</summary>
public sealed class TickerRoutes(
    Exchange exchange, MarketHistory history, ReferencePrices prices, TimeProvider time)
{
    private static readonly FeeSchedule BaseFees = new(tier: 0);

    public IEnumerable<Route> Routes()
    {
        yield return Route.Open("GET", "/api/v1/market/allTickers", 15, _ => AllTickers());
        yield return Route.Open("GET", "/api/v1/market/stats", 15, Stats);
        yield return Route.Open("GET", "/api/v1/prices", 3, Prices);
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Symbol by symbol, so that the exchange does not stand still for all of them.</summary>
    private Reply AllTickers() => Reply.Object(w =>
    {
        long nowMs = NowMs();
        w.WriteNumber("time", nowMs);
        w.WriteStartArray("ticker");
        foreach (SymbolState symbol in exchange.Symbols)
        {
            lock (exchange.Gate)
            {
                SymbolRules r = symbol.Rules;
                w.WriteStartObject();
                w.WriteString("symbol", r.Symbol);
                w.WriteString("symbolName", r.Name);
                BookRoutes.WriteLevel(w, r, "buy", "bestBidSize", symbol.Book.BestBid);
                BookRoutes.WriteLevel(w, r, "sell", "bestAskSize", symbol.Book.BestAsk);
                WriteFigures(w, symbol, history.Figures.Day(symbol, nowMs));
                w.WriteEndObject();
            }
        }

        w.WriteEndArray();
    });

    private Reply Stats(RestCall call)
    {
        if (exchange.FindSymbol(call.Query("symbol") ?? "") is not { } symbol)
        {
            return SymbolRoutes.NoSymbol();
        }

        lock (exchange.Gate)
        {
            long nowMs = NowMs();
            return Reply.Object(w =>
            {
                w.WriteNumber("time", nowMs);
                w.WriteString("symbol", symbol.Rules.Symbol);
                w.WriteString("buy", symbol.Rules.PriceOf(symbol.Book.BestBid.Price).ToString());
                w.WriteString("sell", symbol.Rules.PriceOf(symbol.Book.BestAsk.Price).ToString());
                WriteFigures(w, symbol, history.Figures.Day(symbol, nowMs));
            });
        }
    }

    /// <summary>Rates are those of VIP 0; clients multiply them by the coefficients.</summary>
    private static void WriteFigures(Utf8JsonWriter w, SymbolState symbol, PriceSpan day)
    {
        w.WriteString("changeRate", day.ChangeRate.ToString());
        w.WriteString("changePrice", day.ChangePrice.ToString());
        w.WriteString("high", day.High.ToString());
        w.WriteString("low", day.Low.ToString());
        w.WriteString("vol", day.Volume.ToString());
        w.WriteString("volValue", day.Turnover.ToString());
        w.WriteString("last", day.Last.ToString());
        w.WriteString("averagePrice", day.Average.ToString());
        w.WriteString("takerFeeRate", BaseFees.BaseTaker.ToString());
        w.WriteString("makerFeeRate", BaseFees.BaseMaker.ToString());
        w.WriteString("takerCoefficient", symbol.Rules.TakerCoefficient.ToString());
        w.WriteString("makerCoefficient", symbol.Rules.MakerCoefficient.ToString());
    }

    /// <summary>Prices in dollars, the only fiat money here; a dollar coin counts as a dollar.</summary>
    private Reply Prices(RestCall call)
    {
        if (call.Query("base") is { } money && money is not "USD")
        {
            return Reply.Refusal(OrderValidation.Parameter("base should be USD"));
        }

        string[]? wanted = call.Query("currencies")?.Split(',');
        lock (exchange.Gate)
        {
            IReadOnlyDictionary<string, Dec> all = prices.All();
            return Reply.Object(w =>
            {
                foreach ((string currency, Dec price) in all)
                {
                    if (wanted is null || wanted.Contains(currency, StringComparer.Ordinal))
                    {
                        w.WriteString(currency, price.ToString());
                    }
                }
            });
        }
    }
}
