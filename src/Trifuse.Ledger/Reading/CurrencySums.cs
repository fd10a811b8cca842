using System.Globalization;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;

namespace Trifuse.Ledger.Reading;

/// <summary>Sums of cascades in one start currency.</summary>
public sealed class CurrencySums
{
    /// <summary>Cascades that traded.</summary>
    public long Traded { get; private set; }

    /// <summary>Those with a profit above 0.</summary>
    public long Gains { get; private set; }

    /// <summary>Those with a profit below 0.</summary>
    public long Losses { get; private set; }

    /// <summary>What was spent.</summary>
    public ExactDecimal Cost { get; private set; }

    /// <summary>Profit less loss.</summary>
    public ExactDecimal Profit { get; private set; }

    /// <summary>Worth of the dust left.</summary>
    public ExactDecimal DustValue { get; private set; }

    /// <summary>Worth of the coins left held.</summary>
    public ExactDecimal HeldValue { get; private set; }

    /// <summary>Where predicted - effective went; null when no cascade has it.</summary>
    public AttributionFacts? Attribution { get; private set; }

    /// <summary>Cascades that have an attribution.</summary>
    public long Attributed { get; private set; }

    /// <summary>Profit on cost in basis points, two decimals, rounded down.</summary>
    public ExactDecimal EffectiveBps => Cascade.BpsDown(Profit, Cost, 2);

    /// <summary>Gains among all that traded, in per cent with two decimals, rounded down.</summary>
    public string WinRatePercent
    {
        get
        {
            long hundredths = Traded == 0 ? 0 : Gains * 10_000 / Traded;
            return string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100}.{hundredths % 100:D2}");
        }
    }

    internal void Add(CascadeFacts cascade)
    {
        if (!cascade.Cost.IsZero)
        {
            Traded++;
            Gains += cascade.Profit.IsPositive ? 1 : 0;
            Losses += cascade.Profit.IsNegative ? 1 : 0;
        }
        Cost = (Cost + cascade.Cost).Normalized();
        Profit = (Profit + cascade.Profit).Normalized();
        foreach (RemainderFacts left in cascade.Remainders)
        {
            DustValue = left.IsHeld ? DustValue : (DustValue + left.Value).Normalized();
            HeldValue = left.IsHeld ? (HeldValue + left.Value).Normalized() : HeldValue;
        }
        if (cascade.Attribution is { } parts)
        {
            Attributed++;
            Attribution = Attribution is null ? parts : Attribution.Plus(parts);
        }
    }
}
