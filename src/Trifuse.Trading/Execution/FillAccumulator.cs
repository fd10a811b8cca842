using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Execution;

/// <summary>
/// Adds up the matches of one order, each trade id once, in whatever order they come: from the private stream
/// or from the exchange's list of fills, which also tells the fee of each. It is closed when the terminal
/// event is in and its filledSize equals the sum of the match sizes. Owned by one executor; the table is
/// preallocated and reused.
/// </summary>
public sealed class FillAccumulator
{
    /// <summary>Matches of one order that are told apart; more need the exchange's own sum.</summary>
    public const int MaxMatches = 256;

    private readonly TradeId[] _trades = new TradeId[MaxMatches];
    private readonly bool[] _hasFee = new bool[MaxMatches];
    private ExactDecimal _fundsWithFee;

    /// <summary>Distinct matches so far.</summary>
    public int MatchCount { get; private set; }

    /// <summary>Matches that came again.</summary>
    public int DuplicateCount { get; private set; }

    /// <summary>Sum of match sizes, in base currency.</summary>
    public ExactDecimal Size { get; private set; }

    /// <summary>Sum of price x size, in quote currency.</summary>
    public ExactDecimal Funds { get; private set; }

    /// <summary>Sum of the fees that fills told, as far as they were charged in quote currency.</summary>
    public ExactDecimal QuoteFee { get; private set; }

    /// <summary>Matches whose fee a fill told.</summary>
    public int FeeCount { get; private set; }

    /// <summary>Of those, how many were charged in another currency than the quote.</summary>
    public int OtherFeeCount { get; private set; }

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

    /// <summary>True when the terminal event counts more matches than have come.</summary>
    public bool LacksMatches => IsTerminal && HasFilledSize && Size < FilledSize;

    /// <summary>True when waiting for further events cannot close it: the exchange must be asked.</summary>
    public bool NeedsTruth =>
        Overflowed || (IsTerminal && (!HasFilledSize || Size > FilledSize));

    /// <summary>Why an order that the events have not closed is to be asked about.</summary>
    public UnknownCause Doubt => !IsTerminal ? UnknownCause.FillTimeout
        : Overflowed ? UnknownCause.TooManyMatches
        : UnknownCause.MatchesMissing;

    /// <summary>Starts on the next order.</summary>
    public void Reset()
    {
        MatchCount = 0;
        DuplicateCount = 0;
        Size = ExactDecimal.Zero;
        Funds = ExactDecimal.Zero;
        _fundsWithFee = ExactDecimal.Zero;
        QuoteFee = ExactDecimal.Zero;
        FeeCount = 0;
        OtherFeeCount = 0;
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
                bool isNew = TryEnter(
                    orderEvent.TradeId, orderEvent.MatchPrice, orderEvent.MatchSize, out int place);
                DuplicateCount += isNew || place < 0 ? 0 : 1;
                return isNew || place < 0;
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

    /// <summary>Takes a fill: a match if it is not known yet, and the fee of it.</summary>
    public void Add(in OrderFill fill)
    {
        TryEnter(fill.TradeId, fill.Price, fill.Size, out int place);
        if (place < 0 || _hasFee[place])
        {
            return;
        }
        _hasFee[place] = true;
        _fundsWithFee += fill.Price * fill.Size;
        FeeCount++;
        if (fill.FeeIsQuote)
        {
            QuoteFee += fill.Fee;
        }
        else
        {
            OtherFeeCount++;
        }
    }

    /// <summary>
    /// The fee in quote currency: as told by fills, the rest at the rate. A fee paid in another currency is
    /// reckoned at the rate as well: its worth.
    /// </summary>
    public ExactDecimal FeeAt(ExactDecimal rate) => OtherFeeCount > 0
        ? Cascade.Fee(Funds, rate)
        : QuoteFee + Cascade.Fee(Funds - _fundsWithFee, rate);

    /// <summary>False when it was known or does not fit; its place, or -1 when it has none.</summary>
    private bool TryEnter(TradeId trade, ExactDecimal price, ExactDecimal size, out int place)
    {
        for (place = 0; place < MatchCount; place++)
        {
            if (_trades[place] == trade)
            {
                return false;
            }
        }
        if (MatchCount == MaxMatches)
        {
            Overflowed = true;
            place = -1;
            return false;
        }
        _trades[place] = trade;
        _hasFee[place] = false;
        MatchCount++;
        Size += size;
        Funds += price * size;
        HighestPrice = ExactDecimal.Max(HighestPrice, price);
        LowestPrice = LowestPrice.IsZero ? price : ExactDecimal.Min(LowestPrice, price);
        return true;
    }
}
