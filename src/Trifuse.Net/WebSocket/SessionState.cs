namespace Trifuse.Net.WebSocket;

/// <summary>Where a <see cref="WebSocketSession"/> stands.</summary>
public enum SessionState : byte
{
    /// <summary>Without a stream.</summary>
    Detached,

    Open,

    /// <summary>A close frame was sent; the server's is awaited (the owner sets a deadline).</summary>
    Closing,

    /// <summary>
    /// Nothing more will come. The owner stops watching the descriptor and calls
    /// <see cref="WebSocketSession.Release"/>.
    /// </summary>
    Ended,
}

/// <summary>Why a session ended.</summary>
public enum SessionEnd : byte
{
    None,

    /// <summary>
    /// The server sent a close frame first; see <see cref="WebSocketSession.CloseCodeReceived"/>.
    /// </summary>
    ClosedByServer,

    /// <summary>We sent a close frame and the server answered it.</summary>
    ClosedByUs,

    /// <summary>
    /// The server broke the protocol or a size limit; see <see cref="WebSocketSession.Fault"/>.
    /// </summary>
    ProtocolViolation,

    /// <summary>The stream ended without a close frame.</summary>
    StreamClosed,

    /// <summary>The connection broke.</summary>
    StreamFailed,
}

/// <summary>What became of a message to send.</summary>
public enum SendTextResult : byte
{
    /// <summary>Written, or kept to be written.</summary>
    Sent,

    /// <summary>It does not fit beside what is still unsent; nothing of it was sent.</summary>
    QueueFull,

    /// <summary>The session is not open (any more); not one byte of it was taken by the stream.</summary>
    NotOpen,

    /// <summary>The stream broke after it had taken a part of it: it may have arrived.</summary>
    Broken,
}

/// <summary>Sizes of a session, in bytes; its buffers are made once from these.</summary>
public readonly record struct WebSocketLimits(int MessageBytesMax, int SendBytesMax)
{
    public static WebSocketLimits Default => new(512 * 1024, 64 * 1024);
}

/// <summary>
/// Receiver of a session's messages: a struct, so that the call is bound and inlined at compile time.
/// </summary>
public interface IMessageHandler
{
    /// <summary>
    /// A whole text message (valid UTF-8), followed by at least 64 readable bytes, valid during the call.
    /// <paramref name="nowNs"/> is the time that was passed to the read.
    /// </summary>
    void OnText(ReadOnlySpan<byte> payload, long nowNs);
}
