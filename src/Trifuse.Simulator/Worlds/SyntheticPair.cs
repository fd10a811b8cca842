using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Worlds;

/// <summary>
/// One pair of the synthetic market: its quotes around the fair cross rate. Outside of opened triangles the
/// bid is never above fair x (1 + half the fee) and the ask never below fair x (1 - half the fee), so that no
/// cycle pays after fees.
/// </summary>
public sealed class SyntheticPair
{
    /// <summary>Levels on a side.</summary>
    public const int Depth = 10;

    // A level out there is beyond every price band of 10 %: it keeps the side from being empty and cannot be
    // reached.
    private const double FarAway = 0.15;

    private readonly Rng _rng;
    private readonly double _topUsd;
    private readonly double _slack;
    private readonly long _tick;
    private readonly Level[] _asks = new Level[Depth];
    private readonly Level[] _bids = new Level[Depth];
    private readonly double _unit;
    private double _offset;
    private int _askCount;
    private int _bidCount;

    public SyntheticPair(
        int index, SymbolRules rules, SyntheticCurrency baseCurrency, SyntheticCurrency quote,
        SyntheticUniverse.Row row, double feeRate, bool frozen, Rng rng)
    {
        Index = index;
        Rules = rules;
        Base = baseCurrency;
        Quote = quote;
        IsLive = row.HasQuotes && !frozen;
        IsFrozen = frozen;
        HalfSpread = row.HasQuotes ? row.HalfSpread : 0;
        _rng = rng;
        _slack = feeRate / 2;
        _unit = 1.0 / (double)Dec.Pow10(rules.PriceScale);
        _ = rules.PriceIncrement.TryToUnits(rules.PriceScale, out _tick);
        double turnoverUsd = row.Turnover * quote.Value;
        _topUsd = Math.Clamp(turnoverUsd * 1e-4, 40, 20_000);

        // Real activity is very skewed; the square root of turnover spans from one update a minute to dozens
        // a second.
        Weight = IsLive ? Math.Sqrt(Math.Max(turnoverUsd, 100)) : 0;
        if (row.HasQuotes)
        {
            Build(_asks, out _askCount, isAsk: true, ToUnits(row.Ask), 1);
            Build(_bids, out _bidCount, isAsk: false, ToUnits(row.Bid), 1);
        }
    }

    public int Index { get; }

    public SymbolRules Rules { get; }

    public SyntheticCurrency Base { get; }

    public SyntheticCurrency Quote { get; }

    /// <summary>Moves and can be traded.</summary>
    public bool IsLive { get; }

    /// <summary>Stands still on a quote that no other market supports.</summary>
    public bool IsFrozen { get; }

    /// <summary>Half the real spread of the snapshot, relative.</summary>
    public double HalfSpread { get; }

    public double Weight { get; }

    /// <summary>Triangles that this pair is a side of.</summary>
    public int Triangles { get; set; }

    /// <summary>True while an opened triangle decides its quotes.</summary>
    public bool IsBent { get; set; }

    public double Ask => _asks[0].Price * _unit;

    public double Bid => _bids[0].Price * _unit;

    /// <summary>One price step, relative to the price.</summary>
    public double TickShare => _tick * _unit / Math.Max(Ask, _unit);

    public double FairAt(double market)
    {
        double value = Base.Value / Quote.Value;
        if (Base.FollowsMarket == Quote.FollowsMarket)
        {
            return value;
        }

        return Base.FollowsMarket ? value * market : value / market;
    }

    /// <summary>
    /// True when a quote has come to lie on the wrong side of fair and must be moved at once.
    /// </summary>
    public bool IsBreached(double market)
    {
        double fair = FairAt(market);
        return Bid > fair * (1 + _slack) || Ask < fair * (1 - _slack);
    }

    public void Publish(IMarketSink sink)
    {
        sink.ReplaceSide(Index, true, _asks.AsSpan(0, _askCount));
        sink.ReplaceSide(Index, false, _bids.AsSpan(0, _bidCount));
    }

    /// <summary>Puts both sides anew around fair, a little off at random, within the bounds.</summary>
    public void Requote(double market, IMarketSink sink)
    {
        double fair = FairAt(market);
        double room = HalfSpread + (_slack * 0.6);
        _offset = Math.Clamp((_offset * 0.8) + (_rng.NextNormal() * HalfSpread * 0.4), -room, room);
        double mid = fair * (1 + _offset);
        long ask = Math.Max(CeilToTick(mid * (1 + HalfSpread)), CeilToTick(fair * (1 - _slack)));
        long bid = Math.Min(FloorToTick(mid * (1 - HalfSpread)), FloorToTick(fair * (1 + _slack)));
        if (bid >= ask || bid <= 0)
        {
            bid = Math.Max(_tick, ask - _tick);
            ask = Math.Max(ask, bid + _tick);
        }

        Build(_asks, out _askCount, isAsk: true, ask, _rng.NextSkewed(0.8));
        Build(_bids, out _bidCount, isAsk: false, bid, _rng.NextSkewed(0.8));
        Publish(sink);
    }

