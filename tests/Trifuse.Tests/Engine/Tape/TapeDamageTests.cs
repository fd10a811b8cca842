using Trifuse.Engine.Tape;
using Trifuse.Net.Linux;
using Trifuse.Tests.Engine.Support;

namespace Trifuse.Tests.Engine.Tape;

public sealed class TapeDamageTests
{
    private static readonly List<Taped> Written = [.. Enumerable.Range(0, 40).Select(TapeBench.Make)];

    [Fact]
    public void Every_truncation_is_named_and_what_is_read_before_it_is_whole()
    {
        using var directory = new TempDirectory();
        byte[] whole = WholeTape(directory);
        string cut = directory.File("cut");
        int usable = 0;
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(cut, whole[..length]);
            if (!TapeReader.TryOpen(cut, out TapeReader? reader, out TapeProblem problem))
            {
                Assert.Equal(length == 0 ? TapeFault.NotATape : TapeFault.CutShort, problem.Fault);
                Assert.Contains(cut, problem.Message, StringComparison.Ordinal);
                continue;
            }
            using (reader)
            {
                List<Taped> records = TapeBench.ReadAll(reader);
                Assert.Equal(Written[..records.Count], records);
                Assert.True(records.Count >= usable, "a longer file gave fewer records");
                usable = records.Count;
                Assert.Equal(TapeFault.CutShort, reader.Problem.Fault);
                Assert.Null(reader.Trailer);
                Assert.False(reader.CanClaimEquality(out string reason));
                Assert.Contains("cut short", reason, StringComparison.Ordinal);
            }
        }
        Assert.Equal(Written.Count, usable);
    }

    [Fact]
    public void A_flipped_byte_anywhere_is_detected_and_gives_no_wrong_record()
    {
        using var directory = new TempDirectory();
        byte[] whole = WholeTape(directory);
        string path = directory.File("flipped");
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] bytes = [.. whole];
            bytes[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, bytes);
            if (!TapeReader.TryOpen(path, out TapeReader? reader, out TapeProblem problem))
            {
                Assert.NotEqual(TapeFault.None, problem.Fault);
                continue;
            }
            using (reader)
            {
                List<Taped> records = TapeBench.ReadAll(reader);
                Assert.Equal(Written[..records.Count], records);
                Assert.NotEqual(TapeFault.None, reader.Problem.Fault);
                Assert.Null(reader.Trailer);
            }
        }
    }

    [Fact]
    public void A_damaged_block_is_named_by_its_number()
    {
        using var directory = new TempDirectory();
        byte[] whole = WholeTape(directory);
        // Block 0 is the head; the first byte of block 1's content lies behind both headers.
        int headStored = BitConverter.ToInt32(whole, 24);
        whole[TapeBlock.HeaderLength + headStored + TapeBlock.HeaderLength] ^= 1;
        File.WriteAllBytes(directory.File("t"), whole);
        using TapeReader reader = TapeBench.Open(directory.File("t"));
        Assert.Empty(TapeBench.ReadAll(reader));
        Assert.Equal(TapeFault.Corrupt, reader.Problem.Fault);
        Assert.Contains("corrupted at block 1", reader.Problem.Message, StringComparison.Ordinal);
        Assert.Contains("checksum", reader.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_files_other_versions_missing_files_and_appended_bytes_are_told_apart()
    {
        using var directory = new TempDirectory();
        string path = directory.File("x");
        byte[] whole = WholeTape(directory);

        Assert.False(TapeReader.TryOpen(path, out _, out TapeProblem missing));
        Assert.Equal(TapeFault.CannotOpen, missing.Fault);

        File.WriteAllText(path, "this is a text, and it is longer than the header of a block is");
        Assert.False(TapeReader.TryOpen(path, out _, out TapeProblem foreign));
        Assert.Equal(TapeFault.NotATape, foreign.Fault);

        byte[] newer = [.. whole];
        newer[8] = 2;
        File.WriteAllBytes(path, newer);
        Assert.False(TapeReader.TryOpen(path, out _, out TapeProblem version));
        Assert.Equal(TapeFault.WrongVersion, version.Fault);
        Assert.Contains("version 2", version.Message, StringComparison.Ordinal);

        File.WriteAllBytes(path, [.. whole, 0]);
        using TapeReader reader = TapeBench.Open(path);
        TapeBench.ReadAll(reader);
        Assert.Equal(TapeFault.Corrupt, reader.Problem.Fault);
        Assert.Contains("behind the trailer", reader.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_existing_file_is_never_overwritten()
    {
        using var directory = new TempDirectory();
        byte[] whole = WholeTape(directory);
        Assert.False(TapeWriter.TryCreate(
            directory.File("whole"), TapeBench.Head(), new TapeSink(1024), out _, out TapeProblem problem));
        Assert.Equal(TapeFault.CannotOpen, problem.Fault);
        Assert.Contains("never overwritten", problem.Message, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(directory.File("whole")));
    }

    [Fact]
    public void A_full_disk_ends_the_tape_and_the_engine_goes_on()
    {
        using var directory = new TempDirectory();
        var disk = new FaultySink { Budget = 400 };
        var sink = new TapeSink(4096);
        Assert.True(TapeWriter.TryCreate(
            disk, "tape", TapeBench.Head(), sink, out TapeWriter? writer, out _, blockBytes: 128));
        for (int i = 0; i < 200; i++)
        {
            sink.Write(TapeKind.MarketFrame, 0, i, BitConverter.GetBytes(i * 7919));
            writer.Drain();
        }
        Assert.Equal(TapeFault.CannotWrite, writer.Problem.Fault);
        Assert.Contains(Errno.Describe(Errno.NoSpace), writer.Problem.Message, StringComparison.Ordinal);
        Assert.True(sink.IsStopped);
        Assert.Equal(200, writer.Records + writer.Lost + sink.Dropped);
        Assert.False(writer.Finish(TapeBench.Hash, 1));
        writer.Dispose();
        Assert.True(disk.IsClosed);

        File.WriteAllBytes(directory.File("t"), disk.Bytes);
        using TapeReader reader = TapeBench.Open(directory.File("t"));
        Assert.Equal(writer.Records, TapeBench.ReadAll(reader).Count);
        Assert.Equal(TapeFault.CutShort, reader.Problem.Fault);
    }

    [Fact]
    public void A_disk_that_is_full_from_the_start_gives_no_writer()
    {
        var disk = new FaultySink { Budget = 10 };
        Assert.False(TapeWriter.TryCreate(
            disk,
            "tape",
            TapeBench.Head(),
            new TapeSink(1024),
            out _,
            out TapeProblem problem,
            blockBytes: 128));
        Assert.Equal(TapeFault.CannotWrite, problem.Fault);
        Assert.True(disk.IsClosed);
    }

    private static byte[] WholeTape(TempDirectory directory)
    {
        string path = directory.File("whole");
        TapeBench.Record(path, Written);
        return File.ReadAllBytes(path);
    }
}
