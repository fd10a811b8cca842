using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// How a client names an order: by the exchange's id or its own, within a symbol if it says so.
/// </summary>
public sealed record OrderRef
{
    public string? OrderId { get; init; }

    public string? ClientOid { get; init; }

    /// <summary>Null: of any symbol.</summary>
    public string? Symbol { get; init; }

    /// <summary>
    /// The account's order of that name; null when there is none. Under the exchange's gate.
    /// </summary>
    public Order? Find(Exchange exchange, Account account)
    {
        Order? order = null;
        if (!string.IsNullOrEmpty(OrderId))
        {
            order = exchange.FindOrder(account, OrderId);
        }
        else if (!string.IsNullOrEmpty(ClientOid))
        {
            order = exchange.FindByClientOid(account, ClientOid);
        }

        return Symbol is null || string.Equals(order?.Rules.Symbol, Symbol, StringComparison.Ordinal)
            ? order
            : null;
    }
}
