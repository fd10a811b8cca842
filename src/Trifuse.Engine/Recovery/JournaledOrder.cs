using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;

namespace Trifuse.Engine.Recovery;

/// <summary>
/// One order as the journal knows it: intended for certain, all else as far as it was learned.
/// </summary>
internal sealed class JournaledOrder
{
    public required ClientOrderId ClientId { get; init; }

    public required Side Side { get; init; }

    public required string Symbol { get; init; }

    /// <summary>Funds of a buy, size of a sell.</summary>
    public required ExactDecimal Amount { get; init; }

    /// <summary>When the intent was written, in ns since 1970: the request left right after.</summary>
    public required long IntentUtcNs { get; init; }

    /// <summary>The exchange's id; empty when it was never learned.</summary>
    public OrderId OrderId { get; set; }

    /// <summary>True when the exchange definitely refused it.</summary>
    public bool IsRejected { get; set; }

    /// <summary>The exchange's code of the refusal.</summary>
    public int RejectCode { get; set; }

    /// <summary>The account of its end; null while its fate is open.</summary>
    public JournalRecord? End { get; set; }

    /// <summary>
    /// True when it is known what became of it; one that was given up on is asked for again.
    /// </summary>
    public bool HasEnded => End is { Resolution: not StepResolution.Unresolved };

    /// <summary>Times and counts of its end.</summary>
    public JournalRecord? Times { get; set; }

    /// <summary>The highest price of its matches; 0 when none is in the journal.</summary>
    public ExactDecimal HighestPrice { get; private set; }

    /// <summary>The lowest one.</summary>
    public ExactDecimal LowestPrice { get; private set; }

    /// <summary>One of its matches had this price.</summary>
    public void NotePrice(ExactDecimal price)
    {
        bool isFirst = LowestPrice.IsZero;
        HighestPrice = isFirst || price > HighestPrice ? price : HighestPrice;
        LowestPrice = isFirst || price < LowestPrice ? price : LowestPrice;
    }
}
