using System.Buffers.Binary;
using System.Text;

namespace Trifuse.Tests.Net.Support;

/// <summary>
/// Frames as a server sends them, and the reading of a client's, written out by the RFC's drawing.
/// </summary>
internal static class ServerFrame
{
    internal static byte[] Make(int opcode, ReadOnlySpan<byte> payload, bool isLast = true)
    {
        var bytes = new List<byte> { (byte)((isLast ? 0x80 : 0) | opcode) };
        if (payload.Length < 126)
        {
            bytes.Add((byte)payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            bytes.AddRange([126, (byte)(payload.Length >> 8), (byte)(payload.Length & 0xFF)]);
        }
        else
        {
            byte[] length = new byte[9];
            length[0] = 127;
            BinaryPrimitives.WriteUInt64BigEndian(length.AsSpan(1), (ulong)payload.Length);
            bytes.AddRange(length);
        }
        bytes.AddRange(payload.ToArray());
        return [.. bytes];
    }

    internal static byte[] Text(string text, bool isLast = true) =>
        Make(1, Encoding.UTF8.GetBytes(text), isLast);

    internal static byte[] Continuation(string text, bool isLast) =>
        Make(0, Encoding.UTF8.GetBytes(text), isLast);

    internal static byte[] Close(int code, string reason = "") =>
        Make(8, [(byte)(code >> 8), (byte)(code & 0xFF), .. Encoding.UTF8.GetBytes(reason)]);

    /// <summary>Takes client frames apart: opcode and unmasked payload of each.</summary>
    internal static List<(int Opcode, byte[] Payload)> ReadClientFrames(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<(int, byte[])>();
        while (!bytes.IsEmpty)
        {
            Assert.True((bytes[0] & 0x80) != 0, "A client sends whole messages.");
            Assert.True((bytes[1] & 0x80) != 0, "A client's frame must be masked.");
            int opcode = bytes[0] & 0x0F;
            int length = bytes[1] & 0x7F;
            int header = 2;
            if (length == 126)
            {
                length = (bytes[2] << 8) | bytes[3];
                header = 4;
            }
            else if (length == 127)
            {
                length = checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]));
                header = 10;
            }
            byte[] payload = new byte[length];
            for (int i = 0; i < length; i++)
            {
                payload[i] = (byte)(bytes[header + 4 + i] ^ bytes[header + i % 4]);
            }
            frames.Add((opcode, payload));
            bytes = bytes[(header + 4 + length)..];
        }
        return frames;
    }
}
