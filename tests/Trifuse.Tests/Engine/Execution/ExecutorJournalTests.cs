using Trifuse.Core.Domain;
using Trifuse.Engine.Execution;
using Trifuse.Engine.Journal;
using Trifuse.Tests.Engine.Journal;
using Trifuse.Tests.Engine.Support;
using Trifuse.Tests.Trading.Execution;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;

namespace Trifuse.Tests.Engine.Execution;

public sealed class ExecutorJournalTests
{
    [Fact]
    public void An_order_that_could_not_be_written_at_once_has_one_intent()
    {
        using var directory = new TempDirectory();
        JournalKeeper keeper = JournalBench.Open(directory.Path);
        var world = new CascadeWorld();
        var journal = new ExecutorJournal(keeper.Writer(0), world.Universe, utcOffsetNs: 0);
        CascadeAction place = ActionOf(world, CascadeActionKind.Place, attempt: 0);
        CascadeAction again = ActionOf(world, CascadeActionKind.Place, attempt: 1);
        CascadeAction cancel = ActionOf(world, CascadeActionKind.Cancel, attempt: 1);
        foreach (CascadeAction action in new[] { place, place, place, again, cancel, cancel, again })
        {
            Assert.True(journal.TryIntent(in action, nowNs: 1));
        }
        keeper.Dispose();

        Assert.Equal(
            [
                (JournalVerb.Place, 0), (JournalVerb.Place, 1),
                (JournalVerb.Cancel, 1), (JournalVerb.Cancel, 1),
            ],
            IntentsIn(directory.Path));
    }

    [Fact]
    public void An_intent_that_found_no_room_is_written_when_its_order_is_tried_again()
    {
        using var directory = new TempDirectory();
        var disk = new FillableDisk();
        JournalKeeper keeper = JournalBench.Open(directory.Path, disk: disk);
        var world = new CascadeWorld();
        var journal = new ExecutorJournal(keeper.Writer(0), world.Universe, utcOffsetNs: 0);
        CascadeAction place = ActionOf(world, CascadeActionKind.Place, attempt: 0);
        disk.IsFull = true;
        for (int i = 0; i < 2 * JournalBench.RecordsPerSegment; i++)
        {
            journal.Unknown(place.Request.ClientId, UnknownCause.NoReply, i);
            keeper.DoWork(i);
        }
        Assert.Equal(0, journal.Lost);
        Assert.True(journal.TryIntent(in place, nowNs: 100));
        Assert.Equal(1, journal.Lost);
        disk.IsFull = false;
        for (long nowNs = 0; keeper.Writer(0).FreeRecords == 0 && nowNs < 100; nowNs++)
        {
            keeper.DoWork(nowNs * 1_000_000_000);
        }
        Assert.True(journal.TryIntent(in place, nowNs: 200));
        Assert.True(journal.TryIntent(in place, nowNs: 300));
        Assert.Equal(1, journal.Lost);
        keeper.Dispose();

        Assert.Equal([(JournalVerb.Place, 0)], IntentsIn(directory.Path));
    }

    private static CascadeAction ActionOf(CascadeWorld world, CascadeActionKind kind, byte attempt)
    {
        var action = new CascadeAction { Kind = kind };
        action.Request.Symbol = world.Symbol("FLUX-USDC");
        action.Request.Side = Side.Sell;
        action.Request.Amount = CascadeWorld.D("64.53");
        action.Request.ClientId = new ClientOrderId(JournalBench.Run, 42, 1, attempt);
        return action;
    }

    private static List<(JournalVerb Verb, int Attempt)> IntentsIn(string directory)
    {
        JournalReader reader = JournalBench.Read(directory);
        var intents = new List<(JournalVerb, int)>();
        while (reader.TryRead(out JournalEntry entry))
        {
            Assert.True(JournalCodec.TryDecode(entry.Kind, entry.Payload, out JournalRecord record));
            if (record.Kind == JournalKind.Intent)
            {
                intents.Add((record.Verb, record.ClientId.Attempt));
            }
        }
        return intents;
    }
}
