using Trifuse.KuCoin.Orders;

namespace Trifuse.Engine.Connections;

/// <summary>
/// Gets what becomes of requests over an <see cref="OrderStream"/>; called on the owner's own thread.
/// </summary>
internal interface IOrderStreamOwner
{
    /// <summary>A reply; the text is valid during the call.</summary>
    void OnOrderReply(
        in RestErrand errand, OrderEntryFrame frame, ReadOnlySpan<byte> text, long sentNs, long nowNs);

    /// <summary>No reply will come; the request may have had an effect.</summary>
    void OnOrderLost(in RestErrand errand, OrderStreamEnd cause, long nowNs);

    /// <summary>A ping was answered.</summary>
    void OnOrderPong(long roundTripNs, long nowNs);
}
