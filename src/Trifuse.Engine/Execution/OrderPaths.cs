using Trifuse.Core.Domain;
using Trifuse.Trading.Execution;

namespace Trifuse.Engine.Execution;

/// <summary>
/// Both ways out as one: the preferred path first, the other at once when the first did not take a single
/// byte. An order of which a byte has left is never sent again here.
/// </summary>
internal sealed class OrderPaths(IOrderEntry rest, IOrderEntry? socket, OrderPathChoice choice)
    : IOrderEntry
{
    /// <summary>The way that the last order took.</summary>
    public OrderPath Last { get; private set; }

    /// <summary>Orders that went over REST.</summary>
    public long RestOrders { get; private set; }

    /// <summary>Orders that went over the socket.</summary>
    public long SocketOrders { get; private set; }

    /// <summary>Of all these, the ones for which the path was meant to be the other.</summary>
    public long FallBacks { get; private set; }

    public bool TryPlace(in OrderRequest request, long nowNs)
    {
        bool wantsSocket = choice.PreferredAt(nowNs) == OrderPath.Socket;
        if (wantsSocket && TryPlaceOverSocket(in request, nowNs))
        {
            return true;
        }
        if (TryPlaceByRest(in request, nowNs))
        {
            FallBacks += wantsSocket ? 1 : 0;
            return true;
        }
        // A socket that rests after a failure is still better than none.
        if (wantsSocket || !TryPlaceOverSocket(in request, nowNs))
        {
            return false;
        }
        FallBacks++;
        return true;
    }

    /// <summary>An order that was refused for its path's sake goes over REST, under the same id.</summary>
    public bool TryPlaceOverRest(in OrderRequest request, long nowNs)
    {
        bool isSent = TryPlaceByRest(in request, nowNs);
        FallBacks += isSent ? 1 : 0;
        return isSent;
    }

    public bool TryCancel(SymbolId symbol, ClientOrderId clientId, long nowNs)
    {
        bool isOverSocket = choice.PreferredAt(nowNs) == OrderPath.Socket
            && socket is not null
            && socket.TryCancel(symbol, clientId, nowNs);
        return isOverSocket || rest.TryCancel(symbol, clientId, nowNs);
    }

    public bool TryQuery(SymbolId symbol, ClientOrderId clientId, long nowNs) =>
        rest.TryQuery(symbol, clientId, nowNs);

    public bool TryFills(
        SymbolId symbol, ClientOrderId clientId, in OrderId orderId, long lastId, long nowNs) =>
        rest.TryFills(symbol, clientId, in orderId, lastId, nowNs);

    private bool TryPlaceByRest(in OrderRequest request, long nowNs)
    {
        if (!rest.TryPlace(in request, nowNs))
        {
            return false;
        }
        RestOrders++;
        Last = OrderPath.Rest;
        return true;
    }

    private bool TryPlaceOverSocket(in OrderRequest request, long nowNs)
    {
        if (socket is null || !socket.TryPlace(in request, nowNs))
        {
            return false;
        }
        SocketOrders++;
        Last = OrderPath.Socket;
        return true;
    }
}
