namespace Trifuse.Net.Http;

/// <summary>Why an HTTP exchange failed.</summary>
public enum HttpFault : byte
{
    None,

    /// <summary>The server closed before the reply was whole.</summary>
    ClosedByServer,

    /// <summary>The connection broke.</summary>
    ConnectionBroken,

    /// <summary>The time was up.</summary>
    Timeout,

    /// <summary>The cancel event was signalled.</summary>
    Cancelled,

    /// <summary>The owner gave the connection up.</summary>
    Abandoned,

    /// <summary>The status line is not one of HTTP/1.x.</summary>
    BadStatusLine,

    /// <summary>A header line is malformed, folded, or ends in a bare line feed.</summary>
    BadHeader,

    /// <summary>More header lines than the limit.</summary>
    TooManyHeaders,

    /// <summary>The head is longer than the limit.</summary>
    HeadTooLong,

    /// <summary>The body is longer than the limit.</summary>
    BodyTooLong,

    /// <summary>
    /// Content-Length is not a number, is repeated with another value, or stands beside Transfer-Encoding.
    /// </summary>
    ConflictingLength,

    /// <summary>A Transfer-Encoding other than chunked.</summary>
    UnknownEncoding,

    /// <summary>
    /// A reply that should have a body and states no length; where it ends could only be guessed.
    /// </summary>
    NoLength,

    /// <summary>A chunk's size line or end is malformed.</summary>
    BadChunk,

    /// <summary>The server sent bytes that no request had asked for.</summary>
    UnaskedBytes,
}
