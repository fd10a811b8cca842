using Trifuse.Core.Domain;

namespace Trifuse.KuCoin.Stream;

/// <summary>One decoded market message; depth levels and changes are in <see cref="LevelBuffers"/>.</summary>
internal struct MarketMessage
{
    public Feed Feed;
    public SymbolId Symbol;
    public PriceLevel Bid;
    public PriceLevel Ask;
    public long SequenceStart;
    public long SequenceEnd;
    public long ExchangeMs;
}
