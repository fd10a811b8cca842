using System.Buffers.Binary;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Reporting;

/// <summary>
/// Reads the fields of a record. The first one that is not there or makes no sense sets <see
/// cref="Failed"/> for good; what is read after that is 0.
/// </summary>
internal ref struct RecordReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public bool Failed { get; private set; }

    public readonly bool AtEnd => !Failed && _rest.IsEmpty;

    public byte U8() => TryTake(1, out ReadOnlySpan<byte> field) ? field[0] : (byte)0;

    /// <summary>A byte that must be below <paramref name="end"/>.</summary>
    public byte U8Below(int end)
    {
        byte value = U8();
        Failed |= value >= end;
        return Failed ? (byte)0 : value;
    }

    public bool Flag() => U8Below(2) == 1;

    public uint U32() =>
        TryTake(4, out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadUInt32LittleEndian(field) : 0;

    public int I32() =>
        TryTake(4, out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadInt32LittleEndian(field) : 0;

    public long I64() =>
        TryTake(8, out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadInt64LittleEndian(field) : 0;

    public UInt128 U128() =>
        TryTake(16, out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadUInt128LittleEndian(field) : default;

    public ExactDecimal Decimal()
    {
        bool isThere = TryTake(16, out ReadOnlySpan<byte> field);
        byte scale = U8Below(ExactDecimal.MaxScale + 1);
        return isThere && !Failed
            ? new ExactDecimal(BinaryPrimitives.ReadInt128LittleEndian(field), scale)
            : ExactDecimal.Zero;
    }

    public ReadOnlySpan<byte> Text(int max)
    {
        byte length = U8Below(max + 1);
        return TryTake(length, out ReadOnlySpan<byte> field) ? field : default;
    }

    public OrderId Order()
    {
        ReadOnlySpan<byte> text = Text(32);
        OrderId.TryCreate(text, out OrderId id);
        return id;
    }

    private bool TryTake(int count, out ReadOnlySpan<byte> field)
    {
        if (Failed || count > _rest.Length)
        {
            Failed = true;
            field = default;
            return false;
        }
        field = _rest[..count];
        _rest = _rest[count..];
        return true;
    }
}
