namespace Trifuse.Net.WebSocket;

/// <summary>Frame types by their opcodes (RFC 6455 section 5.2).</summary>
public enum FrameKind : byte
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}

/// <summary>What <see cref="FrameReader.TryRead"/> found.</summary>
public enum FrameRead : byte
{
    /// <summary>No whole message or control frame is there.</summary>
    NeedMore,

    /// <summary>A whole message or control frame.</summary>
    Message,

    /// <summary>
    /// The server broke the protocol; <see cref="FrameReader.Fault"/> says how. Nothing more is read.
    /// </summary>
    Faulted,
}

/// <summary>How a server broke the protocol.</summary>
public enum FrameFault : byte
{
    None,
    ReservedBits,
    MaskedFrame,
    UnknownOpcode,
    FragmentedControl,
    LongControl,
    LongerLengthThanNeeded,
    UnexpectedContinuation,
    MissingContinuation,
    BadClosePayload,
    BadCloseCode,
    InvalidUtf8,
    MessageTooLarge,
    BinaryMessage,
}

/// <summary>Close codes (RFC 6455 section 7.4.1).</summary>
public static class CloseCode
{
    public const int Normal = 1000;
    public const int GoingAway = 1001;
    public const int ProtocolError = 1002;
    public const int UnsupportedData = 1003;

    /// <summary>Never sent: stands for a close frame without a code.</summary>
    public const int NoneReceived = 1005;

    public const int InvalidPayload = 1007;
    public const int MessageTooBig = 1009;

    /// <summary>The code with which a fault is answered.</summary>
    public static int Of(FrameFault fault) => fault switch
    {
        FrameFault.InvalidUtf8 => InvalidPayload,
        FrameFault.MessageTooLarge => MessageTooBig,
        FrameFault.BinaryMessage => UnsupportedData,
        _ => ProtocolError,
    };

    /// <summary>
    /// Whether a peer may send this code: registered, or in the ranges for libraries and applications.
    /// </summary>
    public static bool IsAllowed(int code) =>
        code is >= 1000 and <= 1014 and not (1004 or NoneReceived or 1006) or >= 3000 and <= 4999;
}
