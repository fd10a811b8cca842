using System.Buffers.Binary;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Reporting;

/// <summary>
/// Writes the fields of a record one after the other, little-endian. Running out of room is a bug.
/// </summary>
internal ref struct RecordWriter(Span<byte> payload)
{
    private readonly Span<byte> _payload = payload;

    public int Length { get; private set; }

    public readonly int Room => _payload.Length - Length;

    public void U8(byte value) => Take(1)[0] = value;

    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void I32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void I64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void U128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Take(16), value);

    /// <summary>Mantissa, 16 bytes, then scale, 1 byte.</summary>
    public void Decimal(ExactDecimal value)
    {
        BinaryPrimitives.WriteInt128LittleEndian(Take(16), value.Mantissa);
        U8((byte)value.Scale);
    }

    /// <summary>Length, 1 byte, then the bytes; cut to <paramref name="max"/>.</summary>
    public void Text(scoped ReadOnlySpan<byte> utf8, int max)
    {
        int length = Math.Min(utf8.Length, max);
        U8((byte)length);
        utf8[..length].CopyTo(Take(length));
    }

    public void Order(in OrderId id)
    {
        Span<byte> text = stackalloc byte[32];
        Text(text[..id.CopyTo(text)], 32);
    }

    private Span<byte> Take(int count)
    {
        Check.That(count <= _payload.Length - Length);
        Span<byte> field = _payload.Slice(Length, count);
        Length += count;
        return field;
    }
}
