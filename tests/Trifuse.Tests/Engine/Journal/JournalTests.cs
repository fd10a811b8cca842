using Trifuse.Core;
using Trifuse.Engine.Journal;
using Trifuse.Net.Linux;
using Trifuse.Tests.Engine.Support;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Engine.Journal;

public sealed class JournalTests
{
    [Fact]
    public void Gives_back_every_record_over_several_segments()
    {
        using var directory = new TempDirectory();
        JournalKeeper keeper = JournalBench.Open(directory.Path);
        JournalBench.AppendAll(keeper, 0, 100);
        keeper.Dispose();

        JournalReader reader = JournalBench.Read(directory.Path);
        Assert.Equal(Enumerable.Range(0, 100), JournalBench.ReadAll(reader));
        Assert.Empty(reader.Damages);
        Assert.Equal(0, reader.TornRecords);
        Assert.Equal(0, reader.MissingSequences);
        Assert.Equal(7, Directory.GetFiles(directory.Path, "*.tfj").Length);
    }

    [Fact]
    public void A_journal_that_nobody_closed_is_whole_to_its_last_record()
    {
        using var directory = new TempDirectory();
        JournalKeeper keeper = JournalBench.Open(directory.Path);
        JournalBench.AppendAll(keeper, 0, 40);
        // Not closed and not flushed: what another process sees after a kill is the page cache, as here.
        JournalReader reader = JournalBench.Read(directory.Path);
        Assert.Equal(Enumerable.Range(0, 40), JournalBench.ReadAll(reader));
        Assert.Empty(reader.Damages);
        keeper.Dispose();
    }

    [Fact]
    public void Two_writers_are_merged_by_their_common_sequence()
    {
        using var directory = new TempDirectory();
        JournalKeeper keeper = JournalBench.Open(directory.Path, writers: 2);
        var random = new Prng(5);
        for (int i = 0; i < 120; i++)
        {
            int writer = (int)random.NextBelow(2);
            Assert.Equal(JournalResult.Written, JournalBench.Append(keeper.Writer(writer), i));
            keeper.DoWork(i);
        }
        Assert.Equal(120, keeper.Sequence.Last);
        keeper.Dispose();

        JournalReader reader = JournalBench.Read(directory.Path);
        Assert.Equal(Enumerable.Range(0, 120), JournalBench.ReadAll(reader));
        Assert.Equal(0, reader.MissingSequences);
    }

    [Fact]
    public void Two_threads_append_without_losing_or_repeating_a_number()
    {
        using var directory = new TempDirectory();
        JournalKeeper keeper = JournalBench.Open(directory.Path, writers: 2);
        var threads = new Thread[2];
        for (int t = 0; t < threads.Length; t++)
        {
            JournalWriter writer = keeper.Writer(t);
            threads[t] = new Thread(() =>
            {
                for (int i = 0; i < 1_000; i++)
                {
                    while (JournalBench.Append(writer, i) == JournalResult.JournalFull)
                    {
                        Thread.Yield();
                    }
                }
            });
            threads[t].Start();
        }
        long now = 0;
        while (threads.Any(thread => thread.IsAlive))
        {
            keeper.DoWork(now++);
        }
        keeper.Dispose();

        JournalReader reader = JournalBench.Read(directory.Path);
        Assert.Equal(2_000, JournalBench.ReadAll(reader).Count);
        Assert.Empty(reader.Damages);
        Assert.Equal(0, reader.MissingSequences);
    }

