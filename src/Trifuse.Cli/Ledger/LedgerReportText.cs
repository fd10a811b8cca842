using System.Globalization;
using Trifuse.Core.Numbers;
using Trifuse.Ledger.Reading;

namespace Trifuse.Cli.Ledger;

/// <summary>The report for people.</summary>
internal static class LedgerReportText
{
    public static void Write(LedgerReport report, TextWriter output)
    {
        LedgerSums all = report.All;
        if (all.Count == 0)
        {
            output.WriteLine("No finished cascade in the ledger is of this kind.");
            return;
        }
        Line(
            output,
            "cascades",
            $"{all.Count} from {LedgerReport.TextOf(report.FirstUtcNs)} to "
            + $"{LedgerReport.TextOf(report.LastUtcNs)}: {ListOf(all.Outcomes)}");
        Line(output, "causes", ListOf(all.Causes));
        foreach ((string currency, CurrencySums sums) in all.ByCurrency)
        {
            WriteCurrency(currency, sums, output);
        }
        Line(
            output,
            "orders",
            $"{all.Orders}; {all.Unwound} cascades unwound, {all.UnknownOutcomes} unknown outcomes asked for "
            + $"(longest {Millis(all.WorstResolveNs)}), {all.Uncertain} cascades stayed uncertain, "
            + $"{all.Recovered} settled by a later start");
        WriteAmounts("fees", all.Fees, output);
        WriteAmounts("dust", all.Dust, output);
        WriteAmounts("held", all.Held, output);
        foreach (TimeList times in all.Times)
        {
            if (times.Count > 0)
            {
                Line(
                    output,
                    "latency",
                    $"{times.Name,-24} p50 {Millis(times.AtPerMille(500)),12}  "
                    + $"p90 {Millis(times.AtPerMille(900)),12}  p99 {Millis(times.AtPerMille(990)),12}  "
                    + $"max {Millis(times.AtPerMille(1000)),12}  n {times.Count}");
            }
        }
        WriteGroups(report, output);
    }

    private static void WriteCurrency(string currency, CurrencySums sums, TextWriter output)
    {
        Line(
            output,
            "profit",
            $"{sums.Profit} {currency} on {sums.Cost} spent ({sums.EffectiveBps} bps); {sums.Traded} traded, "
            + $"{sums.Gains} gained, {sums.Losses} lost, win rate {sums.WinRatePercent} %; dust worth "
            + $"{sums.DustValue}, held coins worth {sums.HeldValue}");
        if (sums.Attribution is { } parts)
        {
            Line(
                output,
                "attribution",
                $"{sums.Attributed} cascades: predicted {parts.Predicted} {currency}, effective "
                + $"{parts.Effective}; lost to moved quotes {parts.Moved}, depth {parts.Depth}, rounding "
                + $"{parts.Rounding}, fees {parts.Fee}, dust {parts.Dust}, unwinding {parts.Unwind}");
        }
    }

    private static void WriteAmounts(
        string name, SortedDictionary<string, ExactDecimal> amounts, TextWriter output)
    {
        if (amounts.Count > 0)
        {
            Line(output, name, string.Join(", ", amounts.Select(static a => $"{a.Value} {a.Key}")));
        }
    }

    private static void WriteGroups(LedgerReport report, TextWriter output)
    {
        foreach ((string name, LedgerSums sums) in report.Groups)
        {
            IEnumerable<string> profits = sums.ByCurrency.Select(
                static c => $"{c.Value.Profit} {c.Key} ({c.Value.EffectiveBps} bps, "
                    + $"{c.Value.WinRatePercent} % won)");
            Line(
                output,
                report.By!,
                $"{name}: {sums.Count} cascades ({ListOf(sums.Outcomes)}), {string.Join(", ", profits)}");
        }
    }

    private static string ListOf(SortedDictionary<string, long> counts) =>
        string.Join(", ", counts.Select(static c => $"{c.Key} {c.Value}"));

    private static string Millis(long ns) => string.Create(CultureInfo.InvariantCulture, $"{ns / 1e6:F3} ms");

    private static void Line(TextWriter output, string name, string text) =>
        output.WriteLine($"  {name,-13}{text}");
}
