using Trifuse.Core.Domain;

namespace Trifuse.KuCoin.Rest;

/// <summary>The best levels of a book as REST tells them; made once and filled again and again.</summary>
public sealed class AuditedBook
{
    /// <summary>Levels of a side that are kept.</summary>
    public const int MaxLevels = 20;

    /// <summary>The last change that is in the book; -1 when there is none.</summary>
    public long Sequence { get; private set; } = -1;

    /// <summary>How many bids count.</summary>
    public int BidCount { get; private set; }

    /// <summary>How many asks count.</summary>
    public int AskCount { get; private set; }

    /// <summary>Room for bids, best first.</summary>
    public PriceLevel[] Bids { get; } = new PriceLevel[MaxLevels];

    /// <summary>Room for asks, best first.</summary>
    public PriceLevel[] Asks { get; } = new PriceLevel[MaxLevels];

    /// <summary>Says what of the room counts.</summary>
    public void Fill(long sequence, int bids, int asks)
    {
        Sequence = sequence;
        BidCount = bids;
        AskCount = asks;
    }

    /// <summary>Nothing counts.</summary>
    public void Clear() => Fill(-1, 0, 0);
}
