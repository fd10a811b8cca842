namespace Trifuse.Engine.Connections;

/// <summary>
/// What a text frame turned out to be, as far as the connection's book-keeping is concerned.
/// </summary>
internal enum FrameMeaning : byte
{
    /// <summary>Data, or something harmless.</summary>
    Data,

    /// <summary>The server's greeting.</summary>
    Welcome,

    /// <summary>One subscription message was accepted.</summary>
    Ack,

    /// <summary>A subscription message was refused.</summary>
    Refused,

    /// <summary>Not what the protocol says: the connection must be replaced.</summary>
    Malformed,
}

/// <summary>The hot agent as its connections see it; called on the hot thread only.</summary>
internal interface IStreamOwner
{
    /// <summary>A whole text frame; the payload is valid during the call.</summary>
    FrameMeaning OnFrame(StreamLine line, ReadOnlySpan<byte> payload, long nowNs);

    /// <summary>The line has become usable, or is no longer.</summary>
    void OnLineChanged(StreamLine line, bool isLive, long nowNs);

    /// <summary>
    /// A second connection has been made; until the line is told to be live, both may bring messages.
    /// </summary>
    void OnLineOverlaps(StreamLine line, long nowNs);

    /// <summary>A connection of the line has ended; the text says why.</summary>
    void OnLineEnded(StreamLine line, string why, long nowNs);
}