    [Fact]
    public void A_full_disk_is_a_value_and_writing_goes_on_when_there_is_room_again()
    {
        using var directory = new TempDirectory();
        var disk = new FillableDisk();
        JournalKeeper keeper = JournalBench.Open(directory.Path, disk: disk);
        Assert.Equal(2 * JournalBench.RecordsPerSegment, keeper.Writer(0).FreeRecords);
        disk.IsFull = true;
        for (int i = 0; i < 2 * JournalBench.RecordsPerSegment; i++)
        {
            Assert.Equal(JournalResult.Written, JournalBench.Append(keeper.Writer(0), i));
            keeper.DoWork(nowNs: i);
        }
        Assert.Equal(0, keeper.Writer(0).FreeRecords);
        Assert.Equal(JournalResult.JournalFull, JournalBench.Append(keeper.Writer(0), 30));
        Assert.Equal(JournalFault.CannotWrite, keeper.Problem.Fault);
        Assert.Contains(Errno.Describe(Errno.NoSpace), keeper.Problem.Message, StringComparison.Ordinal);
        Assert.Equal(3, disk.Attempts);

        disk.IsFull = false;
        keeper.DoWork(nowNs: JournalBench.Options.RetryIntervalNs * 2);
        Assert.Equal(JournalProblem.None, keeper.Problem);
        Assert.Equal(JournalResult.Written, JournalBench.Append(keeper.Writer(0), 30));
        keeper.Dispose();

        JournalReader reader = JournalBench.Read(directory.Path);
        Assert.Equal(Enumerable.Range(0, 31), JournalBench.ReadAll(reader));
        Assert.Equal(0, reader.MissingSequences);
    }

    [Fact]
    public void A_disk_that_is_full_at_the_start_gives_no_journal()
    {
        using var directory = new TempDirectory();
        Assert.False(JournalKeeper.TryOpen(
            directory.Path,
            JournalBench.Run,
            1,
            JournalBench.Options,
            new FillableDisk { IsFull = true },
            out _,
            out JournalProblem problem));
        Assert.Equal(JournalFault.CannotWrite, problem.Fault);
    }

    [Fact]
    public void A_segment_beyond_the_disk_is_refused_and_leaves_no_file()
    {
        using var directory = new TempDirectory();
        // A path that cannot exist stands for any refusal of the real file system.
        SysResult result = new SegmentFiles().TryCreate(
            directory.File("missing/x"), 4096, out MappedFile? file);
        Assert.True(result.IsError);
        Assert.Null(file);
        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public void Segments_made_ahead_and_not_used_are_removed_at_the_end()
    {
        using var directory = new TempDirectory();
        JournalKeeper keeper = JournalBench.Open(directory.Path);
        Assert.Equal(2, Directory.GetFiles(directory.Path, "*.tfj").Length);
        keeper.Dispose();
        Assert.Equal(JournalBench.Segment(directory, 1), Assert.Single(Directory.GetFiles(directory.Path)));
        Assert.Empty(JournalBench.ReadAll(JournalBench.Read(directory.Path)));
    }

    [Fact]
    public void Journal_files_belong_to_their_owner_alone()
    {
        using var directory = new TempDirectory();
        JournalBench.Open(directory.Path).Dispose();
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(JournalBench.Segment(directory, 1)));
    }

    [Fact]
    public void Appending_and_flushing_allocate_nothing()
    {
        using var directory = new TempDirectory();
        bool isOpen = JournalKeeper.TryOpen(
            directory.Path,
            JournalBench.Run,
            1,
            new JournalOptions { SegmentBytes = 1024 * 1024, FlushIntervalNs = 10 },
            new SegmentFiles(),
            out JournalKeeper? keeper,
            out _);
        Assert.True(isOpen);
        JournalBench.AppendAll(keeper!, 0, 200);
        Assert.Equal(0, AllocationMeter.Measure(() => Append(keeper!, 2_000)));
        // The control: a segment made ahead does allocate, and the meter sees it.
        long rotation = AllocationMeter.Measure(() => Append(keeper!, 3_000));
        Assert.InRange(rotation, 1, 8_192);
        keeper!.Dispose();
    }

    private static void Append(JournalKeeper keeper, int count)
    {
        for (int i = 0; i < count; i++)
        {
            JournalBench.Append(keeper.Writer(0), i);
            keeper.DoWork(i);
        }
    }
}
