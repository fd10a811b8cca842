using System.Globalization;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Worlds;

/// <summary>
/// A made-up market that starts from the real one of 2022-10-24. It advances in steps of 5 ms of its own
/// time, all draws come from the seed, and nothing that clients do changes how it goes on.
/// </summary>
public sealed class SyntheticWorld : IMarketWorld
{
    private const long StepUs = 5_000;
    private const double StepSeconds = StepUs / 1e6;
    private const double MarketVolatility = 0.00006;
    private const double BurstsPerSecond = 0.4;
    private const double BurstKept = 0.985;
    private const double MeanBurst = BurstsPerSecond * 6 * StepSeconds / (1 - BurstKept);

    private readonly SyntheticUniverse _universe;
    private readonly Opportunities _opportunities;
    private readonly SyntheticOptions _options;
    private readonly Rng _rng;
    private readonly double[] _cumulative;
    private readonly List<SyntheticPair> _marketPairs;
    private double _market = 1;
    private double _burst;
    private double _owed;
    private long _steps;
    private bool _published;

    public SyntheticWorld(SimulatorOptions options, RuleBook rules)
    {
        _options = options.Synthetic;
        _rng = new Rng(options.Seed, stream: 6);
        _universe = new SyntheticUniverse(rules, new FeeSchedule(options.FeeTier), options.Seed);
        _opportunities = new Opportunities(_universe, _options, new Rng(options.Seed, stream: 7));
        _marketPairs =
            [.. _universe.Pairs.Where(p => p.IsLive && p.Base.FollowsMarket != p.Quote.FollowsMarket)];
        _cumulative = new double[_universe.Pairs.Count];
        double sum = 0;
        for (int i = 0; i < _cumulative.Length; i++)
        {
            sum += _universe.Pairs[i].Weight;
            _cumulative[i] = sum;
        }

        int generated = _universe.Symbols.Count(s => s.Origin == RulesOrigin.Generated);
        Description = string.Create(CultureInfo.InvariantCulture,
            $"synthetic market, seed {options.Seed}: {_universe.Symbols.Count} symbols, spreads and fee "
            + $"coefficients of KuCoin on 2022-10-24; sizes, moves and opportunities generated, "
            + $"trading rules of 2021-06-05 for "
            + $"{_universe.Symbols.Count - generated} symbols and generated for {generated}");
    }

    public string Name => SimulatorOptions.SyntheticWorld;

    public string Description { get; }

    public bool IsSynthetic => true;

    public IReadOnlyList<SymbolRules> Symbols => _universe.Symbols;

    public bool Ended => false;

    public long OpportunitiesOpened => _opportunities.Count;

    public void Step(long elapsedUs, IMarketSink sink)
    {
        if (!_published)
        {
            _published = true;
            PublishAll(sink);
        }

        while ((_steps + 1) * StepUs <= elapsedUs)
        {
            _steps++;
            StepOnce(sink);
        }
    }

    private void PublishAll(IMarketSink sink)
    {
        foreach (SyntheticPair pair in _universe.Pairs)
        {
            if (pair.IsLive)
            {
                pair.Requote(_market, sink);
                pair.TradeAtTop(sink);
            }
            else if (pair.IsFrozen)
            {
                pair.Publish(sink);
            }
        }
    }

    private void StepOnce(IMarketSink sink)
    {
        double now = _steps * StepSeconds;
        _burst *= BurstKept;
        if (_rng.Chance(BurstsPerSecond * StepSeconds))
        {
            _burst += _rng.Between(2, 10);
            _market *= 1 + (_rng.NextNormal() * 0.0003);
        }

        _market *= 1 + (_rng.NextNormal() * MarketVolatility * Math.Sqrt(StepSeconds) * (1 + _burst));
        foreach (SyntheticPair pair in _marketPairs)
        {
            Repair(pair, sink);
        }

        _owed += _options.UpdatesPerSecond * StepSeconds * (1 + _burst) / (1 + MeanBurst);
        while (_owed >= 1)
        {
            _owed--;
            Happen(_universe.Pairs[Pick()], now, sink);
        }

        _opportunities.Step(now, StepSeconds, _market, sink);
    }

    private void Happen(SyntheticPair pair, double now, IMarketSink sink)
    {
        double draw = _rng.NextDouble();
        if (draw < 0.2)
        {
            MoveCurrency(pair.Base, now, sink);
        }

        if (pair.IsBent)
        {
            return;
        }

        if (draw < 0.45)
        {
            pair.Requote(_market, sink);
        }
        else
        {
            pair.Resize(sink);
        }

        if (draw > 0.9)
        {
            pair.TradeAtTop(sink);
        }
    }

    private void MoveCurrency(SyntheticCurrency currency, double now, IMarketSink sink)
    {
        double elapsed = Math.Min(now - currency.MovedAtSeconds, 30);
        currency.MovedAtSeconds = now;
        currency.Value *= 1 + (_rng.NextNormal() * currency.Volatility * Math.Sqrt(Math.Max(elapsed, 0)));
        foreach (SyntheticPair pair in currency.Pairs)
        {
            Repair(pair, sink);
        }
    }

    /// <summary>A quote that the market has left behind is moved at once, as market makers do.</summary>
    private void Repair(SyntheticPair pair, IMarketSink sink)
    {
        if (!pair.IsBent && pair.IsBreached(_market))
        {
            pair.Requote(_market, sink);
            _owed--;
        }
    }

    private int Pick()
    {
        double draw = _rng.NextDouble() * _cumulative[^1];
        int at = Array.BinarySearch(_cumulative, draw);
        return Math.Min(at < 0 ? ~at : at + 1, _cumulative.Length - 1);
    }
}
