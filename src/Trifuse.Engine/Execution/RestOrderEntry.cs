using Trifuse.Core.Domain;
using Trifuse.Engine.Connections;
using Trifuse.KuCoin.Rest;
using Trifuse.Trading.Execution;

namespace Trifuse.Engine.Execution;

/// <summary>
/// Orders over REST: real ones, or tests that the exchange validates and throws away (paper). One buffer,
/// written and signed in place; the outcome of each call reaches the executor through its <see
/// cref="RestPort"/>.
/// </summary>
internal sealed class RestOrderEntry : IOrderEntry
{
    private readonly OrderRequests _requests;
    private readonly RestPort _port;
    private readonly ClockOffset _clock;
    private readonly byte[] _buffer;
    private readonly bool _isTest;

    public RestOrderEntry(OrderRequests requests, RestPort port, ClockOffset clock, bool isTest)
    {
        _requests = requests;
        _port = port;
        _clock = clock;
        _isTest = isTest;
        _buffer = GC.AllocateArray<byte>(requests.MaxBytes, pinned: true);
    }

    public bool TryPlace(in OrderRequest request, long nowNs)
    {
        int length = _isTest
            ? _requests.WriteTest(in request, _clock.ServerNowMs, _buffer)
            : _requests.WritePlace(in request, _clock.ServerNowMs, _buffer);
        return _port.TrySend(
            new RestErrand(RestPurpose.Place, request.Symbol, request.ClientId),
            _buffer.AsSpan(0, length),
            nowNs);
    }

    public bool TryCancel(SymbolId symbol, ClientOrderId clientId, long nowNs)
    {
        int length = _requests.WriteCancel(symbol, clientId, _clock.ServerNowMs, _buffer);
        return _port.TrySend(
            new RestErrand(RestPurpose.Cancel, symbol, clientId), _buffer.AsSpan(0, length), nowNs);
    }

    public bool TryQuery(SymbolId symbol, ClientOrderId clientId, long nowNs)
    {
        int length = _requests.WriteQuery(symbol, clientId, _clock.ServerNowMs, _buffer);
        return _port.TrySend(
            new RestErrand(RestPurpose.Query, symbol, clientId), _buffer.AsSpan(0, length), nowNs);
    }

    public bool TryFills(
        SymbolId symbol, ClientOrderId clientId, in OrderId orderId, long lastId, long nowNs)
    {
        int length = _requests.WriteFills(symbol, orderId, lastId, _clock.ServerNowMs, _buffer);
        return _port.TrySend(
            new RestErrand(RestPurpose.Fills, symbol, clientId), _buffer.AsSpan(0, length), nowNs);
    }

    /// <summary>Sends the keep-alive request over a link that was idle for long.</summary>
    public void KeepAlive(int link, long nowNs)
    {
        int length = _requests.WriteTimestamp(_buffer);
        _port.KeepAlive(link, _buffer.AsSpan(0, length), nowNs);
    }
}
