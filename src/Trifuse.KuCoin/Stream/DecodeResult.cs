namespace Trifuse.KuCoin.Stream;

/// <summary>What a frame was.</summary>
public enum DecodeResult : byte
{
    /// <summary>Data; the handler was called.</summary>
    Message,

    /// <summary>The server's first frame on a connection.</summary>
    Welcome,

    /// <summary>A subscription was accepted; <see cref="ControlFrame.Id"/> says which.</summary>
    Ack,

    /// <summary>The answer to a ping.</summary>
    Pong,

    /// <summary>The server refused something; <see cref="ControlFrame.ErrorText"/> says what.</summary>
    Error,

    /// <summary>Well formed, of a type or topic that this decoder does not know. Harmless; counted.</summary>
    UnknownTopic,

    /// <summary>Data of a symbol that is not in the table. Harmless; counted.</summary>
    UnknownSymbol,

    /// <summary>Not what the protocol says. Nothing was delivered.</summary>
    Malformed,
}
