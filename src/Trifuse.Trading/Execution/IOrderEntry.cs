using Trifuse.Core.Domain;

namespace Trifuse.Trading.Execution;

/// <summary>
/// The one way out: places, cancels and asks for orders. Calls never block; replies reach the
/// <see cref="CascadeRun"/> later, as events. False means that not one byte was sent and the call may be
/// repeated.
/// </summary>
public interface IOrderEntry
{
    /// <summary>Sends an order, at market or with a limit price.</summary>
    bool TryPlace(in OrderRequest request, long nowNs);

    /// <summary>Asks to cancel the order with this client id.</summary>
    bool TryCancel(SymbolId symbol, ClientOrderId clientId, long nowNs);

    /// <summary>Asks for the state of the order with this client id.</summary>
    bool TryQuery(SymbolId symbol, ClientOrderId clientId, long nowNs);

    /// <summary>
    /// Asks for a page of the fills of an order, by the exchange's id; the client id tells whose. The page is
    /// the one behind the last id of the page before, or the first (0).
    /// </summary>
    bool TryFills(SymbolId symbol, ClientOrderId clientId, in OrderId orderId, long lastId, long nowNs);
}
