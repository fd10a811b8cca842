using Trifuse.Simulator.Accounts;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// What ends orders by the clock: GTT orders' time, and dead-man's switches (protocol 4.2).
/// </summary>
public sealed class Expiry(IdSource ids, Func<Order, bool> cancel)
{
    // Beyond any life of a simulator; keeps the arithmetic from overflowing.
    private const long LongestSeconds = 100L * 366 * 86_400;

    private readonly PriorityQueue<Order, long> _due = new();
    private readonly Dictionary<Account, DeadMan> _deadMen = [];

    public IReadOnlyDictionary<Account, DeadMan> Armed => _deadMen;

    public void Watch(Order order)
    {
        if (order.Ticket is { TimeInForce: TimeInForce.Gtt, CancelAfterSeconds: > 0 } ticket)
        {
            long seconds = Math.Min(ticket.CancelAfterSeconds, LongestSeconds);
            _due.Enqueue(order, order.CreatedMs + (seconds * 1_000));
        }
    }

    public DeadMan? Arm(Account account, long timeoutSeconds, IReadOnlyList<SymbolState> symbols)
    {
        _deadMen.Remove(account);
        if (timeoutSeconds <= 0)
        {
            return null;
        }

        long nowMs = ids.NowMs();
        long seconds = Math.Min(timeoutSeconds, LongestSeconds);
        var armed = new DeadMan(timeoutSeconds, symbols, nowMs, nowMs + (seconds * 1_000));
        _deadMen.Add(account, armed);
        return armed;
    }

    public void Restore(Account account, DeadMan armed) => _deadMen[account] = armed;

    public void CancelDue(long nowMs)
    {
        while (_due.TryPeek(out Order? order, out long dueMs) && dueMs <= nowMs)
        {
            _ = _due.Dequeue();
            _ = cancel(order);
        }

        if (_deadMen.Count == 0)
        {
            return;
        }

        KeyValuePair<Account, DeadMan>[] due = [.. _deadMen.Where(d => d.Value.TriggerMs <= nowMs)];
        foreach ((Account account, DeadMan armed) in due)
        {
            _deadMen.Remove(account);
            Order[] struck = [.. account.Orders.Open.Where(o =>
                armed.Symbols.Count == 0 || armed.Symbols.Contains(o.Ticket.Symbol))];
            _ = Array.FindAll(struck, o => cancel(o));
        }
    }
}
