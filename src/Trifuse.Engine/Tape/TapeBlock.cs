using System.Buffers.Binary;
using Trifuse.Core.Checksums;

namespace Trifuse.Engine.Tape;

/// <summary>What a block of the file holds.</summary>
internal enum TapeBlockKind : byte
{
    Head = 1,
    Data = 2,
    Trailer = 3,
}

/// <summary>
/// The header in front of every block, little-endian:
/// <code>
///  0  magic "TRIFTAPE"      16  records in the block
///  8  format version        20  raw length
///  9  block kind            24  stored length (zstd)
/// 10  0                     28  CRC-32C of the stored bytes
/// 12  block number          32  CRC-32C of bytes 0 to 31
/// </code>
/// </summary>
internal readonly record struct TapeBlock(
    TapeBlockKind Kind, uint Number, int Records, int RawLength, int StoredLength, uint StoredCrc)
{
    public const int HeaderLength = 36;
    public const byte Version = 1;

    /// <summary>No block is larger; a length beyond is damage, not a reason to allocate.</summary>
    public const int MaxLength = 128 * 1024 * 1024;

    public static ReadOnlySpan<byte> Magic => "TRIFTAPE"u8;

    public void Encode(Span<byte> header)
    {
        Magic.CopyTo(header);
        header[8] = Version;
        header[9] = (byte)Kind;
        header[10] = 0;
        header[11] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], Number);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], Records);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], RawLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], StoredLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], StoredCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(header[32..], Crc32C.Compute(header[..32]));
    }

    /// <summary>The fault of a header of full length, or None and its fields.</summary>
    public static TapeFault Decode(ReadOnlySpan<byte> header, out TapeBlock block)
    {
        block = new TapeBlock(
            (TapeBlockKind)header[9],
            BinaryPrimitives.ReadUInt32LittleEndian(header[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[20..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[28..]));
        if (!header.StartsWith(Magic))
        {
            return TapeFault.NotATape;
        }
        bool isWhole = BinaryPrimitives.ReadUInt32LittleEndian(header[32..]) == Crc32C.Compute(header[..32]);
        if (header[8] != Version)
        {
            // A later format may place its checksum elsewhere, so the version is looked at first.
            return TapeFault.WrongVersion;
        }
        bool isSane = block.Kind is TapeBlockKind.Head or TapeBlockKind.Data or TapeBlockKind.Trailer
            && block.Records >= 0
            && block.RawLength is >= 0 and <= MaxLength
            && block.StoredLength is >= 0 and <= MaxLength;
        return isWhole && isSane ? TapeFault.None : TapeFault.Corrupt;
    }
}
