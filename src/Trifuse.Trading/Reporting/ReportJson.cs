using Trifuse.Core.Domain;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Reporting;

/// <summary>
/// The report of a cascade as one JSON object on one line: what the text line says as typed members, and
/// all the rest. Amounts are strings with every digit; times end in their unit. Allocates nothing.
/// </summary>
public static class ReportJson
{
    /// <summary>A buffer of this size holds any report.</summary>
    public const int MaxLength = 16_384;

    /// <summary>Writes the object without a line feed; returns its length in bytes.</summary>
    public static int Write(in CascadeReport report, Universe universe, Span<byte> destination)
    {
        var json = new JsonLine(destination);
        json.Open('{');
        WriteHead(ref json, report, universe);
        WriteTimes(ref json, report);
        json.Open("legs"u8, '[');
        for (int i = 0; i < 3; i++)
        {
            WriteLeg(ref json, report.Legs[i], universe);
        }
        json.Close(']');
        json.Open("orders"u8, '[');
        for (int i = 0; i < report.StepCount; i++)
        {
            WriteStep(ref json, report, report.Steps[i], universe);
        }
        json.Close(']');
        WriteAmounts(ref json, "held"u8, report.Held, report.HeldCount, universe, hasValue: true);
        WriteAmounts(ref json, "dust"u8, report.Dust, report.DustCount, universe, hasValue: true);
        WriteAmounts(ref json, "net"u8, report.Net, report.NetCount, universe, hasValue: false);
        WriteAttribution(ref json, report.Attribution);
        json.Flag("held_is_uncertain"u8, report.HeldIsUncertain);
        json.Flag("fee_differs"u8, report.FeeDiffers);
        json.Flag("cancel_requested"u8, report.CancelRequested);
        json.Number("queries"u8, report.Queries);
        json.Number("cancels"u8, report.Cancels);
        json.Number("late_events"u8, report.LateEvents);
        json.Number("duplicate_matches"u8, report.DuplicateMatches);
        json.Number("contradictions"u8, report.Contradictions);
        json.Close('}');
        return json.Length;
    }

    private static void WriteHead(ref JsonLine json, in CascadeReport report, Universe universe)
    {
        json.Utc("time"u8, report.FinishedUtcNs);
        json.Text("outcome"u8, CascadeWords.Of(report.Outcome));
        if (report.IsSettlement)
        {
            json.Flag("is_settlement"u8, value: true);
            json.Amount("reported_profit"u8, report.ReportedProfit);
        }
        json.Number("run"u8, report.Run);
        json.Number("cascade"u8, report.Cascade);
        json.Number("triangle_index"u8, report.Triangle);
        json.Number("slot"u8, report.Slot);
        json.Open("triangle"u8, '[');
        for (int i = 0; i < 3; i++)
        {
            json.Text(ReportFields.CodeOf(universe, report.Legs[i].From));
        }
        json.Close(']');
        json.Amount("predicted_bps"u8, report.PredictedBps);
        json.Amount("effective_bps"u8, report.EffectiveBps);
        json.Text("currency"u8, ReportFields.CodeOf(universe, report.Legs[0].From));
        json.Amount("profit"u8, report.Profit);
        json.Amount("cost"u8, report.Cost);
        json.Amount("predicted_profit"u8, report.PredictedProfit);
        json.Amount("predicted_cost"u8, report.PredictedCost);
        json.Amount("reserved"u8, report.Reserved);
        json.Text("fee_payment"u8, report.FeePayment == FeePayment.Kcs ? "kcs"u8 : "quote"u8);
        if (report.Outcome == CascadeOutcome.Failed)
        {
            json.Text("error"u8, CascadeWords.Of(report.Error));
        }
        else if (report.Outcome == CascadeOutcome.Aborted)
        {
            json.Text("reason"u8, CascadeWords.Of(report.Reason));
        }
        json.Text("text"u8, report.Text.Utf8);
    }

    private static void WriteAttribution(ref JsonLine json, in Attribution parts)
    {
        if (!parts.IsKnown)
        {
            return;
        }
        json.Open("attribution"u8, '{');
        json.Amount("missed"u8, parts.Total);
        json.Amount("moved"u8, parts.Moved);
        json.Amount("depth"u8, parts.Depth);
        json.Amount("rounding"u8, parts.Rounding);
        json.Amount("fee"u8, parts.Fee);
        json.Amount("dust"u8, parts.Dust);
        json.Amount("unwind"u8, parts.Unwind);
        json.Close('}');
    }

    private static void WriteTimes(ref JsonLine json, in CascadeReport report)
    {
        json.Utc("signal_time"u8, report.SignalUtcNs);
        json.Open("since_signal_ns"u8, '{');
        json.Number("ingress"u8, report.IngressNs - report.SignalNs);
        json.Number("decoded"u8, report.DecodedNs - report.SignalNs);
        json.Number("started"u8, report.StartedNs - report.SignalNs);
        json.Number("finished"u8, report.FinishedNs - report.SignalNs);
        json.Close('}');
    }

