using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Signals;

/// <summary>
/// Finds the size of a cascade with the largest exact profit whose effective bps reach the threshold; of
/// equal profits the smaller cost. Doubles propose sizes from the un-floored curve, whose optimum lies
/// where a level, a limit or the threshold ends it; each proposal and its neighbours on the increments'
/// grids are then computed exactly, floored leg by leg, and only exact figures are compared and given out.
/// <para>Bound. Let L be the worth, at the best prices, of one step of what each leg sends and one unit of
/// what each buy takes (<see cref="LastRoundingLoss"/>), P(x) the un-floored profit at cost x, and h(x) =
/// P(x) - threshold x. Let m be the largest x, up to the un-floored optimum, with h(x) at least L. If there
/// is such an m and no minimum order is in the way, a size is found whose profit is at least P(m) - L; and
/// no admissible size at all has more than the un-floored optimum plus L (the L only where an order maximum
/// binds). The result always reaches the threshold after flooring. In small books with coarse steps
/// more than 9 of 10 results are the best of all admissible sizes. With a price guard the proposals are the
/// same, so that the bound need not hold; the threshold always does.</para>
/// Nothing allocates.
/// </summary>
public sealed class Sizer
{
    private const int ThresholdDecimals = 4;

    // Beyond this many decimals the comparison with the threshold rounds, against the signal.
    private const int CompareDecimals = 24;

    // Neighbours are tried while rounding may matter by more than this share of the profit: they take time.
    private const double LossWorthLooking = 0.02;
    private const int Neighbours = 2;
    private const int NeighbourRounds = 2;

    private static readonly ExactDecimal BpsPerOne = ExactDecimal.FromInt64(10_000);

    private readonly SizeCurve _curve = new();
    private readonly ExactDecimal _thresholdBps;
    private readonly double _threshold;
    private SizedCascade _best;
    private SizedCascade _last;
    private SizedCascade _nearest;
    private bool _hasBest;
    private bool _hasAny;
    private ExactDecimal _largest;

    /// <summary>Makes a sizer for a threshold in bps, of at most 4 decimals and below 10^6 in size.</summary>
    public Sizer(ExactDecimal thresholdBps)
    {
        _thresholdBps = thresholdBps.Normalized();
        Check.That(_thresholdBps.Scale <= ThresholdDecimals);
        Check.That(_thresholdBps > -BpsPerOne);
        Check.That(_thresholdBps < ExactDecimal.FromInt64(1_000_000));
        _threshold = _thresholdBps.ToDouble() / 1e4;
    }

    /// <summary>L of the last call, in the start currency.</summary>
    public double LastRoundingLoss => _curve.RoundingLoss;

    /// <summary>
    /// The largest un-floored cost x with h(x) at least L; 0 when there is none. For tests of the bound.
    /// </summary>
    internal double LastMarginCost { get; private set; }

    /// <summary>P of <see cref="LastMarginCost"/>.</summary>
    internal double LastMarginProfit { get; private set; }

    /// <summary>The profit of the un-floored optimum.</summary>
    internal double LastCurveProfit => _curve.BestProfit;

    /// <summary>
    /// The best effective bps among the exact sizes that the last call looked at; -infinity when none was
    /// admissible.
    /// </summary>
    public double LastBestBps { get; private set; }

    /// <summary>True when profit / cost x 10^4 is at least the threshold (cost above 0).</summary>
    public static bool Reaches(ExactDecimal profit, ExactDecimal cost, ExactDecimal thresholdBps)
    {
        if (profit.Scale > CompareDecimals || cost.Scale > CompareDecimals)
        {
            var ulp = new ExactDecimal(Int128.One, CompareDecimals);
            profit = profit.TruncateTo(CompareDecimals) - (profit.IsNegative ? ulp : ExactDecimal.Zero);
            cost = cost.TruncateTo(CompareDecimals) + (thresholdBps.IsNegative ? ExactDecimal.Zero : ulp);
        }
        return profit * BpsPerOne >= thresholdBps * cost;
    }

    /// <summary>
    /// Sizes the cascade of three legs. <paramref name="limit"/> is the most that leg 1 may set aside, fee
    /// included. None with the prediction, or why there is no size: EmptyBook, BelowMinimum,
    /// BelowThreshold.
    /// </summary>
    public Refusal TrySize(
        scoped in SizingLeg first, scoped in SizingLeg second, scoped in SizingLeg third, ExactDecimal limit,
        out SizedCascade sized)
    {
        sized = default;
        LastBestBps = double.NegativeInfinity;
        if (first.Levels.Length == 0 || second.Levels.Length == 0 || third.Levels.Length == 0)
        {
            return Refusal.EmptyBook;
        }
        var chain = new SizeChain(first, second, third);
        _best = default;
        _hasBest = false;
        _hasAny = false;
        _largest = ExactDecimal.Min(
            ExactDecimal.FloorToStep(chain.Largest, chain.Step),
            limit.IsPositive
                ? ExactDecimal.Times(chain.Step, ExactDecimal.FloorDivide(limit, chain.StepCost))
                : ExactDecimal.Zero);
        if (_largest < chain.Smallest)
        {
            return Refusal.BelowMinimum;
        }
        Propose(chain, limit.ToDouble());
        if (!_hasBest)
        {
            return _hasAny ? Refusal.BelowThreshold : Refusal.BelowMinimum;
        }
        sized = _best;
        return Refusal.None;
    }

