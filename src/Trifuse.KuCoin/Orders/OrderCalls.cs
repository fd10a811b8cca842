using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Text;
using Trifuse.KuCoin.Rest;

namespace Trifuse.KuCoin.Orders;

/// <summary>
/// Writes the messages of order entry over WebSocket (KuCoin protocol section 7) into the caller's buffer.
/// Nothing in them is signed: the session is. Allocates nothing. Every method returns the length written; the
/// id is a number of ours that the reply repeats.
/// </summary>
public sealed class OrderCalls(SymbolTable symbols)
{
    /// <summary>A buffer of this many bytes holds any message.</summary>
    public const int MaxBytes = OrderBody.MaxBytes + 128;

    /// <summary>Places an order.</summary>
    public int WritePlace(in OrderRequest order, long id, Span<byte> destination)
    {
        var writer = new Utf8Writer(destination);
        Begin(ref writer, id);
        writer.Append("\",\"op\":\"spot.order\",\"args\":"u8);
        OrderBody.Write(ref writer, in order, symbols);
        writer.Append('}');
        return Finish(ref writer);
    }

    /// <summary>
    /// Cancels the order with this client id. The reply acknowledges the wish; the event is the truth.
    /// </summary>
    public int WriteCancel(SymbolId symbol, ClientOrderId clientId, long id, Span<byte> destination)
    {
        Span<byte> text = stackalloc byte[ClientOrderId.MaxLength];
        int length = clientId.Format(text);
        var writer = new Utf8Writer(destination);
        Begin(ref writer, id);
        writer.Append("\",\"op\":\"spot.cancel\",\"args\":{\"symbol\":\""u8);
        writer.Append(symbols.NameOf(symbol));
        writer.Append("\",\"clientOid\":\""u8);
        writer.Append(text[..length]);
        writer.Append("\"}}"u8);
        return Finish(ref writer);
    }

    /// <summary>Asks for a sign of life; the time is the server's, in ms.</summary>
    public static int WritePing(long id, long timestampMs, Span<byte> destination)
    {
        var writer = new Utf8Writer(destination);
        Begin(ref writer, id);
        writer.Append("\",\"op\":\"ping\",\"timestamp\":"u8);
        writer.Append(timestampMs);
        writer.Append('}');
        return Finish(ref writer);
    }

    private static void Begin(ref Utf8Writer writer, long id)
    {
        writer.Append("{\"id\":\""u8);
        writer.Append(id);
    }

    private static int Finish(ref Utf8Writer writer)
    {
        Check.That(!writer.Truncated);
        return writer.Length;
    }
}
