using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trifuse.Net.WebSocket;

/// <summary>Writes masked client frames (RFC 6455 sections 5.2 and 5.3) into the caller's buffer.</summary>
public static class FrameWriter
{
    /// <summary>Most bytes that a frame adds to its payload.</summary>
    public const int OverheadBytesMax = 14;

    private const int MaskBytes = 4;

    /// <summary>Bytes of a frame with this payload length.</summary>
    public static int FrameBytes(int payloadLength) => payloadLength + MaskBytes + payloadLength switch
    {
        <= 125 => 2,
        <= ushort.MaxValue => 4,
        _ => 10,
    };

    /// <summary>
    /// Writes one whole frame and returns its length; <paramref name="destination"/> holds at least
    /// <see cref="FrameBytes"/>.
    /// </summary>
    public static int Write(Span<byte> destination, FrameKind kind, ReadOnlySpan<byte> payload, uint maskKey)
    {
        int frameBytes = FrameBytes(payload.Length);
        int maskAt = frameBytes - payload.Length - MaskBytes;
        destination = destination[..frameBytes];
        destination[0] = (byte)(0x80 | (byte)kind);
        switch (maskAt)
        {
            case 2:
                destination[1] = (byte)(0x80 | payload.Length);
                break;
            case 4:
                destination[1] = 0x80 | 126;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload.Length);
                break;
            default:
                destination[1] = 0x80 | 127;
                BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payload.Length);
                break;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(destination[maskAt..], maskKey);
        Mask(payload, destination[(maskAt + MaskBytes)..], maskKey);
        return frameBytes;
    }

    /// <summary>
    /// Copies bytes while masking them. The key's first byte on the wire is its lowest. Source and
    /// destination may be the same.
    /// </summary>
    public static void Mask(ReadOnlySpan<byte> source, Span<byte> destination, uint maskKey)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, source.Length, nameof(destination));
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint length = (nuint)source.Length;
        nuint i = 0;
        uint key = BitConverter.IsLittleEndian ? maskKey : BinaryPrimitives.ReverseEndianness(maskKey);
        Vector256<byte> wide = Vector256.Create(key).AsByte();
        for (; i + 32 <= length; i += 32)
        {
            (Vector256.LoadUnsafe(ref from, i) ^ wide).StoreUnsafe(ref to, i);
        }
        for (; i + 4 <= length; i += 4)
        {
            uint word = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, i));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i), word ^ key);
        }
        for (; i < length; i++)
        {
            byte keyByte = unchecked((byte)(maskKey >> (int)(i & 3) * 8));
            Unsafe.Add(ref to, i) = (byte)(Unsafe.Add(ref from, i) ^ keyByte);
        }
    }
}
