using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Reporting;

/// <summary>
/// Records to bytes and back; pure, allocates nothing. Little-endian, no padding; d is a decimal (mantissa
/// 16 bytes, scale 1), t a text (length 1 byte, then the bytes). Every record begins with the order it is
/// about:
/// <code>
/// 0 run u32   4 cascade u32   8 step u8   9 attempt u8   then by kind
///  1 run started   live u8, text t(120)
///  2 reservation   triangle i32, slot i32, currency t(31), amount d
///  3 intent        verb u8, side u8, symbol t(31), amount d
///  4 accepted      order id t(32)
///  5 rejected      code i32, meaning u8, words t(120)
///  6 unknown       cause u8
///  7 match         order id t(32), exchange ns i64, trade id u128, price d, size d
///  8 terminal      order id t(32), exchange ns i64, filled u8, has size u8, size d
///  9 leg closed    side u8, symbol t(31), resolution u8, cause u8, final u8, fee leaves quote u8,
///                  amount d, size d, funds d, fee d, order id t(32)
/// 10 finished      outcome u8, error u8, reason u8, uncertain u8, cost d, count u8,
///                  then for each: currency t(20), d
/// 21 settled       as 10, then reported profit d
/// 11 to 20         see JournalDetailCodec
/// </code>
/// </summary>
public static class JournalCodec
{
    private const int MaxText = 120;
    private const int MaxNetCode = 20;

    /// <summary>
    /// Writes the content; returns its length, at most <see cref="JournalRecord.MaxPayload"/>.
    /// </summary>
    public static int Encode(in JournalRecord record, Span<byte> payload)
    {
        var writer = new RecordWriter(payload);
        writer.U32(record.ClientId.Run);
        writer.U32(record.ClientId.Cascade);
        writer.U8(record.ClientId.Step);
        writer.U8(record.ClientId.Attempt);
        switch (record.Kind)
        {
            case JournalKind.RunStarted:
                writer.U8(Flag(record.IsLive));
                writer.Text(record.Text.Utf8, MaxText);
                break;
            case JournalKind.Reservation:
                writer.I32(record.Triangle);
                writer.I32(record.Slot);
                writer.Text(record.Name.Utf8, JournalName.Capacity);
                writer.Decimal(record.Amount);
                break;
            case JournalKind.Intent:
                writer.U8((byte)record.Verb);
                writer.U8((byte)record.Side);
                writer.Text(record.Name.Utf8, JournalName.Capacity);
                writer.Decimal(record.Amount);
                break;
            case JournalKind.Accepted:
                writer.Order(record.OrderId);
                break;
            case JournalKind.Rejected:
                writer.I32(record.Code);
                writer.U8((byte)record.Rejection);
                writer.Text(record.Text.Utf8, MaxText);
                break;
            case JournalKind.Unknown:
                writer.U8((byte)record.Cause);
                break;
            case JournalKind.Match:
            case JournalKind.Terminal:
                EncodeEvent(ref writer, record);
                break;
            case JournalKind.LegClosed:
                EncodeLeg(ref writer, record);
                break;
            case JournalKind.CascadeFinished:
                EncodeFinished(ref writer, record);
                break;
            case JournalKind.CascadeSettled:
                EncodeFinished(ref writer, record);
                writer.Decimal(record.Value);
                break;
            default:
                JournalDetailCodec.Encode(ref writer, record);
                break;
        }
        return writer.Length;
    }

    /// <summary>
    /// False when the kind is unknown, a field is missing or senseless, or bytes are left over.
    /// </summary>
    public static bool TryDecode(ushort kind, ReadOnlySpan<byte> payload, out JournalRecord record)
    {
        record = default;
        var reader = new RecordReader(payload);
        record.Kind = (JournalKind)kind;
        record.ClientId = new ClientOrderId(reader.U32(), reader.U32(), reader.U8(), reader.U8());
        switch (record.Kind)
        {
            case JournalKind.RunStarted:
                record.IsLive = reader.Flag();
                record.Text.Set(reader.Text(MaxText));
                break;
            case JournalKind.Reservation:
                record.Triangle = reader.I32();
                record.Slot = reader.I32();
                record.Name.Set(reader.Text(JournalName.Capacity));
                record.Amount = reader.Decimal();
                break;
            case JournalKind.Intent:
                record.Verb = (JournalVerb)reader.U8Below((int)JournalVerb.Query + 1);
                record.Side = (Side)reader.U8Below((int)Side.Sell + 1);
                record.Name.Set(reader.Text(JournalName.Capacity));
                record.Amount = reader.Decimal();
                break;
            case JournalKind.Accepted:
                record.OrderId = reader.Order();
                break;
            case JournalKind.Rejected:
                record.Code = reader.I32();
                record.Rejection = (RejectionKind)reader.U8Below((int)RejectionKind.DuplicateClientId + 1);
                record.Text.Set(reader.Text(MaxText));
                break;
            case JournalKind.Unknown:
                record.Cause = ReadCause(ref reader);
                break;
            case JournalKind.Match:
            case JournalKind.Terminal:
                DecodeEvent(ref reader, ref record);
                break;
            case JournalKind.LegClosed:
                DecodeLeg(ref reader, ref record);
                break;
            case JournalKind.CascadeFinished:
                DecodeFinished(ref reader, ref record);
                break;
            case JournalKind.CascadeSettled:
                DecodeFinished(ref reader, ref record);
                record.Value = reader.Decimal();
                break;
            default:
                return JournalDetailCodec.TryDecode(ref reader, ref record) && reader.AtEnd;
        }
        return reader.AtEnd;
    }

