using CsCheck;
using Trifuse.Core.Domain;
using Trifuse.Tests.Trading.Execution;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;
using static Trifuse.Tests.Trading.Execution.CascadeWorld;

namespace Trifuse.Tests.Trading.Reporting;

public class JournalCodecTests
{
    private static readonly ClientOrderId Id = new(7, 42, 1, 2);

    [Fact]
    public void Every_kind_comes_back_as_it_was_written()
    {
        foreach (JournalRecord record in Samples())
        {
            byte[] payload = Encode(record);
            Assert.True(JournalCodec.TryDecode((ushort)record.Kind, payload, out JournalRecord back));
            Assert.Equal(record.ClientId, back.ClientId);
            Assert.Equal(payload, Encode(back));
        }
    }

    [Fact]
    public void Every_kind_is_among_the_samples() =>
        Assert.Equal(
            Enum.GetValues<JournalKind>().Where(k => k != JournalKind.None),
            Samples().Select(r => r.Kind).Distinct().Order());

    [Fact]
    public void A_record_cut_at_any_byte_or_with_one_too_many_is_refused()
    {
        foreach (JournalRecord record in Samples())
        {
            byte[] payload = Encode(record);
            // The path at the end of step times is missing in what earlier builds wrote.
            int least = record.Kind == JournalKind.StepTimes ? payload.Length - 1 : payload.Length;
            for (int length = 0; length < least; length++)
            {
                Assert.False(JournalCodec.TryDecode((ushort)record.Kind, payload.AsSpan(0, length), out _));
            }
            Assert.False(JournalCodec.TryDecode((ushort)record.Kind, [.. payload, 0], out _));
        }
    }

    [Fact]
    public void Any_bytes_are_refused_or_read_but_never_thrown_at() =>
        Gen.Select(Gen.UShort[0, 23], Gen.Byte.Array[0, 208]).Sample((kind, bytes) =>
        {
            if (JournalCodec.TryDecode(kind, bytes, out JournalRecord record))
            {
                int written = JournalCodec.Encode(record, new byte[JournalRecord.MaxPayload]);
                bool isOlder = record.Kind == JournalKind.StepTimes && written == bytes.Length + 1;
                Assert.True(isOlder || written == bytes.Length);
            }
        });

    [Fact]
    public void Step_times_of_an_earlier_build_have_no_path()
    {
        JournalRecord record = Samples().Single(static r => r.Kind == JournalKind.StepTimes);
        byte[] payload = Encode(record);
        Assert.True(JournalCodec.TryDecode((ushort)record.Kind, payload, out JournalRecord now));
        Assert.Equal(OrderPath.Socket, now.Times.Path);
        ReadOnlySpan<byte> asWritten = payload.AsSpan(..^1);
        Assert.True(JournalCodec.TryDecode((ushort)record.Kind, asWritten, out JournalRecord older));
        Assert.Equal((OrderPath.None, now.Times.Matches), (older.Times.Path, older.Times.Matches));
        payload[^1] = 3;
        Assert.False(JournalCodec.TryDecode((ushort)record.Kind, payload, out _));
    }

    [Fact]
    public void The_longest_records_fit_the_frame()
    {
        JournalRecord leg = default;
        leg.Kind = JournalKind.LegClosed;
        leg.Name.Set(new byte[31]);
        Assert.True(OrderId.TryCreate(new byte[32], out leg.OrderId));
        JournalRecord finished = default;
        finished.Kind = JournalKind.CascadeFinished;
        finished.NetCount = JournalRecord.MaxNet;
        for (int i = 0; i < JournalRecord.MaxNet; i++)
        {
            finished.Net[i].Currency.Set(new byte[31]);
        }
        JournalRecord settled = finished;
        settled.Kind = JournalKind.CascadeSettled;
        JournalRecord rejected = default;
        rejected.Kind = JournalKind.Rejected;
        rejected.Text.Set(new byte[500]);
        foreach (JournalKind kind in Enum.GetValues<JournalKind>().Where(k => k >= JournalKind.Signal))
        {
            Assert.True(Encode(Longest(kind)).Length <= JournalRecord.MaxPayload);
        }
        Assert.True(Encode(leg).Length <= JournalRecord.MaxPayload);
        Assert.True(Encode(finished).Length <= JournalRecord.MaxPayload);
        Assert.True(Encode(settled).Length <= JournalRecord.MaxPayload);
        Assert.True(Encode(rejected).Length <= JournalRecord.MaxPayload);
        Assert.Equal(Trifuse.Engine.Journal.JournalWriter.MaxPayload, JournalRecord.MaxPayload);
    }

