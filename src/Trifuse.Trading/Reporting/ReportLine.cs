using Trifuse.Core.Domain;
using Trifuse.Core.Text;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Reporting;

/// <summary>
/// The report of a cascade as one line of text; docs/report-line.md has the grammar. Allocates nothing.
/// </summary>
public static class ReportLine
{
    /// <summary>A buffer of this size holds any report.</summary>
    public const int MaxLength = 8192;

    /// <summary>Writes the line without a line feed; returns its length in bytes.</summary>
    public static int Write(in CascadeReport report, Universe universe, Span<byte> destination)
    {
        var text = new Utf8Writer(destination);
        UtcText.Append(ref text, report.FinishedUtcNs);
        text.Append(' ');
        text.Append(report.IsSettlement ? "SETTLED"u8 : CascadeWords.Of(report.Outcome));
        AppendHead(ref text, report, universe);
        AppendTimings(ref text, report);
        AppendFills(ref text, report, universe);
        AppendBooks(ref text, report);
        AppendDelays(ref text, report);
        AppendAmounts(ref text, " | held=["u8, report.Held, report.HeldCount, universe);
        AppendAmounts(ref text, " | dust=["u8, report.Dust, report.DustCount, universe);
        return text.Length;
    }

    private static void AppendHead(ref Utf8Writer text, in CascadeReport report, Universe universe)
    {
        // Another name, because a cascade has one report, and this only corrects it.
        text.Append(report.IsSettlement ? " | settles="u8 : " | corr="u8);
        text.Append(report.Run);
        text.Append('-');
        text.Append(report.Cascade);
        text.Append(" | triangle=["u8);
        for (int i = 0; i < 3; i++)
        {
            text.Append(i == 0 ? "'"u8 : ",'"u8);
            text.Append(ReportFields.CodeOf(universe, report.Legs[i].From));
            text.Append('\'');
        }
        text.Append("] | predicted_bps="u8);
        text.AppendFixed(report.PredictedBps, 2);
        text.Append(" | effective_bps="u8);
        text.AppendFixed(report.EffectiveBps, 2);
        text.Append(" | book_ts="u8);
        for (int i = 0; i < 3; i++)
        {
            text.Append(i == 0 ? ""u8 : ","u8);
            text.Append(report.Legs[i].BookExchangeMs);
        }
        text.Append(" | profit="u8);
        text.Append(report.Profit);
        if (report.IsSettlement)
        {
            text.Append(" | reported_profit="u8);
            text.Append(report.ReportedProfit);
            text.Append(" | outcome="u8);
            text.Append(CascadeWords.Of(report.Outcome));
        }
        if (report.Outcome == CascadeOutcome.Failed)
        {
            text.Append(" | error="u8);
            text.Append(CascadeWords.Of(report.Error));
            text.Append(": "u8);
            text.Append(report.Text.Utf8);
        }
        else if (report.Outcome == CascadeOutcome.Aborted)
        {
            text.Append(" | reason="u8);
            text.Append(CascadeWords.Of(report.Reason));
        }
    }

    private static void AppendTimings(ref Utf8Writer text, in CascadeReport report)
    {
        text.Append(" | timings=[signal=0.000"u8);
        for (int i = 0; i < report.StepCount; i++)
        {
            ref readonly ReportStep step = ref report.Steps[i];
            AppendTiming(ref text, step, "_order_fired="u8, step.WrittenNs, report.SignalNs);
            AppendTiming(ref text, step, "_ack="u8, step.AckNs, report.SignalNs);
            AppendTiming(ref text, step, "_fill_received="u8, step.ClosedNs, report.SignalNs);
        }
        text.Append(']');
    }

    private static void AppendTiming(
        ref Utf8Writer text, in ReportStep step, ReadOnlySpan<byte> name, long atNs, long signalNs)
    {
        if (atNs == 0)
        {
            return;
        }
        text.Append(step.Step < 3 ? ",leg_"u8 : ",unwind_"u8);
        text.Append(ReportFields.NumberOf(step));
        text.Append(name);
        text.AppendMs(atNs - signalNs);
    }