    private void Propose(scoped in SizeChain chain, double limit)
    {
        Span<double> steps = stackalloc double[3];
        Span<double> units = stackalloc double[3];
        for (int i = 0; i < 3; i++)
        {
            SizingLeg leg = chain[i];
            bool isBuy = leg.Side == Side.Buy;
            _curve.SetLeg(i, leg);
            steps[i] = isBuy
                ? leg.Rules.QuoteIncrement.ToDouble() * (1 + leg.Rules.FeeRate.ToDouble())
                : leg.Rules.BaseIncrement.ToDouble();
            units[i] = isBuy ? leg.Rules.BuyUnit.ToDouble() : 0;
        }
        _curve.SetRounding(steps, units);
        _curve.Walk(limit, _threshold);
        (LastMarginCost, LastMarginProfit) = _curve.AtMargin(_threshold, _curve.RoundingLoss);
        if (_curve.BestCost > 0)
        {
            TryCost(chain, _curve.BestCost, steps[0]);
            if (!_hasBest || _curve.RoundingLoss > LossWorthLooking * _curve.BestProfit)
            {
                TryCost(chain, LastMarginCost, steps[0]);
                TryCost(chain, _curve.SafestCost, steps[0]);
                TryNeighbours(chain);
            }
        }
        if (!_hasBest)
        {
            TrySmallest(chain);
        }
        TryTightened(chain);
    }

    private void TryCost(scoped in SizeChain chain, double cost, double stepCost)
    {
        double count = Math.Min(cost / stepCost, long.MaxValue / 2);
        if (count >= 1)
        {
            Try(chain, ExactDecimal.Times(chain.Step, (Int128)count));
        }
    }

    // The smallest amount that satisfies the minimum of every leg.
    private void TrySmallest(scoped in SizeChain chain)
    {
        ExactDecimal amount = chain.Smallest;
        for (int i = 0; i < 3; i++)
        {
            SizingLeg leg = chain[i];
            ExactDecimal smallest = ExactDecimal.CeilToStep(
                leg.Side == Side.Buy ? leg.Rules.MinBuyFunds : leg.Rules.MinSize, SizeChain.StepOf(leg));
            if (leg.Side == Side.Sell && leg.Rules.MinSellFunds.IsPositive)
            {
                ExactDecimal net = leg.Rules.MinSellFunds * (ExactDecimal.One - leg.Rules.FeeRate);
                if (!SizeChain.TryAmountFor(leg, net, out ExactDecimal forFunds))
                {
                    return;
                }
                smallest = ExactDecimal.Max(smallest, forFunds);
            }
            smallest = ExactDecimal.Max(smallest, SizeChain.StepOf(leg));
            if (!chain.TryBack(i, smallest, out ExactDecimal first))
            {
                return;
            }
            amount = ExactDecimal.Max(amount, first);
        }
        Try(chain, amount);
        TryNeighbours(chain);
    }

    private void TryNeighbours(scoped in SizeChain chain)
    {
        for (int round = 0; round < NeighbourRounds && _hasAny; round++)
        {
            ExactDecimal before = _best.Cost;
            bool hadBest = _hasBest;
            TryOneRound(chain);
            if (hadBest == _hasBest && before == _best.Cost)
            {
                return;
            }
        }
    }

    // Steps of each leg's grid around what was sent, each with the smallest leg 1 that feeds it.
    private void TryOneRound(scoped in SizeChain chain)
    {
        SizedCascade centre = _hasBest ? _best : _nearest;
        for (int leg = 0; leg < 3; leg++)
        {
            SizingLeg sizing = chain[leg];
            ExactDecimal step = SizeChain.StepOf(sizing);
            ExactDecimal unit = sizing.Rules.BuyUnit;
            for (int i = 1 - Neighbours; i <= Neighbours; i++)
            {
                ExactDecimal moved = centre.Legs[leg].Amount + ExactDecimal.Times(step, i);
                TryFrom(chain, leg, moved);
                if (sizing.Side == Side.Buy)
                {
                    ExactDecimal bought = centre.Legs[leg].Output + ExactDecimal.Times(unit, i);
                    if (bought.IsPositive && SizeChain.TryAmountFor(sizing, bought, out ExactDecimal funds))
                    {
                        TryFrom(chain, leg, funds);
                    }
                }
            }
        }
    }

    // The same output of each leg for less: what flooring would leave behind is not bought.
    private void TryTightened(scoped in SizeChain chain)
    {
        if (!_hasBest)
        {
            return;
        }
        SizedCascade centre = _best;
        SizingLeg third = chain[2];
        ExactDecimal amount = centre.Legs[2].Amount;
        if (third.Side == Side.Buy && SizeChain.TryAmountFor(third, centre.Output, out ExactDecimal funds))
        {
            amount = ExactDecimal.Min(amount, funds);
        }
        TryFrom(chain, 2, amount);
    }

    private void TryFrom(scoped in SizeChain chain, int leg, ExactDecimal amount)
    {
        if (amount.IsPositive && chain.TryBack(leg, amount, out ExactDecimal first))
        {
            Try(chain, first);
        }
    }

    private void Try(scoped in SizeChain chain, ExactDecimal amount)
    {
        amount = ExactDecimal.Min(amount, _largest);
        if (!amount.IsPositive || !chain.TryRun(amount, out _last))
        {
            return;
        }
        ExactDecimal profit = _last.Profit;
        double bps = _last.EffectiveBps;
        if (!_hasAny || bps > LastBestBps)
        {
            LastBestBps = bps;
            _nearest = _last;
        }
        _hasAny = true;
        if (!Reaches(profit, _last.Cost, _thresholdBps))
        {
            return;
        }
        ExactDecimal best = _best.Profit;
        if (!_hasBest || profit > best || (profit == best && _last.Cost < _best.Cost))
        {
            _best = _last;
            _hasBest = true;
        }
    }
}
