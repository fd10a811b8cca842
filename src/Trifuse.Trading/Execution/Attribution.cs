using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Execution;

/// <summary>
/// Predicted profit - effective profit of one cascade, split into its causes; they add up to the difference
/// exactly, whatever happened. All in the start currency, a loss above 0, a gain below. What is not start
/// currency is valued at the prediction's own rates: one unit of a coin is worth what the predicted rest of
/// the triangle makes of it. See docs/report-line.md for each part's meaning.
/// </summary>
public struct Attribution
{
    /// <summary>
    /// False when the split was not made: the books of the signal were not at hand, as after a restart.
    /// </summary>
    public bool IsKnown;

    /// <summary>
    /// The best price had moved when the order arrived; all of it when leg 1 filled nothing.
    /// </summary>
    public ExactDecimal Moved;

    /// <summary>The book behind the best price gave other prices, or less, than the prediction saw.</summary>
    public ExactDecimal Depth;

    /// <summary>
    /// What increments left behind in the currencies passed through, beyond the prediction.
    /// </summary>
    public ExactDecimal Rounding;

    /// <summary>Fees of the three legs beyond rate x funds; below 0 when fees are paid in KCS.</summary>
    public ExactDecimal Fee;

    /// <summary>Left behind by a leg that ended short or was not sent, and too small to be traded.</summary>
    public ExactDecimal Dust;

    /// <summary>What leaving the triangle cost: unwind orders, and coins that are still held.</summary>
    public ExactDecimal Unwind;

    /// <summary>The sum of all parts: predicted - effective profit.</summary>
    public readonly ExactDecimal Total => (Moved + Depth + Rounding + Fee + Dust + Unwind).Normalized();

    /// <summary>Adds another cascade's split, when it is known.</summary>
    public void Add(in Attribution other)
    {
        if (!other.IsKnown)
        {
            return;
        }
        IsKnown = true;
        Moved = (Moved + other.Moved).Normalized();
        Depth = (Depth + other.Depth).Normalized();
        Rounding = (Rounding + other.Rounding).Normalized();
        Fee = (Fee + other.Fee).Normalized();
        Dust = (Dust + other.Dust).Normalized();
        Unwind = (Unwind + other.Unwind).Normalized();
    }
}
