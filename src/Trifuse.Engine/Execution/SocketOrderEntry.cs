using Trifuse.Core.Domain;
using Trifuse.Engine.Connections;
using Trifuse.KuCoin.Orders;
using Trifuse.Trading.Execution;

namespace Trifuse.Engine.Execution;

/// <summary>
/// Orders over WebSocket. It places and cancels; questions it cannot put, so those are always for REST. One
/// buffer; the outcome of each call reaches the executor through its <see cref="OrderStream"/>.
/// </summary>
internal sealed class SocketOrderEntry(OrderCalls calls, OrderStream stream) : IOrderEntry
{
    private readonly byte[] _buffer = GC.AllocateArray<byte>(OrderCalls.MaxBytes, pinned: true);

    public bool TryPlace(in OrderRequest request, long nowNs)
    {
        if (!stream.IsUp)
        {
            return false;
        }
        int length = calls.WritePlace(in request, stream.NextId, _buffer);
        return stream.TrySend(
            new RestErrand(RestPurpose.Place, request.Symbol, request.ClientId),
            _buffer.AsSpan(0, length),
            nowNs);
    }

    public bool TryCancel(SymbolId symbol, ClientOrderId clientId, long nowNs)
    {
        int length = calls.WriteCancel(symbol, clientId, stream.NextId, _buffer);
        return stream.TrySend(
            new RestErrand(RestPurpose.Cancel, symbol, clientId), _buffer.AsSpan(0, length), nowNs);
    }

    public bool TryQuery(SymbolId symbol, ClientOrderId clientId, long nowNs) => false;

    public bool TryFills(
        SymbolId symbol, ClientOrderId clientId, in OrderId orderId, long lastId, long nowNs) => false;
}
