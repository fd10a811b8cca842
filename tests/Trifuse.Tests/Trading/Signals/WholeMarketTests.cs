using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Tests.Trading.Market;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Signals;

/// <summary>Screening whole recorded markets finds what an exact analysis by other code found.</summary>
public class WholeMarketTests
{
    // Renamed and delisted markets whose quotes had stood still for months; /symbols no longer trades them.
    private static readonly string[] Frozen = ["EPS-BTC", "BTC-PAX", "ETH-PAX", "XRP-PAX"];

    [Fact]
    public void June_2021_has_15_cycles_above_1_gross_and_none_after_fees()
    {
        Found found = Screened("2021-06-05", []);
        Assert.Equal(942, found.Cycles);
        Assert.Equal(15, found.GrossAbove);
        Assert.Equal(0, found.NetAbove);
        Assert.Equal(27.747, found.BestGrossBps, 3);
        // The analysis has -2.306: it takes the fee of a buy out of the base, the exchange adds it to the
        // funds.
        Assert.InRange(found.BestNetBps, -2.306, -2.276);
    }

    [Fact]
    public void October_2022_has_huge_profits_in_frozen_markets_and_next_to_none_without_them()
    {
        Found all = Screened("2022-10-24", []);
        Assert.Equal(1320, all.Cycles);
        Assert.Equal(42, all.GrossAbove);
        Assert.Equal(10, all.NetAbove);
        Assert.Equal(9575.7, all.BestGrossBps, 1);
        Found traded = Screened("2022-10-24", Frozen);
        Assert.Equal(1306, traded.Cycles);
        Assert.Equal(35, traded.GrossAbove);
        Assert.Equal(3, traded.NetAbove);
        Assert.Equal(128.9, traded.BestGrossBps, 1);
        Assert.Equal(108.7, traded.BestNetBps, 1);
    }

    private static Found Screened(string date, string[] halted)
    {
        List<MarketFiles.Ticker> tickers = MarketFiles.Tickers(date);
        var specs = new List<SymbolSpec>();
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (MarketFiles.Ticker ticker in tickers)
        {
            Assert.True(MarketEdge.TryFromCode(ticker.Symbol, out MarketEdge edge));
            ExactDecimal rate = FeeRates.FromBase(ticker.BaseRate, ticker.Coefficient);
            SymbolSpec spec = MarketFiles.Spec(edge.Symbol, edge.BaseCurrency, edge.QuoteCurrency);
            bool isTraded = !halted.AsSpan().Contains(edge.Symbol);
            specs.Add(spec with { TakerFeeRate = rate, EnableTrading = isTraded });
            all.Add(edge.BaseCurrency);
            all.Add(edge.QuoteCurrency);
        }
        // The analysis knows one symbol between two currencies.
        Universe universe = Universe.Build(
            specs, new UniverseFilter { StartCurrencies = [.. all], Deny = ["USDT-USDC"] }).Universe!;
        var screen = new Screen(universe, 0, useVectors: true);
        foreach (MarketFiles.Ticker ticker in tickers)
        {
            byte[] name = System.Text.Encoding.UTF8.GetBytes(ticker.Symbol);
            if (universe.Symbols.TryFind(name, out SymbolId symbol))
            {
                screen.SetQuotes(symbol, ticker.Bid.ToDouble(), ticker.Ask.ToDouble());
            }
        }
        var found = new Found { BestGrossBps = -10_000, BestNetBps = -10_000 };
        foreach (Triangle triangle in universe.Triangles)
        {
            double gross = (screen.GrossOf(triangle) - 1) * 1e4;
            double net = (screen.NetOf(triangle) - 1) * 1e4;
            // Each cycle begins in each of its three currencies; a market without quotes closes none.
            if (triangle.Start.Index < triangle.Second.From.Index
                && triangle.Start.Index < triangle.Third.From.Index && net > -9_999)
            {
                found.Cycles++;
                found.GrossAbove += gross > 1e-7 ? 1 : 0;
                found.NetAbove += net > 1e-7 ? 1 : 0;
                found.BestGrossBps = Math.Max(found.BestGrossBps, gross);
                found.BestNetBps = Math.Max(found.BestNetBps, net);
            }
        }
        return found;
    }

    private struct Found
    {
        public int Cycles;
        public int GrossAbove;
        public int NetAbove;
        public double BestGrossBps;
        public double BestNetBps;
    }
}
