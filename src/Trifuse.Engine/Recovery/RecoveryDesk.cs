using Trifuse.Core.Domain;
using Trifuse.Engine.Connections;
using Trifuse.KuCoin;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Linux;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Recovery;

/// <summary>
/// The exchange as recovery sees it: one blocking request after the other, on the main thread, before there
/// are streams.
/// </summary>
internal sealed class RecoveryDesk(
    ControlClient client, RequestSigner signer, Universe universe, ExchangeAddress address)
{
    private readonly OrderRequests _requests = new(signer, universe.Symbols, address.HostHeader);

    private long ServerMs => (RealtimeClock.NowNs() / 1_000_000) + client.ClockOffsetMs;

    /// <summary>Places an order, once, on a connection of its own.</summary>
    public ControlReply Place(in OrderRequest order)
    {
        byte[] request = new byte[_requests.MaxBytes];
        int length = _requests.WritePlace(in order, ServerMs, request);
        return client.SendOnce(request.AsSpan(0, length), $"POST {Endpoints.Orders}");
    }

    /// <summary>The state of an order by its client id.</summary>
    public ControlReply Query(SymbolId symbol, ClientOrderId clientId) =>
        client.GetSigned(PathOf(symbol, clientId));

    /// <summary>The wish to cancel an order by its client id.</summary>
    public ControlReply Cancel(SymbolId symbol, ClientOrderId clientId)
    {
        byte[] request = new byte[_requests.MaxBytes];
        int length = _requests.WriteCancel(symbol, clientId, ServerMs, request);
        return client.SendOnce(request.AsSpan(0, length), $"DELETE {Endpoints.OrdersByClientId}");
    }

    /// <summary>
    /// A page of the fills of an order by the exchange's id: the one behind lastId, or the first (0).
    /// </summary>
    public ControlReply Fills(SymbolId symbol, in OrderId orderId, long lastId) =>
        client.GetSigned(
            $"{Endpoints.Fills}?symbol={universe.SpecOf(symbol).Name}&orderId={orderId}"
            + $"&limit={OrderRequests.FillsPerPage}" + (lastId > 0 ? $"&lastId={lastId}" : ""));

    /// <summary>100 levels a side of a book.</summary>
    public ControlReply Snapshot(SymbolId symbol) =>
        client.Get($"{Endpoints.Level2Part100}?symbol={universe.SpecOf(symbol).Name}");

    private string PathOf(SymbolId symbol, ClientOrderId clientId)
    {
        Span<byte> id = stackalloc byte[ClientOrderId.MaxLength];
        int length = clientId.Format(id);
        return $"{Endpoints.OrdersByClientId}/{System.Text.Encoding.ASCII.GetString(id[..length])}"
            + $"?symbol={universe.SpecOf(symbol).Name}";
    }
}
