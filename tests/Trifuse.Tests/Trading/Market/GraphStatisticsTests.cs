using Trifuse.Core.Domain;
using Trifuse.Trading.Market;

namespace Trifuse.Tests.Trading.Market;

public class GraphStatisticsTests
{
    [Fact]
    public void The_symbol_list_of_June_2021_has_the_published_figures()
    {
        var edges = new List<MarketEdge>();
        foreach (SymbolSpec spec in MarketFiles.Symbols("2021-06-05"))
        {
            edges.Add(new MarketEdge(spec.Name, spec.BaseCurrency, spec.QuoteCurrency));
        }
        AssertJune2021(GraphStatistics.Compute(edges));
    }

    [Fact]
    public void The_tickers_of_June_2021_have_the_published_figures() =>
        AssertJune2021(GraphStatistics.Compute(EdgesOf("2021-06-05", out int zeroQuotes)), zeroQuotes);

    [Fact]
    public void The_tickers_of_October_2022_have_the_published_figures()
    {
        GraphStatistics graph = GraphStatistics.Compute(EdgesOf("2022-10-24", out int zeroQuotes));
        Assert.Equal(3, zeroQuotes);
        Assert.Equal(1298, graph.Symbols);
        Assert.Equal(799, graph.Currencies);
        Assert.Equal(660, graph.Triangles);
        Assert.Equal(1320, graph.DirectedCycles);
        Assert.Equal([467, 96, 441, 230, 78], CornersOf(graph));
        Assert.Equal(876, graph.PairsInTriangles);
        Assert.Equal([566, 198, 65, 37, 7, 0, 3], graph.DegreeBuckets);
        Assert.Equal(
            "BTC-USDT 288, ETH-BTC 103, ETH-USDT 103, USDC-USDT 45, KCS-USDT 29, BTC-USDC 26, KCS-BTC 25, "
            + "KCS-USDC 16, KCS-ETH 14, ETH-USDC 13, TRX-USDT 8, TRX-BTC 6, XRP-BTC 6, XRP-ETH 6, XRP-USDT 6",
            HubsOf(graph));
    }

    [Fact]
    public void With_all_currencies_as_starts_the_universe_has_each_direction_three_times()
    {
        List<SymbolSpec> specs = MarketFiles.Symbols("2021-06-05");
        var all = new SortedSet<string>(StringComparer.Ordinal);
        // The parallel symbol adds triangles of its own, so one of the two is left out to compare.
        foreach (SymbolSpec spec in specs)
        {
            all.Add(spec.BaseCurrency);
            all.Add(spec.QuoteCurrency);
        }
        Universe universe = Universe.Build(
            specs, new UniverseFilter { StartCurrencies = [.. all], Deny = ["USDT-USDC"] }).Universe!;
        Assert.Equal(471 * 2 * 3, universe.TriangleCount);
        Assert.Equal(602, universe.SymbolCount);
    }

    [Fact]
    public void Codes_without_two_parts_are_no_edges()
    {
        Assert.True(MarketEdge.TryFromCode("A-B-C", out MarketEdge edge));
        Assert.Equal(new MarketEdge("A-B-C", "A", "B-C"), edge);
        Assert.False(MarketEdge.TryFromCode("AB", out _));
        Assert.False(MarketEdge.TryFromCode("-B", out _));
        Assert.False(MarketEdge.TryFromCode("A-", out _));
    }

    private static void AssertJune2021(GraphStatistics graph, int zeroQuotes = 0)
    {
        Assert.Equal(0, zeroQuotes);
        Assert.Equal(728, graph.Symbols);
        Assert.Equal(378, graph.Currencies);
        Assert.Equal(471, graph.Triangles);
        Assert.Equal([286, 26, 329, 213, 64], CornersOf(graph));
        Assert.Equal(602, graph.PairsInTriangles);
        Assert.Equal([364, 135, 73, 21, 6, 1, 2], graph.DegreeBuckets);
        Assert.Equal(
            "BTC-USDT 167, ETH-BTC 120, ETH-USDT 71, KCS-USDT 28, KCS-BTC 25, KCS-ETH 14, BTC-USDC 11, "
            + "USDC-USDT 11, USDT-UST 11, BTC-UST 8, ETH-USDC 7, TRX-BTC 6, TRX-USDT 6, XRP-BTC 6, XRP-ETH 6",
            HubsOf(graph));
    }

    private static List<MarketEdge> EdgesOf(string date, out int zeroQuotes)
    {
        zeroQuotes = 0;
        var edges = new List<MarketEdge>();
        foreach (MarketFiles.Ticker ticker in MarketFiles.Tickers(date))
        {
            if (!ticker.Bid.IsPositive || !ticker.Ask.IsPositive)
            {
                zeroQuotes++;
                continue;
            }
            Assert.True(MarketEdge.TryFromCode(ticker.Symbol, out MarketEdge edge));
            edges.Add(edge);
        }
        return edges;
    }

    private static int[] CornersOf(GraphStatistics graph) =>
    [
        graph.TrianglesWith("USDT"), graph.TrianglesWith("USDC"), graph.TrianglesWith("BTC"),
        graph.TrianglesWith("ETH"), graph.TrianglesWith("KCS"),
    ];

    private static string HubsOf(GraphStatistics graph)
    {
        var text = new List<string>();
        foreach (PairDegree hub in graph.HubPairs)
        {
            text.Add($"{hub.Symbol} {hub.Triangles}");
        }
        return string.Join(", ", text);
    }
}
