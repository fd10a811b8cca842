using System.Buffers.Binary;

namespace Trifuse.Engine.Tape;

/// <summary>One input of the hot agent. The payload is valid until the next read.</summary>
public readonly ref struct TapeRecord
{
    /// <summary>
    /// Bytes of a record's head in a block and in the ring: kind, 0, channel, length, nowNs.
    /// </summary>
    internal const int HeadLength = 16;

    internal TapeRecord(TapeKind kind, ushort channel, long nowNs, ReadOnlySpan<byte> payload)
    {
        Kind = kind;
        Channel = channel;
        NowNs = nowNs;
        Payload = payload;
    }

    /// <summary>What it is.</summary>
    public TapeKind Kind { get; }

    /// <summary>Connection or executor slot, by kind.</summary>
    public ushort Channel { get; }

    /// <summary>The hot agent's monotonic time when it processed the input.</summary>
    public long NowNs { get; }

    /// <summary>The input's bytes.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>With kind Dropped: how many inputs are missing here.</summary>
    public long DroppedCount =>
        Payload.Length == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(Payload) : 0;

    internal static void EncodeHead(Span<byte> head, TapeKind kind, ushort channel, int length, long nowNs)
    {
        head[0] = (byte)kind;
        head[1] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], channel);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], length);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], nowNs);
    }

    /// <summary>
    /// The record at the start of the bytes; false when there is no whole one of a known kind.
    /// </summary>
    internal static bool TryDecode(ReadOnlySpan<byte> bytes, out TapeRecord record)
    {
        record = default;
        if (bytes.Length < HeadLength)
        {
            return false;
        }
        var kind = (TapeKind)bytes[0];
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (kind is < TapeKind.MarketFrame or > TapeKind.Dropped
            || length < 0
            || length > bytes.Length - HeadLength)
        {
            return false;
        }
        record = new TapeRecord(
            kind,
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            bytes.Slice(HeadLength, length));
        return true;
    }
}
