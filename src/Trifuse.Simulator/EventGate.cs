using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.State;

namespace Trifuse.Simulator;

/// <summary>
/// Stands between the exchange and its streams: fills are shown to faults, and where state is kept, private
/// events wait until what they tell is written. Under the exchange's gate.
/// </summary>
internal sealed class EventGate(IExchangeObserver streams) : IExchangeObserver
{
    private readonly Queue<(OrderEvent? Order, BalanceChange? Balance)> _held = new();

    public OrderFaults? Faults { get; set; }

    /// <summary>Null: nothing is kept, and events pass at once.</summary>
    public StateKeeper? Keeper { get; set; }

    public void BookChanged(SymbolState symbol) => streams.BookChanged(symbol);

    public void OrderChanged(OrderEvent change)
    {
        if (change.Fill is not null)
        {
            SymbolRules rules = change.Order.Rules;
            Faults?.Filled(change.Order.Account.Name, rules.Symbol,
                change.Order.Ticket.IsBuy ? rules.Base : rules.Quote);
        }

        if (Keeper is null)
        {
            streams.OrderChanged(change);
            return;
        }

        Keeper.Touch(change.Order);
        _held.Enqueue((change, null));
    }

    public void BalanceChanged(BalanceChange change)
    {
        if (Keeper is null)
        {
            streams.BalanceChanged(change);
            return;
        }

        Keeper.Touch(change);
        _held.Enqueue((null, change));
    }

    public void Traded(MarketTrade trade) => streams.Traded(trade);

    /// <summary>Writes what has changed, then lets the events out.</summary>
    public void Commit()
    {
        Keeper?.Write();
        while (_held.TryDequeue(out (OrderEvent? Order, BalanceChange? Balance) held))
        {
            if (held.Order is { } order)
            {
                streams.OrderChanged(order);
            }
            else
            {
                streams.BalanceChanged(held.Balance!);
            }
        }
    }
}
