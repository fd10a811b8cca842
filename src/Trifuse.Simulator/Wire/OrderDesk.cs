using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Loop;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// The way of orders and cancels through the exchange in time: taken in at once, matched after one drawn
/// delay, answered after another, so that the reply may come before or after the events. REST and the order
/// entry over WebSocket share it.
/// </summary>
public sealed class OrderDesk
{
    private readonly Exchange _exchange;
    private readonly EventLoop _loop;
    private readonly LatencyModel _latency;
    private readonly Quirks _quirks;
    private readonly Rng _replyRng;
    private readonly Rng _matchRng;
    private readonly OrderFaults _faults;

    // Orders that wait for matching; under the exchange's gate.
    private readonly Dictionary<Order, Task> _matching = [];

    public OrderDesk(Exchange exchange, EventLoop loop, SimulatorOptions options, OrderFaults faults)
    {
        _exchange = exchange;
        _loop = loop;
        _latency = options.Latency;
        _quirks = options.Quirks;
        _replyRng = new Rng(options.Seed, stream: 2);
        _matchRng = new Rng(options.Seed, stream: 3);
        _faults = faults;
    }

    /// <summary>Called before an answer is given; null: nothing has to be done first.</summary>
    public Action? Settled { get; set; }

    /// <summary>Orders refused, test orders included.</summary>
    public long Refused { get; private set; }

    /// <summary>
    /// Full validation but for the balance, which a series of test orders could never have; nothing is
    /// entered.
    /// </summary>
    public async ValueTask<Placement> TestAsync(Account account, OrderRequest request)
    {
        Placement placement;
        TimeSpan delay;
        lock (_exchange.Gate)
        {
            Rejection? refusal = Check(account, request, withBalance: false, out OrderTicket? ticket, out _);
            placement = refusal is null
                ? new Placement(null, _exchange.NewHexId(), ToldOid(request, ticket!), null)
                : Placement.Refused(refusal);
            delay = DrawReply();
        }

        await DelayAsync(delay);
        return placement;
    }

