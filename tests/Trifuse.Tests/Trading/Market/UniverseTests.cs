using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Tests.Trading.Market;

public class UniverseTests
{
    private static readonly string[] Usdt = ["USDT"];

    [Fact]
    public void Base_and_quote_come_from_the_fields_not_from_the_code()
    {
        List<SymbolSpec> specs = MarketFiles.Symbols("2021-06-05");
        Universe universe = Universe.Build(specs, new UniverseFilter { StartCurrencies = Usdt }).Universe!;
        Assert.True(universe.Symbols.TryFind("BCHSV-USDT"u8, out SymbolId symbol));
        Assert.Equal("BSV", universe.CurrencyName(universe.BaseOf(symbol)));
        Assert.False(universe.TryFindCurrency("BCHSV"u8, out _));
        Assert.True(universe.TryFindCurrency("BSV"u8, out CurrencyId currency));
        Assert.Equal(universe.BaseOf(symbol), currency);
        Assert.NotEqual(0, universe.TrianglesOf(symbol).Length);
    }

    [Fact]
    public void The_whole_market_of_2021_fits_the_digit_budget()
    {
        UniverseResult result = Universe.Build(
            MarketFiles.Symbols("2021-06-05"), new UniverseFilter { StartCurrencies = Usdt });
        Assert.Empty(result.Refused);
        // 286 sets with USDT in two directions; USDT-USDC beside USDC-USDT doubles those that hold both.
        Assert.Equal(2 * (286 + 11), result.Universe!.TriangleCount);
    }

    [Fact]
    public void Every_leg_joins_the_next_and_the_index_finds_every_triangle()
    {
        Universe universe = Universe.Build(
            MarketFiles.Symbols("2021-06-05"),
            new UniverseFilter { StartCurrencies = ["USDT", "BTC"] }).Universe!;
        int entries = 0;
        for (int i = 0; i < universe.TriangleCount; i++)
        {
            Triangle triangle = universe.Triangles[i];
            Assert.Equal(i, triangle.Index);
            Assert.Contains(universe.CurrencyName(triangle.Start), new[] { "USDT", "BTC" });
            for (int leg = 0; leg < 3; leg++)
            {
                TriangleLeg own = triangle.Leg(leg);
                Assert.Equal(own.To, triangle.Leg((leg + 1) % 3).From);
                bool isBuy = own.Side == Side.Buy;
                Assert.Equal(isBuy ? own.To : own.From, universe.BaseOf(own.Symbol));
                Assert.Equal(isBuy ? own.From : own.To, universe.QuoteOf(own.Symbol));
                Assert.True(universe.TrianglesOf(own.Symbol).BinarySearch(i) >= 0);
            }
        }
        for (int i = 0; i < universe.SymbolCount; i++)
        {
            entries += universe.TrianglesOf(new SymbolId(i)).Length;
        }
        Assert.Equal(3 * universe.TriangleCount, entries);
    }

    [Fact]
    public void Parallel_symbols_are_edges_of_their_own()
    {
        Universe universe = Universe.Build(
            [
                MarketFiles.Spec("USDC-USDT", "USDC", "USDT"), MarketFiles.Spec("USDT-USDC", "USDT", "USDC"),
                MarketFiles.Spec("X-USDT", "X", "USDT"), MarketFiles.Spec("X-USDC", "X", "USDC"),
            ],
            new UniverseFilter { StartCurrencies = Usdt }).Universe!;
        Assert.Equal(4, universe.TriangleCount);
        Assert.Equal(2, universe.TrianglesOf(new SymbolId(0)).Length);
        Assert.Equal(2, universe.TrianglesOf(new SymbolId(1)).Length);
        Assert.Equal(4, universe.TrianglesOf(new SymbolId(2)).Length);
    }

    [Fact]
    public void A_cycle_with_two_start_currencies_begins_in_each()
    {
        Universe universe = Build(Three(), "USDT", "BTC");
        Assert.Equal(4, universe.TriangleCount);
        Assert.Equal(2, universe.StartCurrencies.Length);
    }

    [Fact]
    public void Symbols_without_a_triangle_are_left_out_and_the_rest_keep_their_order()
    {
        List<SymbolSpec> specs = Three();
        specs.Insert(1, MarketFiles.Spec("LONE-USDT", "LONE", "USDT"));
        Universe universe = Build(specs, "USDT");
        Assert.Equal(3, universe.SymbolCount);
        Assert.Equal("BTC-USDT", universe.SpecOf(new SymbolId(0)).Name);
        Assert.Equal("X-USDT", universe.SpecOf(new SymbolId(1)).Name);
        Assert.False(universe.Symbols.TryFind("LONE-USDT"u8, out _));
    }

