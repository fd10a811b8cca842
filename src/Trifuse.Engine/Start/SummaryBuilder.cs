using Trifuse.Core.Domain;
using Trifuse.Core.Metrics;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Execution;
using Trifuse.Engine.Hot;
using Trifuse.KuCoin.Stream;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Start;

/// <summary>Puts the summary together from the parts of a run whose threads have ended.</summary>
internal static class SummaryBuilder
{
    public static EngineSummary Build(
        EngineAssembly parts,
        IReadOnlyList<string> problems,
        long armedNs,
        long allocatedBytes,
        CountedCause byMain,
        int collections)
    {
        DeskCounters counters = parts.Core.Desk.Counters;
        long lost = 0;
        long malformed = 0;
        foreach (StreamLine line in parts.Lines)
        {
            lost += line.LostCount;
            malformed += line.MalformedCount;
        }
        return new EngineSummary
        {
            Run = parts.Facts.Run,
            Mode = parts.Facts.Mode,
            ArmedNs = armedNs,
            Symbols = parts.Universe.SymbolCount,
            Triangles = parts.Universe.TriangleCount,
            Connections = parts.MarketLines,
            Frames = parts.Core.Frames.Total,
            MalformedFrames = malformed,
            LostConnections = lost,
            Updates = counters.Updates,
            Evaluations = counters.TrianglesEvaluated,
            Candidates = counters.Candidates,
            Signals = counters.Signals,
            Refusals = RefusalsOf(counters),
            Best = QuoteOf(parts.Universe, counters.Best),
            BestInTime = QuoteOf(parts.Universe, counters.BestInTime),
            BestSizedBps = double.IsFinite(counters.BestSizedBps) ? counters.BestSizedBps : null,
            Totals = parts.Scribe.Totals,
            ByStart = ByStartOf(parts),
            NetChanges = NetChangesOf(parts),
            Kills = parts.Keeper.Kills,
            LongestToQuietNs = parts.Keeper.LongestToQuietNs,
            Tripped = TrippedOf(parts.Core.Desk.Gates.Limits),
            DecisionHash = parts.Core.Desk.Hash.GetHashText(),
            Stages = StagesOf(parts),
            LongestStallNs = parts.TradingThreads[0].LongestCycleNs,
            ReplacedOrderConnections = parts.Executors.Sum(static executor => executor.ReplacedConnections),
            OrderPaths = new OrderPathCounts(
                parts.Executors.Sum(static executor => executor.Desk.Paths.RestOrders),
                parts.Executors.Sum(static executor => executor.Desk.Paths.SocketOrders),
                parts.Executors.Sum(static executor => executor.Desk.Paths.FallBacks),
                parts.Executors.Sum(static executor => executor.Desk.LostSockets)),
            AllocatedBytes = allocatedBytes,
            AllocatedByThread =
            [
                .. parts.AllThreads.Select(static t => new CountedCause(t.Name, t.AllocatedBytes)), byMain,
            ],
            Collections = collections,
            Audit = parts.Auditor?.Counters,
            StrayEvents = parts.Core.StrayEvents,
            TapeDropped = parts.TapeSink?.Dropped,
            LinesLost = parts.Targets.Sum(static target => target.Sink.LinesLost),
            Problems = problems,
        };
    }

    private static List<CountedCause> RefusalsOf(DeskCounters counters)
    {
        var refusals = new List<CountedCause>();
        for (int i = 0; i < counters.ByRefusal.Length; i++)
        {
            if (counters.ByRefusal[i] > 0)
            {
                refusals.Add(new CountedCause(WordOf((Refusal)i), counters.ByRefusal[i]));
            }
        }
        return refusals;
    }

    private static List<string> TrippedOf(LimitBook limits) =>
    [
        .. Enum.GetValues<BreakerCause>().Where(limits.IsTrippedBy).Select(BreakerCauses.WordOf),
    ];

    private static BestQuote QuoteOf(Universe universe, BestSeen best) => new(
        best.GrossBps,
        NameOf(universe, best.GrossTriangle),
        best.NetBps,
        NameOf(universe, best.NetTriangle));

    private static string NameOf(Universe universe, int triangle)
    {
        if (triangle < 0)
        {
            return "";
        }
        ref readonly Triangle one = ref universe.Triangles[triangle];
        return string.Join(
            ' ',
            Enumerable.Range(0, 3).Select(leg => LegName(universe, universe.Triangles[triangle].Leg(leg))))
            + $" from {universe.CurrencyName(one.Start)}";
    }

    private static string LegName(Universe universe, TriangleLeg leg) =>
        $"{(leg.Side == Side.Buy ? "buy" : "sell")} {universe.SpecOf(leg.Symbol).Name}";

    private static List<StartTotals> ByStartOf(EngineAssembly parts)
    {
        var totals = new List<StartTotals>();
        foreach (CurrencyId start in parts.Universe.StartCurrencies)
        {
            if (parts.Scribe.Totals.Of(start).Traded > 0)
            {
                totals.Add(
                    new StartTotals(parts.Universe.CurrencyName(start), parts.Scribe.Totals.Of(start)));
            }
        }
        return totals;
    }

    private static Dictionary<string, ExactDecimal> NetChangesOf(EngineAssembly parts)
    {
        var changes = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal);
        for (int i = 0; i < parts.Universe.CurrencyCount; i++)
        {
            ExactDecimal net = parts.Scribe.NetOf(new CurrencyId(i));
            if (!net.IsZero)
            {
                changes[parts.Universe.CurrencyName(new CurrencyId(i))] = net;
            }
        }
        return changes;
    }

    private static List<StageLatency> StagesOf(EngineAssembly parts)
    {
        var stages = new List<StageLatency>
        {
            new("ingress -> decoded", parts.HotMetrics.IngressToDecoded),
            new("decoded -> evaluated", parts.HotMetrics.DecodedToEvaluated),
            new("ingress -> signal", parts.HotMetrics.IngressToSignal),
        };
        stages.Add(Sum("signal -> order written", parts, static m => m.SignalToWritten));
        stages.Add(Sum("order written -> ack", parts, static m => m.WrittenToAck));
        stages.Add(Sum("REST order -> ack", parts, static m => m.RestAck));
        stages.Add(Sum("WebSocket order -> ack", parts, static m => m.SocketAck));
        stages.Add(Sum("REST probe", parts, static m => m.RestProbe));
        stages.Add(Sum("WebSocket probe", parts, static m => m.SocketProbe));
        stages.Add(Sum("order written -> fill", parts, static m => m.WrittenToFill));
        stages.Add(Sum("signal -> cascade end", parts, static m => m.SignalToEnd));
        return stages;
    }

    private static StageLatency Sum(
        string name, EngineAssembly parts, Func<ExecutorMetrics, LatencyHistogram> pick)
    {
        var sum = new LatencyHistogram();
        foreach (ExecutorAgent executor in parts.Executors)
        {
            sum.Add(pick(executor.Metrics));
        }
        return new StageLatency(name, sum);
    }

    // NotArmed becomes not_armed: the words of the configuration and of the reports are lower case.
    private static string WordOf(Refusal refusal)
    {
        var text = new System.Text.StringBuilder();
        foreach (char letter in refusal.ToString())
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
