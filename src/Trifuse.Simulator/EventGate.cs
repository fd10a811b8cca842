using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator;

/// <summary>Stands between the exchange and its streams: what happens is shown to faults on its way.</summary>
internal sealed class EventGate(IExchangeObserver streams) : IExchangeObserver
{
    public OrderFaults? Faults { get; set; }

    public void BookChanged(SymbolState symbol) => streams.BookChanged(symbol);

    public void OrderChanged(OrderEvent change)
    {
        if (change.Fill is not null)
        {
            SymbolRules rules = change.Order.Rules;
            Faults?.Filled(change.Order.Account.Name, rules.Symbol,
                change.Order.Ticket.IsBuy ? rules.Base : rules.Quote);
        }

        streams.OrderChanged(change);
    }

    public void BalanceChanged(BalanceChange change) => streams.BalanceChanged(change);

    public void Traded(MarketTrade trade) => streams.Traded(trade);
}
