using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Trifuse.Net.Http;
using Trifuse.Net.Linux;
using Trifuse.Net.Streams;

namespace Trifuse.Net.WebSocket;

/// <summary>Why a WebSocket was not opened.</summary>
public enum HandshakeCause : byte
{
    None,

    /// <summary>The connection ended or broke.</summary>
    ConnectionLost,

    Timeout,
    Cancelled,

    /// <summary>The reply is not acceptable HTTP.</summary>
    BadReply,

    /// <summary>The server answered with another status than 101.</summary>
    Refused,

    /// <summary>
    /// A 101 reply that is not a WebSocket upgrade of this request, or that adds what was not asked for.
    /// </summary>
    BadUpgrade,
}

/// <summary>
/// The outcome of an upgrade. <see cref="Leftover"/> are the bytes that came after the reply's head: the
/// first frames.
/// </summary>
public readonly record struct HandshakeResult(
    HandshakeCause Cause, int Status, string Message, byte[] Leftover)
{
    public bool IsOk => Cause == HandshakeCause.None;
}

/// <summary>
/// Opens WebSockets over fresh streams (RFC 6455 section 4.1), on a thread that may block. Offers no
/// extension and no subprotocol, and refuses a server that names one.
/// </summary>
public sealed class WebSocketHandshake
{
    private const string AcceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int KeyBytes = 16;
    private const int RequestBytesMax = 16 * 1024;
    private const int BodyCharactersShown = 300;

    private readonly BlockingHttp _http;

    /// <param name="cancel">When signalled, an upgrade under way ends as cancelled.</param>
    public WebSocketHandshake(EventFd? cancel = null) =>
        _http = new BlockingHttp(new HttpLimits(16 * 1024, 64 * 1024, RequestBytesMax), cancel);

    /// <summary>Asks for the upgrade and checks the reply. On failure the caller closes the stream.</summary>
    public HandshakeResult Open(IByteStream stream, WebSocketTarget target, int timeoutMs)
    {
        Span<byte> nonce = stackalloc byte[KeyBytes];
        SystemRandom.Fill(nonce);
        string key = Convert.ToBase64String(nonce);
        BlockingReply reply = _http.Exchange(stream, BuildRequest(target, key), timeoutMs);
        return reply.IsOk ? Check(reply, target, key) : Lost(reply, target);
    }

    /// <summary>The upgrade request with this key (base64 of 16 random bytes).</summary>
    /// <exception cref="ArgumentException">
    /// Host or path hold blanks, line breaks or non-ASCII characters.
    /// </exception>
    public static byte[] BuildRequest(WebSocketTarget target, string key)
    {
        RequireVisible(target.Host);
        RequireVisible(target.PathAndQuery);
        var writer = new RequestWriter(RequestBytesMax);
        writer.Begin(
            "GET"u8,
            Encoding.ASCII.GetBytes(target.PathAndQuery),
            Encoding.ASCII.GetBytes(target.HostHeader));
        writer.Header("Upgrade"u8, "websocket"u8);
        writer.Header("Connection"u8, "Upgrade"u8);
        writer.Header("Sec-WebSocket-Key"u8, Encoding.ASCII.GetBytes(key));
        writer.Header("Sec-WebSocket-Version"u8, "13"u8);
        writer.End();
        return writer.IsOverflowed
            ? throw new ArgumentException("The path of the WebSocket is too long.", nameof(target))
            : writer.Written.ToArray();
    }

    /// <summary>The Sec-WebSocket-Accept value that proves a server has read the key.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 prescribes SHA-1; it guards nothing.")]
    public static string AcceptOf(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptGuid)));

    private static HandshakeResult Check(BlockingReply reply, WebSocketTarget target, string key)
    {
        if (reply.Status != 101)
        {
            return Failed(
                HandshakeCause.Refused,
                reply.Status,
                $"{target.HostHeader} refuses the WebSocket with status {reply.Status}: {Excerpt(reply)}");
        }
        string? problem = FindProblem(reply, key);
        return problem is null
            ? new HandshakeResult(HandshakeCause.None, reply.Status, string.Empty, reply.Surplus.ToArray())
            : Failed(
                HandshakeCause.BadUpgrade,
                reply.Status,
                $"{target.HostHeader} answers the WebSocket upgrade wrongly: {problem}.");
    }

    private static string? FindProblem(BlockingReply reply, string key)
    {
        if (!reply.TryGetHeader("Upgrade"u8, out ReadOnlySpan<byte> upgrade) ||
            !HttpText.ListContains(upgrade, "websocket"u8))
        {
            return "the Upgrade header is not websocket";
        }
        if (!reply.TryGetHeader("Connection"u8, out ReadOnlySpan<byte> connection) ||
            !HttpText.ListContains(connection, "Upgrade"u8))
        {
            return "the Connection header is not Upgrade";
        }
        if (!reply.TryGetHeader("Sec-WebSocket-Accept"u8, out ReadOnlySpan<byte> accept) ||
            !accept.SequenceEqual(Encoding.ASCII.GetBytes(AcceptOf(key))))
        {
            return "Sec-WebSocket-Accept does not belong to this request";
        }
        if (reply.TryGetHeader("Sec-WebSocket-Extensions"u8, out _))
        {
            return "it names an extension that was not asked for";
        }
        return reply.TryGetHeader("Sec-WebSocket-Protocol"u8, out _)
            ? "it names a subprotocol that was not asked for"
            : null;
    }

    private static HandshakeResult Lost(BlockingReply reply, WebSocketTarget target)
    {
        HandshakeCause cause = reply.Fault switch
        {
            HttpFault.Timeout => HandshakeCause.Timeout,
            HttpFault.Cancelled => HandshakeCause.Cancelled,
            HttpFault.ClosedByServer or HttpFault.ConnectionBroken => HandshakeCause.ConnectionLost,
            // An error page without a length is still a refusal, and the status says more than the fault.
            _ when reply.Status is >= 200 => HandshakeCause.Refused,
            _ => HandshakeCause.BadReply,
        };
        string status = reply.Status == 0 ? string.Empty : $" (status {reply.Status})";
        return Failed(
            cause,
            reply.Status,
            $"The WebSocket to {target.HostHeader} was not opened{status}: {reply.Message}.");
    }

    private static HandshakeResult Failed(HandshakeCause cause, int status, string message) =>
        new(cause, status, message, []);

    private static string Excerpt(BlockingReply reply)
    {
        string text = reply.BodyText();
        text = text.Length > BodyCharactersShown ? text[..BodyCharactersShown] + "..." : text;
        return string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
    }

    private static void RequireVisible(string text)
    {
        foreach (char character in text)
        {
            if (character is <= ' ' or >= '\x7f')
            {
                throw new ArgumentException(
                    "A WebSocket address holds visible ASCII characters only.", nameof(text));
            }
        }
    }
}
