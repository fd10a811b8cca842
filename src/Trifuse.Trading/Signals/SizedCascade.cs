using System.Runtime.CompilerServices;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Signals;

/// <summary>
/// What sizing looks at for one leg: the side, the rules, and the levels it would take from, best first.
/// </summary>
public readonly ref struct SizingLeg
{
    private readonly ref readonly TradeRules _rules;

    /// <summary>References the rules and the levels; copies nothing.</summary>
    public SizingLeg(
        Side side, ref readonly TradeRules rules, ReadOnlySpan<PriceLevel> levels, PriceGuard guard = default)
    {
        Guard = guard;
        Side = side;
        Levels = levels;
        _rules = ref rules;
    }

    /// <summary>Buy or sell.</summary>
    public Side Side { get; }

    /// <summary>Whether the order has a limit price, and which.</summary>
    public PriceGuard Guard { get; }

    /// <summary>Asks for a buy, bids for a sell.</summary>
    public ReadOnlySpan<PriceLevel> Levels { get; }

    /// <summary>The symbol's numbers.</summary>
    public ref readonly TradeRules Rules => ref _rules;
}

/// <summary>One leg as sized: what is sent and what it brings.</summary>
public struct SizedLeg
{
    /// <summary>
    /// Funds of a buy, with a limit price size x limit; size of a sell.
    /// </summary>
    public ExactDecimal Amount;

    /// <summary>The worst price allowed; 0 for a market order.</summary>
    public ExactDecimal LimitPrice;

    /// <summary>Base currency of a buy; quote currency less the fee of a sell.</summary>
    public ExactDecimal Output;
}

/// <summary>Three legs.</summary>
[InlineArray(3)]
public struct SizedLegs
{
    private SizedLeg _first;
}

/// <summary>The exact prediction of one cascade.</summary>
public struct SizedCascade
{
    /// <summary>The legs in order.</summary>
    public SizedLegs Legs;

    /// <summary>What leg 1 sets aside: funds x (1 + fee rate), or the size.</summary>
    public ExactDecimal Reserved;

    /// <summary>What leg 1 costs, fee included.</summary>
    public ExactDecimal Cost;

    /// <summary>What leg 3 yields, fee deducted.</summary>
    public ExactDecimal Output;

    /// <summary>Output - cost.</summary>
    public readonly ExactDecimal Profit => Output - Cost;

    /// <summary>
    /// Profit / cost x 10^4, for display and comparison of sizes of error; decisions compare exactly.
    /// </summary>
    public readonly double EffectiveBps => Cost.IsZero ? 0 : Profit.ToDouble() / Cost.ToDouble() * 1e4;
}
