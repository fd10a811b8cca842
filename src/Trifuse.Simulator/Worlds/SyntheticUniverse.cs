using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Worlds;

/// <summary>One currency of the synthetic market.</summary>
public sealed class SyntheticCurrency(string code)
{
    public string Code { get; } = code;

    /// <summary>
    /// Own part of its worth; for those that follow the market it is multiplied by the market factor.
    /// </summary>
    public double Value { get; set; }

    public bool FollowsMarket { get; set; }

    /// <summary>Relative move in the square root of a second.</summary>
    public double Volatility { get; set; }

    public double MovedAtSeconds { get; set; }

    public List<SyntheticPair> Pairs { get; } = [];
}

/// <summary>
/// The market of 2022-10-24 as a starting point: prices, spreads, fee coefficients and turnover are real,
/// taken from the exchange's allTickers of that day. Currency values are derived so that all cross rates
/// agree.
/// </summary>
public sealed class SyntheticUniverse
{
    // A pair this far off the price that the other markets imply is frozen, not moved: it stays, but cannot
    // be traded.
    private const double FrozenBeyond = 0.05;

    private static readonly string[] Stable =
        ["USDT", "USDC", "DAI", "TUSD", "PAX", "BUSD", "UST", "USTC", "USDP", "USDJ", "USDD", "FRAX", "SUSD"];

    private readonly Dictionary<string, SyntheticCurrency> _currencies = new(StringComparer.Ordinal);

    public SyntheticUniverse(RuleBook rules, FeeSchedule fees, long seed)
    {
        List<Row> rows = ReadRows(rules);
        ValueCurrencies(rows);
        foreach (Row row in rows)
        {
            AddPair(row, rules, fees, seed);
        }
    }

    public List<SymbolRules> Symbols { get; } = [];

    public List<SyntheticPair> Pairs { get; } = [];

    public IEnumerable<SyntheticCurrency> Currencies => _currencies.Values;

    private static List<Row> ReadRows(RuleBook rules)
    {
        var rows = new List<Row>();
        using JsonDocument document =
            JsonDocument.Parse(ShippedData.ReadUnpacked(ShippedData.AllTickers2022));
        foreach (
            JsonElement t in document.RootElement.GetProperty("data").GetProperty("ticker").EnumerateArray())
        {
            string symbol = t.GetProperty("symbol").GetString()!;
            (string baseCurrency, string quote) = rules.CurrenciesOf(symbol);
            rows.Add(new Row(
                symbol, baseCurrency, quote, Number(t, "buy"), Number(t, "sell"), Number(t, "last"),
                Number(t, "volValue"), Math.Max(Places(t, "buy"), Places(t, "sell")),
                Dec.Parse(t.GetProperty("takerCoefficient").GetString()!),
                Dec.Parse(t.GetProperty("makerCoefficient").GetString()!)));
        }

        return rows;
    }

    private static double Number(JsonElement row, string name) =>
        row.GetProperty(name).ValueKind == JsonValueKind.String
            ? double.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture)
            : 0;

    private static int Places(JsonElement row, string name) =>
        Dec.Parse(row.GetProperty(name).GetString() ?? "0").Places();

    private SyntheticCurrency CurrencyOf(string code)
    {
        if (!_currencies.TryGetValue(code, out SyntheticCurrency? currency))
        {
            currency = new SyntheticCurrency(code);
            _currencies.Add(code, currency);
        }

        return currency;
    }

    /// <summary>
    /// Walks out from USDT, over pairs with USDT first and tight quotes first, so that a frozen pair values
    /// nothing.
    /// </summary>
    private void ValueCurrencies(List<Row> rows)
    {
        CurrencyOf("USDT").Value = 1;
        List<Row> quoted =
            [.. rows.Where(r => r.HasQuotes).OrderBy(r => r.WithDollar ? 0 : 1).ThenBy(r => r.HalfSpread)];
        bool grew = true;
        while (grew)
        {
            grew = false;
            foreach (Row row in quoted)
            {
                SyntheticCurrency b = CurrencyOf(row.Base);
                SyntheticCurrency q = CurrencyOf(row.Quote);
                if (b.Value > 0 != q.Value > 0)
                {
                    b.Value = b.Value > 0 ? b.Value : q.Value * row.Mid;
                    q.Value = q.Value > 0 ? q.Value : b.Value / row.Mid;
                    grew = true;
                    break;
                }
            }
        }
    }

    private void AddPair(Row row, RuleBook rules, FeeSchedule fees, long seed)
    {
        SyntheticCurrency b = CurrencyOf(row.Base);
        SyntheticCurrency q = CurrencyOf(row.Quote);
        foreach (SyntheticCurrency c in new[] { b, q })
        {
            bool stable = Array.IndexOf(Stable, c.Code) >= 0;
            c.FollowsMarket = !stable;
            c.Volatility = c.Code is "USDT" ? 0 : stable ? 0.000002 : c.Code is "BTC" or "ETH"
                ? 0.00004 : 0.00015;
        }

        double fair = q.Value > 0 ? b.Value / q.Value : 0;
        bool frozen = row.HasQuotes && (fair <= 0 || Math.Abs((row.Mid / fair) - 1) > FrozenBeyond);
        var seen = new RuleBook.Sighting(row.PricePlaces, row.HasQuotes ? row.Mid : row.Last, q.Value);
        SymbolRules symbol = rules.RulesOf(row.Symbol, seen) with
        {
            TakerCoefficient = row.TakerCoefficient,
            MakerCoefficient = row.MakerCoefficient,
            EnableTrading = !frozen,
        };
        int index = Symbols.Count;
        Symbols.Add(symbol);
        Dec feeRate = fees.TakerOf(symbol);
        double fee = double.Parse(feeRate.ToString(), CultureInfo.InvariantCulture);
        var pair = new SyntheticPair(index, symbol, b, q, row, fee, frozen, new Rng(seed, 10_000 + index));
        Pairs.Add(pair);
        if (pair.IsLive)
        {
            b.Pairs.Add(pair);
            q.Pairs.Add(pair);
        }
    }

    /// <summary>One ticker of the snapshot.</summary>
    public sealed record Row(
        string Symbol, string Base, string Quote, double Bid, double Ask, double Last, double Turnover,
        int PricePlaces, Dec TakerCoefficient, Dec MakerCoefficient)
    {
        public bool HasQuotes => Bid > 0 && Ask > Bid;

        public bool WithDollar => Base is "USDT" || Quote is "USDT";

        public double Mid => (Bid + Ask) / 2;

        public double HalfSpread => (Ask - Bid) / (Ask + Bid);
    }
}
