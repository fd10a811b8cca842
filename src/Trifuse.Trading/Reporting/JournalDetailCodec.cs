using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Trading.Execution;

namespace Trifuse.Trading.Reporting;

/// <summary>
/// The kinds from 11 on: what the ledger and the reports want to know beyond the orders themselves. Notation
/// as in <see cref="JournalCodec"/>.
/// <code>
/// 11 signal        triangle i32, slot i32, start currency t(31), predicted cost d, predicted output d,
///                  utc ns i64, latency ns i64
/// 12 signal leg    side u8, symbol t(31), from t(31), to t(31), predicted amount d, predicted output d,
///                  best bid d, best ask d, book ms i64, book age ns i64
/// 13 step times    written i64, ack i64, closed i64, credit wait i64, resolve i64, retries u32,
///                  matches u32, queries u32, path u8 (missing in records of earlier builds)
/// 14 remainder     kind u8, currency t(31), amount d, value d
/// 15 attribution   currency t(31), predicted d, effective d, moved d, depth d, rounding d, fee d, dust d,
///                  unwind d
/// 16 balance       source u8, currency t(31), available d, holds d, has expected u8, expected d,
///                  exchange ns i64
/// 17 breaker       cause t(31), tripped u8, text t(120)
/// 18 symbol switch symbol t(31), on u8, cause t(31), text t(100)
/// 19 alarm         cause t(31), text t(120)
/// 20 fill          order id t(32), trade id u128, exchange ns i64, price d, size d, fee d,
///                  fee currency t(31), source u8
/// </code>
/// </summary>
internal static class JournalDetailCodec
{
    private const int MaxText = 120;
    private const int MaxSwitchText = 100;

    public static void Encode(ref RecordWriter writer, in JournalRecord record)
    {
        switch (record.Kind)
        {
            case JournalKind.Signal:
                writer.I32(record.Triangle);
                writer.I32(record.Slot);
                Name(ref writer, record.Name);
                writer.Decimal(record.Signal.PredictedCost);
                writer.Decimal(record.Signal.PredictedOutput);
                writer.I64(record.Signal.UtcNs);
                writer.I64(record.Signal.LatencyNs);
                break;
            case JournalKind.SignalLeg:
                EncodeLeg(ref writer, record);
                break;
            case JournalKind.StepTimes:
                EncodeTimes(ref writer, record.Times);
                break;
            case JournalKind.Remainder:
                writer.U8((byte)record.Remainder);
                Name(ref writer, record.Name);
                writer.Decimal(record.Amount);
                writer.Decimal(record.Value);
                break;
            case JournalKind.Attribution:
                Name(ref writer, record.Name);
                EncodeAttribution(ref writer, record.Attribution);
                break;
            case JournalKind.Balance:
                EncodeBalance(ref writer, record);
                break;
            case JournalKind.Fill:
                EncodeFill(ref writer, record);
                break;
            default:
                EncodeNotice(ref writer, record);
                break;
        }
    }

    /// <summary>False when the kind is unknown.</summary>
    public static bool TryDecode(ref RecordReader reader, ref JournalRecord record)
    {
        switch (record.Kind)
        {
            case JournalKind.Signal:
                record.Triangle = reader.I32();
                record.Slot = reader.I32();
                Name(ref reader, ref record.Name);
                record.Signal.PredictedCost = reader.Decimal();
                record.Signal.PredictedOutput = reader.Decimal();
                record.Signal.UtcNs = reader.I64();
                record.Signal.LatencyNs = reader.I64();
                return true;
            case JournalKind.SignalLeg:
                DecodeLeg(ref reader, ref record);
                return true;
            case JournalKind.StepTimes:
                DecodeTimes(ref reader, ref record.Times);
                return true;
            case JournalKind.Remainder:
                record.Remainder = (RemainderKind)reader.U8Below((int)RemainderKind.Held + 1);
                Name(ref reader, ref record.Name);
                record.Amount = reader.Decimal();
                record.Value = reader.Decimal();
                return true;
            case JournalKind.Attribution:
                Name(ref reader, ref record.Name);
                DecodeAttribution(ref reader, ref record.Attribution);
                return true;
            case JournalKind.Balance:
                DecodeBalance(ref reader, ref record);
                return true;
            case JournalKind.Fill:
                DecodeFill(ref reader, ref record);
                return true;
            default:
                return TryDecodeNotice(ref reader, ref record);
        }
    }

    private static void EncodeLeg(ref RecordWriter writer, in JournalRecord record)
    {
        writer.U8((byte)record.Side);
        Name(ref writer, record.Name);
        Name(ref writer, record.Leg.From);
        Name(ref writer, record.Leg.To);
        writer.Decimal(record.Leg.PredictedAmount);
        writer.Decimal(record.Leg.PredictedOutput);
        writer.Decimal(record.Leg.BestBid);
        writer.Decimal(record.Leg.BestAsk);
        writer.I64(record.Leg.BookMs);
        writer.I64(record.Leg.BookAgeNs);
    }

    private static void DecodeLeg(ref RecordReader reader, ref JournalRecord record)
    {
        record.Side = (Side)reader.U8Below((int)Side.Sell + 1);
        Name(ref reader, ref record.Name);
        Name(ref reader, ref record.Leg.From);
        Name(ref reader, ref record.Leg.To);
        record.Leg.PredictedAmount = reader.Decimal();
        record.Leg.PredictedOutput = reader.Decimal();
        record.Leg.BestBid = reader.Decimal();
        record.Leg.BestAsk = reader.Decimal();
        record.Leg.BookMs = reader.I64();
        record.Leg.BookAgeNs = reader.I64();
    }

