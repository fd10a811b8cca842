using System.Buffers.Binary;
using CsCheck;
using Trifuse.Engine.Journal;
using Trifuse.Tests.Engine.Support;

namespace Trifuse.Tests.Engine.Journal;

/// <summary>A journal that is read while it is written.</summary>
public sealed class JournalFollowerTests
{
    [Fact]
    public void Every_record_comes_once_and_in_order_however_often_the_reading_begins_anew() =>
        Gen.Select(Gen.Int[1, 3], Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Bool).List[1, 40]).Sample(
            static (writers, steps) =>
            {
                using var directory = new TempDirectory();
                using JournalKeeper keeper = JournalBench.Open(directory.Path, writers);
                int[] written = new int[writers];
                List<int>[] seen = [.. Enumerable.Range(0, writers).Select(static _ => new List<int>())];
                List<JournalPosition> positions = [];
                JournalFollower follower = Resume(directory, positions);
                foreach ((int count, int writer, bool startsAnew) in steps)
                {
                    for (int i = 0; i < count; i++)
                    {
                        JournalBench.Append(keeper.Writer(writer % writers), written[writer % writers]++);
                        keeper.DoWork(i);
                    }
                    ReadAll(follower, seen);
                    if (startsAnew)
                    {
                        positions = [.. follower.Positions];
                        follower.Dispose();
                        follower = Resume(directory, positions);
                    }
                }
                ReadAll(follower, seen);
                Assert.Empty(follower.TakeDamages());
                follower.Dispose();
                for (int i = 0; i < writers; i++)
                {
                    Assert.Equal(Enumerable.Range(0, written[i]), seen[i]);
                }
            },
            iter: 60);

    [Fact]
    public void A_record_that_is_not_committed_is_waited_for()
    {
        using var directory = new TempDirectory();
        string path = Written(directory, 5);
        byte[] whole = File.ReadAllBytes(path);
        byte[] torn = [.. whole];
        torn.AsSpan(6 * JournalFrame.Length - 4).Clear();
        File.WriteAllBytes(path, torn);
        using var follower = new JournalFollower(directory.Path);
        List<int>[] seen = [[]];
        ReadAll(follower, seen);
        Assert.Equal([0, 1, 2, 3], seen[0]);
        Assert.False(Assert.Single(follower.Positions).IsEnded);
        File.WriteAllBytes(path, whole);
        ReadAll(follower, seen);
        Assert.Equal([0, 1, 2, 3, 4], seen[0]);
        Assert.Empty(follower.TakeDamages());
    }

    [Fact]
    public void What_a_kill_left_half_done_is_passed_over_when_a_later_run_has_begun()
    {
        using var directory = new TempDirectory();
        string path = Written(directory, 5);
        byte[] torn = File.ReadAllBytes(path);
        torn.AsSpan(6 * JournalFrame.Length - 4).Clear();
        File.WriteAllBytes(path, torn);
        using var follower = new JournalFollower(directory.Path);
        List<int>[] seen = [[]];
        ReadAll(follower, seen);
        BeginLaterRun(directory);
        ReadAll(follower, seen);
        Assert.Equal([0, 1, 2, 3], seen[0]);
        Assert.Equal([true, false], follower.Positions.Select(static p => p.IsEnded));
        Assert.Empty(follower.TakeDamages());
    }

    [Fact]
    public void Damage_is_told_once_and_the_segment_is_not_acknowledged()
    {
        using var directory = new TempDirectory();
        string path = Written(directory, 5);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[(2 * JournalFrame.Length) + 50] ^= 1;
        File.WriteAllBytes(path, bytes);
        BeginLaterRun(directory);
        using var follower = new JournalFollower(directory.Path);
        List<int>[] seen = [[]];
        ReadAll(follower, seen);
        Assert.Equal([0, 2, 3, 4], seen[0]);
        JournalDamage damage = Assert.Single(follower.TakeDamages());
        Assert.Equal(2 * JournalFrame.Length, damage.Offset);
        Assert.True(LedgerAck.TryWrite(directory.Path, follower.Positions, out _));
        LedgerAck ack = LedgerAck.Read(directory.Path, out JournalProblem problem);
        Assert.True(problem.IsNone, problem.Message);
        Assert.Equal(0, ack.Count);
    }

    [Fact]
    public void A_record_of_another_format_is_not_passed_over()
    {
        using var directory = new TempDirectory();
        string path = Written(directory, 5);
        byte[] bytes = File.ReadAllBytes(path);
        Span<byte> slot = bytes.AsSpan(3 * JournalFrame.Length, JournalFrame.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[4..], JournalFrame.Version + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(
            slot[248..], Trifuse.Core.Checksums.Crc32C.Compute(slot[..248]));
        File.WriteAllBytes(path, bytes);
        BeginLaterRun(directory);
        using var follower = new JournalFollower(directory.Path);
        List<int>[] seen = [[]];
        ReadAll(follower, seen);
        Assert.Equal([0, 1], seen[0]);
        Assert.Equal(JournalFault.WrongVersion, follower.Problem.Fault);
        Assert.DoesNotContain(follower.Positions, static p => p.IsEnded);
    }

    [Fact]
    public void A_segment_is_acknowledged_when_all_of_it_was_read_and_a_later_one_has_begun()
    {
        using var directory = new TempDirectory();
        using JournalKeeper keeper = JournalBench.Open(directory.Path);
        JournalBench.AppendAll(keeper, 0, JournalBench.RecordsPerSegment);
        using var follower = new JournalFollower(directory.Path);
        List<int>[] seen = [[]];
        ReadAll(follower, seen);
        Assert.DoesNotContain(follower.Positions, static p => p.IsEnded);
        JournalBench.Append(keeper.Writer(0), JournalBench.RecordsPerSegment);
        ReadAll(follower, seen);
        Assert.Equal(Enumerable.Range(0, JournalBench.RecordsPerSegment + 1), seen[0]);
        Assert.True(LedgerAck.TryWrite(directory.Path, follower.Positions, out _));
        LedgerAck ack = LedgerAck.Read(directory.Path, out _);
        Assert.True(ack.Includes(new SegmentName(JournalBench.Run, 0, 1)));
        Assert.False(ack.Includes(new SegmentName(JournalBench.Run, 0, 2)));
    }

    [Theory]
    [InlineData("trifuse-ledger-ack 2\n7 0 1 16\n")]
    [InlineData("trifuse-ledger-ack 1\n7 0 1 16\n7 0 2")]
    [InlineData("trifuse-ledger-ack 1\n7 0 x 16\n")]
    [InlineData("")]
    public void An_acknowledgement_that_cannot_be_read_acknowledges_nothing_and_says_so(string content)
    {
        using var directory = new TempDirectory();
        File.WriteAllText(directory.File(LedgerAck.FileName), content);
        Assert.Equal(0, LedgerAck.Read(directory.Path, out JournalProblem problem).Count);
        Assert.Equal(JournalFault.Damaged, problem.Fault);
    }

    private static JournalFollower Resume(TempDirectory directory, List<JournalPosition> positions)
    {
        var follower = new JournalFollower(directory.Path);
        positions.ForEach(follower.Resume);
        return follower;
    }

    private static void ReadAll(JournalFollower follower, List<int>[] seen)
    {
        var sink = new ValueSink(seen);
        Assert.True(follower.Look(), follower.Problem.Message);
        while (follower.Read(7, sink) > 0)
        {
        }
    }

    private static string Written(TempDirectory directory, int count)
    {
        using (JournalKeeper keeper = JournalBench.Open(directory.Path))
        {
            JournalBench.AppendAll(keeper, 0, count);
        }
        return JournalBench.Segment(directory, 1);
    }

    private static void BeginLaterRun(TempDirectory directory)
    {
        bool isOpen = JournalKeeper.TryOpen(
            directory.Path,
            JournalBench.Run + 1,
            1,
            JournalBench.Options,
            new SegmentFiles(),
            out JournalKeeper? keeper,
            out JournalProblem problem);
        Assert.True(isOpen, problem.Message);
        keeper!.Dispose();
    }

    private sealed class ValueSink(List<int>[] seen) : IJournalSink
    {
        public void Take(in JournalEntry entry) =>
            seen[entry.Writer].Add(BinaryPrimitives.ReadInt32LittleEndian(entry.Payload));
    }
}
