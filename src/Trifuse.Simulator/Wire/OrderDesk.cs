using System.Diagnostics;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Loop;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// The way of an order through the exchange in time: taken in at once, matched after one drawn delay,
/// answered after another, so that the reply may come before or after the events.
/// </summary>
public sealed class OrderDesk
{
    private static readonly TimeSpan UnansweredFor = TimeSpan.FromMinutes(1);

    private readonly Exchange _exchange;
    private readonly EventLoop _loop;
    private readonly LatencyModel _latency;
    private readonly Rng _replyRng;
    private readonly Rng _matchRng;
    private readonly FaultPlan _faults;

    public OrderDesk(Exchange exchange, EventLoop loop, LatencyModel latency, long seed, FaultPlan faults)
    {
        _exchange = exchange;
        _loop = loop;
        _latency = latency;
        _replyRng = new Rng(seed, stream: 2);
        _matchRng = new Rng(seed, stream: 3);
        _faults = faults;
    }

    /// <summary>Orders refused, test orders included.</summary>
    public long Refused { get; private set; }

    /// <summary>
    /// Full validation but for the balance, which a series of test orders could never have; nothing is
    /// entered.
    /// </summary>
    public async ValueTask<Reply> TestAsync(Account account, OrderRequest request)
    {
        Reply reply;
        TimeSpan delay;
        lock (_exchange.Gate)
        {
            OrderTicket? ticket = null;
            Rejection? refusal =
                _faults.TakeRejection() ?? _exchange.Check(account, request, withBalance: false, out ticket);
            Refused += refusal is null ? 0 : 1;
            reply = refusal is null
                ? OrderJson.Ids(_exchange.NewHexId(), ticket!.ClientOid)
                : Reply.Refusal(refusal);
            delay = _latency.OrderAck.Draw(_replyRng);
        }

        await DelayAsync(delay);
        return reply;
    }

    /// <param name="account">Whose order it is.</param>
    /// <param name="request">The order.</param>
    /// <param name="afterMatching">True: the answer waits for matching and tells its outcome.</param>
    /// <param name="aborted">Fires when the client has gone.</param>
    public async ValueTask<Reply> PlaceAsync(
        Account account, OrderRequest request, bool afterMatching, CancellationToken aborted)
    {
        Order? order = null;
        Reply reply;
        TimeSpan replyDelay;
        Task matched = Task.CompletedTask;
        lock (_exchange.Gate)
        {
            replyDelay = _latency.OrderAck.Draw(_replyRng);
            OrderTicket? ticket = null;
            Rejection? refusal =
                _faults.TakeRejection() ?? _exchange.Check(account, request, withBalance: true, out ticket);
            if (refusal is null)
            {
                order = _exchange.Accept(account, ticket!);
                matched = ScheduleMatch(order);
                reply = OrderJson.Ids(order.Id, order.Ticket.ClientOid);
            }
            else
            {
                Refused++;
                reply = Reply.Refusal(refusal);
            }
        }

        if (_faults.TryTakeReply(out TimeSpan? extra))
        {
            await Task.Delay(extra ?? UnansweredFor, aborted);
            if (extra is null)
            {
                throw new OperationCanceledException("The reply is dropped.");
            }
        }

        await DelayAsync(replyDelay);
        if (afterMatching && order is not null)
        {
            await matched;
            lock (_exchange.Gate)
            {
                return OrderJson.Outcome(order);
            }
        }

        return reply;
    }

    private Task ScheduleMatch(Order order)
    {
        TimeSpan delay = _latency.Match.Draw(_matchRng);
        if (delay == TimeSpan.Zero)
        {
            _exchange.Match(order);
            return Task.CompletedTask;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.After(delay, () =>
        {
            lock (_exchange.Gate)
            {
                _exchange.Match(order);
            }

            done.SetResult();
        });
        return done.Task;
    }

    private Task DelayAsync(TimeSpan delay)
    {
        if (delay == TimeSpan.Zero)
        {
            return Task.CompletedTask;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.At(Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency), done.SetResult);
        return done.Task;
    }
}