    [Fact]
    public void A_finished_cascade_keeps_its_net_changes_by_code()
    {
        CascadeReport report = ReportCases.Failed(out CascadeWorld world);
        JournalRecord.Finished(report, world.Universe, out JournalRecord record);
        Assert.True(JournalCodec.TryDecode((ushort)record.Kind, Encode(record), out JournalRecord back));
        Assert.Equal((CascadeOutcome.Failed, CascadeError.OrderRejected), (back.Outcome, back.Error));
        Assert.Equal(2, back.NetCount);
        Assert.True(back.Net[0].Currency.Utf8.SequenceEqual("USDT"u8) && back.Net[0].Amount == report.Profit);
        Assert.True(back.Net[1].Currency.Utf8.SequenceEqual("FLUX"u8) && back.Net[1].Amount == D("64.53"));
    }

    private static List<JournalRecord> Samples()
    {
        CascadeReport report = ReportCases.Failed(out CascadeWorld world);
        List<JournalRecord> records = [];
        JournalRecord.RunStarted(7, isLive: true, "0.1.0"u8, out JournalRecord record);
        records.Add(record);
        JournalRecord.Reservation(7, 42, 3, 1, "USDT"u8, D("4.999999004"), out record);
        records.Add(record);
        CascadeAction action = new() { Kind = CascadeActionKind.Query };
        action.Request.ClientId = Id;
        action.Request.Side = Side.Sell;
        action.Request.Symbol = world.Symbol("FLUX-USDC");
        action.Request.Amount = D("64.53");
        JournalRecord.Intent(action, world.Universe, out record);
        records.Add(record);
        JournalRecord.Accepted(Id, OrderIdOf(Id), out record);
        records.Add(record);
        JournalRecord.Rejected(Id, 200004, RejectionKind.InsufficientBalance, "Insufficient."u8, out record);
        records.Add(record);
        JournalRecord.Unknown(Id, UnknownCause.ServerError, out record);
        records.Add(record);
        OrderRequest request = action.Request;
        Assert.True(JournalRecord.TryEvent(world.Match(request, "0.07783", "64.53"), out record));
        records.Add(record);
        OrderEvent terminal = world.Terminal(request, OrderEventKind.Filled, "64.53");
        Assert.True(JournalRecord.TryEvent(terminal, out record));
        records.Add(record);
        JournalRecord.LegClosed(report, report.Steps[0], world.Universe, out record);
        records.Add(record);
        JournalRecord.Finished(report, world.Universe, out record);
        records.Add(record);
        AddDetails(records, report, world);
        report.ReportedProfit = D("-4.99");
        JournalRecord.Settled(report, world.Universe, out record);
        records.Add(record);
        return records;
    }

    private static void AddDetails(List<JournalRecord> records, CascadeReport report, CascadeWorld world)
    {
        ref Signal signal = ref world.Signal;
        JournalDetails.Signal(signal, world.Universe, out JournalRecord record);
        records.Add(record);
        JournalDetails.SignalLeg(signal, 1, world.Universe, out record);
        records.Add(record);
        report.Steps[0].Path = OrderPath.Socket;
        JournalDetails.StepTimes(report, report.Steps[0], out record);
        records.Add(record);
        JournalDetails.Remainder(report, RemainderKind.Held, report.Held[0], world.Universe, out record);
        records.Add(record);
        var parts = new JournalAttribution { Predicted = D("0.02"), Effective = D("-0.01") };
        JournalDetails.Attribution(7, 42, "USDT"u8, parts, out record);
        records.Add(record);
        var balance = new JournalBalance { Source = BalanceSource.Check, Available = D("99.5") };
        JournalDetails.Balance(7, "USDT"u8, balance, 1_800_000_000_000_000_000, out record);
        records.Add(record);
        JournalDetails.Breaker(7, "daily_loss"u8, isTripped: true, "Lost too much."u8, out record);
        records.Add(record);
        JournalDetails.SymbolSwitch(7, "FLUX-USDC"u8, isOn: false, "fee_drift"u8, "Other fee."u8, out record);
        records.Add(record);
        JournalDetails.Alarm(7, 42, "drift"u8, "The balances differ."u8, out record);
        records.Add(record);
        OrderEvent match = world.Match(new OrderRequest { ClientId = Id }, "0.07783", "64.53");
        JournalDetails.Fill(match, D("0.005"), "USDC"u8, FillSource.Query, out record);
        records.Add(record);
    }

    private static JournalRecord Longest(JournalKind kind)
    {
        JournalRecord record = default;
        record.Kind = kind;
        record.Name.Set(new byte[31]);
        record.Word.Set(new byte[31]);
        record.Leg.From.Set(new byte[31]);
        record.Leg.To.Set(new byte[31]);
        record.FeeCurrency.Set(new byte[31]);
        record.Text.Set(new byte[500]);
        Assert.True(OrderId.TryCreate(new byte[32], out record.OrderId));
        return record;
    }

    private static byte[] Encode(in JournalRecord record)
    {
        byte[] payload = new byte[JournalRecord.MaxPayload];
        return payload[..JournalCodec.Encode(record, payload)];
    }
}