    /// <summary>Takes one order in.</summary>
    /// <param name="account">Whose order.</param>
    /// <param name="request">The order.</param>
    /// <param name="afterMatching">True: the answer waits for matching.</param>
    /// <param name="aborted">Fires when the client has gone.</param>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public async ValueTask<Placement> PlaceAsync(
        Account account, OrderRequest request, bool afterMatching, CancellationToken aborted) =>
        (await PlaceAllAsync(account, [request], afterMatching, aborted))[0];

    /// <summary>Takes an order in that no call waits for. Under the exchange's gate.</summary>
    public Placement Place(Account account, OrderRequest request) => Take(account, request, []);

    /// <summary>Takes several orders in, one after the other, for one reply.</summary>
    public async ValueTask<IReadOnlyList<Placement>> PlaceAllAsync(
        Account account, IReadOnlyList<OrderRequest> requests, bool afterMatching, CancellationToken aborted)
    {
        var placements = new List<Placement>(requests.Count);
        var matched = new List<Task>();
        TimeSpan replyDelay;
        lock (_exchange.Gate)
        {
            replyDelay = DrawReply();
            foreach (OrderRequest request in requests)
            {
                placements.Add(Take(account, request, matched));
            }
        }

        await DelayAsync(replyDelay);
        aborted.ThrowIfCancellationRequested();
        if (afterMatching)
        {
            await Task.WhenAll(matched);
            Settled?.Invoke();
        }

        return placements;
    }

    /// <summary>
    /// Cancels an order and puts another one with the same client id in its place (KuCoin protocol 4.1).
    /// </summary>
    /// <param name="account">Whose order.</param>
    /// <param name="which">The order to replace.</param>
    /// <param name="price">The new price; null: as it was.</param>
    /// <param name="size">The new size; null: what is left.</param>
    /// <param name="aborted">Fires when the client has gone.</param>
    public async ValueTask<Placement> AlterAsync(
        Account account, OrderRef which, string? price, string? size, CancellationToken aborted)
    {
        Placement placement;
        TimeSpan replyDelay;
        lock (_exchange.Gate)
        {
            replyDelay = DrawReply();
            placement = Replace(account, which, price, size);
        }

        await DelayAsync(replyDelay);
        aborted.ThrowIfCancellationRequested();
        return placement;
    }

    /// <summary>Cancels one order of the account (KuCoin protocol 4.2).</summary>
    /// <param name="account">Whose order.</param>
    /// <param name="which">The order to cancel.</param>
    /// <param name="afterMatching">True: the answer waits until the cancel has happened.</param>
    public async ValueTask<Cancellation> CancelAsync(Account account, OrderRef which, bool afterMatching)
    {
        Cancellation cancellation;
        Task matched = Task.CompletedTask;
        TimeSpan delay;
        lock (_exchange.Gate)
        {
            delay = _latency.CancelAck.Draw(_replyRng);
            cancellation = Reach(account, which);
            if (cancellation.Order is { } order)
            {
                cancellation = _exchange.Cancel(order) ? cancellation : Unknown();
                matched = _matching.GetValueOrDefault(order, Task.CompletedTask);
            }
        }

        await DelayAsync(delay);
        if (afterMatching)
        {
            await matched;
            Settled?.Invoke();
        }

        return cancellation;
    }

    /// <summary>Takes a part off a resting order.</summary>
    public async ValueTask<Cancellation> CancelPartAsync(Account account, OrderRef which, Dec size)
    {
        Cancellation cancellation;
        TimeSpan delay;
        lock (_exchange.Gate)
        {
            delay = _latency.CancelAck.Draw(_replyRng);
            cancellation = Reach(account, which);
            if (cancellation.Order is { } order)
            {
                cancellation = CancelPart(order, size);
            }
        }

        await DelayAsync(delay);
        return cancellation;
    }

    /// <summary>Cancels the account's orders, of one symbol or of all; those that it reached.</summary>
    public async ValueTask<IReadOnlyList<Order>> CancelAllAsync(Account account, SymbolState? symbol)
    {
        IReadOnlyList<Order> gone;
        TimeSpan delay;
        lock (_exchange.Gate)
        {
            delay = _latency.CancelAck.Draw(_replyRng);
            gone = _exchange.CancelAll(account, symbol);
        }

        await DelayAsync(delay);
        return gone;
    }

    private Cancellation CancelPart(Order order, Dec size)
    {
        if (!size.IsMultipleOf(order.Rules.BaseIncrement))
        {
            return new Cancellation(OrderValidation.Parameter("Order size increment invalid."), null);
        }

        return _exchange.CancelPart(order, size) ? new Cancellation(null, order) : Unknown();
    }

    private Placement Replace(Account account, OrderRef which, string? price, string? size)
    {
        Cancellation old = Reach(account, which);
        var request = new OrderRequest
        {
            Symbol = old.Order?.Rules.Symbol,
            Side = old.Order?.Ticket.IsBuy == true ? "buy" : "sell",
        };
        Rejection? refusal = _faults.Meet(account.Name, request, _exchange, out _) ?? old.Refusal;
        Order? order = null;
        refusal ??= _exchange.Alter(old.Order!, price, size, out order);
        if (refusal is not null || order is null)
        {
            Refused++;
            return Placement.Refused(refusal ?? Unknown().Refusal!);
        }

        _ = ScheduleMatch(order);
        return new Placement(null, order.Id, order.Ticket.ClientOid, order);
    }

    /// <summary>The order, unless it is unknown or its symbol lets nothing be cancelled.</summary>
    private Cancellation Reach(Account account, OrderRef which)
    {
        Order? order = which.Find(_exchange, account);
        if (order is null || !order.Active)
        {
            return Unknown();
        }

        return order.Ticket.Symbol.Status == TradingStatus.Closed
            ? new Cancellation(new Rejection("200002", "Order cancellation for this pair suspended"), null)
            : new Cancellation(null, order);
    }

    private Cancellation Unknown() =>
        new(new Rejection(_quirks.UnknownOnCancelCode, _quirks.UnknownOnCancelText), null);

    private Placement Take(Account account, OrderRequest request, List<Task> matched)
    {
        Rejection? refusal =
            Check(account, request, withBalance: true, out OrderTicket? ticket, out int percent);
        if (refusal is not null)
        {
            return Placement.Refused(refusal);
        }

        Order order = _exchange.Accept(account, ticket!);
        order.FillPercent = percent;
        matched.Add(ScheduleMatch(order));
        return new Placement(null, order.Id, ToldOid(request, ticket!), order);
    }

    /// <summary>Whether an id that was made for the client is told is not known for sure (4.1).</summary>
    private string? ToldOid(OrderRequest request, OrderTicket ticket) =>
        _quirks.MakesClientOids || !string.IsNullOrEmpty(request.ClientOid) ? ticket.ClientOid : null;

    /// <summary>What a fault or the exchange has against the order; a fault may limit its fill.</summary>
    private Rejection? Check(
        Account account, OrderRequest request, bool withBalance, out OrderTicket? ticket, out int percent)
    {
        ticket = null;
        Rejection? refusal = _faults.Meet(account.Name, request, _exchange, out percent)
            ?? _exchange.Check(account, request, withBalance, out ticket);
        Refused += refusal is null ? 0 : 1;
        return refusal;
    }

    private TimeSpan DrawReply() => _latency.OrderAck.Draw(_replyRng);

    private Task ScheduleMatch(Order order)
    {
        TimeSpan delay = _latency.Match.Draw(_matchRng);
        if (delay == TimeSpan.Zero)
        {
            _exchange.Match(order);
            return Task.CompletedTask;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _matching[order] = done.Task;
        _loop.After(delay, () =>
        {
            lock (_exchange.Gate)
            {
                _exchange.Match(order);
                _matching.Remove(order);
            }

            done.SetResult();
        });
        return done.Task;
    }

    /// <summary>Waits for a reply's time; what it tells has been written by then.</summary>
    private async Task DelayAsync(TimeSpan delay)
    {
        if (delay > TimeSpan.Zero)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _loop.After(delay, done.SetResult);
            await done.Task;
        }

        Settled?.Invoke();
    }
}
