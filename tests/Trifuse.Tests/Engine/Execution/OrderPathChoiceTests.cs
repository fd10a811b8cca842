using Trifuse.Core;
using Trifuse.Engine.Config;
using Trifuse.Engine.Execution;
using Trifuse.Trading.Execution;

namespace Trifuse.Tests.Engine.Execution;

public sealed class OrderPathChoiceTests
{
    private const long Ms = 1_000_000;
    private const long Second = 1_000 * Ms;

    [Fact]
    public void Auto_starts_on_rest_and_takes_the_socket_when_its_probes_are_a_tenth_quicker()
    {
        var choice = new OrderPathChoice(OrderPathMode.Auto);
        Probe(choice, OrderPath.Rest, 10 * Ms, 3, 0);
        Probe(choice, OrderPath.Socket, 9 * Ms, 3, 0);
        Assert.Equal(OrderPath.Rest, DecidedAt(choice, 1));
        Probe(choice, OrderPath.Socket, 8 * Ms, 4, 0);
        Assert.Equal(OrderPath.Socket, DecidedAt(choice, 1));
    }

    [Fact]
    public void Too_few_probes_decide_nothing()
    {
        var choice = new OrderPathChoice(OrderPathMode.Auto);
        Probe(choice, OrderPath.Rest, 10 * Ms, 50, 0);
        Probe(choice, OrderPath.Socket, Ms, 2, 0);
        Assert.Equal(OrderPath.Rest, DecidedAt(choice, 1));
    }

    [Fact]
    public void Real_orders_count_more_than_probes_until_they_are_old()
    {
        var choice = new OrderPathChoice(OrderPathMode.Auto);
        Ack(choice, OrderPath.Rest, 5 * Ms, 8, 0);
        Probe(choice, OrderPath.Rest, 10 * Ms, 3, 0);
        Probe(choice, OrderPath.Socket, Ms, 3, 0);
        Assert.Equal(OrderPath.Socket, DecidedAt(choice, 1));
        Ack(choice, OrderPath.Socket, 9 * Ms, 7, 1);
        Assert.Equal(OrderPath.Socket, DecidedAt(choice, 2));
        Ack(choice, OrderPath.Socket, 9 * Ms, 1, 2);
        Assert.Equal(OrderPath.Rest, DecidedAt(choice, 3));
        long later = 301 * Second;
        Probe(choice, OrderPath.Rest, 10 * Ms, 3, later);
        Probe(choice, OrderPath.Socket, Ms, 3, later);
        Assert.Equal(OrderPath.Socket, DecidedAt(choice, later));
    }

    [Fact]
    public void One_slow_reply_changes_nothing()
    {
        var choice = new OrderPathChoice(OrderPathMode.Auto);
        Probe(choice, OrderPath.Rest, 10 * Ms, 9, 0);
        Probe(choice, OrderPath.Socket, 2 * Ms, 8, 0);
        Probe(choice, OrderPath.Socket, 900 * Ms, 1, 0);
        Assert.Equal(OrderPath.Socket, DecidedAt(choice, 1));
    }

    [Theory]
    [InlineData(OrderPathMode.Rest)]
    [InlineData(OrderPathMode.Ws)]
    public void A_fixed_path_does_not_follow_the_figures(OrderPathMode mode)
    {
        var choice = new OrderPathChoice(mode);
        OrderPath meant = mode == OrderPathMode.Ws ? OrderPath.Socket : OrderPath.Rest;
        OrderPath other = mode == OrderPathMode.Ws ? OrderPath.Rest : OrderPath.Socket;
        Probe(choice, meant, 90 * Ms, 9, 0);
        Probe(choice, other, Ms, 9, 0);
        Assert.Equal(meant, DecidedAt(choice, 1));
    }

    [Fact]
    public void A_socket_that_fails_rests_for_longer_each_time_until_it_has_carried_an_order()
    {
        var choice = new OrderPathChoice(OrderPathMode.Ws);
        long at = 0;
        for (long hold = 1; hold <= 4; hold *= 2)
        {
            choice.OnSocketFailed(at);
            choice.OnSocketFailed(at);
            Assert.Equal(OrderPath.Rest, choice.PreferredAt(at + (hold * Second) - 1));
            at += hold * Second;
            Assert.Equal(OrderPath.Socket, choice.PreferredAt(at));
        }
        choice.OnAck(OrderPath.Socket, Ms, at);
        choice.OnSocketFailed(at);
        Assert.Equal(OrderPath.Socket, choice.PreferredAt(at + Second));
        for (int i = 0; i < 40; i++)
        {
            at += 301 * Second;
            choice.OnSocketFailed(at);
        }
        Assert.Equal(OrderPath.Rest, choice.PreferredAt(at + (299 * Second)));
        Assert.Equal(OrderPath.Socket, choice.PreferredAt(at + (300 * Second)));
    }

    [Fact]
    public void The_median_is_that_of_the_last_samples_however_many_there_were()
    {
        var random = new Prng(7);
        var window = new SampleWindow();
        var all = new List<long>();
        for (int i = 0; i < 500; i++)
        {
            long sample = 1 + random.NextBelow(999);
            all.Add(sample);
            window.Add(sample, i);
            long[] last = [.. all.TakeLast(32).Order()];
            Assert.True(window.TryMedian(0, 1, out long median));
            Assert.Equal(last[last.Length / 2], median);
        }
        Assert.False(window.TryMedian(500, 1, out _));
        Assert.True(window.TryMedian(499, 1, out long newest));
        Assert.Equal(all[^1], newest);
    }

    private static OrderPath DecidedAt(OrderPathChoice choice, long nowNs)
    {
        choice.Decide(nowNs);
        return choice.PreferredAt(nowNs);
    }

    private static void Probe(OrderPathChoice choice, OrderPath path, long ns, int times, long nowNs)
    {
        for (int i = 0; i < times; i++)
        {
            choice.OnProbe(path, ns, nowNs);
        }
    }

    private static void Ack(OrderPathChoice choice, OrderPath path, long ns, int times, long nowNs)
    {
        for (int i = 0; i < times; i++)
        {
            choice.OnAck(path, ns, nowNs);
        }
    }
}
