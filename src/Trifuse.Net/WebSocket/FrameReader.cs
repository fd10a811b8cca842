using System.Buffers.Binary;
using System.Text.Unicode;

namespace Trifuse.Net.WebSocket;

/// <summary>
/// Incremental reader of WebSocket frames as a client receives them (RFC 6455 section 5). It owns the
/// receive buffer: read into <see cref="Free"/>, <see cref="Advance"/>, then <see cref="TryRead"/> until it
/// needs more. Fragments are joined in place. A payload is followed by at least <see cref="SlackBytes"/>
/// readable bytes. Owned by one thread; allocates nothing after construction.
/// <code>
/// 0: FIN RSV1 RSV2 RSV3 opcode(4)   1: MASK length(7)   2: length(16) if 126, length(64) if 127   payload
/// </code>
/// </summary>
public sealed class FrameReader
{
    /// <summary>Readable bytes after a payload's end, for readers that load whole vectors.</summary>
    public const int SlackBytes = 64;

    private const int HeaderBytesMax = 10;
    private const int ControlBytesMax = 125;

    // Room beside the largest message, so that reads stay large while one is being joined.
    private const int SpareBytes = 16 * 1024;
    private const int ReadBytesMin = 4 * 1024;

    private readonly byte[] _buffer;
    private readonly int _capacity;
    private readonly int _messageBytesMax;
    private int _position;
    private int _end;
    private int _frameBytes;
    private int _messageStart;
    private int _messageLength;
    private FrameKind _messageKind;
    private bool _isInMessage;
    private bool _isClosed;

    /// <param name="messageBytesMax">
    /// Largest message; a larger one is <see cref="FrameFault.MessageTooLarge"/>.
    /// </param>
    public FrameReader(int messageBytesMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(messageBytesMax, ControlBytesMax);
        _messageBytesMax = messageBytesMax;
        _capacity = messageBytesMax + SpareBytes;
        _buffer = GC.AllocateArray<byte>(_capacity + SlackBytes, pinned: true);
        Reset();
    }

    public FrameFault Fault { get; private set; }

    /// <summary>
    /// Where to read into. Taking it ends the life of the payloads read before. Not empty once
    /// <see cref="TryRead"/> needs more.
    /// </summary>
    public Span<byte> Free
    {
        get
        {
            if (_isClosed || (_position == _end && !_isInMessage))
            {
                _position = 0;
                _end = 0;
            }
            else if (_capacity - _end < ReadBytesMin || _capacity - _position < _frameBytes)
            {
                Compact();
            }
            return _buffer.AsSpan(_end, _capacity - _end);
        }
    }

    /// <summary>Bytes received and not yet parsed into a message.</summary>
    public int UnreadBytes => _end - _position;

    /// <summary>Forgets everything, for the next connection.</summary>
    public void Reset()
    {
        _position = 0;
        _end = 0;
        _frameBytes = HeaderBytesMax;
        _isInMessage = false;
        _isClosed = false;
        Fault = FrameFault.None;
    }

