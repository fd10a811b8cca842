using Trifuse.Simulator.Accounts;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Hears what the exchange does. Called under the exchange's gate; must be quick and must not call back.
/// </summary>
public interface IExchangeObserver
{
    /// <summary>
    /// The symbol's book has changes to drain (<see cref="Book.Changes"/>); they are cleared afterwards.
    /// </summary>
    void BookChanged(SymbolState symbol);

    /// <summary>An order of <see cref="Order.Account"/> has changed.</summary>
    void OrderChanged(OrderEvent change);

    void BalanceChanged(BalanceChange change);

    /// <summary>A trade has happened; the worlds' own trades come here too.</summary>
    void Traded(MarketTrade trade);
}
