using System.Globalization;
using Trifuse.Core.Metrics;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Start;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;

namespace Trifuse.Cli;

/// <summary>A run's summary for people.</summary>
internal static class SummaryText
{
    public static void Write(EngineSummary run, TextWriter output)
    {
        double seconds = run.ArmedNs / 1e9;
        Line(output, "run", $"{run.Run}, {run.Mode.ToString().ToLowerInvariant()}, armed for {seconds:F1} s");
        Line(
            output,
            "market",
            $"{run.Symbols} symbols, {run.Triangles} directed triangles, {run.Connections} connections");
        Line(
            output,
            "messages",
            $"{run.Frames} frames ({run.MalformedFrames} malformed), {run.Updates} book updates "
            + $"({run.Updates / Math.Max(seconds, 0.001):F0}/s), {run.LostConnections} connections lost");
        Line(
            output,
            "evaluated",
            $"{run.Evaluations} triangle evaluations, {run.Candidates} candidates, {run.Signals} signals");
        WriteBest(run, output);
        if (run.Refusals.Count > 0)
        {
            Line(output, "refused", ListOf(run.Refusals));
        }
        WriteCascades(run, output);
        WriteAudit(run, output);
        WriteStages(run, output);
        Line(
            output,
            "hot thread",
            $"longest duty cycle {Micros(run.LongestStallNs)}, "
            + $"{run.ReplacedOrderConnections} order connections replaced");
        if (run.OrderPaths.Socket + run.OrderPaths.FallBacks + run.OrderPaths.LostSockets > 0)
        {
            Line(
                output,
                "orders",
                $"{run.OrderPaths.Rest} over REST, {run.OrderPaths.Socket} over WebSocket; "
                + $"{run.OrderPaths.FallBacks} of them fell back on the other path, "
                + $"{run.OrderPaths.LostSockets} order sockets lost");
        }
        WriteMemory(run, output);
        WriteStops(run, output);
        Line(output, "decisions", $"{run.DecisionHash} (SHA-256 over {run.Signals} decisions)");
    }

    private static void WriteStops(EngineSummary run, TextWriter output)
    {
        if (run.Kills > 0)
        {
            Line(
                output,
                "kill switch",
                $"used {run.Kills} times, nothing was open any more after "
                + $"{Micros(run.LongestToQuietNs)} at most");
        }
        if (run.Tripped.Count > 0)
        {
            Line(
                output,
                "breakers",
                $"tripped: {string.Join(", ", run.Tripped)}; trifuse status tells why, trifuse resume "
                + "clears them");
        }
    }

    private static void WriteMemory(EngineSummary run, TextWriter output)
    {
        long byAgents = run.AllocatedByThread.Sum(static thread => thread.Count);
        Line(
            output,
            "memory",
            $"{byAgents} bytes allocated by the engine's threads while armed, "
            + $"{Math.Max(0, run.AllocatedBytes - byAgents)} by other threads of the process, "
            + $"{run.Collections} collections");
        if (byAgents > 0)
        {
            Line(output, "", ListOf(run.AllocatedByThread));
        }
    }

    private static void WriteBest(EngineSummary run, TextWriter output)
    {
        Line(output, "best quoted", TextOf(run.Best));
        Line(output, "best in time", $"{TextOf(run.BestInTime)} (within the limits of age and desync)");
        if (run.BestSizedBps is { } sized)
        {
            Line(output, "best sized", string.Create(
                CultureInfo.InvariantCulture, $"{sized:F2} bps after fees, increments and depth"));
        }
    }

