namespace Trifuse.KuCoin.Stream;

/// <summary>
/// What the exchange allows (KuCoin protocol section 2); every symbol of a list counts as one topic.
/// </summary>
public sealed record SubscriptionLimits
{
    /// <summary>Symbols in one subscribe message.</summary>
    public int TopicsPerMessage { get; init; } = 100;

    /// <summary>Symbols on one connection. Sources name 300 and 500; the lower one is safe.</summary>
    public int TopicsPerConnection { get; init; } = 300;

    /// <summary>Messages that a client may send on a connection within <see cref="WindowNs"/>.</summary>
    public int MessagesPerWindow { get; init; } = 100;

    /// <summary>The window of <see cref="MessagesPerWindow"/>.</summary>
    public long WindowNs { get; init; } = 10_000_000_000;

    /// <summary>Messages of each window left free for pings and resubscriptions.</summary>
    public int MessagesReserved { get; init; } = 10;

    /// <summary>At least this many connections are used when there are enough topics.</summary>
    public int ConnectionsMin { get; init; } = 1;
}
