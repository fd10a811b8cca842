using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// The stages of an order, in the order in which they are told: received, match*, open, match*, then filled
/// or canceled (KuCoin protocol 6.4), with update whenever the size is cut on the way.
/// </summary>
public sealed class OrderLife
{
    private readonly IExchangeObserver _observer;
    private readonly IdSource _ids;
    private readonly Settlement _settlement;

    public OrderLife(IExchangeObserver observer, IdSource ids, Settlement settlement)
    {
        _observer = observer;
        _ids = ids;
        _settlement = settlement;
    }

    /// <summary>Orders open at this moment, of all accounts.</summary>
    public int Active { get; private set; }

    public void Begin(Order order, Dec hold)
    {
        order.Account.Orders.Add(order);
        Active++;
        Tell(order, "received", "new");
        _settlement.Hold(order, hold);
    }

    /// <summary>An order that was open before a restart goes on without a word.</summary>
    public void Restore(Order order)
    {
        order.Account.Orders.Add(order);
        Active++;
    }

    public void Opened(Order order)
    {
        order.Resting = true;
        Tell(order, "open", "open");
    }

    public void Matched(Order order, FillRecord fill)
    {
        order.UpdatedMs = fill.TimeMs;
        order.Account.Orders.Add(fill);
        Tell(order, "match", fill.IsTaker ? "match" : "open", fill);
        _settlement.Settle(order, fill);
    }

    /// <summary>Takes a part off an order that stays: partial cancel, or DC against itself.</summary>
    public void Reduce(Order order, long size, string status)
    {
        Dec old = order.CurrentSize;
        order.Reduced += size;
        order.UpdatedMs = _ids.NowMs();
        Tell(order, "update", status, oldSize: old);
        _settlement.Release(order, HoldOf(order, size));
    }

    public void End(Order order, string type)
    {
        order.Active = false;
        order.Resting = false;
        order.EndedAs = type;
        order.CancelExists = string.Equals(type, "canceled", StringComparison.Ordinal)
            && !(order.CanceledSize.IsZero && order.CanceledFunds.IsZero);
        order.UpdatedMs = _ids.NowMs();
        order.DoneId = ++_ids.DoneId;
        Active--;
        Tell(order, type, "done");
        _settlement.Release(order, order.Held);
        order.Account.Orders.Finish(order);
    }

    private static Dec HoldOf(Order order, long size) => order.Ticket.IsBuy
        ? order.Rules.FundsOf(order.Ticket.Price, size) * (Dec.One + order.Rates.Hold)
        : order.Rules.SizeOf(size);

    private void Tell(
        Order order, string type, string status, FillRecord? fill = null, Dec? oldSize = null) =>
        _observer.OrderChanged(new OrderEvent
        {
            Order = order,
            Type = type,
            Status = status,
            Size = order.CurrentSize,
            OldSize = oldSize,
            FilledSize = order.FilledSize,
            RemainSize = order.RemainSize,
            RemainFunds = order.RemainFunds,
            CanceledSize = order.CanceledSize,
            CanceledFunds = order.CanceledFunds,
            Fill = fill,
            TimeNs = _ids.NowMs() * 1_000_000,
        });
}
