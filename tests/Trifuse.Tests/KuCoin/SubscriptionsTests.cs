using System.Text;
using System.Text.Json;
using CsCheck;
using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

public class SubscriptionsTests
{
    [Fact]
    public void Subscribes_to_one_feed_in_one_message()
    {
        ConnectionPlan plan = Assert.Single(Subscriptions.Plan(
            [new FeedGroup(Feed.Level1, ["A-B", "C-D"])], new SubscriptionLimits()));
        Subscription subscription = Assert.Single(plan.Subscriptions);
        Assert.Equal(
            """{"id":"1","type":"subscribe","topic":"/spotMarket/level1:A-B,C-D","privateChannel":"""
                + """false,"response":true}""",
            Encoding.UTF8.GetString(subscription.Message.Span));
        Assert.False(plan.IsPrivate);
        Assert.Equal(2, plan.TopicCount);
    }

    [Fact]
    public void Spreads_1301_symbols_over_five_connections()
    {
        string[] symbols = [.. Enumerable.Range(0, 1301).Select(i => $"S{i}-USDT")];
        IReadOnlyList<ConnectionPlan> plans = Subscriptions.Plan(
            [new FeedGroup(Feed.Level1, symbols)], new SubscriptionLimits());
        Assert.Equal([260, 260, 260, 260, 261], plans.Select(plan => plan.TopicCount));
        Assert.All(plans, plan => Assert.Equal(3, plan.Subscriptions.Count));
    }

    [Fact]
    public void Keeps_every_limit_and_every_symbol_once() =>
        Gen.Select(Gen.Int[0, 700], Gen.Int[0, 700], Gen.Int[1, 120], Gen.Int[1, 350], Gen.Int[1, 8]).Sample(
            (first, second, perMessage, perConnection, connectionsMin) =>
            {
                FeedGroup[] groups =
                [
                    new(Feed.Level1, [.. Enumerable.Range(0, first).Select(i => $"A{i}")]),
                    new(Feed.Level2, [.. Enumerable.Range(0, second).Select(i => $"B{i}")]),
                ];
                var limits = new SubscriptionLimits
                {
                    TopicsPerMessage = perMessage,
                    TopicsPerConnection = perConnection,
                    MessagesPerWindow = 20,
                    ConnectionsMin = connectionsMin,
                };
                IReadOnlyList<ConnectionPlan> plans = Subscriptions.Plan(groups, limits);
                Subscription[] all = [.. plans.SelectMany(plan => plan.Subscriptions)];
                Assert.All(plans, plan => Assert.InRange(plan.TopicCount, 1, perConnection));
                Assert.All(all, one => Assert.InRange(one.TopicCount, 1, perMessage));
                Assert.Equal(all.Length, all.Select(one => one.Id).Distinct().Count());
                Assert.All(plans, plan => Assert.All(
                    plan.Subscriptions.CountBy(one => one.DelayMinNs / limits.WindowNs),
                    window => Assert.InRange(window.Value, 1, 10)));
                Assert.Equal(
                    groups.SelectMany(
                        group => group.Symbols.Select(symbol => $"{Feeds.TopicOf(group.Feed)}:{symbol}")),
                    all.SelectMany(Topics));
                Assert.True(plans.Count >= Math.Min(connectionsMin, first + second));
                Assert.Equal(
                    all.Select(one => one.Topic),
                    Subscriptions.Plan(groups, limits).SelectMany(plan => plan.Subscriptions).Select(
                        one => one.Topic));
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Subscribes_privately_to_orders_and_balances()
    {
        ConnectionPlan plan = Subscriptions.PlanPrivate(5);
        Assert.True(plan.IsPrivate);
        Assert.Equal(
            ["/spotMarket/tradeOrdersV2", "/account/balance"], plan.Subscriptions.Select(one => one.Topic));
        Assert.All(plan.Subscriptions, one => Assert.Contains(
            "\"privateChannel\":true", Encoding.UTF8.GetString(one.Message.Span), StringComparison.Ordinal));
        Assert.Equal([50001, 50002], plan.Subscriptions.Select(one => one.Id));
    }

    [Fact]
    public void Writes_a_ping()
    {
        Span<byte> buffer = stackalloc byte[Subscriptions.PingMaxBytes];
        int length = Subscriptions.WritePing(long.MaxValue, buffer);
        Assert.Equal(
            """{"id":"9223372036854775807","type":"ping"}""", Encoding.UTF8.GetString(buffer[..length]));
    }

    [Theory]
    [InlineData("level1", Feed.Level1)]
    [InlineData("ticker", Feed.Ticker)]
    [InlineData("depth5", Feed.Depth5)]
    [InlineData("depth50", Feed.Depth50)]
    [InlineData("level2", Feed.Level2)]
    public void Knows_the_configuration_words(string word, Feed expected)
    {
        Assert.True(Feeds.TryParse(word, out Feed feed));
        Assert.Equal(expected, feed);
        Assert.Contains(word, Feeds.AllWords, StringComparison.Ordinal);
        Assert.False(Feeds.TryParse(word.ToUpperInvariant(), out _));
    }

    private static IEnumerable<string> Topics(Subscription subscription)
    {
        using JsonDocument message = JsonDocument.Parse(subscription.Message);
        string[] parts = message.RootElement.GetProperty("topic").GetString()!.Split(':');
        return [.. parts[1].Split(',').Select(symbol => $"{parts[0]}:{symbol}")];
    }
}
