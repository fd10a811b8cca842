namespace Trifuse.KuCoin.Stream;

/// <summary>One subscribe message, ready to be sent.</summary>
/// <param name="Id">The number that its ack brings back.</param>
/// <param name="Topic">The whole topic, e.g. /market/level2:BTC-USDT,ETH-USDT.</param>
/// <param name="TopicCount">How many topics it counts for.</param>
/// <param name="DelayMinNs">Not to be sent earlier than this after the welcome, to stay within the message
/// limit.</param>
/// <param name="Message">The text frame, UTF-8.</param>
public sealed record Subscription(
    long Id, string Topic, int TopicCount, long DelayMinNs, ReadOnlyMemory<byte> Message);
