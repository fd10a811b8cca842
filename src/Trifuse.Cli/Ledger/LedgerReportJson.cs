using System.Text.Json;
using Trifuse.Core.Numbers;
using Trifuse.Ledger.Reading;

namespace Trifuse.Cli.Ledger;

/// <summary>The report as one JSON object on one line.</summary>
internal static class LedgerReportJson
{
    public static void Write(LedgerReport report, TextWriter output) =>
        output.WriteLine(SummaryOutput.JsonOf(json =>
        {
            if (report.All.Count > 0)
            {
                json.WriteString("first", LedgerReport.TextOf(report.FirstUtcNs));
                json.WriteString("last", LedgerReport.TextOf(report.LastUtcNs));
            }
            WriteSums(json, report.All);
            if (report.By is not null)
            {
                json.WriteStartObject("by_" + report.By);
                foreach ((string name, LedgerSums sums) in report.Groups)
                {
                    json.WriteStartObject(name);
                    WriteSums(json, sums);
                    json.WriteEndObject();
                }
                json.WriteEndObject();
            }
        }));

    private static void WriteSums(Utf8JsonWriter json, LedgerSums sums)
    {
        json.WriteNumber("cascades", sums.Count);
        WriteCounts(json, "outcomes", sums.Outcomes);
        WriteCounts(json, "causes", sums.Causes);
        json.WriteStartObject("by_currency");
        foreach ((string currency, CurrencySums of) in sums.ByCurrency)
        {
            json.WriteStartObject(currency);
            WriteCurrency(json, of);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteNumber("orders", sums.Orders);
        json.WriteNumber("unwound", sums.Unwound);
        json.WriteNumber("recovered", sums.Recovered);
        json.WriteNumber("uncertain", sums.Uncertain);
        json.WriteNumber("unknown_outcomes", sums.UnknownOutcomes);
        json.WriteNumber("worst_resolve_ns", sums.WorstResolveNs);
        WriteAmounts(json, "fees", sums.Fees);
        WriteAmounts(json, "dust", sums.Dust);
        WriteAmounts(json, "held", sums.Held);
        json.WriteStartArray("latency");
        foreach (TimeList times in sums.Times)
        {
            json.WriteStartObject();
            json.WriteString("stage", times.Name);
            json.WriteNumber("count", times.Count);
            json.WriteNumber("p50_ns", times.AtPerMille(500));
            json.WriteNumber("p90_ns", times.AtPerMille(900));
            json.WriteNumber("p99_ns", times.AtPerMille(990));
            json.WriteNumber("max_ns", times.AtPerMille(1000));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteCurrency(Utf8JsonWriter json, CurrencySums of)
    {
        json.WriteNumber("traded", of.Traded);
        json.WriteNumber("gains", of.Gains);
        json.WriteNumber("losses", of.Losses);
        json.WriteString("win_rate_percent", of.WinRatePercent);
        json.WriteString("cost", of.Cost.ToString());
        json.WriteString("profit", of.Profit.ToString());
        json.WriteString("effective_bps", of.EffectiveBps.ToString());
        json.WriteString("dust_value", of.DustValue.ToString());
        json.WriteString("held_value", of.HeldValue.ToString());
        if (of.Attribution is not { } parts)
        {
            return;
        }
        json.WriteStartObject("attribution");
        json.WriteNumber("cascades", of.Attributed);
        json.WriteString("predicted", parts.Predicted.ToString());
        json.WriteString("effective", parts.Effective.ToString());
        json.WriteString("moved", parts.Moved.ToString());
        json.WriteString("depth", parts.Depth.ToString());
        json.WriteString("rounding", parts.Rounding.ToString());
        json.WriteString("fee", parts.Fee.ToString());
        json.WriteString("dust", parts.Dust.ToString());
        json.WriteString("unwind", parts.Unwind.ToString());
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, SortedDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach ((string key, long count) in counts)
        {
            json.WriteNumber(key, count);
        }
        json.WriteEndObject();
    }

    private static void WriteAmounts(
        Utf8JsonWriter json, string name, SortedDictionary<string, ExactDecimal> amounts)
    {
        json.WriteStartObject(name);
        foreach ((string currency, ExactDecimal amount) in amounts)
        {
            json.WriteString(currency, amount.ToString());
        }
        json.WriteEndObject();
    }
}
