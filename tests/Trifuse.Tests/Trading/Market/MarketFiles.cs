using System.IO.Compression;
using System.Text.Json;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Tests.Trading.Market;

/// <summary>The whole-market files of the fixtures, read with the base class library alone.</summary>
internal static class MarketFiles
{
    internal readonly record struct Ticker(
        string Symbol, ExactDecimal Bid, ExactDecimal Ask, ExactDecimal BaseRate, ExactDecimal Coefficient);

    public static List<Ticker> Tickers(string date)
    {
        var rows = new List<Ticker>();
        using JsonDocument document = Open($"kucoin-alltickers-{date}");
        JsonElement all = document.RootElement.GetProperty("data").GetProperty("ticker");
        foreach (JsonElement row in all.EnumerateArray())
        {
            rows.Add(new Ticker(
                row.GetProperty("symbol").GetString()!,
                Number(row, "buy"),
                Number(row, "sell"),
                Number(row, "takerFeeRate"),
                Number(row, "takerCoefficient")));
        }
        return rows;
    }

    public static List<SymbolSpec> Symbols(string date)
    {
        var specs = new List<SymbolSpec>();
        using JsonDocument document = Open($"kucoin-symbols-{date}");
        foreach (JsonElement row in document.RootElement.GetProperty("data").EnumerateArray())
        {
            specs.Add(new SymbolSpec
            {
                Name = row.GetProperty("symbol").GetString()!,
                BaseCurrency = row.GetProperty("baseCurrency").GetString()!,
                QuoteCurrency = row.GetProperty("quoteCurrency").GetString()!,
                FeeCurrency = row.GetProperty("feeCurrency").GetString()!,
                BaseIncrement = Number(row, "baseIncrement"),
                QuoteIncrement = Number(row, "quoteIncrement"),
                PriceIncrement = Number(row, "priceIncrement"),
                BaseMinSize = Number(row, "baseMinSize"),
                BaseMaxSize = Number(row, "baseMaxSize"),
                QuoteMinSize = Number(row, "quoteMinSize"),
                QuoteMaxSize = Number(row, "quoteMaxSize"),
                EnableTrading = row.GetProperty("enableTrading").GetBoolean(),
                TakerFeeRate = ExactDecimal.Parse("0.001"),
            });
        }
        return specs;
    }

    public static SymbolSpec Spec(
        string name, string baseCurrency, string quoteCurrency, string fee = "0.001", string price = "0.0001",
        string size = "0.0001", string funds = "0.0001")
    {
        return new SymbolSpec
        {
            Name = name,
            BaseCurrency = baseCurrency,
            QuoteCurrency = quoteCurrency,
            FeeCurrency = quoteCurrency,
            BaseIncrement = ExactDecimal.Parse(size),
            QuoteIncrement = ExactDecimal.Parse(funds),
            PriceIncrement = ExactDecimal.Parse(price),
            BaseMinSize = ExactDecimal.Parse(size),
            BaseMaxSize = ExactDecimal.Parse("10000000000"),
            QuoteMinSize = ExactDecimal.Parse(funds),
            QuoteMaxSize = ExactDecimal.Parse("99999999"),
            TakerFeeRate = ExactDecimal.Parse(fee),
        };
    }

    private static JsonDocument Open(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "market", name + ".json.gz");
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        return JsonDocument.Parse(file);
    }

    private static ExactDecimal Number(JsonElement row, string name) =>
        row.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? ExactDecimal.Parse(value.GetString()!)
            : ExactDecimal.Zero;
}
