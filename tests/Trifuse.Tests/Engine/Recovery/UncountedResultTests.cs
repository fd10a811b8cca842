using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Control;
using Trifuse.Engine.Recovery;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Engine.Recovery;

/// <summary>
/// What a killed process had written into the journal and not yet into the results of the day is found, and
/// nothing else.
/// </summary>
public class UncountedResultTests
{
    // Of run 7 the page has counted cascades 5 (slot 0) and 4 (slot 1).
    private static readonly CountedMark Mark = new(7, [5, 4]);

    [Fact]
    public void Ends_behind_the_mark_are_not_counted_yet()
    {
        var history = new JournalHistory(Mark);
        End(history, journalRun: 7, Id(7, 3), slot: 0, "-1");
        End(history, journalRun: 7, Id(7, 4), slot: 1, "-2");
        End(history, journalRun: 7, Id(7, 5), slot: 0, "-4");
        End(history, journalRun: 7, Id(7, 6), slot: 1, "-8");
        End(history, journalRun: 7, Id(7, 7), slot: 0, "-16");
        Assert.Equal([6u, 7u], history.Uncounted.Select(r => r.Cascade));
        Assert.Equal(["-8", "-16"], history.Uncounted.Select(r => r.Profit.ToString()));
        Assert.All(history.Uncounted, r => Assert.Equal(("USDT", true, 99L), (r.Start, r.IsLive, r.UtcNs)));
    }

    [Fact]
    public void What_a_later_start_settled_and_did_not_live_to_count_is_missing_too()
    {
        var history = new JournalHistory(Mark);
        End(history, journalRun: 6, Id(6, 9), slot: 0, "-1");
        End(history, journalRun: 7, Id(5, 8), slot: 1, "-2");
        End(history, journalRun: 8, Id(7, 6), slot: 0, "-4");
        PastResult missing = Assert.Single(history.Uncounted);
        Assert.Equal((6u, "-4"), (missing.Cascade, missing.Profit.ToString()));
    }

    [Fact]
    public void A_correction_counts_by_its_difference_and_as_no_failure()
    {
        var history = new JournalHistory(Mark);
        Begin(history, Id(7, 6), slot: 1);
        JournalRecord doubtful = EndOf(Id(7, 6), "-50");
        doubtful.IsUncertain = true;
        doubtful.Outcome = CascadeOutcome.Failed;
        history.Take(doubtful, run: 7, isLive: true, exchange: "", utcNs: 99);
        Assert.Single(history.Open);
        JournalRecord settled = EndOf(Id(7, 6), "-0.5");
        settled.Kind = JournalKind.CascadeSettled;
        settled.Value = ExactDecimal.Parse("-50");
        history.Take(settled, run: 8, isLive: true, exchange: "", utcNs: 99);
        Assert.Empty(history.Open);
        Assert.Equal(["-50", "49.5"], history.Uncounted.Select(r => r.Profit.Normalized().ToString()));
        Assert.Equal(
            [CascadeOutcome.Failed, CascadeOutcome.Aborted], history.Uncounted.Select(r => r.Outcome));
    }

    [Fact]
    public void Without_a_mark_nothing_is_taken_to_be_missing()
    {
        var history = new JournalHistory(CountedMark.Unknown);
        End(history, journalRun: 7, Id(7, 6), slot: 1, "-8");
        Assert.Empty(history.Uncounted);
    }

    private static ClientOrderId Id(uint run, uint cascade) => new(run, cascade, 0, 0);

    private static void End(
        JournalHistory history, uint journalRun, ClientOrderId id, int slot, string profit)
    {
        Begin(history, id, slot);
        history.Take(EndOf(id, profit), journalRun, isLive: true, exchange: "", utcNs: 99);
    }

    private static void Begin(JournalHistory history, ClientOrderId id, int slot)
    {
        JournalRecord.Reservation(
            id.Run, id.Cascade, 0, slot, "USDT"u8, ExactDecimal.One, out JournalRecord record);
        history.Take(record, id.Run, isLive: true, exchange: "", utcNs: 98);
    }

    private static JournalRecord EndOf(ClientOrderId id, string profit)
    {
        var end = new JournalRecord
        {
            Kind = JournalKind.CascadeFinished,
            ClientId = id,
            Outcome = CascadeOutcome.Filled,
            NetCount = 1,
        };
        end.Net[0].Currency.Set("USDT"u8);
        end.Net[0].Amount = ExactDecimal.Parse(profit);
        return end;
    }
}
