using System.Globalization;
using Trifuse.Simulator;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Worlds;

namespace Trifuse.Tests.Simulator;

public sealed class SyntheticWorldTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void The_same_seed_gives_the_same_market_in_whatever_strides_it_is_stepped()
    {
        SyntheticWorld one = World(seed: 7);
        SyntheticWorld two = World(seed: 7);
        SyntheticWorld other = World(seed: 8);
        var a = new RecordingSink(one.Symbols.Count);
        var b = new RecordingSink(two.Symbols.Count);
        var c = new RecordingSink(other.Symbols.Count);
        one.Step(5 * Second, a);
        other.Step(5 * Second, c);
        for (long us = 0; us <= 5 * Second; us += 3_333)
        {
            two.Step(us, b);
        }

        two.Step(5 * Second, b);
        Assert.Equal(a.Hash, b.Hash);
        Assert.NotEqual(a.Hash, c.Hash);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    public void Without_opened_triangles_nothing_pays_after_fees(int tier)
    {
        SyntheticWorld world = World(seed: 3, opportunities: 0, tier: tier);
        var sink = new RecordingSink(world.Symbols.Count);
        var cycles = new Cycles(world, new FeeSchedule(tier));
        Assert.True(cycles.Count > 1_000);
        for (int i = 0; i < 60; i++)
        {
            world.Step(i * Second / 2, sink);
            Assert.True(cycles.BestNet(sink) < 0, $"a cycle pays at step {i}: {cycles.BestNet(sink)}");
        }
    }

    [Fact]
    public void Opened_triangles_come_at_the_stated_rate_and_some_pay_after_fees()
    {
        SyntheticWorld world = World(seed: 5, opportunities: 20);
        var sink = new RecordingSink(world.Symbols.Count);
        var cycles = new Cycles(world, new FeeSchedule(0));
        int paying = 0;
        for (int i = 0; i < 400; i++)
        {
            world.Step(i * Second / 20, sink);
            double best = cycles.BestNet(sink);
            paying += best > 0 ? 1 : 0;
            Assert.True(best < 0.0125, $"net {best} is beyond the stated gross");
        }

        Assert.InRange(world.OpportunitiesOpened, 300, 440);
        Assert.InRange(paying, 50, 400);
    }

    [Fact]
    public void Updates_come_at_about_the_stated_rate_and_are_skewed_to_the_hubs()
    {
        SyntheticWorld world = World(seed: 2);
        var sink = new RecordingSink(world.Symbols.Count);
        world.Step(0, sink);
        long start = sink.Updates;
        world.Step(60 * Second, sink);
        double perSecond = (sink.Updates - start) / 60.0;
        Assert.InRange(perSecond, 1_000, 3_000);
        int hub = world.Symbols.ToList().FindIndex(s => s.Symbol == "BTC-USDT");
        int median = sink.UpdatesBySymbol.Order().ElementAt(sink.UpdatesBySymbol.Length / 2);
        Assert.True(sink.UpdatesBySymbol[hub] > 10 * median);
    }

    [Fact]
    public void Frozen_and_unquoted_pairs_of_the_snapshot_stay_as_they_are()
    {
        SyntheticWorld world = World(seed: 1);
        var sink = new RecordingSink(world.Symbols.Count);
        world.Step(10 * Second, sink);
        foreach (string frozen in new[] { "EPS-BTC", "BTC-PAX", "ETH-PAX", "XRP-PAX" })
        {
            Assert.False(world.Symbols.Single(s => s.Symbol == frozen).EnableTrading);
        }

        foreach (string unquoted in new[] { "ZKT-USDT", "RBS-USDT", "SRBS-USDT" })
        {
            int index = world.Symbols.ToList().FindIndex(s => s.Symbol == unquoted);
            Assert.False(sink.Books[index].HasBothSides);
        }

        Assert.Equal(1_301, world.Symbols.Count);
        Assert.Equal(630, world.Symbols.Count(s => s.Origin == RulesOrigin.Real2021));
    }

    private static SyntheticWorld World(long seed, double opportunities = 4, int tier = 0) => new(
        new SimulatorOptions
        {
            Seed = seed,
            FeeTier = tier,
            Synthetic = new SyntheticOptions { OpportunitiesPerSecond = opportunities },
        },
        new RuleBook(seed));

    /// <summary>All directed three-leg cycles of the tradable pairs, valued at the tops after fees.</summary>
    private sealed class Cycles
    {
        private readonly List<(int Pair, bool Buy)[]> _cycles = [];
        private readonly SyntheticWorld _world;
        private readonly double[] _fees;

        public Cycles(SyntheticWorld world, FeeSchedule fees)
        {
            _world = world;
            _fees = [.. world.Symbols.Select(s =>
                double.Parse(fees.TakerOf(s).ToString(), CultureInfo.InvariantCulture))];
            var from = new Dictionary<string, List<(int Pair, bool Buy, string To)>>(StringComparer.Ordinal);
            for (int i = 0; i < world.Symbols.Count; i++)
            {
                SymbolRules s = world.Symbols[i];
                if (s.EnableTrading)
                {
                    Add(from, s.Quote, (i, true, s.Base));
                    Add(from, s.Base, (i, false, s.Quote));
                }
            }

            foreach ((string start, List<(int Pair, bool Buy, string To)> legs) in from)
            {
                foreach ((int p1, bool b1, string second) in legs.Where(l =>
                    string.CompareOrdinal(l.To, start) > 0))
                {
                    foreach ((int p2, bool b2, string third) in from[second]
                        .Where(l => string.CompareOrdinal(l.To, start) > 0 && l.Pair != p1))
                    {
                        _cycles.AddRange(from[third].Where(l => l.To == start && l.Pair != p2)
                            .Select(l => new[] { (p1, b1), (p2, b2), (l.Pair, l.Buy) }));
                    }
                }
            }
        }

        public int Count => _cycles.Count;

        public double BestNet(RecordingSink sink)
        {
            double best = double.MinValue;
            foreach ((int Pair, bool Buy)[] cycle in _cycles)
            {
                double product = 1;
                foreach ((int pair, bool buy) in cycle)
                {
                    Book book = sink.Books[pair];
                    if (!book.HasBothSides)
                    {
                        product = 0;
                        break;
                    }

                    double unit = Math.Pow(10, -_world.Symbols[pair].PriceScale);
                    product *= buy
                        ? 1 / (book.BestAsk.Price * unit * (1 + _fees[pair]))
                        : book.BestBid.Price * unit * (1 - _fees[pair]);
                }

                best = Math.Max(best, product - 1);
            }

            return best;
        }

        private static void Add(
            Dictionary<string, List<(int Pair, bool Buy, string To)>> from, string key,
                (int, bool, string) leg)
        {
            if (!from.TryGetValue(key, out List<(int Pair, bool Buy, string To)>? list))
            {
                from[key] = list = [];
            }

            list.Add(leg);
        }
    }
}
