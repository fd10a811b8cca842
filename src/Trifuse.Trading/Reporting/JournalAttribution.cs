using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Reporting;

/// <summary>
/// Predicted - effective, split into parts that add up exactly; all in the start currency, which is the
/// record's name. A positive part is a loss.
/// </summary>
public struct JournalAttribution
{
    /// <summary>The profit that the signal expected.</summary>
    public ExactDecimal Predicted;

    /// <summary>The profit that it became.</summary>
    public ExactDecimal Effective;

    /// <summary>The best quotes had moved when the orders arrived.</summary>
    public ExactDecimal Moved;

    /// <summary>The book behind the best quote was thinner.</summary>
    public ExactDecimal Depth;

    /// <summary>Amounts were cut to increments.</summary>
    public ExactDecimal Rounding;

    /// <summary>Fees were others.</summary>
    public ExactDecimal Fee;

    /// <summary>Left behind as dust.</summary>
    public ExactDecimal Dust;

    /// <summary>The way back cost that much.</summary>
    public ExactDecimal Unwind;
}
