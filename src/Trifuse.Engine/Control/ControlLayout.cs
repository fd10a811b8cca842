using System.Buffers.Binary;
using System.Text;
using Trifuse.Core.Checksums;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Limits;

namespace Trifuse.Engine.Control;

/// <summary>
/// Where what stands in a control page. What is kept there has two copies, each with a sequence number and a
/// checksum: the older one is overwritten, so that a writer that is killed half-way costs nothing.
/// </summary>
internal static class ControlLayout
{
    public const int PageBytes = 8192;
    public const uint Magic = 0x50434654; // "TFCP"
    public const uint Version = 1;

    public const int MagicAt = 0;
    public const int VersionAt = 4;
    public const int RequestAt = 64;
    public const int AnsweredAt = 128;
    public const int HeartbeatAt = 192;
    public const int RunAt = 200;
    public const int OpenAt = 204;
    public const int SymbolsOffAt = 208;
    public const int FlagsAt = 212;

    public const int CopyBytes = 2048;
    public const int FirstCopyAt = 2048;

    private const int SequenceAt = 0;
    private const int ChecksumAt = 8;
    private const int CheckedFrom = 12;
    private const int DayAt = 16;
    private const int FailuresAt = 24;
    private const int TrippedAt = 28;
    private const int LiveAt = 32;
    private const int MarkRunAt = 36;
    private const int ResultsAt = 64;
    private const int ResultBytes = 48;
    private const int CodeBytes = 20;
    private const int MantissaAt = 24;
    private const int ScaleAt = 40;
    private const int BreakersAt = ResultsAt + (LimitsState.MaxStarts * ResultBytes);
    private const int BreakerBytes = 144;
    private const int TextAt = 9;
    private const int MarkSlotsAt = BreakersAt + (BreakerCauses.Count * BreakerBytes);

    /// <summary>The sequence number of a copy, or -1 when its checksum does not fit.</summary>
    public static long SequenceOf(ReadOnlySpan<byte> copy) =>
        BinaryPrimitives.ReadUInt32LittleEndian(copy[ChecksumAt..]) == ChecksumOf(copy)
            ? BinaryPrimitives.ReadInt64LittleEndian(copy[SequenceAt..])
            : -1;

    /// <summary>Makes a copy valid, last of all.</summary>
    public static void Seal(Span<byte> copy, long sequence)
    {
        BinaryPrimitives.WriteInt64LittleEndian(copy[SequenceAt..], sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[ChecksumAt..], ChecksumOf(copy));
    }

    public static void WriteHead(Span<byte> copy, in LimitsState state, bool isLive)
    {
        BinaryPrimitives.WriteInt64LittleEndian(copy[DayAt..], state.Day);
        BinaryPrimitives.WriteInt32LittleEndian(copy[FailuresAt..], state.Failures);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[TrippedAt..], state.Tripped);
        copy[LiveAt] = (byte)(isLive ? 1 : 0);
    }

    public static long DayOf(ReadOnlySpan<byte> copy) =>
        BinaryPrimitives.ReadInt64LittleEndian(copy[DayAt..]);

    public static int FailuresOf(ReadOnlySpan<byte> copy) =>
        BinaryPrimitives.ReadInt32LittleEndian(copy[FailuresAt..]);

    public static uint TrippedOf(ReadOnlySpan<byte> copy) =>
        BinaryPrimitives.ReadUInt32LittleEndian(copy[TrippedAt..]);

    public static bool IsLive(ReadOnlySpan<byte> copy) => copy[LiveAt] != 0;

    public static void WriteTripped(Span<byte> copy, uint tripped) =>
        BinaryPrimitives.WriteUInt32LittleEndian(copy[TrippedAt..], tripped);

    public static void WriteResult(
        Span<byte> copy, int place, ReadOnlySpan<byte> code, ExactDecimal amount)
    {
        Span<byte> row = copy.Slice(ResultsAt + (place * ResultBytes), ResultBytes);
        row.Clear();
        int length = Math.Min(code.Length, CodeBytes - 1);
        row[0] = (byte)length;
        code[..length].CopyTo(row[1..]);
        BinaryPrimitives.WriteInt128LittleEndian(row[MantissaAt..], amount.Mantissa);
        row[ScaleAt] = (byte)amount.Scale;
    }

    /// <summary>False at the end of the results.</summary>
    public static bool TryReadResult(
        ReadOnlySpan<byte> copy, int place, out string code, out ExactDecimal amount)
    {
        ReadOnlySpan<byte> row = copy.Slice(ResultsAt + (place * ResultBytes), ResultBytes);
        code = Encoding.UTF8.GetString(row.Slice(1, Math.Min((int)row[0], CodeBytes - 1)));
        amount = new ExactDecimal(
            BinaryPrimitives.ReadInt128LittleEndian(row[MantissaAt..]),
            Math.Min((int)row[ScaleAt], ExactDecimal.MaxScale));
        return row[0] > 0;
    }

    public static void WriteBreaker(
        Span<byte> copy, BreakerCause cause, long utcNs, ReadOnlySpan<byte> text)
    {
        Span<byte> row = copy.Slice(BreakersAt + ((int)cause * BreakerBytes), BreakerBytes);
        row.Clear();
        int length = Math.Min(text.Length, BreakerBytes - TextAt);
        BinaryPrimitives.WriteInt64LittleEndian(row, utcNs);
        row[TextAt - 1] = (byte)length;
        text[..length].CopyTo(row[TextAt..]);
    }

    public static TrippedBreaker ReadBreaker(ReadOnlySpan<byte> copy, BreakerCause cause)
    {
        ReadOnlySpan<byte> row = copy.Slice(BreakersAt + ((int)cause * BreakerBytes), BreakerBytes);
        int length = Math.Min((int)row[TextAt - 1], BreakerBytes - TextAt);
        return new TrippedBreaker(
            BreakerCauses.WordOf(cause),
            BinaryPrimitives.ReadInt64LittleEndian(row),
            Encoding.UTF8.GetString(row.Slice(TextAt, length)));
    }

    /// <summary>By slot, the number of the last cascade of this run that the results have in them.</summary>
    public static void WriteMark(Span<byte> copy, uint run, ReadOnlySpan<uint> lastCascades)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(copy[MarkRunAt..], run);
        for (int i = 0; i < CountedMark.MaxSlots; i++)
        {
            int at = MarkSlotsAt + (i * sizeof(uint));
            BinaryPrimitives.WriteUInt32LittleEndian(copy[at..], lastCascades[i]);
        }
    }

    public static CountedMark ReadMark(ReadOnlySpan<byte> copy)
    {
        uint[] last = new uint[CountedMark.MaxSlots];
        for (int i = 0; i < last.Length; i++)
        {
            last[i] = BinaryPrimitives.ReadUInt32LittleEndian(copy[(MarkSlotsAt + (i * sizeof(uint)))..]);
        }
        return new CountedMark(BinaryPrimitives.ReadUInt32LittleEndian(copy[MarkRunAt..]), last);
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> copy) =>
        Crc32C.Compute(copy[CheckedFrom..])
        ^ unchecked((uint)BinaryPrimitives.ReadInt64LittleEndian(copy[SequenceAt..]));
}
