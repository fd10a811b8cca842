using Trifuse.Engine.Journal;
using Trifuse.Engine.Recovery;
using Trifuse.Tests.Engine.Journal;
using Trifuse.Tests.Engine.Support;

namespace Trifuse.Tests.Engine.Recovery;

/// <summary>Old journals are cut to what they hold, and deleted only when that is allowed.</summary>
public sealed class JournalSpaceTests
{
    private const uint Current = JournalBench.Run + 1;

    [Fact]
    public void A_clean_end_leaves_no_unused_space()
    {
        using var directory = new TempDirectory();
        JournalKeeper keeper = JournalBench.Open(directory.Path);
        JournalBench.AppendAll(keeper, 0, 20);
        keeper.Dispose();
        Assert.Equal(4096, new FileInfo(JournalBench.Segment(directory, 1)).Length);
        Assert.Equal(6 * 256, new FileInfo(JournalBench.Segment(directory, 2)).Length);
        Assert.False(File.Exists(JournalBench.Segment(directory, 3)));
        Assert.Equal(20, JournalBench.ReadAll(JournalBench.Read(directory.Path)).Count);
    }

    [Fact]
    public void What_a_killed_run_did_not_use_is_cut_off_and_nothing_else()
    {
        using var directory = new TempDirectory();
        Leave(directory, records: 3);
        Assert.Equal("", new JournalSpace(directory.Path, Current).Reclaim(hasLedger: true, long.MaxValue));
        Assert.Equal(4 * 256, new FileInfo(JournalBench.Segment(directory, 1)).Length);
        Assert.Equal([0, 1, 2], JournalBench.ReadAll(JournalBench.Read(directory.Path)));
    }

    [Fact]
    public void The_run_that_is_starting_is_left_alone()
    {
        using var directory = new TempDirectory();
        Leave(directory, records: 3);
        var space = new JournalSpace(directory.Path, JournalBench.Run);
        space.Reclaim(hasLedger: false, keepBytes: 1);
        Assert.Equal(4096, new FileInfo(JournalBench.Segment(directory, 1)).Length);
    }

    [Fact]
    public void Without_a_ledger_old_runs_go_when_there_is_too_much()
    {
        using var directory = new TempDirectory();
        Leave(directory, records: 3);
        var space = new JournalSpace(directory.Path, Current);
        Assert.Equal("", space.Reclaim(hasLedger: false, keepBytes: 1));
        Assert.Equal(1, space.Deleted);
        Assert.False(File.Exists(JournalBench.Segment(directory, 1)));
    }

    [Fact]
    public void With_a_ledger_they_stay_until_it_has_them_and_the_operator_hears_of_it()
    {
        using var directory = new TempDirectory();
        Leave(directory, records: 3);
        var space = new JournalSpace(directory.Path, Current);
        string note = space.Reclaim(hasLedger: true, keepBytes: 1);
        Assert.Contains("trifuse ledger", note, StringComparison.Ordinal);
        Assert.Equal(0, space.Deleted);
        JournalPosition read = new(new SegmentName(JournalBench.Run, 0, 1), Slots: 4, IsEnded: true);
        Assert.True(LedgerAck.TryWrite(directory.Path, [read], out _));
        space = new JournalSpace(directory.Path, Current);
        Assert.Equal("", space.Reclaim(hasLedger: true, keepBytes: 1));
        Assert.Equal(1, space.Deleted);
    }

    // As a kill leaves it: at full size, with a segment made ahead. The copy is made while it is open.
    private static void Leave(TempDirectory directory, int records)
    {
        JournalKeeper keeper = JournalBench.Open(directory.Path);
        JournalBench.AppendAll(keeper, 0, records);
        byte[] first = File.ReadAllBytes(JournalBench.Segment(directory, 1));
        byte[] ahead = File.ReadAllBytes(JournalBench.Segment(directory, 2));
        keeper.Dispose();
        File.WriteAllBytes(JournalBench.Segment(directory, 1), first);
        File.WriteAllBytes(JournalBench.Segment(directory, 2), ahead);
    }
}
