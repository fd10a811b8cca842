using System.Diagnostics;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Loop;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// The private topics. Events leave in the order in which they happened, each after a drawn delay; balance
/// events follow the order events that caused them.
/// </summary>
public sealed class PrivateFeed
{
    private static readonly StreamClient[] Nobody = [];

    private readonly LatencyModel _latency;
    private readonly EventLoop _loop;
    private readonly Rng _rng;
    private StreamClient[] _ordersV1 = Nobody;
    private StreamClient[] _ordersV2 = Nobody;
    private StreamClient[] _balances = Nobody;
    private long _lastDue;
    private Push? _swapped;

    public PrivateFeed(LatencyModel latency, EventLoop loop, Rng rng)
    {
        _latency = latency;
        _loop = loop;
        _rng = rng;
    }

    public FaultPlan? Faults { get; set; }

    /// <summary>Frames handed to clients.</summary>
    public long Pushes { get; private set; }

    public void Subscribe(StreamClient client, TopicKind kind)
    {
        ref StreamClient[] list = ref ListOf(kind);
        list = [.. list, client];
    }

    public void Unsubscribe(StreamClient client, TopicKind kind)
    {
        ref StreamClient[] list = ref ListOf(kind);
        list = Array.FindAll(list, c => c != client);
    }

    public void OrderChanged(OrderEvent change)
    {
        string userId = change.Order.Account.UserId;
        var push = new Push(OrderFrames.V1(change, userId), OrderFrames.V2(change, userId), null);
        switch (Faults?.TakePush())
        {
            case FaultPlan.PushFault.Drop:
                return;
            case FaultPlan.PushFault.Duplicate:
                Schedule(push, _latency.PrivatePush);
                break;
            case FaultPlan.PushFault.SwapWithNext:
                _swapped = push;
                return;
            default:
                break;
        }

        Schedule(push, _latency.PrivatePush);
        if (_swapped is { } held)
        {
            _swapped = null;
            Schedule(held, Delay.None);
        }
    }

    public void BalanceChanged(BalanceChange change) =>
        Schedule(
            new Push(null, null, OrderFrames.Balance(change, change.Account.UserId)), _latency.BalancePush);

    private ref StreamClient[] ListOf(TopicKind kind)
    {
        if (kind == TopicKind.OrdersV1)
        {
            return ref _ordersV1;
        }

        if (kind == TopicKind.OrdersV2)
        {
            return ref _ordersV2;
        }

        return ref _balances;
    }

    private void Schedule(Push push, Delay hop)
    {
        long now = Stopwatch.GetTimestamp();
        bool isOrder = push.Balance is null;
        TimeSpan delay = hop.Draw(_rng);
        long due = (isOrder ? now : Math.Max(now, _lastDue))
            + (long)(delay.TotalSeconds * Stopwatch.Frequency);
        due = Math.Max(due, _lastDue);
        _lastDue = due;
        if (due <= now)
        {
            Deliver(push);
        }
        else
        {
            _loop.At(due, () => Deliver(push));
        }
    }

    private void Deliver(Push push)
    {
        Send(_ordersV1, push.V1);
        Send(_ordersV2, push.V2);
        Send(_balances, push.Balance);
    }

    private void Send(StreamClient[] listeners, byte[]? frame)
    {
        if (frame is null)
        {
            return;
        }

        foreach (StreamClient client in listeners)
        {
            client.Send(frame);
            Pushes++;
        }
    }

    private sealed record Push(byte[]? V1, byte[]? V2, byte[]? Balance);
}
