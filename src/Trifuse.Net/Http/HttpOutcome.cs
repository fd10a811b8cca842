namespace Trifuse.Net.Http;

/// <summary>What became of handing a request to an <see cref="HttpConnection"/>.</summary>
public enum SendResult : byte
{
    /// <summary>Taken: written, or partly written with the rest kept; an outcome will follow.</summary>
    Sent,

    /// <summary>A request is under way; nothing was written.</summary>
    Busy,

    /// <summary>There is no usable connection; nothing was written.</summary>
    NotConnected,

    /// <summary>The request is longer than the limit; nothing was written.</summary>
    TooLong,

    /// <summary>
    /// The write failed; <see cref="HttpConnection.LastFailure"/> tells the cause and the bytes written.
    /// </summary>
    Failed,
}

/// <summary>What kind of event an <see cref="HttpOutcome"/> is.</summary>
public enum HttpOutcomeKind : byte
{
    /// <summary>Nothing has ended.</summary>
    None,

    /// <summary>A whole reply is in.</summary>
    Reply,

    /// <summary>The request under way has failed; the connection is of no further use.</summary>
    Failed,

    /// <summary>The connection ended while no request was under way: no harm but the connection.</summary>
    IdleEnd,
}

/// <summary>
/// An event of an <see cref="HttpConnection"/>. With <see cref="HttpOutcomeKind.Failed"/>, a
/// <see cref="BytesWritten"/> of 0 means that the server cannot have seen the request, so it may be sent
/// again; otherwise what the server did with it is unknown.
/// </summary>
public readonly record struct HttpOutcome(
    HttpOutcomeKind Kind, int Status, bool IsCloseAfter, HttpFault Fault, int BytesWritten)
{
    public static HttpOutcome None => default;

    /// <summary>The request had an effect or may have had one: it must not simply be sent again.</summary>
    public bool IsOutcomeUnknown => Kind == HttpOutcomeKind.Failed && BytesWritten > 0;

    internal static HttpOutcome Reply(int status, bool isCloseAfter) =>
        new(HttpOutcomeKind.Reply, status, isCloseAfter, HttpFault.None, 0);

    internal static HttpOutcome Failed(HttpFault fault, int bytesWritten) =>
        new(HttpOutcomeKind.Failed, 0, true, fault, bytesWritten);

    internal static HttpOutcome IdleEnd(HttpFault fault) => new(HttpOutcomeKind.IdleEnd, 0, true, fault, 0);
}