    [Fact]
    public void A_halted_symbol_closes_no_triangle()
    {
        List<SymbolSpec> specs = Three();
        specs[2] = specs[2] with { EnableTrading = false };
        UniverseResult result = Universe.Build(specs, new UniverseFilter { StartCurrencies = Usdt });
        Assert.Null(result.Universe);
        Assert.Contains("close no triangle through USDT", result.Error);
    }

    [Fact]
    public void Quotes_and_lists_restrict_and_unknown_names_are_named()
    {
        List<SymbolSpec> specs = Three();
        Assert.Null(Universe.Build(
            specs, new UniverseFilter { StartCurrencies = Usdt, Quotes = ["USDT"] }).Universe);
        Assert.Null(Universe.Build(
            specs, new UniverseFilter { StartCurrencies = Usdt, Deny = ["X-BTC"] }).Universe);
        Assert.Null(Universe.Build(
            specs, new UniverseFilter { StartCurrencies = Usdt, Allow = ["X-BTC", "X-USDT"] }).Universe);
        UniverseResult result = Universe.Build(
            specs, new UniverseFilter { StartCurrencies = ["USDT", "EUR"], Deny = ["X-BCT"] });
        Assert.NotNull(result.Universe);
        Assert.Equal(2, result.Warnings.Count);
        Assert.Contains("X-BCT", result.Warnings[0]);
        Assert.Contains("EUR", result.Warnings[1]);
    }

    [Fact]
    public void Nothing_to_trade_is_one_readable_error()
    {
        Assert.Contains("empty", Universe.Build([], new UniverseFilter { StartCurrencies = Usdt }).Error);
        Assert.Contains(
            "start currency", Universe.Build(Three(), new UniverseFilter { StartCurrencies = [] }).Error);
        Assert.Contains(
            "None of the exchange's 3 symbols",
            Universe.Build(Three(), new UniverseFilter { StartCurrencies = Usdt, Quotes = ["EUR"] }).Error);
    }

    [Fact]
    public void A_symbol_whose_products_do_not_fit_38_digits_is_refused_with_the_reason()
    {
        List<SymbolSpec> specs = Three();
        specs.Add(MarketFiles.Spec("Y-USDT", "Y", "USDT", price: "0.00000000000000000001"));
        specs.Add(MarketFiles.Spec("WIN-BTC", "WIN", "BTC", price: "0.000000000001"));
        specs.Add(MarketFiles.Spec("Z-USDT", "Z", "USDT", size: "0"));
        specs.Add(specs[0]);
        UniverseResult result = Universe.Build(specs, new UniverseFilter { StartCurrencies = Usdt });
        Assert.NotNull(result.Universe);
        Assert.Equal(3, result.Refused.Count);
        Assert.Equal("Y-USDT", result.Refused[0].Name);
        Assert.Contains("digits", result.Refused[0].Reason);
        Assert.Contains("increment", result.Refused[1].Reason);
        Assert.Contains("twice", result.Refused[2].Reason);
    }

    [Fact]
    public void Fee_coefficients_from_0_to_3_multiply_the_base_rate()
    {
        int[] counts = new int[4];
        foreach (MarketFiles.Ticker ticker in MarketFiles.Tickers("2022-10-24"))
        {
            ExactDecimal rate = FeeRates.FromBase(ticker.BaseRate, ticker.Coefficient);
            for (int i = 0; i < counts.Length; i++)
            {
                counts[i] += rate == new ExactDecimal(i, 3) ? 1 : 0;
            }
            if (string.Equals(ticker.Symbol, "BTC-USDT", StringComparison.Ordinal))
            {
                Assert.True(rate.IsZero);
            }
        }
        Assert.Equal([9, 838, 422, 32], counts);
    }

    private static Universe Build(IReadOnlyList<SymbolSpec> specs, params string[] starts) =>
        Universe.Build(specs, new UniverseFilter { StartCurrencies = starts }).Universe!;

    private static List<SymbolSpec> Three() =>
    [
        MarketFiles.Spec("BTC-USDT", "BTC", "USDT"),
        MarketFiles.Spec("X-USDT", "X", "USDT"),
        MarketFiles.Spec("X-BTC", "X", "BTC"),
    ];
}
