using System.Buffers.Binary;
using System.Text;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>Kinds of WebSocket frames, with their numbers on the wire (RFC 6455, 5.2).</summary>
public enum SocketOpcode
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>Writes unmasked WebSocket frames, as servers send them.</summary>
public static class SocketFrames
{
    /// <summary>Longest head of an unmasked frame.</summary>
    public const int HeadMax = 10;

    /// <summary>Policy violation: told to go (RFC 6455, 7.4.1).</summary>
    public const ushort Policy = 1008;

    public const ushort Normal = 1000;

    /// <summary>Writes the head of a whole message and returns its length.</summary>
    public static int WriteHead(Span<byte> into, SocketOpcode opcode, int length)
    {
        into[0] = (byte)(0x80 | (int)opcode);
        if (length < 126)
        {
            into[1] = (byte)length;
            return 2;
        }

        if (length <= ushort.MaxValue)
        {
            into[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(into[2..], (ushort)length);
            return 4;
        }

        into[1] = 127;
        BinaryPrimitives.WriteUInt64BigEndian(into[2..], (ulong)length);
        return 10;
    }

    /// <summary>The payload of a close frame.</summary>
    public static byte[] CloseBody(ushort code, string reason)
    {
        byte[] text = Encoding.UTF8.GetBytes(reason);
        var body = new byte[2 + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(body, code);
        text.CopyTo(body, 2);
        return body;
    }
}
