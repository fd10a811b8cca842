using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Replay;
using Trifuse.Engine.Start;
using Trifuse.Simulator.Numbers;
using Trifuse.Trading.Reporting;

namespace Trifuse.SystemTests.Engine;

/// <summary>What must hold after every run, whatever happened in it.</summary>
internal static class RunChecks
{
    /// <summary>
    /// After a live run: reports, balances and orders agree, but for so many orders that the exchange refused
    /// or never had.
    /// </summary>
    public static void AllAgrees(TestExchange exchange, EngineSummary summary, int notTaken = 0)
    {
        EverySignalIsReported(exchange, summary);
        ExchangeMovedByTheReports(exchange, summary);
        EveryOrderWasPlacedOnce(exchange, summary, notTaken);
    }

    /// <summary>Every signal ended in one report, in the totals and in both files.</summary>
    public static void EverySignalIsReported(TestExchange exchange, EngineSummary summary)
    {
        Assert.Equal(summary.Signals, summary.Totals.Count);
        Assert.Equal(0, summary.LinesLost);
        string[] lines = File.ReadAllLines(exchange.File("reports.txt"));
        string[] json = File.ReadAllLines(exchange.File("reports.jsonl"));
        Assert.Equal(summary.Signals, lines.Length);
        Assert.Equal(summary.Signals, json.Length);
        Assert.Equal(lines.Length, lines.Select(CorrelationOf).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>The exchange moved by exactly what the reports add up to, and holds nothing.</summary>
    public static void ExchangeMovedByTheReports(TestExchange exchange, EngineSummary summary)
    {
        IReadOnlyDictionary<string, Dec> after = exchange.Totals();
        foreach (string currency in after.Keys.Union(summary.NetChanges.Keys, StringComparer.Ordinal))
        {
            Dec moved = after.GetValueOrDefault(currency) - exchange.Before.GetValueOrDefault(currency);
            Dec told = Dec.Parse(summary.NetChanges.GetValueOrDefault(currency).ToString());
            Assert.True(moved == told, $"{currency} moved by {moved}, the reports say {told}");
        }
        Assert.Empty(exchange.Holds());
        Assert.Equal(0, exchange.Simulator.Account().ActiveOrders);
    }

    /// <summary>Not one balance of the exchange moved.</summary>
    public static void ExchangeDidNotMove(TestExchange exchange)
    {
        Assert.Equal(exchange.Before, exchange.Totals());
        Assert.Empty(exchange.Holds());
    }

    /// <summary>The virtual balances are those of the configuration and what the reports add up to.</summary>
    public static void VirtualBalancesMovedByTheReports(EngineUnderTest engine, EngineSummary summary)
    {
        for (int i = 0; i < engine.Parts.Universe.CurrencyCount; i++)
        {
            var currency = new CurrencyId(i);
            string name = engine.Parts.Universe.CurrencyName(currency);
            ExactDecimal start =
                engine.Config.Paper.Balances.TryGetValue(name, out ExactDecimal at) ? at : default;
            ExactDecimal expected = start + summary.NetChanges.GetValueOrDefault(name);
            Assert.True(
                expected == engine.VirtualBalance(currency),
                $"{name} stands at {engine.VirtualBalance(currency)}, the reports say {expected}");
        }
    }

    /// <summary>
    /// The tape gives the same decisions again; returns the records on which its signals were decided.
    /// </summary>
    public static long[] ReplayIsTheSameRun(string tape, EngineSummary summary)
    {
        var decidedOn = new List<long>();
        Assert.True(
            TapePlayer.TryOpen(
                tape,
                null,
                signal => decidedOn.Add(signal.Record),
                out TapePlayer? player,
                out StartProblem? problem),
            problem?.Message);
        using TapePlayer owned = player;
        ReplayResult replay = owned.Play();
        Assert.True(replay.IsEqual, replay.WhyNot);
        Assert.Equal(summary.DecisionHash, replay.DecisionHash);
        Assert.Equal(summary.Signals, replay.Signals);
        return [.. decidedOn];
    }

    /// <summary>
    /// Each client id was sent once, and the exchange took all of them but so many, and no others.
    /// </summary>
    private static void EveryOrderWasPlacedOnce(TestExchange exchange, EngineSummary summary, int notTaken)
    {
        ClientOrderId[] placed =
        [
            .. JournalOfRun.Read(exchange, summary.Run)
                .Where(r => r.Kind == JournalKind.Intent && r.Verb == JournalVerb.Place)
                .Select(r => r.ClientId),
        ];
        Assert.Equal(placed.Length, placed.Distinct().Count());
        Assert.Equal(placed.Length - notTaken, exchange.Simulator.Counters.OrdersAccepted);
    }

    private static string CorrelationOf(string line) =>
        line.Split(" | ").Single(field => field.StartsWith("corr=", StringComparison.Ordinal));
}
