using System.Globalization;
using System.Text.Json;
using Trifuse.Core.Domain;
using Trifuse.Simulator;
using Trifuse.Simulator.Faults;
using Trifuse.SystemTests.Accounting;
using Trifuse.SystemTests.Cli;
using Trifuse.SystemTests.Engine;

namespace Trifuse.SystemTests.Soak;

/// <summary>
/// The program for as long as TRIFUSE_SOAK_SECONDS says (a short while if nothing is said), several
/// executors, every fault at once: in the end the exchange has moved by what the reports add up to, no order
/// exists twice, every cascade has its report, and the ledger is the exchange's own books to the last digit.
/// tests/soak/run lets it run for long.
/// </summary>
public sealed class SoakTests
{
    private const int ShortSeconds = 8;
    private const int LongSeconds = 300;
    private const int FewestCascades = 20;

    [Fact]
    public Task Fused_executors_keep_their_books_through_every_fault() => SoakAsync("fused");

    [Fact]
    public Task Split_executors_keep_their_books_through_every_fault() => SoakAsync("split");

    private static int Seconds =>
        int.TryParse(Environment.GetEnvironmentVariable("TRIFUSE_SOAK_SECONDS"), out int seconds)
            ? seconds
            : ShortSeconds;

    private static async Task SoakAsync(string threads)
    {
        // So many connections are cut that under the limit of connections in a minute it would mostly wait.
        await using TestExchange exchange = await TestExchange.SyntheticAsync(
            600,
            static o => o with
            {
                Faults = SoakFaults.All,
                Quirks = o.Quirks with { ConnectionsPerMinute = 0 },
            });
        using var home = new Sandbox();
        var patience = TimeSpan.FromSeconds(Seconds + 120);
        await using TrifuseProcess run = TrifuseProcess.Start(
            home, patience, ["run", "--mode", "live", "--json", .. Settings(exchange, threads)]);
        var memory = new MemoryWatch(run.Id);
        await memory.FollowAsync(
            TimeSpan.FromSeconds(Seconds), () => CountReports(exchange) >= FewestCascades, run.Deadline);
        run.Signal("TERM");
        int code = await run.ExitAsync();
        string told = Describe(exchange, run, memory, threads);
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        Assert.True(code == 0, run.Error.ToString());
        JsonElement summary = JsonLine.ParseAll(run.Output.ToString())[^1];
        RunSummary.AgreesWith(exchange, summary);
        EveryCascadeIsReportedOnce(exchange, summary);
        NoOrderExistsTwice(exchange);
        await LedgerAgainstExchange.CheckAsync(exchange, home, wasKilled: false);
        if (Seconds >= LongSeconds)
        {
            Assert.True(memory.IsFlat, told);
        }
    }

    private static string[] Settings(TestExchange exchange, string threads)
    {
        string[] settings =
        [
            $"exchange.rest_url={exchange.Simulator.BaseUrl.GetLeftPart(UriPartial.Authority)}",
            $"exchange.ca_file={exchange.CaFile}",
            $"engine.state_dir={exchange.File("state")}",
            $"engine.threads={threads}",
            "engine.concurrent_slots=4",
            "execution.order_path=auto",
            "report.stdout=false",
            $"report.file={exchange.File("reports.txt")}",
            $"report.json_file={exchange.File("reports.jsonl")}",
            "signals.threshold_bps=-5",
            .. LiveSettings.Wide,
            "journal.segment_mb=4",
            "execution.fill_timeout_ms=800",
            "execution.query_retry_ms=100",
            "execution.query_limit=60",
            "exchange.request_timeout_ms=1500",
            "exchange.reconnect_min_ms=20",
            "exchange.reconnect_max_ms=500",
        ];
        return [.. settings.SelectMany(static s => new[] { "--set", s })];
    }

    private static void EveryCascadeIsReportedOnce(TestExchange exchange, JsonElement summary)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonElement report in ReportsOf(exchange))
        {
            Assert.True(seen.Add($"{report.GetProperty("run")}-{report.GetProperty("cascade")}"));
        }
        Assert.Equal(summary.GetProperty("signals").GetInt32(), seen.Count);
        Assert.NotEmpty(seen);
    }

    // A step is placed again only under the next attempt, and only after a refusal: at most one order of a
    // step can exist.
    private static void NoOrderExistsTwice(TestExchange exchange)
    {
        var steps = new HashSet<(uint Run, uint Cascade, byte Step)>();
        foreach (TakenOrder order in exchange.Simulator.Orders())
        {
            Assert.True(ClientOrderId.TryParse(
                System.Text.Encoding.ASCII.GetBytes(order.ClientOid), out ClientOrderId id), order.ClientOid);
            Assert.True(steps.Add((id.Run, id.Cascade, id.Step)), $"{order.ClientOid} exists twice");
            Assert.False(order.IsActive, $"{order.ClientOid} is still open");
        }
        Assert.NotEmpty(steps);
    }

    private static int CountReports(TestExchange exchange)
    {
        string file = exchange.File("reports.jsonl");
        return File.Exists(file) ? File.ReadLines(file).Count() : 0;
    }

    private static IEnumerable<JsonElement> ReportsOf(TestExchange exchange)
    {
        foreach (string line in File.ReadLines(exchange.File("reports.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }

    private static string Describe(
        TestExchange exchange, TrifuseProcess run, MemoryWatch memory, string threads)
    {
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int unwinds = 0;
        var asked = new List<long>();
        foreach (JsonElement report in ReportsOf(exchange))
        {
            string outcome = report.GetProperty("outcome").GetString()!;
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            JsonElement[] steps = [.. report.GetProperty("orders").EnumerateArray()];
            unwinds += steps.Any(static s => s.GetProperty("step").GetInt32() > 2) ? 1 : 0;
            asked.AddRange(steps
                .Where(static s => s.GetProperty("unknown_cause").GetString() != "none"
                    && s.TryGetProperty("closed_ns", out _))
                .Select(static s => Nanoseconds(s, "closed_ns") - Nanoseconds(s, "fired_ns")));
        }
        IEnumerable<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"soak, {threads}, {Seconds} s"),
            "cascades: " + string.Join(", ", outcomes.Select(static o => $"{o.Value} {o.Key}")),
            string.Create(
                CultureInfo.InvariantCulture,
                $"unwound: {unwinds}, outcomes asked for: {asked.Count}, "
                + $"known {asked.DefaultIfEmpty().Max() / 1_000_000} ms after the order at the latest"),
            memory.ToString(),
            "faults: " + string.Join(", ", exchange.Simulator.Faults.Reports.Select(Count)),
            run.Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "",
        ];
        return string.Join('\n', lines);
    }

    private static long Nanoseconds(JsonElement step, string name) => step.GetProperty(name).GetInt64();

    private static string Count(FaultReport report) =>
        string.Create(CultureInfo.InvariantCulture, $"{report.Rule.Name} {report.Struck} of {report.Seen}");
}
