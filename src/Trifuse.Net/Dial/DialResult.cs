using System.Diagnostics.CodeAnalysis;
using Trifuse.Net.Tls;

namespace Trifuse.Net.Dial;

/// <summary>Why a connection could not be made.</summary>
public enum DialCause : byte
{
    None,

    /// <summary>The host name has no address, or no name server answered.</summary>
    Resolve,

    /// <summary>No address accepted a TCP connection.</summary>
    Connect,

    /// <summary>The time was up, in whatever step.</summary>
    Timeout,

    /// <summary>The server's certificate is not trusted, expired, or made out to another name.</summary>
    Certificate,

    /// <summary>The TLS handshake failed for another reason (version, cipher, no TLS at all).</summary>
    Tls,

    /// <summary>The cancel event was signalled.</summary>
    Cancelled,
}

/// <summary>
/// A connection, or why there is none. <see cref="Message"/> says for a person what was tried and what
/// happened. The receiver owns the stream.
/// </summary>
public readonly record struct DialResult(DialCause Cause, string Message, TlsStream? Stream)
{
    [MemberNotNullWhen(true, nameof(Stream))]
    public bool IsOk => Cause == DialCause.None;

    internal static DialResult Connected(TlsStream stream) => new(DialCause.None, string.Empty, stream);

    internal static DialResult Failed(DialCause cause, string message) => new(cause, message, null);
}
