using System.Text;
using System.Text.Json;
using Trifuse.Core.Metrics;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Audit;
using Trifuse.Engine.Start;
using Trifuse.Trading.Execution;

namespace Trifuse.Cli;

/// <summary>A run's summary, as text or as one JSON object.</summary>
internal static class SummaryOutput
{
    private static readonly double[] Shares = [0.5, 0.9, 0.99, 0.999];
    private static readonly string[] ShareNames = ["p50_ns", "p90_ns", "p99_ns", "p999_ns"];

    public static void Write(EngineSummary run, bool asJson, TextWriter output)
    {
        if (asJson)
        {
            output.WriteLine(JsonOf(json => WriteMembers(run, json)));
        }
        else
        {
            SummaryText.Write(run, output);
        }
        output.Flush();
    }

    /// <summary>One object on one line, its members written by the caller.</summary>
    public static string JsonOf(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The summary as members of an object that is open.</summary>
    public static void WriteMembers(EngineSummary run, Utf8JsonWriter json)
    {
        json.WriteNumber("run", run.Run);
        json.WriteString("mode", run.Mode.ToString().ToLowerInvariant());
        json.WriteNumber("armed_ns", run.ArmedNs);
        json.WriteNumber("symbols", run.Symbols);
        json.WriteNumber("triangles", run.Triangles);
        json.WriteNumber("connections", run.Connections);
        json.WriteNumber("frames", run.Frames);
        json.WriteNumber("malformed_frames", run.MalformedFrames);
        json.WriteNumber("lost_connections", run.LostConnections);
        json.WriteNumber("updates", run.Updates);
        json.WriteNumber("evaluations", run.Evaluations);
        json.WriteNumber("candidates", run.Candidates);
        json.WriteNumber("signals", run.Signals);
        json.WriteStartObject("refusals");
        foreach (CountedCause refusal in run.Refusals)
        {
            json.WriteNumber(refusal.Name, refusal.Count);
        }
        json.WriteEndObject();
        WriteBest(json, "best_quoted", run.Best);
        WriteBest(json, "best_in_time", run.BestInTime);
        if (run.BestSizedBps is { } sized)
        {
            json.WriteNumber("best_sized_bps", Math.Round(sized, 4));
        }
        json.WriteStartObject("cascades");
        json.WriteNumber("filled", run.Totals.Filled);
        json.WriteNumber("failed", run.Totals.Failed);
        json.WriteNumber("aborted", run.Totals.Aborted);
        json.WriteNumber("with_partial_fills", run.Totals.WithPartialFills);
        json.WriteNumber("with_short_legs", run.Totals.WithShortLegs);
        json.WriteNumber("with_held", run.Totals.WithHeld);
        json.WriteNumber("unknown_outcomes", run.Totals.UnknownOutcomes);
        json.WriteNumber("longest_doubt_ns", run.Totals.LongestDoubtNs);
        json.WriteString("best_bps", run.Totals.BestBps.ToString());
        json.WriteString("worst_bps", run.Totals.WorstBps.ToString());
        json.WriteEndObject();
        json.WriteStartArray("by_start");
        foreach (StartTotals start in run.ByStart)
        {
            json.WriteStartObject();
            json.WriteString("currency", start.Currency);
            json.WriteNumber("traded", start.Totals.Traded);
            json.WriteNumber("gains", start.Totals.Gains);
            json.WriteNumber("losses", start.Totals.Losses);
            json.WriteString("cost", start.Totals.Cost.ToString());
            json.WriteString("profit", start.Totals.Profit.ToString());
            json.WriteString("held_value", start.Totals.HeldValue.ToString());
            json.WriteString("dust_value", start.Totals.DustValue.ToString());
            WriteMissed(json, start.Totals.Missed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("net_changes");
        foreach ((string currency, ExactDecimal net) in run.NetChanges)
        {
            json.WriteString(currency, net.ToString());
        }
        json.WriteEndObject();
        WriteAudit(json, run.Audit);
        WriteStages(json, run.Stages);
        json.WriteNumber("longest_stall_ns", run.LongestStallNs);
        json.WriteNumber("replaced_order_connections", run.ReplacedOrderConnections);
        WritePaths(json, run.OrderPaths);
        WriteMemory(json, run);
        WriteStops(json, run);
        json.WriteString("decision_hash", run.DecisionHash);
    }

    private static void WriteMemory(Utf8JsonWriter json, EngineSummary run)
    {
        json.WriteNumber("allocated_bytes", run.AllocatedBytes);
        json.WriteStartObject("allocated_by_thread");
        foreach (CountedCause thread in run.AllocatedByThread)
        {
            json.WriteNumber(thread.Name, thread.Count);
        }
        json.WriteEndObject();
        json.WriteNumber("collections", run.Collections);
    }

    private static void WriteAudit(Utf8JsonWriter json, AuditCounters? audit)
    {
        if (audit is null)
        {
            return;
        }
        json.WriteStartObject("audit");
        json.WriteNumber("books_agreed", audit.BooksAgreed);
        json.WriteNumber("books_differing", audit.BooksDiffering);
        json.WriteNumber("books_undecided", audit.BooksUndecided);
        json.WriteNumber("book_alarms", audit.BookAlarms);
        json.WriteNumber("fills_agreed", audit.FillsAgreed);
        json.WriteNumber("fills_unchecked", audit.FillsUnchecked);
        json.WriteNumber("fee_alarms", audit.FeeAlarms);
        json.WriteNumber("fill_alarms", audit.FillAlarms);
        json.WriteNumber("balances_agreed", audit.BalancesAgreed);
        json.WriteNumber("balances_differing", audit.BalancesDiffering);
        json.WriteNumber("drift_alarms", audit.DriftAlarms);
        if (audit.AgreedAtEnd is { } agreed)
        {
            json.WriteBoolean("balances_agreed_at_end", agreed);
        }
        json.WriteString("last_alarm", audit.LastAlarm);
        json.WriteEndObject();
    }

    private static void WriteMissed(Utf8JsonWriter json, Attribution missed)
    {
        if (!missed.IsKnown)
        {
            return;
        }
        json.WriteStartObject("missed");
        json.WriteString("total", missed.Total.ToString());
        json.WriteString("moved", missed.Moved.ToString());
        json.WriteString("depth", missed.Depth.ToString());
        json.WriteString("rounding", missed.Rounding.ToString());
        json.WriteString("fee", missed.Fee.ToString());
        json.WriteString("dust", missed.Dust.ToString());
        json.WriteString("unwind", missed.Unwind.ToString());
        json.WriteEndObject();
    }

    private static void WritePaths(Utf8JsonWriter json, OrderPathCounts orders)
    {
        json.WriteStartObject("orders");
        json.WriteNumber("rest", orders.Rest);
        json.WriteNumber("ws", orders.Socket);
        json.WriteNumber("fell_back", orders.FallBacks);
        json.WriteNumber("ws_lost", orders.LostSockets);
        json.WriteEndObject();
    }

    private static void WriteStops(Utf8JsonWriter json, EngineSummary run)
    {
        json.WriteNumber("kills", run.Kills);
        json.WriteNumber("longest_to_quiet_ns", run.LongestToQuietNs);
        json.WriteStartArray("tripped");
        foreach (string cause in run.Tripped)
        {
            json.WriteStringValue(cause);
        }
        json.WriteEndArray();
    }

    private static void WriteBest(Utf8JsonWriter json, string name, BestQuote best)
    {
        json.WriteStartObject(name);
        json.WriteNumber("gross_bps", Math.Round(best.GrossBps, 4));
        json.WriteString("gross_triangle", best.GrossTriangle);
        json.WriteNumber("net_bps", Math.Round(best.NetBps, 4));
        json.WriteString("net_triangle", best.NetTriangle);
        json.WriteEndObject();
    }

    private static void WriteStages(Utf8JsonWriter json, IReadOnlyList<StageLatency> stages)
    {
        json.WriteStartArray("latency");
        foreach (StageLatency stage in stages)
        {
            LatencyHistogram times = stage.Durations;
            json.WriteStartObject();
            json.WriteString("stage", stage.Name);
            json.WriteNumber("count", times.Count);
            for (int i = 0; i < Shares.Length; i++)
            {
                json.WriteNumber(ShareNames[i], times.PercentileNs(Shares[i]));
            }
            json.WriteNumber("max_ns", times.MaxNs);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
