namespace Trifuse.Trading.Market;

/// <summary>A symbol and how many triangles it is a side of.</summary>
public readonly record struct PairDegree(string Symbol, int Triangles);

/// <summary>A currency and how many triangles it is a corner of.</summary>
public readonly record struct CurrencyDegree(string Currency, int Triangles);

/// <summary>
/// Figures of the whole currency graph, without a start currency. A triangle here is a set of three
/// currencies; it has two directions. Of parallel symbols between two currencies (USDC-USDT, USDT-USDC) the
/// one whose base comes first in the alphabet stands for both.
/// </summary>
public sealed class GraphStatistics
{
    /// <summary>Lower ends of the buckets of <see cref="DegreeBuckets"/>.</summary>
    public static IReadOnlyList<string> BucketNames { get; } =
        ["1", "2", "3", "4-9", "10-49", "50-99", "100+"];

    private readonly Dictionary<string, int> _corners;

    private GraphStatistics(Dictionary<string, int> corners) => _corners = corners;

    /// <summary>Symbols looked at.</summary>
    public required int Symbols { get; init; }

    /// <summary>Currencies that they connect.</summary>
    public required int Currencies { get; init; }

    /// <summary>Sets of three currencies that are connected pairwise.</summary>
    public required int Triangles { get; init; }

    /// <summary>Twice <see cref="Triangles"/>.</summary>
    public int DirectedCycles => 2 * Triangles;

    /// <summary>Symbols that are a side of at least one triangle.</summary>
    public required int PairsInTriangles { get; init; }

    /// <summary>
    /// How many symbols are in 1, 2, 3, 4 to 9, 10 to 49, 50 to 99, 100 and more triangles.
    /// </summary>
    public required IReadOnlyList<int> DegreeBuckets { get; init; }

    /// <summary>The symbols in the most triangles; equal ones by name.</summary>
    public required IReadOnlyList<PairDegree> HubPairs { get; init; }

    /// <summary>How many triangles have this corner; 0 for an unknown currency.</summary>
    public int TrianglesWith(string currency) => _corners.GetValueOrDefault(currency);

    /// <summary>The currencies in the most triangles; equal ones by name.</summary>
    public IReadOnlyList<CurrencyDegree> HubCurrencies(int count)
    {
        var all = new List<CurrencyDegree>(_corners.Count);
        foreach ((string currency, int triangles) in _corners)
        {
            all.Add(new CurrencyDegree(currency, triangles));
        }
        all.Sort(static (x, y) => x.Triangles != y.Triangles
            ? y.Triangles.CompareTo(x.Triangles)
            : string.CompareOrdinal(x.Currency, y.Currency));
        return all.Count <= count ? all : all.GetRange(0, count);
    }

    /// <summary>
    /// Counts everything; keeps the <paramref name="hubs"/> symbols with the most triangles.
    /// </summary>
    public static GraphStatistics Compute(IReadOnlyList<MarketEdge> edges, int hubs = 15)
    {
        var symbolOf = new Dictionary<(string Base, string Quote), string>(edges.Count);
        var neighbours = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (MarketEdge edge in edges)
        {
            symbolOf[(edge.BaseCurrency, edge.QuoteCurrency)] = edge.Symbol;
            Connect(neighbours, edge.BaseCurrency, edge.QuoteCurrency);
            Connect(neighbours, edge.QuoteCurrency, edge.BaseCurrency);
        }
        var corners = new Dictionary<string, int>(StringComparer.Ordinal);
        var sides = new Dictionary<string, int>(StringComparer.Ordinal);
        int triangles = 0;
        foreach ((string low, HashSet<string> ofLow) in neighbours)
        {
            foreach (string middle in ofLow)
            {
                // Each set is met once, in the order low < middle < high.
                if (string.CompareOrdinal(low, middle) >= 0)
                {
                    continue;
                }
                foreach (string high in neighbours[middle])
                {
                    if (string.CompareOrdinal(middle, high) >= 0 || !ofLow.Contains(high))
                    {
                        continue;
                    }
                    triangles++;
                    Count(corners, low);
                    Count(corners, middle);
                    Count(corners, high);
                    Count(sides, SideOf(symbolOf, low, middle));
                    Count(sides, SideOf(symbolOf, middle, high));
                    Count(sides, SideOf(symbolOf, low, high));
                }
            }
        }
        return new GraphStatistics(corners)
        {
            Symbols = edges.Count,
            Currencies = neighbours.Count,
            Triangles = triangles,
            PairsInTriangles = sides.Count,
            DegreeBuckets = BucketsOf(sides),
            HubPairs = HubsOf(sides, hubs),
        };
    }

    private static string SideOf(Dictionary<(string, string), string> symbolOf, string low, string high) =>
        symbolOf.TryGetValue((low, high), out string? symbol) ? symbol : symbolOf[(high, low)];

    private static void Connect(Dictionary<string, HashSet<string>> neighbours, string from, string to)
    {
        if (!neighbours.TryGetValue(from, out HashSet<string>? set))
        {
            set = new HashSet<string>(StringComparer.Ordinal);
            neighbours.Add(from, set);
        }
        set.Add(to);
    }

    private static void Count(Dictionary<string, int> counts, string key) =>
        counts[key] = counts.GetValueOrDefault(key) + 1;

    private static int[] BucketsOf(Dictionary<string, int> sides)
    {
        int[] buckets = new int[BucketNames.Count];
        foreach (int degree in sides.Values)
        {
            int bucket = degree switch { < 4 => degree - 1, < 10 => 3, < 50 => 4, < 100 => 5, _ => 6 };
            buckets[bucket]++;
        }
        return buckets;
    }

    private static List<PairDegree> HubsOf(Dictionary<string, int> sides, int count)
    {
        var all = new List<PairDegree>(sides.Count);
        foreach ((string symbol, int triangles) in sides)
        {
            all.Add(new PairDegree(symbol, triangles));
        }
        all.Sort(static (x, y) => x.Triangles != y.Triangles
            ? y.Triangles.CompareTo(x.Triangles)
            : string.CompareOrdinal(x.Symbol, y.Symbol));
        return all.Count <= count ? all : all.GetRange(0, count);
    }
}
