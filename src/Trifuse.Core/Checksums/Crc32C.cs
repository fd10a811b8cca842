using System.Buffers.Binary;
using System.Numerics;

namespace Trifuse.Core.Checksums;

/// <summary>
/// CRC-32C (Castagnoli, RFC 3720 appendix B.4), with the processor's instruction where there is one.
/// </summary>
public static class Crc32C
{
    /// <summary>The checksum of the bytes; "123456789" gives 0xE3069283.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }
        return ~crc;
    }
}
