using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Worlds;

/// <summary>
/// Opens triangles: now and again one pair of a triangle is quoted so that going round pays, for a short time
/// and with limited size. Before it closes, some fade to a part of their size. The market is otherwise free
/// of arbitrage.
/// </summary>
public sealed class Opportunities
{
    // Triangles with wider books are left alone: bending them would need moves that no market shows.
    private const double HalfSpreadsMax = 0.006;
    private const double TickShareMax = 0.0015;
    private const double FadeShare = 0.6;
    private const double SecondLevelShare = 0.6;
    private const double SizeMinUsd = 30;
    private const double SizeMaxUsd = 2_000;

    private readonly List<Triangle> _candidates = [];
    private readonly Dictionary<SyntheticPair, List<Triangle>> _trianglesOf = [];
    private readonly List<Opened> _open = [];
    private readonly SyntheticOptions _options;
    private readonly Rng _rng;

    public Opportunities(SyntheticUniverse universe, SyntheticOptions options, Rng rng)
    {
        _options = options;
        _rng = rng;
        FindTriangles(universe);
    }

    /// <summary>Triangles opened so far.</summary>
    public long Count { get; private set; }

    /// <summary>Triangles that may be opened.</summary>
    public int Candidates => _candidates.Count;

    /// <summary>One step of the world's clock.</summary>
    public void Step(double nowSeconds, double stepSeconds, double market, IMarketSink sink)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            Opened o = _open[i];
            if (nowSeconds >= o.ClosesAt)
            {
                o.Bent.IsBent = false;
                o.Bent.Requote(market, sink);
                _open.RemoveAt(i);
            }
            else if (!o.Faded && nowSeconds >= o.FadesAt)
            {
                o.Faded = true;
                o.Bent.Bend(o.IsAsk, o.Price, o.Usd * _rng.Between(0.1, 0.6), 0, sink);
            }
        }

        double chance = _options.OpportunitiesPerSecond * stepSeconds;
        while (chance > 0 && _candidates.Count > 0)
        {
            if (_rng.Chance(Math.Min(chance, 1)))
            {
                Open(nowSeconds, sink);
            }

            chance -= 1;
        }
    }

    private void FindTriangles(SyntheticUniverse universe)
    {
        var between = new Dictionary<(string, string), List<SyntheticPair>>();
        foreach (SyntheticPair pair in universe.Pairs.Where(p => p.IsLive))
        {
            foreach ((string, string) key in new[]
                { (pair.Base.Code, pair.Quote.Code), (pair.Quote.Code, pair.Base.Code) })
            {
                if (!between.TryGetValue(key, out List<SyntheticPair>? list))
                {
                    between[key] = list = [];
                }

                list.Add(pair);
            }
        }

        List<SyntheticCurrency> currencies =
            [.. universe.Currencies.OrderBy(c => c.Code, StringComparer.Ordinal)];
        foreach (SyntheticCurrency a in currencies)
        {
            List<SyntheticCurrency> later =
                [.. Neighbours(a).Where(c => string.CompareOrdinal(c.Code, a.Code) > 0)];
            for (int i = 0; i < later.Count; i++)
            {
                for (int j = i + 1; j < later.Count; j++)
                {
                    AddTriangles(a, later[i], later[j], between);
                }
            }
        }

        _candidates.RemoveAll(t => t.Pairs.Sum(p => p.HalfSpread) > HalfSpreadsMax
            || LeastShared(t).TickShare > TickShareMax);
    }

    private static IEnumerable<SyntheticCurrency> Neighbours(SyntheticCurrency currency) =>
        currency.Pairs.Select(p => p.Base == currency ? p.Quote : p.Base).Distinct()
            .OrderBy(c => c.Code, StringComparer.Ordinal);

    /// <summary>Parallel pairs of the same two currencies make a triangle each.</summary>
    private void AddTriangles(
        SyntheticCurrency a, SyntheticCurrency b, SyntheticCurrency c,
        Dictionary<(string, string), List<SyntheticPair>> between)
    {
        if (!between.TryGetValue((b.Code, c.Code), out List<SyntheticPair>? third))
        {
            return;
        }

        foreach (SyntheticPair bc in third)
        {
            foreach (SyntheticPair ab in between[(a.Code, b.Code)])
            {
                foreach (SyntheticPair ca in between[(c.Code, a.Code)])
                {
                    Add(new Triangle([a, b, c], [ab, bc, ca]));
                }
            }
        }
    }

    private void Add(Triangle triangle)
    {
        _candidates.Add(triangle);
        foreach (SyntheticPair pair in triangle.Pairs)
        {
            pair.Triangles++;
            if (!_trianglesOf.TryGetValue(pair, out List<Triangle>? list))
            {
                _trianglesOf[pair] = list = [];
            }

            list.Add(triangle);
        }
    }

    private static SyntheticPair LeastShared(Triangle triangle) => triangle.Pairs.MinBy(p => p.Triangles)!;

    private void Open(double nowSeconds, IMarketSink sink)
    {
        Triangle triangle = _candidates[_rng.Next(_candidates.Count)];
        SyntheticPair bent = LeastShared(triangle);
        bool forward = _rng.Chance(0.5);
        double gross = _rng.Between(_options.GrossMinBps, _options.GrossMaxBps) * 1e-4;
        double draw = _rng.NextDouble();
        double usd = SizeMinUsd + ((SizeMaxUsd - SizeMinUsd) * draw * draw * draw);
        double life = _rng.NextDouble();
        life *= life * life;
        double lifeMs = _options.LifetimeMinMs + (life * (_options.LifetimeMaxMs - _options.LifetimeMinMs));
        bool fades = _rng.Chance(FadeShare);
        double behind = _rng.Chance(SecondLevelShare) ? gross * _rng.Between(0.1, 0.6) : 0;
        double fadeShare = _rng.Between(0.15, 0.9);
        // One bent pair in a triangle is enough: two would add up.
        List<Triangle> touched = _trianglesOf[bent];
        if (touched.Exists(t => Array.Exists(t.Pairs, p => p.IsBent)))
        {
            return;
        }

        // The best of all the cycles that the bent leg is part of gets the stated gain, the others less.
        bool buys = Buys(triangle, Array.IndexOf(triangle.Pairs, bent), forward);
        double factor = (1 + gross) / touched.Max(t => BestProduct(t, bent, buys));
        double price = buys ? bent.Ask / factor : bent.Bid * factor;
        bent.IsBent = true;
        bent.Bend(buys, price, usd, behind, sink);
        Count++;
        _open.Add(new Opened(
            bent, buys, price, usd, nowSeconds + (lifeMs / 1000),
            fades ? nowSeconds + (lifeMs * fadeShare / 1000) : double.MaxValue));
    }

    /// <summary>
    /// What going round yields in the direction in which the leg is bought or sold, before fees.
    /// </summary>
    private static double BestProduct(Triangle triangle, SyntheticPair leg, bool buys)
    {
        bool forward = Buys(triangle, Array.IndexOf(triangle.Pairs, leg), forward: true) == buys;
        return Rate(triangle, 0, forward) * Rate(triangle, 1, forward) * Rate(triangle, 2, forward);
    }

    /// <summary>Leg i goes from currency i to the next (or to the one before, when not forward).</summary>
    private static bool Buys(Triangle triangle, int leg, bool forward)
    {
        SyntheticCurrency from = triangle.Currencies[forward ? leg : (leg + 1) % 3];
        return triangle.Pairs[leg].Quote == from;
    }

    private static double Rate(Triangle triangle, int leg, bool forward)
    {
        SyntheticPair pair = triangle.Pairs[leg];
        return Buys(triangle, leg, forward) ? 1 / pair.Ask : pair.Bid;
    }

    /// <summary>Pair i joins currency i and the next.</summary>
    private sealed record Triangle(SyntheticCurrency[] Currencies, SyntheticPair[] Pairs);

    private sealed record Opened(
        SyntheticPair Bent, bool IsAsk, double Price, double Usd, double ClosesAt, double FadesAt)
    {
        public bool Faded { get; set; }
    }
}
