using System.Text.Json;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Worlds;

/// <summary>
/// Trading rules by symbol: the real list of 2021-06-05 where it knows the symbol, generated ones otherwise.
/// A rule's price increment is refined where the data shows finer prices, so that every shown price can be
/// traded.
/// </summary>
public sealed class RuleBook
{
    private const int SmallestSizeScale = 8;

    private readonly Dictionary<string, JsonElement> _real = new(StringComparer.Ordinal);
    private readonly long _seed;

    public RuleBook(long seed)
    {
        _seed = seed;
        using JsonDocument document = JsonDocument.Parse(ShippedData.ReadUnpacked(ShippedData.Symbols2021));
        foreach (JsonElement row in document.RootElement.GetProperty("data").EnumerateArray())
        {
            _real[row.GetProperty("symbol").GetString()!] = row.Clone();
        }
    }

    /// <summary>What the data at hand shows of a symbol.</summary>
    /// <param name="PricePlaces">Most decimal places seen in its prices.</param>
    /// <param name="Price">About the price, 0 when unknown.</param>
    /// <param name="QuoteInUsd">Worth of one unit of quote in US dollars, about; 0 when unknown.</param>
    public readonly record struct Sighting(int PricePlaces, double Price, double QuoteInUsd);

    public SymbolRules RulesOf(string symbol, Sighting seen) =>
        _real.TryGetValue(symbol, out JsonElement row) ? Real(row, seen) : Generated(symbol, seen);

    /// <summary>
    /// Base and quote currency; the code of a symbol is not always its currencies (BCHSV-USDT is BSV).
    /// </summary>
    public (string Base, string Quote) CurrenciesOf(string symbol)
    {
        if (_real.TryGetValue(symbol, out JsonElement row))
        {
            return (Text(row, "baseCurrency"), Text(row, "quoteCurrency"));
        }

        int dash = symbol.LastIndexOf('-');
        return dash > 0 ? (symbol[..dash], symbol[(dash + 1)..]) : (symbol, "USDT");
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static Dec Number(JsonElement row, string name) => Dec.Parse(Text(row, name));

    private static Dec Power(int exponent) =>
        exponent >= 0 ? Dec.FromUnits(Dec.Pow10(exponent), 0) : Dec.FromUnits(1, -exponent);

    private static SymbolRules Real(JsonElement row, Sighting seen)
    {
        Dec increment = Number(row, "priceIncrement");
        int places = Math.Max(increment.Places(), seen.PricePlaces);
        if (places > increment.Places())
        {
            increment = Power(-places);
        }

        Dec baseIncrement = Number(row, "baseIncrement");
        Dec quoteMin = Number(row, "quoteMinSize");
        return new SymbolRules
        {
            Symbol = Text(row, "symbol"),
            Name = Text(row, "name"),
            Base = Text(row, "baseCurrency"),
            Quote = Text(row, "quoteCurrency"),
            Market = Text(row, "market"),
            BaseMinSize = Number(row, "baseMinSize"),
            BaseMaxSize = Number(row, "baseMaxSize"),
            QuoteMinSize = quoteMin,
            QuoteMaxSize = Number(row, "quoteMaxSize"),
            BaseIncrement = baseIncrement,
            QuoteIncrement = Number(row, "quoteIncrement"),
            PriceIncrement = increment,
            PriceLimitRate = Number(row, "priceLimitRate"),
            MinFunds = quoteMin,
            MarginEnabled = row.GetProperty("isMarginEnabled").GetBoolean(),
            EnableTrading = row.GetProperty("enableTrading").GetBoolean(),
            Origin = RulesOrigin.Real2021,
            PriceScale = places,
            SizeScale = Math.Max(SmallestSizeScale, baseIncrement.Places()),
        };
    }

    private SymbolRules Generated(string symbol, Sighting seen)
    {
        (string baseCurrency, string quote) = CurrenciesOf(symbol);
        var rng = new Rng(_seed, StreamOf(symbol));

        // 88 % of the real symbols of 2021 step by 0.0001; the others are spread over finer and coarser
        // steps.
        double draw = rng.NextDouble();
        int basePlaces = draw < 0.88 ? 4 : draw < 0.92 ? 6 : draw < 0.95 ? 2 : draw < 0.97 ? 1 : 0;
        double priceUsd = seen.Price * seen.QuoteInUsd;
        if (priceUsd > 1)
        {
            // Coarse steps are for cheap coins: one step must not be worth a fortune.
            basePlaces = Math.Max(basePlaces, priceUsd > 1_000 ? 6 : 4);
        }

        int minimum = priceUsd > 0 ? -DecadeOf(priceUsd) : 0;
        int quoteDecade = seen.QuoteInUsd > 0 ? DecadeOf(seen.QuoteInUsd) : 0;
        int quoteMinimum = -1 - quoteDecade;
        int places = Math.Clamp(seen.PricePlaces == 0 ? 4 : seen.PricePlaces, 0, 12);
        return new SymbolRules
        {
            Symbol = symbol,
            Name = symbol,
            Base = baseCurrency,
            Quote = quote,
            Market = quote is "BTC" or "KCS" ? quote : quote is "ETH" or "TRX" ? "ALTS" : "USDS",
            BaseMinSize = Power(Math.Max(minimum - 1, -basePlaces)),
            BaseMaxSize = Power(10),
            QuoteMinSize = Power(quoteMinimum),
            QuoteMaxSize = Dec.FromUnits(99_999_999, 0),
            BaseIncrement = Power(-basePlaces),
            QuoteIncrement = Power(Math.Max(quoteMinimum - 4, -12)),
            PriceIncrement = Power(-places),
            PriceLimitRate = Dec.FromUnits(1, 1),
            MinFunds = Power(quoteMinimum),
            Origin = RulesOrigin.Generated,
            PriceScale = places,
            SizeScale = SmallestSizeScale,
        };
    }

    /// <summary>floor(log10(value)) by division alone, the same on every machine.</summary>
    private static int DecadeOf(double value)
    {
        int decade = 0;
        while (value >= 10)
        {
            value /= 10;
            decade++;
        }

        while (value < 1)
        {
            value *= 10;
            decade--;
        }

        return decade;
    }

    private static int StreamOf(string symbol)
    {
        uint hash = 2_166_136_261;
        foreach (char c in symbol)
        {
            hash = unchecked((hash ^ c) * 16_777_619);
        }

        return unchecked((int)(hash | 0x4000_0000));
    }
}
