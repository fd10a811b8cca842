using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Signals;

/// <summary>
/// Three legs to be sized: the exact, floored result of a size of leg 1, and the smallest size of leg 1 that
/// brings a given amount to a later leg.
/// </summary>
internal readonly ref struct SizeChain
{
    private readonly SizingLeg _first;
    private readonly SizingLeg _second;
    private readonly SizingLeg _third;

    public SizeChain(in SizingLeg first, in SizingLeg second, in SizingLeg third)
    {
        _first = first;
        _second = second;
        _third = third;
    }

    /// <summary>The grid of what leg 1 sends: quote increment of a buy, base increment of a sell.</summary>
    public ExactDecimal Step => StepOf(_first);

    /// <summary>What one step costs: with the fee for a buy.</summary>
    public ExactDecimal StepCost => _first.Side == Side.Buy
        ? _first.Rules.QuoteIncrement * (ExactDecimal.One + _first.Rules.FeeRate)
        : _first.Rules.BaseIncrement;

    /// <summary>The smallest amount that leg 1 may send.</summary>
    public ExactDecimal Smallest => ExactDecimal.CeilToStep(
        _first.Side == Side.Buy ? _first.Rules.MinBuyFunds : _first.Rules.MinSize, Step);

    /// <summary>The largest amount that leg 1 may send.</summary>
    public ExactDecimal Largest => _first.Side == Side.Buy ? _first.Rules.MaxBuyFunds : _first.Rules.MaxSize;

    public SizingLeg this[int leg] => leg switch { 0 => _first, 1 => _second, _ => _third };

    /// <summary>The grid of what a leg sends.</summary>
    public static ExactDecimal StepOf(scoped in SizingLeg leg) =>
        leg.Side == Side.Buy ? leg.Rules.QuoteIncrement : leg.Rules.BaseIncrement;

    /// <summary>
    /// Sends <paramref name="amount"/> through the books as the engine and the exchange would, flooring
    /// each leg. False when a leg is out of its minima and maxima or the visible levels do not hold it.
    /// </summary>
    public bool TryRun(ExactDecimal amount, out SizedCascade sized)
    {
        sized = default;
        ExactDecimal available = _first.Side == Side.Buy ? amount + (amount * _first.Rules.FeeRate) : amount;
        for (int i = 0; i < 3; i++)
        {
            SizingLeg leg = this[i];
            bool isBuy = leg.Side == Side.Buy;
            ref SizedLeg result = ref sized.Legs[i];
            WalkResult walk;
            if (leg.Guard.IsOn)
            {
                if (!TryGuarded(leg, available, ref result, out walk))
                {
                    return false;
                }
            }
            else
            {
                result.Amount = i == 0 ? amount : AmountOf(leg, available);
                if (!TryLeg(leg, result.Amount, out walk))
                {
                    return false;
                }
            }
            result.Output = isBuy ? walk.Size : walk.SellOutput;
            available = result.Output;
            if (i == 0)
            {
                ExactDecimal sent = result.Amount;
                sized.Cost = isBuy ? walk.BuyCost : walk.Size;
                sized.Reserved = isBuy ? sent + (sent * leg.Rules.FeeRate) : sent;
            }
        }
        sized.Output = available;
        return true;
    }

    /// <summary>
    /// The smallest amount of leg 1 that lets leg <paramref name="leg"/> send <paramref name="amount"/>.
    /// False when the visible levels do not hold it.
    /// </summary>
    public bool TryBack(int leg, ExactDecimal amount, out ExactDecimal first)
    {
        first = amount;
        for (int i = leg; i > 0; i--)
        {
            SizingLeg taker = this[i];
            ExactDecimal needed = taker.Side == Side.Buy ? first + (first * taker.Rules.FeeRate) : first;
            if (!TryAmountFor(this[i - 1], needed, out first))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// The smallest amount, on the leg's grid, whose output is at least <paramref name="needed"/>.
    /// </summary>
    public static bool TryAmountFor(scoped in SizingLeg leg, ExactDecimal needed, out ExactDecimal amount)
    {
        if (leg.Side == Side.Sell)
        {
            return TrySizeFor(leg, needed, out amount);
        }
        if (!leg.Guard.IsOn)
        {
            return TryFundsFor(leg, ExactDecimal.CeilToStep(needed, leg.Rules.BuyUnit), out amount);
        }
        ExactDecimal size = ExactDecimal.CeilToStep(needed, leg.Rules.BaseIncrement);
        bool isHeld = leg.Guard.TryLimit(leg, size, out ExactDecimal limit);
        amount = size * limit;
        return isHeld;
    }

    private static ExactDecimal AmountOf(scoped in SizingLeg leg, ExactDecimal available) =>
        leg.Side == Side.Buy
            ? BookWalk.FundsForBuy(available, leg.Rules.FeeRate, leg.Rules.QuoteIncrement)
            : BookWalk.SizeForSell(available, leg.Rules.BaseIncrement);

    private static bool TryGuarded(
        scoped in SizingLeg leg, ExactDecimal available, ref SizedLeg result, out WalkResult walk)
    {
        ref readonly TradeRules rules = ref leg.Rules;
        ExactDecimal size;
        walk = default;
        bool isHeld = leg.Side == Side.Buy
            ? leg.Guard.TryBuy(leg, available, out size, out result.LimitPrice)
            : leg.Guard.TryLimit(
                leg, size = BookWalk.SizeForSell(available, rules.BaseIncrement), out result.LimitPrice);
        ExactDecimal value = size * result.LimitPrice;
        if (!isHeld || !size.IsPositive || size < rules.MinSize || size > rules.MaxSize
            || value < rules.MinSellFunds)
        {
            return false;
        }
        result.Amount = leg.Side == Side.Buy ? value : size;
        // A walk by size is the same on either side.
        walk = BookWalk.Sell(leg.Levels, size, rules.FeeRate);
        return walk.IsComplete;
    }

    private static bool TryLeg(scoped in SizingLeg leg, ExactDecimal amount, out WalkResult walk)
    {
        ref readonly TradeRules rules = ref leg.Rules;
        if (leg.Side == Side.Buy)
        {
            walk = default;
            if (!amount.IsPositive || amount < rules.MinBuyFunds || amount > rules.MaxBuyFunds)
            {
                return false;
            }
            walk = BookWalk.Buy(leg.Levels, amount, rules.FeeRate, rules.BuyUnit);
            return walk.IsComplete && walk.Size.IsPositive;
        }
        walk = default;
        if (!amount.IsPositive || amount < rules.MinSize || amount > rules.MaxSize)
        {
            return false;
        }
        walk = BookWalk.Sell(leg.Levels, amount, rules.FeeRate);
        return walk.IsComplete && walk.Funds >= rules.MinSellFunds;
    }

    private static bool TryFundsFor(scoped in SizingLeg leg, ExactDecimal size, out ExactDecimal funds)
    {
        ExactDecimal left = size;
        ExactDecimal sum = ExactDecimal.Zero;
        foreach (ref readonly PriceLevel level in leg.Levels)
        {
            ExactDecimal take = ExactDecimal.Min(left, level.Size);
            sum += level.Price * take;
            left -= take;
            if (!left.IsPositive)
            {
                break;
            }
        }
        funds = ExactDecimal.CeilToStep(sum, leg.Rules.QuoteIncrement);
        return !left.IsPositive;
    }

    private static bool TrySizeFor(scoped in SizingLeg leg, ExactDecimal output, out ExactDecimal size)
    {
        ExactDecimal keep = ExactDecimal.One - leg.Rules.FeeRate;
        ExactDecimal step = leg.Rules.BaseIncrement;
        ExactDecimal left = output;
        ExactDecimal sum = ExactDecimal.Zero;
        foreach (ref readonly PriceLevel level in leg.Levels)
        {
            ExactDecimal brings = level.Price * keep * level.Size;
            if (brings < left)
            {
                left -= brings;
                sum += level.Size;
                continue;
            }
            // Sizes of levels need not be on the grid: the rest in finer units first, then up to the grid.
            ExactDecimal unit = level.Price * keep * step;
            Int128 count = ExactDecimal.FloorDivide(left, unit);
            ExactDecimal part = ExactDecimal.Times(step, count);
            if (part * level.Price * keep < left)
            {
                part += step;
            }
            size = ExactDecimal.CeilToStep(sum + part, step);
            return true;
        }
        size = sum;
        return !left.IsPositive;
    }
}
