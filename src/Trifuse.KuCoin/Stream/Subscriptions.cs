using System.Text;
using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Stream;

/// <summary>
/// Plans which connection subscribes to what, and writes the messages (KuCoin protocol sections 2 and 6.1).
/// The same groups and limits always give the same plan.
/// </summary>
public static class Subscriptions
{
    /// <summary>Room for any ping.</summary>
    public const int PingMaxBytes = 64;

    // Ids of one connection's messages start at a multiple of this, so that an id names its connection.
    private const long IdsPerConnection = 10_000;

    /// <summary>
    /// Spreads the symbols evenly over as few connections as the limits allow, in the order given. A symbol
    /// that stands twice is a mistake of the caller: one feed owns a symbol's book.
    /// </summary>
    public static IReadOnlyList<ConnectionPlan> Plan(
        IReadOnlyList<FeedGroup> groups, SubscriptionLimits limits)
    {
        var all = new List<(Feed Feed, string Symbol)>();
        foreach (FeedGroup group in groups)
        {
            all.AddRange(group.Symbols.Select(symbol => (group.Feed, symbol)));
        }
        int needed = (all.Count + limits.TopicsPerConnection - 1) / limits.TopicsPerConnection;
        int count = Math.Max(needed, Math.Min(limits.ConnectionsMin, all.Count));
        var plans = new List<ConnectionPlan>(count);
        for (int i = 0; i < count; i++)
        {
            int start = (int)((long)all.Count * i / count);
            int end = (int)((long)all.Count * (i + 1) / count);
            FeedGroup[] share = [.. all[start..end]
                .GroupBy(static pair => pair.Feed, static pair => pair.Symbol)
                .Select(static feed => new FeedGroup(feed.Key, [.. feed]))];
            plans.Add(PlanOne(i, share, limits));
        }
        return plans;
    }

    /// <summary>The private connection: order events and balances.</summary>
    public static ConnectionPlan PlanPrivate(int index)
    {
        long id = (index * IdsPerConnection) + 1;
        Subscription[] subscriptions =
        [
            new(id, Endpoints.OrdersTopic, 1, 0, Write(id, Endpoints.OrdersTopic, isPrivate: true)),
            new(id + 1, Endpoints.BalanceTopic, 1, 0, Write(id + 1, Endpoints.BalanceTopic, isPrivate: true)),
        ];
        return new ConnectionPlan(index, IsPrivate: true, subscriptions, []);
    }

    /// <summary>
    /// Writes {"id":"..","type":"ping"} and returns its length. Allocates nothing; the buffer has at least
    /// <see cref="PingMaxBytes"/>.
    /// </summary>
    public static int WritePing(long id, Span<byte> destination)
    {
        var writer = new Utf8Writer(destination);
        writer.Append("{\"id\":\""u8);
        writer.Append(id);
        writer.Append("\",\"type\":\"ping\"}"u8);
        Core.Check.That(!writer.Truncated);
        return writer.Length;
    }

    private static ConnectionPlan PlanOne(int index, FeedGroup[] groups, SubscriptionLimits limits)
    {
        var subscriptions = new List<Subscription>();
        int perWindow = Math.Max(1, limits.MessagesPerWindow - limits.MessagesReserved);
        foreach (FeedGroup group in groups)
        {
            foreach (string[] symbols in group.Symbols.Chunk(limits.TopicsPerMessage))
            {
                long id = (index * IdsPerConnection) + subscriptions.Count + 1;
                string topic = $"{Feeds.TopicOf(group.Feed)}:{string.Join(',', symbols)}";
                long delayNs = subscriptions.Count / perWindow * limits.WindowNs;
                byte[] message = Write(id, topic, isPrivate: false);
                subscriptions.Add(new Subscription(id, topic, symbols.Length, delayNs, message));
            }
        }
        return new ConnectionPlan(index, IsPrivate: false, subscriptions, groups);
    }

    private static byte[] Write(long id, string topic, bool isPrivate) => Encoding.UTF8.GetBytes(
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{{\"id\":\"{id}\",\"type\":\"subscribe\",\"topic\":\"{topic}\","
            + $"\"privateChannel\":{(isPrivate ? "true" : "false")},\"response\":true}}"));
}
