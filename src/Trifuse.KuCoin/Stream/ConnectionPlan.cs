namespace Trifuse.KuCoin.Stream;

/// <summary>What one connection subscribes to.</summary>
/// <param name="Index">The number of the connection, from 0.</param>
/// <param name="IsPrivate">True when it needs a token of bullet-private.</param>
/// <param name="Subscriptions">The messages in the order of sending.</param>
/// <param name="Groups">The same symbols by feed: books that are stale when this connection is lost.</param>
public sealed record ConnectionPlan(
    int Index,
    bool IsPrivate,
    IReadOnlyList<Subscription> Subscriptions,
    IReadOnlyList<FeedGroup> Groups)
{
    /// <summary>How many topics the connection carries.</summary>
    public int TopicCount => Subscriptions.Sum(static subscription => subscription.TopicCount);
}