    private static void WriteLeg(ref JsonLine json, in ReportLeg leg, Universe universe)
    {
        json.Open('{');
        json.Text("symbol"u8, universe.Symbols.NameOf(leg.Symbol));
        json.Text("side"u8, leg.Side == Side.Buy ? "buy"u8 : "sell"u8);
        json.Text("from"u8, ReportFields.CodeOf(universe, leg.From));
        json.Text("to"u8, ReportFields.CodeOf(universe, leg.To));
        json.Amount("predicted_amount"u8, leg.PredictedAmount);
        json.Amount("predicted_output"u8, leg.PredictedOutput);
        json.Amount("limit_price"u8, leg.LimitPrice);
        json.Amount("ask"u8, leg.BestAsk.Price);
        json.Amount("ask_size"u8, leg.BestAsk.Size);
        json.Amount("bid"u8, leg.BestBid.Price);
        json.Amount("bid_size"u8, leg.BestBid.Size);
        json.Number("book_ts_ms"u8, leg.BookExchangeMs);
        json.Number("book_age_ns"u8, leg.BookAgeNs);
        json.Close('}');
    }

    private static void WriteStep(
        ref JsonLine json, in CascadeReport report, in ReportStep step, Universe universe)
    {
        json.Open('{');
        json.Number("step"u8, step.Step);
        json.Number("attempt"u8, step.Attempt);
        Span<byte> id = stackalloc byte[ClientOrderId.MaxLength];
        int length = new ClientOrderId(report.Run, report.Cascade, step.Step, step.Attempt).Format(id);
        json.Text("client_id"u8, id[..length]);
        length = step.OrderId.CopyTo(id);
        json.Text("order_id"u8, id[..length]);
        json.Text("path"u8, CascadeWords.Of(step.Path));
        json.Text("symbol"u8, universe.Symbols.NameOf(step.Symbol));
        json.Text("side"u8, step.Side == Side.Buy ? "buy"u8 : "sell"u8);
        json.Text("from"u8, ReportFields.CodeOf(universe, step.From));
        json.Text("to"u8, ReportFields.CodeOf(universe, step.To));
        json.Amount("amount"u8, step.Amount);
        json.Amount("limit_price"u8, step.LimitPrice);
        json.Amount("size"u8, step.Size);
        json.Amount("funds"u8, step.Funds);
        json.Amount("average_price"u8, Cascade.AveragePrice(step.Funds, step.Size));
        json.Amount("fee"u8, step.Fee);
        json.Text("fee_currency"u8, ReportFields.CodeOf(universe, ReportFields.QuoteOf(step)));
        json.Flag("fee_paid_in_kcs"u8, !step.FeeLeavesQuote);
        json.Amount("cost"u8, step.Cost);
        json.Amount("output"u8, step.Output);
        json.Flag("is_closed"u8, step.IsClosed);
        json.Flag("is_short"u8, step.IsShort);
        json.Text("resolution"u8, CascadeWords.Of(step.Resolution));
        json.Text("unknown_cause"u8, CascadeWords.Of(step.UnknownCause));
        json.Number("matches"u8, step.MatchCount);
        json.Number("retries"u8, step.Retries);
        json.Number("reject_code"u8, step.RejectCode);
        WriteSince(ref json, "fired_ns"u8, step.WrittenNs, report.SignalNs);
        WriteSince(ref json, "ack_ns"u8, step.AckNs, report.SignalNs);
        WriteSince(ref json, "closed_ns"u8, step.ClosedNs, report.SignalNs);
        json.Number("latency_ns"u8, ReportFields.LatencyNs(report, step));
        json.Number("credit_wait_ns"u8, step.CreditWaitNs);
        WriteSince(ref json, "doubt_ns"u8, step.DoubtNs, report.SignalNs);
        json.Number("resolve_ns"u8, step.ResolveNs);
        json.Close('}');
    }

    private static void WriteSince(ref JsonLine json, ReadOnlySpan<byte> name, long atNs, long signalNs)
    {
        if (atNs != 0)
        {
            json.Number(name, atNs - signalNs);
        }
    }

    private static void WriteAmounts(
        ref JsonLine json,
        ReadOnlySpan<byte> name,
        in ReportAmounts amounts,
        int count,
        Universe universe,
        bool hasValue)
    {
        json.Open(name, '[');
        for (int i = 0; i < count; i++)
        {
            json.Open('{');
            json.Text("currency"u8, ReportFields.CodeOf(universe, amounts[i].Currency));
            json.Amount("amount"u8, amounts[i].Amount);
            if (hasValue)
            {
                json.Amount("value"u8, amounts[i].Value);
            }
            json.Close('}');
        }
        json.Close(']');
    }
}
