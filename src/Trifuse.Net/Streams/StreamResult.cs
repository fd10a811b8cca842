namespace Trifuse.Net.Streams;

/// <summary>Results of <see cref="IByteStream"/> that are not byte counts.</summary>
public static class StreamResult
{
    /// <summary>Not now; epoll will tell when.</summary>
    public const int WouldBlock = -1;

    /// <summary>The peer has closed; no more will come.</summary>
    public const int Closed = -2;

    /// <summary>The connection is broken or the stream was closed here.</summary>
    public const int Failed = -3;
}
