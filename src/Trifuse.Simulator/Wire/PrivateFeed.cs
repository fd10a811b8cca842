using System.Diagnostics;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Loop;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;
using Trifuse.Simulator.Wire.Rest;
using Trifuse.Simulator.Wire.Streams;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// The private topics. An account's events leave in the order in which they happened, each after a drawn
/// delay, to the account's own connections; balance events follow the order events that caused them. Under
/// the exchange's gate.
/// </summary>
public sealed class PrivateFeed
{
    private static readonly Listener[] Nobody = [];

    private readonly Lock _gate;
    private readonly LatencyModel _latency;
    private readonly EventLoop _loop;
    private readonly long _seed;
    private readonly Dictionary<Account, Channel> _channels = [];
    private readonly TimeProvider _time;

    public PrivateFeed(Lock gate, LatencyModel latency, EventLoop loop, long seed, TimeProvider time)
    {
        _time = time;
        _gate = gate;
        _latency = latency;
        _loop = loop;
        _seed = seed;
    }

    public FrameFaults? Faults { get; set; }

    /// <summary>Is told everything at the same time, for the Pro streams.</summary>
    public ProPrivateFeed? Pro { get; set; }

    /// <summary>Frames handed to clients, Pro streams apart.</summary>
    public long Pushes { get; private set; }

    public void Subscribe(Listener listener, TopicKind kind)
    {
        ref Listener[] list = ref ChannelOf(listener.Client.Account!).ListOf(kind);
        list = [.. list, listener];
    }

    public void Unsubscribe(Listener listener, TopicKind kind)
    {
        ref Listener[] list = ref ChannelOf(listener.Client.Account!).ListOf(kind);
        list = Array.FindAll(list, l => !l.Equals(listener));
    }

    public void OrderChanged(OrderEvent change)
    {
        Channel channel = ChannelOf(change.Order.Account);
        Schedule(channel, new Push(change, null, null, []), _latency.PrivatePush);
    }

    public void BalanceChanged(BalanceChange change) =>
        Schedule(ChannelOf(change.Account), new Push(null, change, null, []), _latency.BalancePush);

    /// <summary>A stop order is open, triggered or cancelled (type cancel).</summary>
    public void StopChanged(StopOrder stop, string type)
    {
        Channel channel = ChannelOf(stop.Account);
        if (channel.Advanced.Length > 0)
        {
            long nowNs = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
            var push = new Push(null, null, stop, StopFrames.Of(stop, type, nowNs));
            Schedule(channel, push, _latency.PrivatePush);
        }
    }

    private Channel ChannelOf(Account account)
    {
        if (!_channels.TryGetValue(account, out Channel? channel))
        {
            var rng = new Rng(_seed, stream: (int)(account.Uid % 1_000_000) + 2_000);
            channel = new Channel(account, rng);
            _channels.Add(account, channel);
        }

        return channel;
    }

    private void Schedule(Channel channel, Push push, Delay delay)
    {
        long now = Stopwatch.GetTimestamp();
        TimeSpan drawn = delay.Draw(channel.Rng);
        long due = (push.Balance is null ? now : Math.Max(now, channel.LastDue))
            + (long)(drawn.TotalSeconds * Stopwatch.Frequency);
        channel.LastDue = Math.Max(due, channel.LastDue);
        if (channel.LastDue <= now)
        {
            Deliver(channel, push);
            return;
        }

        _loop.At(channel.LastDue, () =>
        {
            lock (_gate)
            {
                Deliver(channel, push);
            }
        });
    }

    private void Deliver(Channel channel, Push push)
    {
        if (Faults?.Watches(StreamKind.Private) != true || !IsHeard(channel, push))
        {
            Deliver(channel, push, FrameCut.None);
            return;
        }

        Faults.Pass(StreamKind.Private, push.Topic, channel.Account.Name, push.Symbol, cut =>
        {
            lock (_gate)
            {
                Deliver(channel, push, cut);
            }
        });
    }

    /// <summary>A fault is not spent on what nobody hears.</summary>
    private static bool IsHeard(Channel channel, Push push)
    {
        if (push.Order is { } order)
        {
            return channel.OrdersV2.Length > 0
                || (channel.OrdersV1.Length > 0 && OrderFrames.IsInV1(order));
        }

        return push.Balance is null ? channel.Advanced.Length > 0 : channel.Balances.Length > 0;
    }

    private void Deliver(Channel channel, Push push, FrameCut cut)
    {
        if (push.Order is { } order)
        {
            if (channel.OrdersV1.Length > 0 && OrderFrames.IsInV1(order))
            {
                Send(channel.OrdersV1, cut.Of(OrderFrames.V1(order)));
            }

            if (channel.OrdersV2.Length > 0)
            {
                Send(channel.OrdersV2, cut.Of(OrderFrames.V2(order)));
            }

            Pro?.Tell(order);
        }

        if (push.Balance is { } balance)
        {
            if (channel.Balances.Length > 0)
            {
                Send(channel.Balances, cut.Of(BalanceFrames.Of(balance)));
            }

            Pro?.Tell(balance);
        }

        if (push.Stop is not null)
        {
            Send(channel.Advanced, cut.Of(push.StopFrame));
        }
    }

    private void Send(Listener[] listeners, byte[] push)
    {
        foreach (Listener listener in listeners)
        {
            listener.Queue(push);
            listener.Client.Wake();
            Pushes++;
        }
    }

    /// <summary>One event of an account, of one of three kinds.</summary>
    private sealed record Push(OrderEvent? Order, BalanceChange? Balance, StopOrder? Stop, byte[] StopFrame)
    {
        public string Topic => (Order, Balance) switch
        {
            (not null, _) => "/spotMarket/tradeOrders",
            (_, not null) => "/account/balance",
            _ => "/spotMarket/advancedOrders",
        };

        public string Symbol => Order?.Order.Rules.Symbol ?? Balance?.Symbol ?? Stop!.Symbol.Rules.Symbol;
    }

    /// <summary>What concerns one account.</summary>
    private sealed class Channel(Account account, Rng rng)
    {
        private Listener[] _ordersV1 = Nobody;
        private Listener[] _ordersV2 = Nobody;
        private Listener[] _balances = Nobody;
        private Listener[] _advanced = Nobody;

        public Account Account { get; } = account;

        public Rng Rng { get; } = rng;

        public Listener[] OrdersV1 => _ordersV1;

        public Listener[] OrdersV2 => _ordersV2;

        public Listener[] Balances => _balances;

        public Listener[] Advanced => _advanced;

        public long LastDue { get; set; }

        public ref Listener[] ListOf(TopicKind kind)
        {
            switch (kind)
            {
                case TopicKind.OrdersV1:
                    return ref _ordersV1;
                case TopicKind.OrdersV2:
                    return ref _ordersV2;
                case TopicKind.Balance:
                    return ref _balances;
                default:
                    return ref _advanced;
            }
        }
    }
}
