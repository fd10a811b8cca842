using System.Globalization;
using CsCheck;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Signals;

/// <summary>
/// One leg of a random small case: coarse grids, so that all admissible sizes can be tried.
/// </summary>
internal sealed record LegCase(bool IsBuy, SymbolSpec Spec, PriceLevel[] Levels);

/// <summary>A random small case, and every admissible size of it.</summary>
internal sealed record SizerCase(LegCase[] Legs, ExactDecimal Limit, ExactDecimal ThresholdBps, BuyCut Cut)
{
    private static Gen<LegCase> Leg { get; } =
        from isBuy in Gen.Bool
        from count in Gen.Int[1, 4]
        from firstPrice in Gen.Int[60, 180]
        from gaps in Gen.Int[1, 12].Array[4]
        from sizes in Gen.Int[1, 60].Array[4]
        from baseTicks in Gen.Int[1, 5]
        from quoteTicks in Gen.Int[1, 5]
        from minimum in Gen.Int[-20, 12]
        from maximum in Gen.Int[20, 200]
        from fee in Gen.Int[0, 30]
        select MakeLeg(
            isBuy, count, firstPrice, gaps, sizes, baseTicks, quoteTicks, Math.Max(0, minimum), maximum, fee);

    public static Gen<SizerCase> Any { get; } =
        from legs in Leg.Array[3]
        from limit in Gen.Int[1, 4_000]
        from threshold in Gen.Int[-2_000, 3_000]
        select Make(legs, limit, threshold);

    public Refusal Size(Sizer sizer, out SizedCascade sized)
    {
        TradeRules a = new(Legs[0].Spec, Cut);
        TradeRules b = new(Legs[1].Spec, Cut);
        TradeRules c = new(Legs[2].Spec, Cut);
        return sizer.TrySize(
            new SizingLeg(SideOf(0), in a, Legs[0].Levels),
            new SizingLeg(SideOf(1), in b, Legs[1].Levels),
            new SizingLeg(SideOf(2), in c, Legs[2].Levels),
            Limit,
            out sized);
    }

    /// <summary>
    /// Tries every amount of leg 1 within the limit; the best exact result that reaches the threshold.
    /// </summary>
    public (bool Found, ExactDecimal Profit, ExactDecimal Cost) BruteForce()
    {
        bool found = false;
        ExactDecimal bestProfit = default;
        ExactDecimal bestCost = default;
        ExactDecimal step = Legs[0].IsBuy ? Legs[0].Spec.QuoteIncrement : Legs[0].Spec.BaseIncrement;
        ExactDecimal onePlusFee = ExactDecimal.One + Legs[0].Spec.TakerFeeRate;
        for (ExactDecimal amount = step; ; amount += step)
        {
            if ((Legs[0].IsBuy ? amount * onePlusFee : amount) > Limit)
            {
                return (found, bestProfit, bestCost);
            }
            if (!Run(amount, out ExactDecimal cost, out ExactDecimal output))
            {
                continue;
            }
            ExactDecimal profit = output - cost;
            if (profit * ExactDecimal.FromInt64(10_000) >= ThresholdBps * cost
                && (!found || profit > bestProfit || (profit == bestProfit && cost < bestCost)))
            {
                (found, bestProfit, bestCost) = (true, profit, cost);
            }
        }
    }

