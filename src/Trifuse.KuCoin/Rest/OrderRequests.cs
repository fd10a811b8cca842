using System.Text;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Rest;

/// <summary>
/// Writes whole signed HTTP/1.1 requests into the caller's buffer (KuCoin protocol section 4), ready for the
/// wire. Allocates nothing. Every method returns the length written; the buffer has at least <see
/// cref="MaxBytes"/>. Timestamps are the server's milliseconds, that is the local clock plus the measured
/// offset.
/// </summary>
public sealed class OrderRequests
{
    /// <summary>The most fills that the exchange puts on a page (KuCoin protocol section 4.3).</summary>
    public const int FillsPerPage = 100;

    private const int PathMaxBytes = 192;
    private const int FixedMaxBytes = 192;

    private readonly RequestSigner _signer;
    private readonly SymbolTable _symbols;
    private readonly byte[] _hostLine;

    /// <summary>
    /// Writes requests to the host (with :port where that is not 443) for the symbols of the table, whose
    /// codes must be plain tokens, as <see cref="SymbolsReply"/> checks.
    /// </summary>
    public OrderRequests(RequestSigner signer, SymbolTable symbols, string host)
    {
        _signer = signer;
        _symbols = symbols;
        _hostLine = Encoding.ASCII.GetBytes($" HTTP/1.1\r\nHost: {host}\r\n");
        int longestSymbol = 0;
        for (int i = 0; i < symbols.Count; i++)
        {
            ReadOnlySpan<byte> name = symbols.NameOf(new SymbolId(i));
            Check.That(WireText.IsToken(name));
            longestSymbol = Math.Max(longestSymbol, name.Length);
        }
        Check.That(longestSymbol <= 64);
        MaxBytes = _hostLine.Length + signer.HeadersMaxBytes + OrderBody.MaxBytes + PathMaxBytes
            + FixedMaxBytes;
    }

    /// <summary>A buffer of this many bytes holds any order, cancel, query or fills request.</summary>
    public int MaxBytes { get; }

    /// <summary>POST a market order: a buy by funds, a sell by size.</summary>
    public int WritePlace(in OrderRequest order, long timestampMs, Span<byte> destination) =>
        WriteOrder("/api/v1/hf/orders"u8, in order, timestampMs, destination);

    /// <summary>POST the same order to be checked and thrown away.</summary>
    public int WriteTest(in OrderRequest order, long timestampMs, Span<byte> destination) =>
        WriteOrder("/api/v1/hf/orders/test"u8, in order, timestampMs, destination);

    /// <summary>
    /// DELETE the order with this client id. The reply acknowledges the wish; the event is the truth.
    /// </summary>
    public int WriteCancel(
        SymbolId symbol, ClientOrderId clientId, long timestampMs, Span<byte> destination) =>
        WriteByClientId("DELETE"u8, symbol, clientId, timestampMs, destination);

    /// <summary>GET the order with this client id.</summary>
    public int WriteQuery(
        SymbolId symbol, ClientOrderId clientId, long timestampMs, Span<byte> destination) =>
        WriteByClientId("GET"u8, symbol, clientId, timestampMs, destination);

    /// <summary>
    /// GET a page of the fills of the order with the exchange's id, newest first: those behind the id that
    /// the page before ended with, or the newest (0).
    /// </summary>
    public int WriteFills(
        SymbolId symbol, OrderId orderId, long lastId, long timestampMs, Span<byte> destination)
    {
        Span<byte> id = stackalloc byte[64];
        int idLength = orderId.CopyTo(id);
        Check.That(WireText.IsToken(id[..idLength]));
        var path = new Utf8Writer(stackalloc byte[PathMaxBytes]);
        path.Append("/api/v1/hf/fills?symbol="u8);
        path.Append(_symbols.NameOf(symbol));
        path.Append("&orderId="u8);
        path.Append(id[..idLength]);
        path.Append("&limit="u8);
        path.Append(FillsPerPage);
        if (lastId > 0)
        {
            path.Append("&lastId="u8);
            path.Append(lastId);
        }
        Check.That(!path.Truncated);
        return WriteSigned("GET"u8, path.Written, default, timestampMs, destination);
    }

    /// <summary>GET the server's time, unsigned: keeps a connection warm and measures the clock.</summary>
    public int WriteTimestamp(Span<byte> destination) =>
        WriteUnsigned("GET"u8, "/api/v1/timestamp"u8, destination);

    /// <summary>Any request without signature and body.</summary>
    public int WriteUnsigned(
        ReadOnlySpan<byte> method, ReadOnlySpan<byte> pathAndQuery, Span<byte> destination)
    {
        var writer = new Utf8Writer(destination);
        WriteStart(ref writer, method, pathAndQuery);
        WriteEnd(ref writer, method, default);
        return Finish(ref writer);
    }

    /// <summary>Any signed request; path and body are signed exactly as given.</summary>
    public int WriteSigned(
        ReadOnlySpan<byte> method,
        ReadOnlySpan<byte> pathAndQuery,
        ReadOnlySpan<byte> body,
        long timestampMs,
        Span<byte> destination)
    {
        var writer = new Utf8Writer(destination);
        WriteStart(ref writer, method, pathAndQuery);
        _signer.WriteHeaders(ref writer, timestampMs, method, pathAndQuery, body);
        WriteEnd(ref writer, method, body);
        return Finish(ref writer);
    }

    private int WriteOrder(
        ReadOnlySpan<byte> path, in OrderRequest order, long timestampMs, Span<byte> destination)
    {
        var body = new Utf8Writer(stackalloc byte[OrderBody.MaxBytes]);
        OrderBody.Write(ref body, in order, _symbols);
        Check.That(!body.Truncated);
        return WriteSigned("POST"u8, path, body.Written, timestampMs, destination);
    }

    private int WriteByClientId(
        ReadOnlySpan<byte> method,
        SymbolId symbol,
        ClientOrderId clientId,
        long timestampMs,
        Span<byte> destination)
    {
        Span<byte> id = stackalloc byte[ClientOrderId.MaxLength];
        int idLength = clientId.Format(id);
        var path = new Utf8Writer(stackalloc byte[PathMaxBytes]);
        path.Append("/api/v1/hf/orders/client-order/"u8);
        path.Append(id[..idLength]);
        path.Append("?symbol="u8);
        path.Append(_symbols.NameOf(symbol));
        Check.That(!path.Truncated);
        return WriteSigned(method, path.Written, default, timestampMs, destination);
    }

    private void WriteStart(ref Utf8Writer writer, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pathAndQuery)
    {
        writer.Append(method);
        writer.Append(' ');
        writer.Append(pathAndQuery);
        writer.Append(_hostLine);
    }

    // A POST names its length even when that is 0 (RFC 9110 section 8.6); other methods only with a body.
    private static void WriteEnd(ref Utf8Writer writer, ReadOnlySpan<byte> method, ReadOnlySpan<byte> body)
    {
        if (!body.IsEmpty || method.SequenceEqual("POST"u8))
        {
            writer.Append("Content-Type: application/json\r\nContent-Length: "u8);
            writer.Append(body.Length);
            writer.Append("\r\n"u8);
        }
        writer.Append("\r\n"u8);
        writer.Append(body);
    }

    private static int Finish(ref Utf8Writer writer)
    {
        Check.That(!writer.Truncated);
        return writer.Length;
    }
}
