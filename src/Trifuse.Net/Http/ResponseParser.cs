using System.Text;

namespace Trifuse.Net.Http;

/// <summary>
/// Incremental parser of HTTP/1.1 replies (RFC 9112), strict where leniency lets two readers disagree about
/// where a reply ends. It owns the receive buffer: read into <see cref="Free"/>, then <see cref="Advance"/>,
/// which parses. Interim replies (1xx except 101) are skipped. The body is contiguous and is followed by at
/// least <see cref="SlackBytes"/> readable bytes. Owned by one thread; allocates only if it is allowed to
/// grow.
/// </summary>
public sealed class ResponseParser
{
    /// <summary>Readable bytes after the body's end, for readers that load whole vectors.</summary>
    public const int SlackBytes = 64;

    // Room for size lines and trailers while a chunked body is at its limit.
    private const int ChunkOverheadBytes = 4096;
    private const int ChunkLineBytesMax = 1024;
    private const int StartBytesWhenGrowing = 16 * 1024;

    private readonly HttpLimits _limits;
    private readonly int _capacityMax;
    private readonly HeaderTable _headers = new();
    private byte[] _buffer;
    private int _capacity;
    private int _end;
    private int _position;
    private int _scanned;
    private int _bodyStart;
    private int _bodyLength;
    private long _remaining;
    private long _contentLength;
    private Step _step;
    private bool _isChunked;
    private bool _isCloseAsked;
    private int _minorVersion;

    /// <param name="limits">Sizes beyond which a reply is refused.</param>
    /// <param name="canGrow">
    /// False: the whole buffer is made now. True: it starts small and grows up to the limits.
    /// </param>
    public ResponseParser(HttpLimits limits, bool canGrow = false)
    {
        _limits = limits;
        _capacityMax = limits.HeadBytesMax + limits.BodyBytesMax + ChunkOverheadBytes;
        _capacity = canGrow ? Math.Min(StartBytesWhenGrowing, _capacityMax) : _capacityMax;
        _buffer = GC.AllocateArray<byte>(_capacity + SlackBytes, pinned: true);
        Reset();
    }

    private enum Step : byte
    {
        StatusLine,
        Headers,
        FixedBody,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailers,
        Complete,
        Faulted,
    }

    /// <summary>Where to read into; never empty unless the parser is complete or faulted.</summary>
    public Span<byte> Free => _buffer.AsSpan(_end, _capacity - _end);

    public ParseState State => _step switch
    {
        Step.Complete => ParseState.Complete,
        Step.Faulted => ParseState.Faulted,
        _ => ParseState.NeedMore,
    };

    /// <summary>Why the reply is refused.</summary>
    public HttpFault Fault { get; private set; }

    /// <summary>Nothing of a reply has come yet.</summary>
    public bool IsEmpty => _end == 0;

    /// <summary>Status code, once the status line is read.</summary>
    public int Status { get; private set; }

    /// <summary>The body of a complete reply, valid until <see cref="Reset"/>.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyStart, _bodyLength);

    /// <summary>After a complete reply: the connection may carry another request.</summary>
    public bool CanKeepAlive =>
        _step == Step.Complete && !_isCloseAsked && _minorVersion >= 1 && _position == _end;

    /// <summary>
    /// Bytes received beyond a complete reply (after a 101 they belong to the new protocol).
    /// </summary>
    public ReadOnlySpan<byte> Surplus =>
        _step == Step.Complete ? _buffer.AsSpan(_position, _end - _position) : default;

    /// <summary>The first header of this name, in any case; valid until <see cref="Reset"/>.</summary>
    public bool TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        _headers.TryGet(_buffer, name, out value);

    /// <summary>Forgets everything received, for the next reply.</summary>
    public void Reset()
    {
        _end = 0;
        _position = 0;
        Fault = HttpFault.None;
        StartReply();
    }