    // Written apart from the engine's walk: unit by unit, in plain decimals.
    public bool Run(ExactDecimal amount, out ExactDecimal cost, out ExactDecimal output)
    {
        decimal sent = ToDecimal(amount);
        decimal spent = 0;
        decimal have = 0;
        cost = output = default;
        for (int i = 0; i < 3; i++)
        {
            SymbolSpec spec = Legs[i].Spec;
            decimal fee = ToDecimal(spec.TakerFeeRate);
            if (i > 0)
            {
                decimal step = ToDecimal(Legs[i].IsBuy ? spec.QuoteIncrement : spec.BaseIncrement);
                decimal unitCost = Legs[i].IsBuy ? step * (1 + fee) : step;
                sent = Math.Floor(have / unitCost) * step;
            }
            decimal low = ToDecimal(Legs[i].IsBuy ? spec.QuoteMinSize : spec.BaseMinSize);
            decimal high = ToDecimal(Legs[i].IsBuy ? spec.QuoteMaxSize : spec.BaseMaxSize);
            if (sent <= 0 || sent < low || sent > high)
            {
                return false;
            }
            bool isFull = Legs[i].IsBuy
                ? Buy(i, sent, fee, out decimal used, out have)
                : Sell(i, sent, fee, out used, out have);
            if (!isFull)
            {
                return false;
            }
            spent = i == 0 ? used : spent;
        }
        cost = ExactDecimal.Parse(spent.ToString(CultureInfo.InvariantCulture));
        output = ExactDecimal.Parse(have.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    private static SizerCase Make(LegCase[] legs, int limit, int threshold) =>
        new(legs, new ExactDecimal(limit, 1), new ExactDecimal(threshold, 1), BuyCut.BaseIncrement);

    private static LegCase MakeLeg(
        bool isBuy, int count, int firstPrice, int[] gaps, int[] sizes, int baseTicks, int quoteTicks,
        int minimum, int maximum, int fee)
    {
        var levels = new PriceLevel[count];
        int price = firstPrice;
        for (int i = 0; i < count; i++)
        {
            levels[i] = new PriceLevel(new ExactDecimal(price, 2), new ExactDecimal(sizes[i] * baseTicks, 1));
            price += isBuy ? gaps[i] : -gaps[i];
        }
        var spec = new SymbolSpec
        {
            Name = "A-B",
            BaseCurrency = "A",
            QuoteCurrency = "B",
            FeeCurrency = "B",
            BaseIncrement = new ExactDecimal(baseTicks, 1),
            QuoteIncrement = new ExactDecimal(quoteTicks, 1),
            PriceIncrement = new ExactDecimal(Int128.One, 2),
            BaseMinSize = new ExactDecimal(minimum, 1),
            BaseMaxSize = new ExactDecimal(maximum, 0),
            QuoteMinSize = new ExactDecimal(minimum, 1),
            QuoteMaxSize = new ExactDecimal(maximum, 0),
            TakerFeeRate = new ExactDecimal(fee, 4),
        };
        return new LegCase(isBuy, spec, levels);
    }

    private bool Buy(int leg, decimal funds, decimal fee, out decimal used, out decimal bought)
    {
        decimal unit = ToDecimal(Legs[leg].Spec.BaseIncrement);
        decimal paid = 0;
        bought = 0;
        used = 0;
        foreach (PriceLevel level in Legs[leg].Levels)
        {
            decimal price = ToDecimal(level.Price);
            for (decimal left = ToDecimal(level.Size); left >= unit; left -= unit)
            {
                if (paid + (price * unit) > funds)
                {
                    used = paid * (1 + fee);
                    return bought > 0;
                }
                paid += price * unit;
                bought += unit;
            }
        }
        used = paid * (1 + fee);
        return paid == funds && bought > 0;
    }

    private bool Sell(int leg, decimal size, decimal fee, out decimal used, out decimal brought)
    {
        decimal left = size;
        decimal funds = 0;
        foreach (PriceLevel level in Legs[leg].Levels)
        {
            decimal take = Math.Min(left, ToDecimal(level.Size));
            funds += take * ToDecimal(level.Price);
            left -= take;
        }
        used = size;
        brought = funds * (1 - fee);
        return left == 0;
    }

    private Side SideOf(int leg) => Legs[leg].IsBuy ? Side.Buy : Side.Sell;

    private static decimal ToDecimal(ExactDecimal value) =>
        decimal.Parse(value.ToString(), CultureInfo.InvariantCulture);
}