    private static void EncodeTimes(ref RecordWriter writer, in JournalTimes times)
    {
        writer.I64(times.WrittenNs);
        writer.I64(times.AckNs);
        writer.I64(times.ClosedNs);
        writer.I64(times.CreditWaitNs);
        writer.I64(times.ResolveNs);
        writer.U32(times.Retries);
        writer.U32(times.Matches);
        writer.U32(times.Queries);
        writer.U8((byte)times.Path);
    }

    private static void DecodeTimes(ref RecordReader reader, ref JournalTimes times)
    {
        times.WrittenNs = reader.I64();
        times.AckNs = reader.I64();
        times.ClosedNs = reader.I64();
        times.CreditWaitNs = reader.I64();
        times.ResolveNs = reader.I64();
        times.Retries = reader.U32();
        times.Matches = reader.U32();
        times.Queries = reader.U32();
        // Earlier builds wrote nothing more.
        times.Path = reader.AtEnd ? OrderPath.None : (OrderPath)reader.U8Below((int)OrderPath.Socket + 1);
    }

    private static void EncodeAttribution(ref RecordWriter writer, in JournalAttribution parts)
    {
        writer.Decimal(parts.Predicted);
        writer.Decimal(parts.Effective);
        writer.Decimal(parts.Moved);
        writer.Decimal(parts.Depth);
        writer.Decimal(parts.Rounding);
        writer.Decimal(parts.Fee);
        writer.Decimal(parts.Dust);
        writer.Decimal(parts.Unwind);
    }

    private static void DecodeAttribution(ref RecordReader reader, ref JournalAttribution parts)
    {
        parts.Predicted = reader.Decimal();
        parts.Effective = reader.Decimal();
        parts.Moved = reader.Decimal();
        parts.Depth = reader.Decimal();
        parts.Rounding = reader.Decimal();
        parts.Fee = reader.Decimal();
        parts.Dust = reader.Decimal();
        parts.Unwind = reader.Decimal();
    }

    private static void EncodeBalance(ref RecordWriter writer, in JournalRecord record)
    {
        writer.U8((byte)record.Balance.Source);
        Name(ref writer, record.Name);
        writer.Decimal(record.Balance.Available);
        writer.Decimal(record.Balance.Holds);
        writer.U8(Flag(record.Balance.HasExpected));
        writer.Decimal(record.Balance.Expected);
        writer.I64(record.ExchangeNs);
    }

    private static void DecodeBalance(ref RecordReader reader, ref JournalRecord record)
    {
        record.Balance.Source = (BalanceSource)reader.U8Below((int)BalanceSource.End + 1);
        Name(ref reader, ref record.Name);
        record.Balance.Available = reader.Decimal();
        record.Balance.Holds = reader.Decimal();
        record.Balance.HasExpected = reader.Flag();
        record.Balance.Expected = reader.Decimal();
        record.ExchangeNs = reader.I64();
    }

    private static void EncodeFill(ref RecordWriter writer, in JournalRecord record)
    {
        writer.Order(record.OrderId);
        writer.U128(record.TradeId.Value);
        writer.I64(record.ExchangeNs);
        writer.Decimal(record.Price);
        writer.Decimal(record.Size);
        writer.Decimal(record.Value);
        Name(ref writer, record.FeeCurrency);
        writer.U8((byte)record.FillSource);
    }

    private static void DecodeFill(ref RecordReader reader, ref JournalRecord record)
    {
        record.OrderId = reader.Order();
        record.TradeId = new TradeId(reader.U128());
        record.ExchangeNs = reader.I64();
        record.Price = reader.Decimal();
        record.Size = reader.Decimal();
        record.Value = reader.Decimal();
        Name(ref reader, ref record.FeeCurrency);
        record.FillSource = (FillSource)reader.U8Below((int)FillSource.Query + 1);
    }

    private static void EncodeNotice(ref RecordWriter writer, in JournalRecord record)
    {
        switch (record.Kind)
        {
            case JournalKind.Breaker:
                Name(ref writer, record.Word);
                writer.U8(Flag(record.IsOn));
                writer.Text(record.Text.Utf8, MaxText);
                break;
            case JournalKind.SymbolSwitch:
                Name(ref writer, record.Name);
                writer.U8(Flag(record.IsOn));
                Name(ref writer, record.Word);
                writer.Text(record.Text.Utf8, MaxSwitchText);
                break;
            default:
                Check.That(record.Kind == JournalKind.Alarm);
                Name(ref writer, record.Word);
                writer.Text(record.Text.Utf8, MaxText);
                break;
        }
    }

    private static bool TryDecodeNotice(ref RecordReader reader, ref JournalRecord record)
    {
        switch (record.Kind)
        {
            case JournalKind.Breaker:
                Name(ref reader, ref record.Word);
                record.IsOn = reader.Flag();
                record.Text.Set(reader.Text(MaxText));
                return true;
            case JournalKind.SymbolSwitch:
                Name(ref reader, ref record.Name);
                record.IsOn = reader.Flag();
                Name(ref reader, ref record.Word);
                record.Text.Set(reader.Text(MaxSwitchText));
                return true;
            case JournalKind.Alarm:
                Name(ref reader, ref record.Word);
                record.Text.Set(reader.Text(MaxText));
                return true;
            default:
                return false;
        }
    }

    private static void Name(ref RecordWriter writer, in JournalName name) =>
        writer.Text(name.Utf8, JournalName.Capacity);

    private static void Name(ref RecordReader reader, ref JournalName name) =>
        name.Set(reader.Text(JournalName.Capacity));

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;
}