    /// <summary>Takes in bytes that were read into <see cref="Free"/> and parses as far as they go.</summary>
    public ParseState Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_capacity - _end), nameof(count));
        _end += count;
        while (_step < Step.Complete && TryStep())
        {
        }
        if (_step < Step.Complete && _end == _capacity)
        {
            MakeRoom();
        }
        return State;
    }

    private void StartReply()
    {
        _headers.Clear();
        _scanned = _position;
        _bodyStart = _position;
        _bodyLength = 0;
        _remaining = 0;
        _contentLength = -1;
        _isChunked = false;
        _isCloseAsked = false;
        _minorVersion = 0;
        Status = 0;
        _step = Step.StatusLine;
    }

    // One step of progress; false if more bytes are needed or the end is reached.
    private bool TryStep() => _step switch
    {
        Step.FixedBody => OnFixedBody(),
        Step.ChunkData => OnChunkData(),
        _ => TryLine(out ReadOnlySpan<byte> line) && OnLine(line),
    };

    private bool OnLine(ReadOnlySpan<byte> line) => _step switch
    {
        Step.StatusLine => OnStatusLine(line),
        Step.Headers => OnHeaderLine(line),
        Step.ChunkSize => OnChunkSize(line),
        Step.ChunkEnd => OnChunkEnd(line),
        _ => OnTrailer(line),
    };

    // A line must end in CRLF: where a lone LF ends a line is what request smuggling lives on.
    private bool TryLine(out ReadOnlySpan<byte> line)
    {
        line = default;
        int feed = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        int lineEnd = feed < 0 ? _end : _scanned + feed;
        bool isHead = _step <= Step.Headers;
        if (lineEnd - (isHead ? 0 : _position) > (isHead ? _limits.HeadBytesMax : ChunkLineBytesMax))
        {
            return Refuse(isHead ? HttpFault.HeadTooLong : HttpFault.BadChunk);
        }
        if (feed < 0)
        {
            _scanned = _end;
            return false;
        }
        if (lineEnd == _position || _buffer[lineEnd - 1] != (byte)'\r')
        {
            return Refuse(LineFault());
        }
        line = _buffer.AsSpan(_position, lineEnd - 1 - _position);
        _position = lineEnd + 1;
        _scanned = _position;
        return line.Contains((byte)'\r') || line.Contains((byte)0) ? Refuse(LineFault()) : true;
    }

    private HttpFault LineFault() => _step switch
    {
        Step.StatusLine => HttpFault.BadStatusLine,
        Step.Headers or Step.Trailers => HttpFault.BadHeader,
        _ => HttpFault.BadChunk,
    };

    // HTTP/1.1 200 OK
    private bool OnStatusLine(ReadOnlySpan<byte> line)
    {
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[8] != (byte)' ' ||
            (line.Length > 12 && line[12] != (byte)' '))
        {
            return Refuse(HttpFault.BadStatusLine);
        }
        _minorVersion = line[7] - '0';
        int hundreds = line[9] - '0';
        int tens = line[10] - '0';
        int ones = line[11] - '0';
        if (_minorVersion is not (0 or 1) || hundreds is < 1 or > 5 || !IsDigit(tens) || !IsDigit(ones))
        {
            return Refuse(HttpFault.BadStatusLine);
        }
        Status = hundreds * 100 + tens * 10 + ones;
        _step = Step.Headers;
        return true;
    }

    private bool OnHeaderLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            return OnHeadEnd();
        }
        int colon = line.IndexOf((byte)':');
        if (colon <= 0 || !IsToken(line[..colon]))
        {
            return Refuse(HttpFault.BadHeader);
        }
        ReadOnlySpan<byte> name = line[..colon];
        ReadOnlySpan<byte> value = HttpText.Trim(line[(colon + 1)..]);
        int lineStart = _position - 2 - line.Length;
        int leading = line[(colon + 1)..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        int valueStart = lineStart + colon + 1 + Math.Max(leading, 0);
        return _headers.TryAdd(lineStart, name.Length, valueStart, value.Length)
            ? OnHeader(name, value)
            : Refuse(HttpFault.TooManyHeaders);
    }

    private bool OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
        {
            if (!HttpText.TryParseLength(value, out long length) ||
                (_contentLength >= 0 && _contentLength != length))
            {
                return Refuse(HttpFault.ConflictingLength);
            }
            _contentLength = length;
        }
        else if (Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8))
        {
            if (_isChunked || !Ascii.EqualsIgnoreCase(value, "chunked"u8))
            {
                return Refuse(HttpFault.UnknownEncoding);
            }
            _isChunked = true;
        }
        else if (Ascii.EqualsIgnoreCase(name, "Connection"u8))
        {
            _isCloseAsked |= HttpText.ListContains(value, "close"u8);
        }
        return true;
    }

    private bool OnHeadEnd()
    {
        _bodyStart = _position;
        if (_isChunked && _contentLength >= 0)
        {
            return Refuse(HttpFault.ConflictingLength);
        }
        if (Status is >= 100 and < 200 and not 101)
        {
            // An interim reply; the one that counts follows. The head limit covers them all.
            StartReply();
            return true;
        }
        if (Status is 101 or 204 or 304)
        {
            return Finish();
        }
        if (_isChunked)
        {
            _step = Step.ChunkSize;
            return true;
        }
        if (_contentLength < 0)
        {
            return Refuse(HttpFault.NoLength);
        }
        if (_contentLength > _limits.BodyBytesMax)
        {
            return Refuse(HttpFault.BodyTooLong);
        }
        _remaining = _contentLength;
        _step = Step.FixedBody;
        return true;
    }

    private bool OnFixedBody()
    {
        int available = (int)Math.Min(_remaining, _end - _position);
        _position += available;
        _bodyLength += available;
        _remaining -= available;
        return _remaining == 0 && Finish();
    }

    private bool OnChunkSize(ReadOnlySpan<byte> line)
    {
        if (!HttpText.TryParseChunkSize(line, out long size))
        {
            return Refuse(HttpFault.BadChunk);
        }
        if (size > _limits.BodyBytesMax - _bodyLength)
        {
            return Refuse(HttpFault.BodyTooLong);
        }
        _remaining = size;
        _step = size == 0 ? Step.Trailers : Step.ChunkData;
        return true;
    }

    private bool OnChunkData()
    {
        int available = (int)Math.Min(_remaining, _end - _position);
        // Chunks move together, so that the body is one span.
        _buffer.AsSpan(_position, available).CopyTo(_buffer.AsSpan(_bodyStart + _bodyLength));
        _position += available;
        _scanned = _position;
        _bodyLength += available;
        _remaining -= available;
        if (_remaining > 0)
        {
            return false;
        }
        _step = Step.ChunkEnd;
        return true;
    }

    private bool OnChunkEnd(ReadOnlySpan<byte> line)
    {
        _step = Step.ChunkSize;
        return line.IsEmpty || Refuse(HttpFault.BadChunk);
    }

    private bool OnTrailer(ReadOnlySpan<byte> line) => !line.IsEmpty || Finish();

    private bool Finish()
    {
        _step = Step.Complete;
        return false;
    }

    private bool Refuse(HttpFault fault)
    {
        Fault = fault;
        _step = Step.Faulted;
        return false;
    }

    private void MakeRoom()
    {
        int bodyEnd = _bodyStart + _bodyLength;
        bool isChunk = _step is Step.ChunkSize or Step.ChunkData or Step.ChunkEnd or Step.Trailers;
        if (isChunk && bodyEnd < _position)
        {
            int moved = _position - bodyEnd;
            _buffer.AsSpan(_position, _end - _position).CopyTo(_buffer.AsSpan(bodyEnd));
            _position -= moved;
            _scanned -= moved;
            _end -= moved;
        }
        if (_end < _capacity)
        {
            return;
        }
        if (_capacity == _capacityMax)
        {
            Refuse(_step <= Step.Headers ? HttpFault.HeadTooLong : HttpFault.BodyTooLong);
            return;
        }
        _capacity = (int)Math.Min(_capacity * 2L, _capacityMax);
        byte[] larger = GC.AllocateArray<byte>(_capacity + SlackBytes, pinned: true);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        _buffer = larger;
    }

    private static bool IsDigit(int value) => value is >= 0 and <= 9;

    private static bool IsToken(ReadOnlySpan<byte> name) => !name.ContainsAnyExcept(HttpText.TokenBytes);
}
