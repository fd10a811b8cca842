using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Accounts;

/// <summary>
/// Base fee rates by VIP level, class A (KuCoin protocol section 9, support page of 2026-03-26). A symbol's
/// rate is the base rate times its coefficient. Maker rates may be negative (rebates).
/// </summary>
public sealed class FeeSchedule
{
    public const int HighestTier = 12;

    private static readonly string[] MakerByTier =
    [
        "0.001", "0.00095", "0.0009", "0.00075", "0.00055", "0.00035", "0.00025", "0.00015", "0.0001",
        "0", "0", "-0.00003", "-0.00005",
    ];

    private static readonly string[] TakerByTier =
    [
        "0.001", "0.001", "0.001", "0.0009", "0.00075", "0.00055", "0.00045", "0.00042", "0.0004", "0.0004",
        "0.0003", "0.00025", "0.00025",
    ];

    public FeeSchedule(int tier)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tier, HighestTier);
        Tier = tier;
        BaseMaker = Dec.Parse(MakerByTier[tier]);
        BaseTaker = Dec.Parse(TakerByTier[tier]);
    }

    public int Tier { get; }

    public Dec BaseMaker { get; }

    public Dec BaseTaker { get; }

    public Dec TakerOf(SymbolRules rules) => BaseTaker * rules.TakerCoefficient;

    /// <summary>What a buy holds for its fee: the taker's, or the maker's if that is higher.</summary>
    public Dec HoldRateOf(SymbolRules rules) => Dec.Max(TakerOf(rules), MakerOf(rules));

    /// <summary>
    /// A rebate is the same for every class, a fee is multiplied (the table's rows 11 and 12).
    /// </summary>
    public Dec MakerOf(SymbolRules rules) =>
        BaseMaker.Sign < 0 ? BaseMaker : BaseMaker * rules.MakerCoefficient;
}
