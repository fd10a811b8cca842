using Trifuse.Core.Domain;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Reporting;

/// <summary>Pieces that the line and the JSON form write alike.</summary>
internal static class ReportFields
{
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
