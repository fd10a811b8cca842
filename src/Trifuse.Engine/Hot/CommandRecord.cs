using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Limits;

namespace Trifuse.Engine.Hot;

/// <summary>
/// How commands that carry more than their own name stand on a tape: the command in byte 0, then what follows
/// here. Amounts lie as in memory, like those of book levels, whose layout the tape's head names.
/// </summary>
internal static class CommandRecord
{
    /// <summary>Room for the longest record.</summary>
    public const int MaxBytes = 1024;

    private const int CauseAt = 1;
    private const int NumberAt = 4;
    private const int CascadeAt = 8;
    private const int DayAt = 8;
    private const int TrippedAt = 16;
    private const int CountAt = 20;
    private const int AmountsAt = 32;

    private static readonly int AmountBytes = Unsafe.SizeOf<ExactDecimal>();

    public static ReadOnlySpan<byte> EncodeTrip(in BreakerNote note, Span<byte> record)
    {
        Begin(HotCommand.Trip, record);
        record[CauseAt] = (byte)note.Cause;
        BinaryPrimitives.WriteInt32LittleEndian(record[NumberAt..], note.Currency.Index);
        BinaryPrimitives.WriteUInt32LittleEndian(record[CascadeAt..], note.Cascade);
        MemoryMarshal.Write(record[AmountsAt..], in note.Value);
        MemoryMarshal.Write(record[(AmountsAt + AmountBytes)..], in note.Limit);
        return record[..(AmountsAt + (2 * AmountBytes))];
    }

    /// <summary>False when the record cannot be one of ours. The time of the note is not on it.</summary>
    public static bool TryDecodeTrip(ReadOnlySpan<byte> record, out BreakerNote note)
    {
        note = new BreakerNote();
        if (record.Length < AmountsAt + (2 * AmountBytes) || record[CauseAt] >= BreakerCauses.Count)
        {
            return false;
        }
        note.Cause = (BreakerCause)record[CauseAt];
        note.Currency = new CurrencyId(BinaryPrimitives.ReadInt32LittleEndian(record[NumberAt..]));
        note.Cascade = BinaryPrimitives.ReadUInt32LittleEndian(record[CascadeAt..]);
        note.Value = MemoryMarshal.Read<ExactDecimal>(record[AmountsAt..]);
        note.Limit = MemoryMarshal.Read<ExactDecimal>(record[(AmountsAt + AmountBytes)..]);
        return true;
    }

    public static ReadOnlySpan<byte> EncodeSymbol(
        SymbolId symbol, SymbolOffCause cause, bool isOff, Span<byte> record)
    {
        Begin(isOff ? HotCommand.SymbolOff : HotCommand.SymbolOn, record);
        record[CauseAt] = (byte)cause;
        BinaryPrimitives.WriteInt32LittleEndian(record[NumberAt..], symbol.Index);
        return record[..CascadeAt];
    }

    /// <summary>False when the record cannot be one of ours.</summary>
    public static bool TryDecodeSymbol(
        ReadOnlySpan<byte> record, out SymbolId symbol, out SymbolOffCause cause)
    {
        bool isWhole = record.Length >= CascadeAt;
        cause = isWhole ? (SymbolOffCause)record[CauseAt] : SymbolOffCause.None;
        symbol = isWhole
            ? new SymbolId(BinaryPrimitives.ReadInt32LittleEndian(record[NumberAt..]))
            : SymbolId.None;
        return isWhole;
    }

    public static ReadOnlySpan<byte> EncodeRestore(in LimitsState state, Span<byte> record)
    {
        Begin(HotCommand.Restore, record);
        BinaryPrimitives.WriteInt32LittleEndian(record[NumberAt..], state.Failures);
        BinaryPrimitives.WriteInt64LittleEndian(record[DayAt..], state.Day);
        BinaryPrimitives.WriteUInt32LittleEndian(record[TrippedAt..], state.Tripped);
        BinaryPrimitives.WriteInt32LittleEndian(record[CountAt..], LimitsState.MaxStarts);
        for (int i = 0; i < LimitsState.MaxStarts; i++)
        {
            MemoryMarshal.Write(record[(AmountsAt + (i * AmountBytes))..], in state.Results[i]);
        }
        return record[..(AmountsAt + (LimitsState.MaxStarts * AmountBytes))];
    }

    /// <summary>False when the record cannot be one of ours.</summary>
    public static bool TryDecodeRestore(ReadOnlySpan<byte> record, out LimitsState state)
    {
        state = default;
        if (record.Length < AmountsAt + (LimitsState.MaxStarts * AmountBytes)
            || BinaryPrimitives.ReadInt32LittleEndian(record[CountAt..]) != LimitsState.MaxStarts)
        {
            return false;
        }
        state.Failures = BinaryPrimitives.ReadInt32LittleEndian(record[NumberAt..]);
        state.Day = BinaryPrimitives.ReadInt64LittleEndian(record[DayAt..]);
        state.Tripped = BinaryPrimitives.ReadUInt32LittleEndian(record[TrippedAt..]);
        for (int i = 0; i < LimitsState.MaxStarts; i++)
        {
            state.Results[i] = MemoryMarshal.Read<ExactDecimal>(record[(AmountsAt + (i * AmountBytes))..]);
        }
        return true;
    }

    private static void Begin(HotCommand command, Span<byte> record)
    {
        record[..AmountsAt].Clear();
        record[0] = (byte)command;
    }
}
