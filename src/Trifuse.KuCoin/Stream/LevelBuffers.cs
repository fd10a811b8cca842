using Trifuse.Core.Domain;

namespace Trifuse.KuCoin.Stream;

/// <summary>Room for the levels or changes of one message, made once.</summary>
internal sealed class LevelBuffers
{
    public readonly PriceLevel[] BidLevels = new PriceLevel[MarketDecoder.MaxDepthLevels];
    public readonly PriceLevel[] AskLevels = new PriceLevel[MarketDecoder.MaxDepthLevels];
    public readonly LevelChange[] BidChanges = new LevelChange[MarketDecoder.MaxChanges];
    public readonly LevelChange[] AskChanges = new LevelChange[MarketDecoder.MaxChanges];

    public int BidCount;
    public int AskCount;
}
