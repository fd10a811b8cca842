using Trifuse.Net.Streams;

namespace Trifuse.Tests.Net.Support;

/// <summary>A byte stream in memory: the test plays the server, byte for byte.</summary>
internal sealed class MemoryPipe : IByteStream
{
    private readonly byte[] _incoming = new byte[4 * 1024 * 1024];
    private readonly byte[] _outgoing = new byte[4 * 1024 * 1024];
    private int _incomingStart;
    private int _incomingEnd;
    private int _outgoingLength;

    /// <summary>Most bytes that one read returns.</summary>
    internal int ReadBytesMax { get; set; } = int.MaxValue;

    /// <summary>Bytes that writes still take before they would block.</summary>
    internal int WriteRoom { get; set; } = int.MaxValue;

    /// <summary>What reads and writes return at the end: would block, closed or failed.</summary>
    internal int ReadEnd { get; set; } = StreamResult.WouldBlock;

    internal int WriteEnd { get; set; } = StreamResult.WouldBlock;

    internal bool IsClosed { get; private set; }

    /// <summary>What was written to the stream.</summary>
    internal ReadOnlySpan<byte> Outgoing => _outgoing.AsSpan(0, _outgoingLength);

    public bool HasPendingRead => _incomingStart < _incomingEnd;

    public bool WantsWrite => false;

    public int Descriptor { get; init; } = -1;

    internal void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_incomingStart == _incomingEnd)
        {
            _incomingStart = 0;
            _incomingEnd = 0;
        }
        bytes.CopyTo(_incoming.AsSpan(_incomingEnd));
        _incomingEnd += bytes.Length;
    }

    internal void ForgetOutgoing() => _outgoingLength = 0;

    public int Read(Span<byte> destination)
    {
        int count = Math.Min(Math.Min(destination.Length, _incomingEnd - _incomingStart), ReadBytesMax);
        if (count == 0)
        {
            return ReadEnd;
        }
        _incoming.AsSpan(_incomingStart, count).CopyTo(destination);
        _incomingStart += count;
        return count;
    }

    public int Write(ReadOnlySpan<byte> source)
    {
        int count = Math.Min(source.Length, WriteRoom);
        if (count == 0)
        {
            return WriteEnd;
        }
        source[..count].CopyTo(_outgoing.AsSpan(_outgoingLength));
        _outgoingLength += count;
        WriteRoom -= WriteRoom == int.MaxValue ? 0 : count;
        return count;
    }

    public string DescribeEnd() => "the memory pipe ended";

    public void Close() => IsClosed = true;
}
