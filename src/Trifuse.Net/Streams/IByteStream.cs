namespace Trifuse.Net.Streams;

/// <summary>
/// A non-blocking connection as its owner thread sees it. Results above zero are byte counts; the others are
/// the constants of <see cref="StreamResult"/>. Nothing here throws for what a peer or a network does.
/// </summary>
public interface IByteStream
{
    /// <summary>Reads what is there, up to the length of the span (not empty).</summary>
    int Read(Span<byte> destination);

    /// <summary>
    /// Writes a first part of the span (not empty). After <see cref="StreamResult.WouldBlock"/> the next
    /// write must begin with the same bytes.
    /// </summary>
    int Write(ReadOnlySpan<byte> source);

    /// <summary>Bytes are waiting inside the stream, where epoll does not see them: read on.</summary>
    bool HasPendingRead { get; }

    /// <summary>
    /// The stream itself waits to write (TLS key update): watch for output although nobody wrote.
    /// </summary>
    bool WantsWrite { get; }

    /// <summary>What to watch with epoll; -1 if there is nothing to watch.</summary>
    int Descriptor { get; }

    /// <summary>Says for a person why the stream failed or closed. Allocates; not for the hot path.</summary>
    string DescribeEnd();

    /// <summary>Ends the connection and frees it. May be called more than once.</summary>
    void Close();
}
