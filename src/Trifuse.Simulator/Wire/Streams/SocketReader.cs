using System.Buffers.Binary;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>What came from a client. The payload is valid until the next read.</summary>
/// <param name="Opcode">Text or Binary for whole messages, or a control frame.</param>
/// <param name="Payload">Unmasked.</param>
public readonly record struct SocketMessage(SocketOpcode Opcode, ReadOnlyMemory<byte> Payload);

/// <summary>
/// Reads masked WebSocket frames and puts fragments together (RFC 6455, section 5). A client that breaks the
/// rules ends with an <see cref="InvalidDataException"/>.
/// </summary>
public sealed class SocketReader(Stream stream, int messageMax)
{
    private byte[] _buffer = new byte[1024];
    private byte[] _parts = [];
    private int _partsLength;
    private SocketOpcode _partsKind;
    private int _start;
    private int _end;
    private int _next;

    /// <summary>The next message or control frame; null at the end of the stream.</summary>
    public async ValueTask<SocketMessage?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            _start = _next;
            if (!await HaveAsync(2, cancellation))
            {
                return null;
            }

            int headLength = HeadLength();
            if (!await HaveAsync(headLength, cancellation))
            {
                return null;
            }

            int length = PayloadLength();
            if (!await HaveAsync(headLength + length, cancellation))
            {
                return null;
            }

            bool final = (_buffer[_start] & 0x80) != 0;
            var opcode = (SocketOpcode)(_buffer[_start] & 0x0F);
            int at = _start + headLength;
            _next = at + length;
            Unmask(at, length);
            if (Whole(opcode, final, _buffer.AsMemory(at, length)) is { } message)
            {
                return message;
            }
        }
    }

    private int HeadLength()
    {
        if ((_buffer[_start] & 0x70) != 0)
        {
            throw new InvalidDataException("A frame uses an extension that was not agreed to.");
        }

        if ((_buffer[_start + 1] & 0x80) == 0)
        {
            throw new InvalidDataException("A frame of a client is not masked.");
        }

        return (_buffer[_start + 1] & 0x7F) switch
        {
            126 => 8,
            127 => 14,
            _ => 6,
        };
    }

    private int PayloadLength()
    {
        int small = _buffer[_start + 1] & 0x7F;
        ulong length = small switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_start + 2)),
            127 => BinaryPrimitives.ReadUInt64BigEndian(_buffer.AsSpan(_start + 2)),
            _ => (ulong)small,
        };
        bool isControl = (_buffer[_start] & 0x08) != 0;
        int most = isControl ? 125 : messageMax - _partsLength;
        return length <= (ulong)most
            ? (int)length
            : throw new InvalidDataException("A message is longer than " + messageMax + " bytes.");
    }

    private void Unmask(int at, int length)
    {
        ReadOnlySpan<byte> mask = _buffer.AsSpan(at - 4, 4);
        Span<byte> payload = _buffer.AsSpan(at, length);
        for (int i = 0; i < payload.Length; i++)
        {
            payload[i] ^= mask[i & 3];
        }
    }

    private SocketMessage? Whole(SocketOpcode opcode, bool final, ReadOnlyMemory<byte> payload)
    {
        switch (opcode)
        {
            case SocketOpcode.Close or SocketOpcode.Ping or SocketOpcode.Pong when final:
                return new SocketMessage(opcode, payload);
            case SocketOpcode.Text or SocketOpcode.Binary when _partsKind == SocketOpcode.Continuation:
                if (final)
                {
                    return new SocketMessage(opcode, payload);
                }

                _partsKind = opcode;
                break;
            case SocketOpcode.Continuation when _partsKind != SocketOpcode.Continuation:
                break;
            default:
                throw new InvalidDataException("A frame does not follow from the one before.");
        }

        Keep(payload.Span);
        if (!final)
        {
            return null;
        }

        var message = new SocketMessage(_partsKind, _parts.AsMemory(0, _partsLength));
        _partsKind = SocketOpcode.Continuation;
        _partsLength = 0;
        return message;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_partsLength + part.Length > _parts.Length)
        {
            Array.Resize(ref _parts, Math.Max(_parts.Length * 2, _partsLength + part.Length));
        }

        part.CopyTo(_parts.AsSpan(_partsLength));
        _partsLength += part.Length;
    }

    /// <summary>Reads on until that many bytes stand from the start of the frame; false at the end.</summary>
    private async ValueTask<bool> HaveAsync(int count, CancellationToken cancellation)
    {
        if (_start + count > _buffer.Length)
        {
            byte[] larger = count > _buffer.Length ? new byte[Math.Max(count, _buffer.Length * 2)] : _buffer;
            _buffer.AsSpan(_start, _end - _start).CopyTo(larger);
            _buffer = larger;
            _end -= _start;
            _start = 0;
            _next = 0;
        }

        while (_end - _start < count)
        {
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }
}
