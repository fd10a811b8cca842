using System.Buffers.Binary;

namespace Trifuse.Engine.Tape;

/// <summary>The last block of a tape that was closed properly.</summary>
public sealed class TapeTrailer
{
    /// <summary>Bytes of a decision hash (SHA-256).</summary>
    public const int HashLength = 32;

    internal const int Length = 64;

    private const uint HasHash = 1;

    internal TapeTrailer(long records, long dropped, long decisions, ReadOnlySpan<byte> decisionHash)
    {
        Records = records;
        Dropped = dropped;
        Decisions = decisions;
        DecisionHash = decisionHash.ToArray();
    }

    /// <summary>Records in the tape, those of kind Dropped included.</summary>
    public long Records { get; }

    /// <summary>Inputs that the tape misses.</summary>
    public long Dropped { get; }

    /// <summary>Decisions that went into the hash.</summary>
    public long Decisions { get; }

    /// <summary>
    /// The recording run's hash over its exact decisions; empty when it made none (record only).
    /// </summary>
    public ReadOnlyMemory<byte> DecisionHash { get; }

    internal static void Encode(
        Span<byte> room, long records, long dropped, long decisions, ReadOnlySpan<byte> decisionHash)
    {
        room[..Length].Clear();
        BinaryPrimitives.WriteInt64LittleEndian(room, records);
        BinaryPrimitives.WriteInt64LittleEndian(room[8..], dropped);
        BinaryPrimitives.WriteInt64LittleEndian(room[16..], decisions);
        BinaryPrimitives.WriteUInt32LittleEndian(room[24..], decisionHash.IsEmpty ? 0 : HasHash);
        decisionHash.CopyTo(room[32..]);
    }

    internal static TapeTrailer? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            return null;
        }
        bool hasHash = BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]) == HasHash;
        return new TapeTrailer(
            BinaryPrimitives.ReadInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            hasHash ? bytes.Slice(32, HashLength) : []);
    }
}
