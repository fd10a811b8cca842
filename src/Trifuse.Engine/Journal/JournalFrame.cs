using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Trifuse.Core;
using Trifuse.Core.Checksums;

namespace Trifuse.Engine.Journal;

/// <summary>What a slot of a segment holds.</summary>
internal enum JournalSlot
{
    /// <summary>Nothing was ever written.</summary>
    Empty,

    /// <summary>A record that was begun and not committed.</summary>
    Torn,

    /// <summary>A committed record that does not match its checksum.</summary>
    Damaged,

    /// <summary>A committed record of another format version.</summary>
    WrongVersion,

    /// <summary>A whole record.</summary>
    Whole,
}

/// <summary>
/// One slot of a segment, 256 bytes, little-endian:
/// <code>
///  0  magic "TFJR"        16  sequence, over all writers of the run, from 1 on
///  4  format version      24  monotonic ns
///  6  kind                32  ns since 1970
///  8  run                 40  payload, up to 208 bytes, the rest 0
/// 12  writer             248  CRC-32C of bytes 0 to 247
/// 14  payload length     252  commit word, written last
/// </code>
/// The first slot of a segment has kind 0, sequence 0 and the segment's number as payload.
/// </summary>
internal static class JournalFrame
{
    public const int Length = 256;
    public const int MaxPayload = CrcOffset - PayloadOffset;
    public const ushort Version = 1;
    public const ushort HeaderKind = 0;

    private const uint Magic = 0x524A4654;
    private const uint Commit = 0x54494D43;
    private const int PayloadOffset = 40;
    private const int CrcOffset = 248;
    private const int CommitOffset = 252;

    /// <summary>Fills the slot; it becomes a record only with the last store.</summary>
    public static void Write(
        Span<byte> slot,
        ushort kind,
        uint run,
        ushort writer,
        long sequence,
        long nowNs,
        long utcNs,
        ReadOnlySpan<byte> payload)
    {
        Check.That(payload.Length <= MaxPayload);
        slot = slot[..Length];
        BinaryPrimitives.WriteUInt32LittleEndian(slot, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[6..], kind);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[8..], run);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[12..], writer);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[14..], (ushort)payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(slot[16..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(slot[24..], nowNs);
        BinaryPrimitives.WriteInt64LittleEndian(slot[32..], utcNs);
        payload.CopyTo(slot[PayloadOffset..]);
        slot[(PayloadOffset + payload.Length)..CrcOffset].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(slot[CrcOffset..], Crc32C.Compute(slot[..CrcOffset]));
        // A killed process leaves what it stored so far: with the commit word last, that is a record or none.
        Volatile.Write(ref MemoryMarshal.AsRef<uint>(slot[CommitOffset..]), Commit);
    }

    /// <summary>
    /// Judges a slot and, when it is whole, gives the record; the payload points into the slot.
    /// </summary>
    public static JournalSlot Read(ReadOnlySpan<byte> slot, out JournalEntry entry)
    {
        entry = default;
        slot = slot[..Length];
        if (BinaryPrimitives.ReadUInt32LittleEndian(slot[CommitOffset..]) != Commit)
        {
            return slot.ContainsAnyExcept((byte)0) ? JournalSlot.Torn : JournalSlot.Empty;
        }
        int length = BinaryPrimitives.ReadUInt16LittleEndian(slot[14..]);
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(slot[CrcOffset..]);
        if (crc != Crc32C.Compute(slot[..CrcOffset])
            || BinaryPrimitives.ReadUInt32LittleEndian(slot) != Magic
            || length > MaxPayload)
        {
            return JournalSlot.Damaged;
        }
        if (BinaryPrimitives.ReadUInt16LittleEndian(slot[4..]) != Version)
        {
            return JournalSlot.WrongVersion;
        }
        entry = new JournalEntry(
            BinaryPrimitives.ReadUInt16LittleEndian(slot[6..]),
            BinaryPrimitives.ReadUInt32LittleEndian(slot[8..]),
            BinaryPrimitives.ReadUInt16LittleEndian(slot[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[32..]),
            slot.Slice(PayloadOffset, length));
        return JournalSlot.Whole;
    }
}
