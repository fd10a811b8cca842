using Trifuse.Core.Domain;
using Trifuse.Core.Text;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Reporting;

/// <summary>Pieces that the line and the JSON form write alike.</summary>
internal static class ReportFields
{
    /// <summary>2026-01-31T23:59:59.999Z, cut to milliseconds.</summary>
    public static void AppendUtc(ref Utf8Writer text, long utcNs)
    {
        DateTime time = DateTime.UnixEpoch.AddTicks(utcNs / 100);
        text.AppendPadded(time.Year, 4);
        text.Append('-');
        text.AppendPadded(time.Month, 2);
        text.Append('-');
        text.AppendPadded(time.Day, 2);
        text.Append('T');
        text.AppendPadded(time.Hour, 2);
        text.Append(':');
        text.AppendPadded(time.Minute, 2);
        text.Append(':');
        text.AppendPadded(time.Second, 2);
        text.Append('.');
        text.AppendPadded(time.Millisecond, 3);
        text.Append('Z');
    }

    public static ReadOnlySpan<byte> CodeOf(Universe universe, CurrencyId currency) =>
        universe.Currencies.NameOf(new SymbolId(currency.Index));

    public static CurrencyId QuoteOf(in ReportStep step) => step.Side == Side.Buy ? step.From : step.To;

    /// <summary>The number of a leg, or of an unwind order, counted from 0.</summary>
    public static int NumberOf(in ReportStep step) => step.Step < 3 ? step.Step : step.Step - 3;

    /// <summary>
    /// From the written order to its last fact; to the end of the cascade when that never came.
    /// </summary>
    public static long LatencyNs(in CascadeReport report, in ReportStep step) =>
        step.WrittenNs == 0 ? 0 : (step.IsClosed ? step.ClosedNs : report.FinishedNs) - step.WrittenNs;
}