    /// <summary>Only the size at the top of one side changes, or that of a deeper level.</summary>
    public void Resize(IMarketSink sink)
    {
        bool isAsk = _rng.Chance(0.5);
        Level[] side = isAsk ? _asks : _bids;
        int count = isAsk ? _askCount : _bidCount;
        int at = _rng.Chance(0.85) ? 0 : _rng.Next(count);
        side[at] = side[at] with { Size = SizeFor(side[at].Price, _topUsd * _rng.NextSkewed(0.8)) };
        sink.ReplaceSide(Index, isAsk, side.AsSpan(0, count));
    }

    public void TradeAtTop(IMarketSink sink)
    {
        Level level = _rng.Chance(0.5) ? _asks[0] : _bids[0];
        sink.Trade(Index, level.Price, Math.Max(Rules.StepUnits(), Rules.FloorToIncrement(level.Size / 3)));
    }

    /// <summary>
    /// Moves the quotes so that one side stands at the given price with limited size behind it.
    /// </summary>
    /// <param name="isAsk">The side that becomes cheap to take.</param>
    /// <param name="price">Its new best price.</param>
    /// <param name="usd">Worth of what stands there.</param>
    /// <param name="behind">Relative distance of the second level; 0 for none.</param>
    /// <param name="sink">Where the quotes go.</param>
    public void Bend(bool isAsk, double price, double usd, double behind, IMarketSink sink)
    {
        long best = isAsk ? CeilToTick(price) : Math.Max(_tick, FloorToTick(price));
        long width = Math.Max(_tick, FloorToTick(price * 2 * HalfSpread));
        if (isAsk)
        {
            long bid = Math.Max(_tick, Math.Min(_bids[0].Price, best - width));
            best = Math.Max(best, bid + _tick);
            Build(_bids, out _bidCount, isAsk: false, bid, 1);
        }
        else
        {
            long ask = Math.Max(_asks[0].Price, best + width);
            Build(_asks, out _askCount, isAsk: true, ask, 1);
        }

        Level[] side = isAsk ? _asks : _bids;
        int count = 0;
        side[count++] = new Level(best, SizeFor(best, usd));
        if (behind > 0)
        {
            long second = isAsk
                ? Math.Max(best + _tick, CeilToTick(best * _unit * (1 + behind)))
                : Math.Min(best - _tick, FloorToTick(best * _unit * (1 - behind)));
            if (second > 0)
            {
                side[count++] = new Level(second, SizeFor(second, usd * _rng.Between(0.5, 2)));
            }
        }

        long far = isAsk
            ? CeilToTick(best * _unit * (1 + FarAway))
            : FloorToTick(best * _unit * (1 - FarAway));
        if (far > 0 && far != side[count - 1].Price)
        {
            side[count++] = new Level(far, SizeFor(far, _topUsd * 5));
        }

        _askCount = isAsk ? count : _askCount;
        _bidCount = isAsk ? _bidCount : count;
        Publish(sink);
    }

    private void Build(Level[] side, out int count, bool isAsk, long best, double topFactor)
    {
        long gap = _tick * Math.Max(1, (long)(HalfSpread * best / _tick * 0.8));
        long anchor = isAsk ? best / gap * gap : (best + gap - 1) / gap * gap;
        side[0] = new Level(best, SizeFor(best, _topUsd * topFactor));
        count = 1;
        for (int k = 1; k < Depth; k++)
        {
            long price = isAsk ? anchor + (k * gap) : anchor - (k * gap);
            price -= price % _tick;
            bool worse = isAsk ? price > side[count - 1].Price : price < side[count - 1].Price;
            if (price > 0 && worse)
            {
                side[count++] = new Level(price, SizeFor(price, _topUsd * (1 + (0.6 * k)) * Texture(price)));
            }
        }
    }

    /// <summary>
    /// A factor of 0.4 to 1.6 that belongs to the price, so that levels keep their size while quotes move.
    /// </summary>
    private double Texture(long price)
    {
        ulong hash = unchecked(((ulong)price * 0x9E3779B97F4A7C15UL) ^ ((ulong)Index * 0xD1342543DE82EF95UL));
        hash = unchecked((hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9UL);
        return 0.4 + (1.2 * ((hash >> 40) / (double)(1 << 24)));
    }

    private long SizeFor(long price, double usd)
    {
        double quoteWorth = Math.Max(Quote.Value, 1e-12);
        double size = usd / (price * _unit * quoteWorth) * (double)Dec.Pow10(Rules.SizeScale);
        long units = Rules.FloorToIncrement((long)Math.Clamp(size, 1, 9e17));
        return Math.Max(units, Rules.StepUnits());
    }

    private long ToUnits(double price) => (long)Math.Round(price / _unit);

    private long FloorToTick(double price) => (long)Math.Floor((price / _unit / _tick) + 1e-9) * _tick;

    private long CeilToTick(double price) => (long)Math.Ceiling((price / _unit / _tick) - 1e-9) * _tick;
}