    private static void WriteCascades(EngineSummary run, TextWriter output)
    {
        SessionTotals totals = run.Totals;
        if (run.Mode == RunMode.Record)
        {
            return;
        }
        Line(
            output,
            "cascades",
            $"{totals.Count}: {totals.Filled} filled, {totals.Failed} failed, {totals.Aborted} aborted; "
            + $"{totals.WithPartialFills} with orders in several fills, {totals.WithShortLegs} with a leg "
            + $"filled short, {totals.WithHeld} left a coin held, {totals.UnknownOutcomes} unknown "
            + $"outcomes asked for{LongestOf(totals)}");
        if (totals.Filled > 0)
        {
            Line(
                output,
                "returns",
                $"best {totals.BestBps} bps (cascade {totals.BestCascade}), "
                + $"worst {totals.WorstBps} bps (cascade {totals.WorstCascade})");
        }
        foreach (StartTotals start in run.ByStart)
        {
            CurrencyTotals sums = start.Totals;
            Line(
                output,
                "profit",
                $"{sums.Profit} {start.Currency} on {sums.Cost} spent: {sums.Gains} cascades gained, "
                + $"{sums.Losses} lost; coins still held are worth {sums.HeldValue}, dust {sums.DustValue}");
            WriteMissed(start, output);
        }
        foreach ((string currency, ExactDecimal net) in
            run.NetChanges.OrderBy(static change => change.Key, StringComparer.Ordinal))
        {
            Line(output, "net change", $"{(net.IsNegative ? "" : "+")}{net} {currency}");
        }
    }

    private static string LongestOf(SessionTotals totals) => totals.UnknownOutcomes == 0
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture, $", the longest in doubt for {totals.LongestDoubtNs / 1e6:F1} ms");

    private static void WriteAudit(EngineSummary run, TextWriter output)
    {
        if (run.Audit is not { } audit)
        {
            return;
        }
        Line(
            output,
            "audit",
            $"{audit.BooksAgreed} books agreed, {audit.BooksDiffering} differed, "
            + $"{audit.BooksUndecided} moved on, {audit.BookAlarms} symbols taken off");
        if (run.Mode != RunMode.Live)
        {
            return;
        }
        Line(
            output,
            "fees",
            $"{audit.FillsAgreed} orders agreed, {audit.FillsUnchecked} were not looked up, "
            + $"{audit.FeeAlarms} with another fee, {audit.FillAlarms} with other amounts");
        string atEnd = audit.AgreedAtEnd switch
        {
            true => "agreed",
            false => "DIFFERED",
            _ => "were not compared",
        };
        Line(
            output,
            "balances",
            $"{atEnd} at the end; {audit.BalancesAgreed} comparisons agreed, {audit.BalancesDiffering} "
            + $"differed, {audit.DriftAlarms} alarms");
        if (audit.LastAlarm.Length > 0)
        {
            Line(output, "last alarm", audit.LastAlarm);
        }
    }

    private static void WriteMissed(StartTotals start, TextWriter output)
    {
        Attribution missed = start.Totals.Missed;
        if (missed.IsKnown)
        {
            Line(
                output,
                "missed",
                $"{missed.Total} {start.Currency} less than predicted: quotes moved {missed.Moved}, "
                + $"depth {missed.Depth}, rounding {missed.Rounding}, fees {missed.Fee}, "
                + $"dust {missed.Dust}, unwinding and coins held {missed.Unwind}");
        }
    }

    private static void WriteStages(EngineSummary run, TextWriter output)
    {
        foreach (StageLatency stage in run.Stages)
        {
            LatencyHistogram times = stage.Durations;
            if (times.Count > 0)
            {
                Line(
                    output,
                    "latency",
                    $"{stage.Name,-24} p50 {Micros(times.PercentileNs(0.5)),10}  "
                    + $"p90 {Micros(times.PercentileNs(0.9)),10}  "
                    + $"p99 {Micros(times.PercentileNs(0.99)),10}  max {Micros(times.MaxNs),10}  "
                    + $"n {times.Count}");
            }
        }
    }

    private static string ListOf(IReadOnlyList<CountedCause> causes) =>
        string.Join(", ", causes.Select(static c => $"{c.Name} {c.Count}"));

    private static string TextOf(BestQuote best) => best.NetTriangle.Length == 0
        ? "no triangle had three fresh books"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{best.NetBps:F2} bps after fees ({best.NetTriangle}); before fees {best.GrossBps:F2} bps");

    private static string Micros(long ns) => string.Create(CultureInfo.InvariantCulture, $"{ns / 1e3:F1} us");

    private static void Line(TextWriter output, string name, string text) =>
        output.WriteLine($"  {name,-13}{text}");
}
