using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Tests.Trading.Market;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Signals;

public class ScreenTests
{
    private static readonly Universe Whole = Universe.Build(
        MarketFiles.Symbols("2021-06-05"),
        new UniverseFilter { StartCurrencies = ["USDT", "BTC"] }).Universe!;

    [Fact]
    public void Vectors_on_and_off_find_the_same_candidates_in_the_same_order() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[-300, 100]).Sample(
            (seed, thresholdBps) =>
            {
                var random = new Prng((ulong)seed);
                var with = new Screen(Whole, thresholdBps, useVectors: true);
                var without = new Screen(Whole, thresholdBps, useVectors: false);
                int found = 0;
                for (int i = 0; i < 2_000; i++)
                {
                    // Hubs and the rest in turn; at first many books are still empty.
                    var symbol = new SymbolId((int)random.NextBelow(i % 3 == 0 ? 8 : Whole.SymbolCount));
                    double bid = random.NextBelow(50) == 0 ? 0 : 0.97 + (random.NextBelow(600) / 1e4);
                    double ask = bid == 0 ? 1 : bid * 1.001;
                    with.SetQuotes(symbol, bid, ask);
                    without.SetQuotes(symbol, bid, ask);
                    ReadOnlySpan<int> a = with.Evaluate(symbol);
                    ReadOnlySpan<int> b = without.Evaluate(symbol);
                    Assert.True(a.SequenceEqual(b));
                    Assert.Equal(with.MaxNet, without.MaxNet);
                    Assert.Equal(with.MaxGross, without.MaxGross);
                    Assert.Equal(with.Evaluated, without.Evaluated);
                    found += a.Length;
                }
                Assert.True(found > 0);
            },
            iter: 10,
            threads: 1);

    [Fact]
    public void Every_triangle_at_or_above_the_threshold_is_found_and_none_far_below()
    {
        var random = new Prng(7);
        var screen = new Screen(Whole, -20, useVectors: true);
        double[] bids = new double[Whole.SymbolCount];
        double[] asks = new double[Whole.SymbolCount];
        for (int i = 0; i < 5_000; i++)
        {
            var symbol = new SymbolId((int)random.NextBelow(Whole.SymbolCount));
            bids[symbol.Index] = 0.98 + (random.NextBelow(400) / 1e4);
            asks[symbol.Index] = bids[symbol.Index] * 1.0005;
            screen.SetQuotes(symbol, bids[symbol.Index], asks[symbol.Index]);
            ReadOnlySpan<int> found = screen.Evaluate(symbol);
            foreach (int index in Whole.TrianglesOf(symbol))
            {
                double product = 1;
                for (int leg = 0; leg < 3; leg++)
                {
                    TriangleLeg own = Whole.Triangles[index].Leg(leg);
                    double bid = bids[own.Symbol.Index];
                    double ask = asks[own.Symbol.Index];
                    product *= own.Side == Side.Sell ? bid * 0.999 : ask > 0 ? 1 / (ask * 1.001) : 0;
                }
                bool isFound = found.BinarySearch(index) >= 0;
                Assert.True(isFound || product < 0.998);
                Assert.True(!isFound || product > 0.998 - 1e-8);
            }
        }
    }

    [Fact]
    public void An_empty_side_never_gives_a_candidate()
    {
        var screen = new Screen(Whole, -9_000, useVectors: true);
        screen.SetQuotes(new SymbolId(0), 0, 0);
        Assert.Equal(0, screen.Evaluate(new SymbolId(0)).Length);
        Assert.Equal(0, screen.MaxNet);
    }

    [Fact]
    public void A_changed_fee_changes_net_and_not_gross()
    {
        var screen = new Screen(Whole, 0, useVectors: true);
        Triangle triangle = Whole.Triangles[0];
        for (int leg = 0; leg < 3; leg++)
        {
            screen.SetQuotes(triangle.Leg(leg).Symbol, 1, 1);
        }
        Assert.Equal(0.997, screen.NetOf(triangle), 4);
        Assert.Equal(1, screen.GrossOf(triangle), 12);
        screen.SetFee(Whole, triangle.First.Symbol, 0);
        screen.SetQuotes(triangle.First.Symbol, 1, 1);
        Assert.Equal(0.998, screen.NetOf(triangle), 4);
        screen.Evaluate(triangle.First.Symbol);
        Assert.Equal(1, screen.MaxGross, 12);
    }
}
