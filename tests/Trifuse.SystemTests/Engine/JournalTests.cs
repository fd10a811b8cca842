using Trifuse.Core.Domain;
using Trifuse.Engine.Start;
using Trifuse.Simulator;
using Trifuse.Trading.Reporting;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// The journal of a whole run, read back: what was intended stands before what came of it, for
/// every order and every cascade.
/// </summary>
public sealed class JournalTests
{
    [Theory]
    [InlineData("fused")]
    [InlineData("split")]
    public async Task The_journal_tells_every_order_and_every_cascade(string threads)
    {
        // About half of the fills overtake the reply to their order.
        await using TestExchange exchange = await TestExchange.TriangleAsync(
            static o => o with { Latency = new LatencyModel(4, 0.5, 4, 0.5) });
        exchange.Simulator.Faults.RejectNextOrder("200004", "Balance insufficient!");
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, $"engine.threads={threads}", "isolation.triangle=false", "isolation.pair=false");
        engine.UntilReported(40);
        EngineSummary summary = await engine.FinishAsync();
        List<JournalRecord> records = JournalOfRun.Read(exchange, summary.Run);

        EveryCascadeIsReservedAndFinishedOnce(records, summary);
        EveryReplyComesAfterItsIntent(records, exchange);
        EveryOrderHasOneIdAtTheExchange(records);
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    private static void EveryCascadeIsReservedAndFinishedOnce(
        List<JournalRecord> records, EngineSummary summary)
    {
        uint[] begun = CascadesOf(records, JournalKind.Reservation);
        uint[] finished = CascadesOf(records, JournalKind.CascadeFinished);
        Assert.Equal(summary.Signals, begun.Length);
        Assert.Equal(begun.Length, begun.Distinct().Count());
        Assert.Equal(begun.Order(), finished.Order());
        foreach (uint cascade in begun)
        {
            JournalKind[] life = [.. records.Where(r => r.ClientId.Cascade == cascade).Select(r => r.Kind)];
            Assert.Equal(JournalKind.Reservation, life[0]);
            Assert.Equal(1, life.Count(k => k == JournalKind.CascadeFinished));
        }
    }

    private static void EveryReplyComesAfterItsIntent(List<JournalRecord> records, TestExchange exchange)
    {
        var intended = new HashSet<ClientOrderId>();
        var answered = new HashSet<ClientOrderId>();
        int accepted = 0;
        int rejected = 0;
        foreach (JournalRecord record in records)
        {
            switch (record.Kind)
            {
                case JournalKind.Intent when record.Verb == JournalVerb.Place:
                    Assert.True(intended.Add(record.ClientId), $"{record.ClientId} was placed twice");
                    break;
                case JournalKind.Accepted or JournalKind.Rejected or JournalKind.Unknown:
                    Assert.Contains(record.ClientId, intended);
                    Assert.True(answered.Add(record.ClientId), $"{record.ClientId} was answered twice");
                    accepted += record.Kind == JournalKind.Accepted ? 1 : 0;
                    rejected += record.Kind == JournalKind.Rejected ? 1 : 0;
                    break;
                case JournalKind.Match or JournalKind.Terminal or JournalKind.LegClosed:
                    Assert.Contains(record.ClientId, intended);
                    break;
                default:
                    break;
            }
        }
        // The reply to the last order of a cascade may come after the cascade's end, even after the run's.
        Assert.Equal(exchange.Simulator.Counters.OrdersAccepted, intended.Count - rejected);
        Assert.InRange(accepted, 1, intended.Count - rejected);
        Assert.Equal(1, rejected);
    }

    private static void EveryOrderHasOneIdAtTheExchange(List<JournalRecord> records)
    {
        var ids = new Dictionary<ClientOrderId, OrderId>();
        foreach (JournalRecord record in records)
        {
            bool names = record.Kind is JournalKind.Accepted or JournalKind.Match or JournalKind.Terminal
                or JournalKind.LegClosed && !record.OrderId.IsEmpty;
            if (names && !ids.TryAdd(record.ClientId, record.OrderId))
            {
                Assert.Equal(ids[record.ClientId], record.OrderId);
            }
        }
        Assert.Equal(ids.Count, ids.Values.Distinct().Count());
    }

    private static uint[] CascadesOf(List<JournalRecord> records, JournalKind kind) =>
        [.. records.Where(r => r.Kind == kind).Select(r => r.ClientId.Cascade)];
}
