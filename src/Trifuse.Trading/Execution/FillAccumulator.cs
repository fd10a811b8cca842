using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Execution;

/// <summary>
/// Adds up the matches of one order, each trade id once, in whatever order they come. It is closed when the
/// terminal event is in and its filledSize equals the sum of the match sizes. Owned by one executor; the
/// table is preallocated and reused.
/// </summary>
public sealed class FillAccumulator
{
    /// <summary>Matches of one order that are told apart; more need the exchange's own sum.</summary>
    public const int MaxMatches = 256;

    private readonly TradeId[] _trades = new TradeId[MaxMatches];

    /// <summary>Distinct matches so far.</summary>
    public int MatchCount { get; private set; }

    /// <summary>Matches that came again.</summary>
    public int DuplicateCount { get; private set; }

    /// <summary>Sum of match sizes, in base currency.</summary>
    public ExactDecimal Size { get; private set; }

    /// <summary>Sum of price x size, in quote currency.</summary>
    public ExactDecimal Funds { get; private set; }

    /// <summary>The highest price of a match; 0 before the first.</summary>
    public ExactDecimal HighestPrice { get; private set; }

    /// <summary>The lowest price of a match; 0 before the first.</summary>
    public ExactDecimal LowestPrice { get; private set; }

    /// <summary>True when the terminal event has come.</summary>
    public bool IsTerminal { get; private set; }

    /// <summary>True when a terminal event said how much was filled.</summary>
    public bool HasFilledSize { get; private set; }

    /// <summary>The terminal event's filledSize; the largest, should there be several.</summary>
    public ExactDecimal FilledSize { get; private set; }

    /// <summary>True when a match did not fit the table: the sums are then too small.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>True when any match or terminal event has come.</summary>
    public bool HasAny => IsTerminal || MatchCount > 0;

    /// <summary>True when every match that the terminal event counts is in.</summary>
    public bool IsClosed => IsTerminal && HasFilledSize && !Overflowed && Size == FilledSize;

    /// <summary>True when waiting for further events cannot close it: the exchange must be asked.</summary>
    public bool NeedsTruth =>
        Overflowed || (IsTerminal && (!HasFilledSize || Size > FilledSize));

    /// <summary>Starts on the next order.</summary>
    public void Reset()
    {
        MatchCount = 0;
        DuplicateCount = 0;
        Size = ExactDecimal.Zero;
        Funds = ExactDecimal.Zero;
        HighestPrice = ExactDecimal.Zero;
        LowestPrice = ExactDecimal.Zero;
        FilledSize = ExactDecimal.Zero;
        IsTerminal = false;
        HasFilledSize = false;
        Overflowed = false;
    }

    /// <summary>
    /// Takes a match or terminal event; other kinds change nothing. False for a match seen before.
    /// </summary>
    public bool Add(in OrderEvent orderEvent)
    {
        switch (orderEvent.Kind)
        {
            case OrderEventKind.Match:
                return AddMatch(orderEvent.TradeId, orderEvent.MatchPrice, orderEvent.MatchSize);
            case OrderEventKind.Filled:
            case OrderEventKind.Canceled:
                IsTerminal = true;
                if (orderEvent.HasFilledSize)
                {
                    FilledSize = ExactDecimal.Max(FilledSize, orderEvent.FilledSize);
                    HasFilledSize = true;
                }
                return true;
            default:
                return true;
        }
    }

    private bool AddMatch(TradeId trade, ExactDecimal price, ExactDecimal size)
    {
        for (int i = 0; i < MatchCount; i++)
        {
            if (_trades[i] == trade)
            {
                DuplicateCount++;
                return false;
            }
        }
        if (MatchCount == MaxMatches)
        {
            Overflowed = true;
            return true;
        }
        _trades[MatchCount++] = trade;
        Size += size;
        Funds += price * size;
        HighestPrice = ExactDecimal.Max(HighestPrice, price);
        LowestPrice = LowestPrice.IsZero ? price : ExactDecimal.Min(LowestPrice, price);
        return true;
    }
}