    private static void EncodeEvent(ref RecordWriter writer, in JournalRecord record)
    {
        writer.Order(record.OrderId);
        writer.I64(record.ExchangeNs);
        if (record.Kind == JournalKind.Match)
        {
            writer.U128(record.TradeId.Value);
            writer.Decimal(record.Price);
        }
        else
        {
            writer.U8(Flag(record.IsFilled));
            writer.U8(Flag(record.HasSize));
        }
        writer.Decimal(record.Size);
    }

    private static void DecodeEvent(ref RecordReader reader, ref JournalRecord record)
    {
        record.OrderId = reader.Order();
        record.ExchangeNs = reader.I64();
        if (record.Kind == JournalKind.Match)
        {
            record.TradeId = new TradeId(reader.U128());
            record.Price = reader.Decimal();
        }
        else
        {
            record.IsFilled = reader.Flag();
            record.HasSize = reader.Flag();
        }
        record.Size = reader.Decimal();
    }

    private static void EncodeLeg(ref RecordWriter writer, in JournalRecord record)
    {
        writer.U8((byte)record.Side);
        writer.Text(record.Name.Utf8, JournalName.Capacity);
        writer.U8((byte)record.Resolution);
        writer.U8((byte)record.Cause);
        writer.U8(Flag(record.IsClosed));
        writer.U8(Flag(record.FeeLeavesQuote));
        writer.Decimal(record.Amount);
        writer.Decimal(record.Size);
        writer.Decimal(record.Funds);
        writer.Decimal(record.Fee);
        writer.Order(record.OrderId);
    }

    private static void DecodeLeg(ref RecordReader reader, ref JournalRecord record)
    {
        record.Side = (Side)reader.U8Below((int)Side.Sell + 1);
        record.Name.Set(reader.Text(JournalName.Capacity));
        record.Resolution = (StepResolution)reader.U8Below((int)StepResolution.Fills + 1);
        record.Cause = ReadCause(ref reader);
        record.IsClosed = reader.Flag();
        record.FeeLeavesQuote = reader.Flag();
        record.Amount = reader.Decimal();
        record.Size = reader.Decimal();
        record.Funds = reader.Decimal();
        record.Fee = reader.Decimal();
        record.OrderId = reader.Order();
    }

    private static void EncodeFinished(ref RecordWriter writer, in JournalRecord record)
    {
        writer.U8((byte)record.Outcome);
        writer.U8((byte)record.Error);
        writer.U8((byte)record.Reason);
        writer.U8(Flag(record.IsUncertain));
        writer.Decimal(record.Cost);
        writer.U8((byte)record.NetCount);
        for (int i = 0; i < record.NetCount; i++)
        {
            writer.Text(record.Net[i].Currency.Utf8, MaxNetCode);
            writer.Decimal(record.Net[i].Amount);
        }
    }

    private static void DecodeFinished(ref RecordReader reader, ref JournalRecord record)
    {
        record.Outcome = (CascadeOutcome)reader.U8Below((int)CascadeOutcome.Aborted + 1);
        record.Error = (CascadeError)reader.U8Below((int)CascadeError.LimitTripped + 1);
        record.Reason = (AbortReason)reader.U8Below((int)AbortReason.Killed + 1);
        record.IsUncertain = reader.Flag();
        record.Cost = reader.Decimal();
        record.NetCount = reader.U8Below(JournalRecord.MaxNet + 1);
        for (int i = 0; i < record.NetCount; i++)
        {
            record.Net[i].Currency.Set(reader.Text(MaxNetCode));
            record.Net[i].Amount = reader.Decimal();
        }
    }

    private static UnknownCause ReadCause(ref RecordReader reader) =>
        (UnknownCause)reader.U8Below((int)UnknownCause.Contradiction + 1);

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;
}
