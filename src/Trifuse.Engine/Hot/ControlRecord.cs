using System.Runtime.InteropServices;
using Trifuse.Core.Domain;

namespace Trifuse.Engine.Hot;

/// <summary>
/// How a level2 snapshot stands on a tape: symbol index (int32), number of bids (int32), sequence (int64),
/// then the bids and the asks as they lie in memory. A tape belongs to one build of the engine and one
/// machine type.
/// </summary>
internal static class ControlRecord
{
    /// <summary>Channel of a snapshot record.</summary>
    public const ushort SnapshotChannel = 0;

    /// <summary>Channel of a balances record.</summary>
    public const ushort BalancesChannel = 1;

    private const int HeadBytes = 16;

    /// <summary>Allocates: snapshots belong to the control plane.</summary>
    public static byte[] EncodeSnapshot(
        SymbolId symbol, long sequence, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks)
    {
        ReadOnlySpan<byte> bidBytes = MemoryMarshal.AsBytes(bids);
        ReadOnlySpan<byte> askBytes = MemoryMarshal.AsBytes(asks);
        byte[] record = new byte[HeadBytes + bidBytes.Length + askBytes.Length];
        int index = symbol.Index;
        int count = bids.Length;
        MemoryMarshal.Write(record, in index);
        MemoryMarshal.Write(record.AsSpan(4), in count);
        MemoryMarshal.Write(record.AsSpan(8), in sequence);
        bidBytes.CopyTo(record.AsSpan(HeadBytes));
        askBytes.CopyTo(record.AsSpan(HeadBytes + bidBytes.Length));
        return record;
    }

    /// <summary>False when the record cannot be one of ours.</summary>
    public static bool TryDecodeSnapshot(
        ReadOnlySpan<byte> record,
        out SymbolId symbol,
        out long sequence,
        out ReadOnlySpan<PriceLevel> bids,
        out ReadOnlySpan<PriceLevel> asks)
    {
        symbol = SymbolId.None;
        sequence = 0;
        bids = default;
        asks = default;
        if (record.Length < HeadBytes)
        {
            return false;
        }
        int count = MemoryMarshal.Read<int>(record[4..]);
        ReadOnlySpan<PriceLevel> levels = MemoryMarshal.Cast<byte, PriceLevel>(record[HeadBytes..]);
        if ((uint)count > (uint)levels.Length)
        {
            return false;
        }
        symbol = new SymbolId(MemoryMarshal.Read<int>(record));
        sequence = MemoryMarshal.Read<long>(record[8..]);
        bids = levels[..count];
        asks = levels[count..];
        return true;
    }
}
