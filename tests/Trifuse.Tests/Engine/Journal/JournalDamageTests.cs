using Trifuse.Core.Checksums;
using Trifuse.Engine.Journal;
using Trifuse.Tests.Engine.Support;

namespace Trifuse.Tests.Engine.Journal;

public sealed class JournalDamageTests
{
    private const int Last = 9;

    [Fact]
    public void A_record_torn_at_any_byte_is_passed_over_and_those_before_it_are_read()
    {
        using var directory = new TempDirectory();
        string path = Written(directory, Last + 1);
        byte[] whole = File.ReadAllBytes(path);
        int start = (1 + Last) * JournalFrame.Length;
        for (int kept = 0; kept < JournalFrame.Length; kept++)
        {
            byte[] torn = [.. whole];
            torn.AsSpan(start + kept, JournalFrame.Length - kept).Clear();
            File.WriteAllBytes(path, torn);
            JournalReader reader = JournalBench.Read(directory.Path);
            Assert.Equal(Enumerable.Range(0, Last), JournalBench.ReadAll(reader));
            Assert.Empty(reader.Damages);
            Assert.Equal(kept == 0 ? 0 : 1, reader.TornRecords);
        }
    }

    [Fact]
    public void A_file_cut_at_any_byte_gives_the_records_before_the_cut()
    {
        using var directory = new TempDirectory();
        string path = Written(directory, Last + 1);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < (Last + 2) * JournalFrame.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            JournalReader reader = JournalBench.Read(directory.Path);
            int expected = Math.Max(0, (length / JournalFrame.Length) - 1);
            Assert.Equal(Enumerable.Range(0, expected), JournalBench.ReadAll(reader));
            Assert.Empty(reader.Damages);
        }
    }

    [Fact]
    public void A_flipped_byte_in_any_record_is_reported_with_its_place()
    {
        using var directory = new TempDirectory();
        string path = Written(directory, Last + 1);
        byte[] whole = File.ReadAllBytes(path);
        for (int i = JournalFrame.Length; i < (Last + 1) * JournalFrame.Length; i++)
        {
            byte[] bytes = [.. whole];
            bytes[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, bytes);
            int slot = i / JournalFrame.Length;
            JournalReader reader = JournalBench.Read(directory.Path);
            List<int> values = JournalBench.ReadAll(reader);
            Assert.Equal(Enumerable.Range(0, Last + 1).Where(value => value != slot - 1), values);
            JournalDamage damage = Assert.Single(reader.Damages);
            Assert.Equal(slot * JournalFrame.Length, damage.Offset);
            Assert.Equal(path, damage.File);
            Assert.Equal(1, reader.MissingSequences);
        }
    }

    [Fact]
    public void A_missing_segment_and_a_segment_emptied_at_its_end_are_reported()
    {
        using var directory = new TempDirectory();
        Written(directory, 3 * JournalBench.RecordsPerSegment);
        byte[] first = File.ReadAllBytes(JournalBench.Segment(directory, 1));
        first.AsSpan(JournalBench.SegmentBytes - JournalFrame.Length).Clear();
        File.WriteAllBytes(JournalBench.Segment(directory, 1), first);
        JournalReader reader = JournalBench.Read(directory.Path);
        Assert.Equal(44, JournalBench.ReadAll(reader).Count);
        Assert.StartsWith(
            "1 records are missing", Assert.Single(reader.Damages).Message, StringComparison.Ordinal);
        Assert.Equal(1, reader.MissingSequences);

        File.Delete(JournalBench.Segment(directory, 2));
        reader = JournalBench.Read(directory.Path);
        Assert.Equal(29, JournalBench.ReadAll(reader).Count);
        Assert.Contains(
            reader.Damages, damage => damage.Message.Contains("segment 2", StringComparison.Ordinal));
        Assert.Equal(16, reader.MissingSequences);
    }

    [Fact]
    public void A_journal_of_another_format_version_is_refused()
    {
        using var directory = new TempDirectory();
        string path = Written(directory, 1);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[4] = 2;
        BitConverter.TryWriteBytes(
            bytes.AsSpan(248), Crc32C.Compute(bytes.AsSpan(0, 248)));
        File.WriteAllBytes(path, bytes);
        Assert.False(JournalReader.TryOpen(
            directory.Path, JournalBench.Run, out _, out JournalProblem problem));
        Assert.Equal(JournalFault.WrongVersion, problem.Fault);
        Assert.Contains(path, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_another_run_in_the_file_is_not_given_out()
    {
        using var directory = new TempDirectory();
        File.Copy(Written(directory, 3), directory.File("journal-8-0-1.tfj"));
        Assert.True(JournalReader.TryOpen(directory.Path, 8, out JournalReader? reader, out _));
        Assert.False(reader.TryRead(out _));
        Assert.Equal(4, reader.Damages.Count);
    }

    [Fact]
    public void Runs_are_listed_and_a_run_or_directory_that_is_not_there_is_a_value()
    {
        using var directory = new TempDirectory();
        Written(directory, 1);
        File.WriteAllText(directory.File("journal-x-0-1.tfj"), "");
        File.WriteAllText(directory.File("journal-8-1.tfj"), "");
        File.WriteAllBytes(directory.File("journal-3-0-1.tfj"), []);
        Assert.True(JournalReader.TryListRuns(directory.Path, out IReadOnlyList<uint> runs, out _));
        Assert.Equal([3u, JournalBench.Run], runs);
        Assert.False(JournalReader.TryOpen(directory.Path, 99, out _, out JournalProblem none));
        Assert.Equal(JournalFault.NoSuchRun, none.Fault);
        Assert.False(JournalReader.TryOpen(directory.File("none"), 99, out _, out JournalProblem missing));
        Assert.Equal(JournalFault.CannotRead, missing.Fault);
        Assert.False(JournalReader.TryListRuns(directory.File("none"), out _, out _));
    }

    private static string Written(TempDirectory directory, int count)
    {
        JournalKeeper keeper = JournalBench.Open(directory.Path);
        JournalBench.AppendAll(keeper, 0, count);
        keeper.Dispose();
        return JournalBench.Segment(directory, 1);
    }
}
