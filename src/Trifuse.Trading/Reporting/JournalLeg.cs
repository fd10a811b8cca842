using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Reporting;

/// <summary>A leg as its signal saw it; symbol and side are the record's own.</summary>
public struct JournalLeg
{
    /// <summary>The currency given.</summary>
    public JournalName From;

    /// <summary>The currency taken.</summary>
    public JournalName To;

    /// <summary>Funds or size that the prediction sends.</summary>
    public ExactDecimal PredictedAmount;

    /// <summary>What the prediction gets out.</summary>
    public ExactDecimal PredictedOutput;

    /// <summary>Best bid at the signal; 0 for none.</summary>
    public ExactDecimal BestBid;

    /// <summary>Best ask at the signal; 0 for none.</summary>
    public ExactDecimal BestAsk;

    /// <summary>Exchange time of the book in ms since 1970; 0 when unknown.</summary>
    public long BookMs;

    /// <summary>Age of the book at the signal, in nanoseconds.</summary>
    public long BookAgeNs;
}