    private static void AppendFills(ref Utf8Writer text, in CascadeReport report, Universe universe)
    {
        text.Append(" | fills=["u8);
        bool isFirst = true;
        for (int i = 0; i < report.StepCount; i++)
        {
            ref readonly ReportStep step = ref report.Steps[i];
            if (!step.Size.IsPositive)
            {
                continue;
            }
            text.Append(isFirst ? ""u8 : ", "u8);
            isFirst = false;
            AppendFill(ref text, report, step, universe);
        }
        text.Append(']');
    }

    private static void AppendFill(
        ref Utf8Writer text, in CascadeReport report, in ReportStep step, Universe universe)
    {
        text.Append(step.Step < 3 ? 'L' : 'U');
        text.Append(ReportFields.NumberOf(step));
        text.Append(step.Side == Side.Buy ? ":buy "u8 : ":sell "u8);
        text.Append(universe.Symbols.NameOf(step.Symbol));
        text.Append(' ');
        text.Append(ReportFields.CodeOf(universe, step.From));
        text.Append("->"u8);
        text.Append(ReportFields.CodeOf(universe, step.To));
        text.Append(' ');
        text.Append(step.Size);
        text.Append('@');
        text.Append(Cascade.AveragePrice(step.Funds, step.Size));
        text.Append("(fee="u8);
        text.Append(step.Fee);
        text.Append(' ');
        text.Append(ReportFields.CodeOf(universe, ReportFields.QuoteOf(step)));
        text.Append(step.FeeLeavesQuote ? ""u8 : "/KCS"u8);
        text.Append(" lat="u8);
        long tenthsMs = ReportFields.LatencyNs(report, step) / 100_000;
        text.Append(tenthsMs / 10);
        text.Append('.');
        text.Append(tenthsMs % 10);
        text.Append("ms)"u8);
    }

    private static void AppendBooks(ref Utf8Writer text, in CascadeReport report)
    {
        text.Append(" | books=["u8);
        for (int i = 0; i < 3; i++)
        {
            text.Append(i == 0 ? ""u8 : " | "u8);
            text.Append(report.Legs[i].BestAsk.Price);
            text.Append('/');
            text.Append(report.Legs[i].BestBid.Price);
        }
        text.Append(']');
    }

    private static void AppendDelays(ref Utf8Writer text, in CascadeReport report)
    {
        int count = 0;
        for (int i = 0; i < report.StepCount; i++)
        {
            ref readonly ReportStep step = ref report.Steps[i];
            if (step.UnknownCause != UnknownCause.None)
            {
                AppendDelay(ref text, step, count++ == 0 ? " | doubts=["u8 : ", "u8);
                text.Append(CascadeWords.Of(step.UnknownCause));
                text.Append("->"u8);
                text.Append(CascadeWords.Of(step.Resolution));
                text.Append(' ');
                text.AppendMs(step.ResolveNs);
                text.Append("ms"u8);
            }
        }
        text.Append(count > 0 ? "]"u8 : ""u8);
        count = 0;
        for (int i = 0; i < report.StepCount; i++)
        {
            ref readonly ReportStep step = ref report.Steps[i];
            if (step.Retries > 0 || step.CreditWaitNs > 0)
            {
                AppendDelay(ref text, step, count++ == 0 ? " | credit=["u8 : ", "u8);
                text.Append(step.Retries);
                text.Append(" refused "u8);
                text.AppendMs(step.CreditWaitNs);
                text.Append("ms"u8);
            }
        }
        text.Append(count > 0 ? "]"u8 : ""u8);
    }

    private static void AppendDelay(ref Utf8Writer text, in ReportStep step, ReadOnlySpan<byte> before)
    {
        text.Append(before);
        text.Append(step.Step < 3 ? 'L' : 'U');
        text.Append(ReportFields.NumberOf(step));
        text.Append(':');
    }

    private static void AppendAmounts(
        ref Utf8Writer text,
        ReadOnlySpan<byte> name,
        in ReportAmounts amounts,
        int count,
        Universe universe)
    {
        if (count == 0)
        {
            return;
        }
        text.Append(name);
        for (int i = 0; i < count; i++)
        {
            text.Append(i == 0 ? ""u8 : ", "u8);
            text.Append(amounts[i].Amount);
            text.Append(' ');
            text.Append(ReportFields.CodeOf(universe, amounts[i].Currency));
        }
        text.Append(']');
    }
}
