using System.Buffers.Text;

namespace Trifuse.Net.Http;

/// <summary>
/// Builds one HTTP/1.1 request at a time in a buffer of its own, without allocation. The caller gives header
/// values that hold no line breaks. A request that does not fit sets <see cref="IsOverflowed"/> and must not
/// be sent. Owned by one thread.
/// </summary>
public sealed class RequestWriter
{
    private readonly byte[] _buffer;
    private int _length;

    public RequestWriter(int capacityBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacityBytes);
        _buffer = GC.AllocateArray<byte>(capacityBytes, pinned: true);
    }

    /// <summary>The request as built so far; valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public bool IsOverflowed { get; private set; }

    /// <summary>Starts a request: method, path with query, host (with the port if it is not 443).</summary>
    public void Begin(ReadOnlySpan<byte> method, ReadOnlySpan<byte> pathAndQuery, ReadOnlySpan<byte> host)
    {
        _length = 0;
        IsOverflowed = false;
        Raw(method);
        Raw(" "u8);
        Raw(pathAndQuery);
        Raw(" HTTP/1.1\r\nHost: "u8);
        Raw(host);
        Raw("\r\n"u8);
    }

    public void Header(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Raw(name);
        Raw(": "u8);
        Raw(value);
        Raw("\r\n"u8);
    }

    public void Header(ReadOnlySpan<byte> name, long value)
    {
        Raw(name);
        Raw(": "u8);
        Number(value);
        Raw("\r\n"u8);
    }

    /// <summary>
    /// Writes a header whose value is filled in later, in place, through <see cref="Patch"/>. Returns its
    /// offset.
    /// </summary>
    public int HeaderSlot(ReadOnlySpan<byte> name, int valueBytes)
    {
        Raw(name);
        Raw(": "u8);
        int offset = _length;
        if (Reserve(valueBytes))
        {
            _buffer.AsSpan(_length, valueBytes).Fill((byte)' ');
            _length += valueBytes;
        }
        Raw("\r\n"u8);
        return offset;
    }

    /// <summary>Bytes already written, to be changed in place.</summary>
    public Span<byte> Patch(int offset, int count) => _buffer.AsSpan(0, _length).Slice(offset, count);

    /// <summary>Ends the head of a request without a body.</summary>
    public void End() => Raw("\r\n"u8);

    /// <summary>Writes Content-Length, ends the head and adds the body.</summary>
    public void End(ReadOnlySpan<byte> body)
    {
        Header("Content-Length"u8, body.Length);
        Raw("\r\n"u8);
        Raw(body);
    }

    /// <summary>Adds bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        if (Reserve(bytes.Length))
        {
            bytes.CopyTo(_buffer.AsSpan(_length));
            _length += bytes.Length;
        }
    }

    private void Number(long value)
    {
        if (Utf8Formatter.TryFormat(value, _buffer.AsSpan(_length), out int written))
        {
            _length += written;
        }
        else
        {
            IsOverflowed = true;
        }
    }

    private bool Reserve(int count)
    {
        IsOverflowed |= count > _buffer.Length - _length;
        return !IsOverflowed;
    }
}