    /// <summary>Takes in bytes that were read into <see cref="Free"/>.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_capacity - _end), nameof(count));
        _end += count;
    }

    /// <summary>
    /// Finds the next whole message or control frame. The payload lives until the next call of this method
    /// or of <see cref="Free"/>. What follows a close frame is dropped.
    /// </summary>
    public FrameRead TryRead(out FrameKind kind, out ReadOnlySpan<byte> payload)
    {
        kind = default;
        payload = default;
        while (Fault == FrameFault.None && !_isClosed)
        {
            if (!TryFrame(out byte first, out int start, out int length))
            {
                break;
            }
            _position = start + length;
            _frameBytes = HeaderBytesMax;
            kind = (FrameKind)(first & 0x0F);
            if (kind >= FrameKind.Close)
            {
                return OnControl(kind, _buffer.AsSpan(start, length), out payload);
            }
            if (OnData(kind, isLast: (first & 0x80) != 0, start, length))
            {
                kind = _messageKind;
                return OnMessage(kind, _buffer.AsSpan(_messageStart, _messageLength), out payload);
            }
        }
        return Fault == FrameFault.None ? FrameRead.NeedMore : FrameRead.Faulted;
    }

    // True if the whole frame is in the buffer. Its rules are checked as soon as its first bytes are there.
    private bool TryFrame(out byte first, out int start, out int length)
    {
        ReadOnlySpan<byte> unread = _buffer.AsSpan(_position, _end - _position);
        first = 0;
        start = 0;
        length = 0;
        if (unread.Length < 2)
        {
            return false;
        }
        first = unread[0];
        byte second = unread[1];
        Fault = CheckHeader(first, second);
        if (Fault != FrameFault.None ||
            !TryLength(unread, second & 0x7F, out int headerBytes, out long stated))
        {
            return false;
        }
        bool isControl = (first & 0x08) != 0;
        long joined = isControl || !_isInMessage ? stated : stated + _messageLength;
        if (joined > _messageBytesMax)
        {
            Fault = FrameFault.MessageTooLarge;
            return false;
        }
        start = _position + headerBytes;
        length = (int)stated;
        _frameBytes = headerBytes + length;
        return unread.Length >= _frameBytes;
    }

    private FrameFault CheckHeader(byte first, byte second)
    {
        if ((first & 0x70) != 0)
        {
            return FrameFault.ReservedBits;
        }
        if ((second & 0x80) != 0)
        {
            return FrameFault.MaskedFrame;
        }
        switch ((FrameKind)(first & 0x0F))
        {
            case FrameKind.Continuation:
                return _isInMessage ? FrameFault.None : FrameFault.UnexpectedContinuation;
            case FrameKind.Text or FrameKind.Binary:
                return _isInMessage ? FrameFault.MissingContinuation : FrameFault.None;
            case FrameKind.Close or FrameKind.Ping or FrameKind.Pong:
                if ((first & 0x80) == 0)
                {
                    return FrameFault.FragmentedControl;
                }
                return (second & 0x7F) > ControlBytesMax ? FrameFault.LongControl : FrameFault.None;
            default:
                return FrameFault.UnknownOpcode;
        }
    }

    private bool TryLength(ReadOnlySpan<byte> unread, int shortLength, out int headerBytes, out long length)
    {
        headerBytes = shortLength switch { 126 => 4, 127 => HeaderBytesMax, _ => 2 };
        length = shortLength;
        if (unread.Length < headerBytes)
        {
            return false;
        }
        if (shortLength == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(unread[2..]);
            Fault = length < 126 ? FrameFault.LongerLengthThanNeeded : FrameFault.None;
        }
        else if (shortLength == 127)
        {
            ulong stated = BinaryPrimitives.ReadUInt64BigEndian(unread[2..]);
            length = (long)Math.Min(stated, int.MaxValue);
            Fault = stated <= ushort.MaxValue ? FrameFault.LongerLengthThanNeeded : FrameFault.None;
        }
        return Fault == FrameFault.None;
    }

    // True if the message is whole; it then is _messageLength bytes at _messageStart.
    private bool OnData(FrameKind kind, bool isLast, int start, int length)
    {
        if (kind != FrameKind.Continuation)
        {
            _messageKind = kind;
            _messageStart = start;
            _messageLength = length;
        }
        else
        {
            _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(_messageStart + _messageLength));
            _messageLength += length;
        }
        _isInMessage = !isLast;
        return isLast;
    }

    private FrameRead OnMessage(FrameKind kind, ReadOnlySpan<byte> message, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (kind == FrameKind.Text && !Utf8.IsValid(message))
        {
            Fault = FrameFault.InvalidUtf8;
            return FrameRead.Faulted;
        }
        payload = message;
        return FrameRead.Message;
    }

    private FrameRead OnControl(FrameKind kind, ReadOnlySpan<byte> content, out ReadOnlySpan<byte> payload)
    {
        payload = content;
        if (kind != FrameKind.Close)
        {
            return FrameRead.Message;
        }
        _isClosed = true;
        Fault = CheckClose(content);
        return Fault == FrameFault.None ? FrameRead.Message : FrameRead.Faulted;
    }

    private static FrameFault CheckClose(ReadOnlySpan<byte> content)
    {
        if (content.Length < 2)
        {
            return content.IsEmpty ? FrameFault.None : FrameFault.BadClosePayload;
        }
        if (!CloseCode.IsAllowed(BinaryPrimitives.ReadUInt16BigEndian(content)))
        {
            return FrameFault.BadCloseCode;
        }
        return Utf8.IsValid(content[2..]) ? FrameFault.None : FrameFault.InvalidUtf8;
    }

    private void Compact()
    {
        int kept = 0;
        if (_isInMessage)
        {
            _buffer.AsSpan(_messageStart, _messageLength).CopyTo(_buffer);
            _messageStart = 0;
            kept = _messageLength;
        }
        _buffer.AsSpan(_position, _end - _position).CopyTo(_buffer.AsSpan(kept));
        _end = kept + _end - _position;
        _position = kept;
    }
}
