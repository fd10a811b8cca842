using CsCheck;
using Trifuse.Core.Checksums;
using Trifuse.Engine.Tape;
using Trifuse.Tests.Engine.Support;

namespace Trifuse.Tests.Engine.Tape;

public sealed class TapeRoundTripTests
{
    [Fact]
    public void Checksum_matches_the_published_check_value() =>
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));

    [Fact]
    public void Gives_back_head_records_and_trailer()
    {
        using var directory = new TempDirectory();
        string path = directory.File("a.tape");
        List<Taped> written = [.. Enumerable.Range(0, 500).Select(TapeBench.Make)];
        TapeBench.Record(path, written);

        using TapeReader reader = TapeBench.Open(path);
        Assert.Equal(1_000, reader.Head.StartNs);
        Assert.Equal(1_700_000_000_000_000_000, reader.Head.StartUtcNs);
        Assert.Equal(["config", "run"], reader.Head.Sections.Select(section => section.Name));
        Assert.Equal("42", reader.Head.Text(TapeHead.Run));
        Assert.Equal("", reader.Head.Text(TapeHead.Fees));
        Assert.Null(reader.Trailer);
        Assert.False(reader.CanClaimEquality(out string early));
        Assert.Contains("not been read to its end", early, StringComparison.Ordinal);

        Assert.Equal(written, TapeBench.ReadAll(reader));
        Assert.Equal(TapeProblem.None, reader.Problem);
        Assert.Equal(500, reader.Trailer!.Records);
        Assert.Equal(0, reader.Trailer.Dropped);
        Assert.Equal(3, reader.Trailer.Decisions);
        Assert.Equal(TapeBench.Hash, reader.Trailer.DecisionHash.ToArray());
        Assert.True(reader.CanClaimEquality(out string reason), reason);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Any_records_come_back_as_they_were() =>
        Gen.Select(Gen.Int[1, 7], Gen.UShort, Gen.Long, Gen.Byte.Array[0, 600])
            .Select((kind, channel, nowNs, payload) =>
                new Taped((TapeKind)kind, channel, nowNs, Convert.ToHexString(payload)))
            .List[0, 60]
            .Sample(
                records =>
                {
                    using var directory = new TempDirectory();
                    TapeBench.Record(directory.File("t"), records, blockBytes: 1024);
                    using TapeReader reader = TapeBench.Open(directory.File("t"));
                    Assert.Equal(records, TapeBench.ReadAll(reader));
                    Assert.True(reader.CanClaimEquality(out _));
                },
                iter: 60);

    [Fact]
    public void An_empty_tape_and_empty_sections_are_whole()
    {
        using var directory = new TempDirectory();
        var sink = new TapeSink(1024);
        var head = new TapeHead(0, 0);
        head.Add("", "");
        Assert.True(TapeWriter.TryCreate(directory.File("t"), head, sink, out TapeWriter? writer, out _));
        Assert.True(writer.Finish([], 0));
        writer.Dispose();

        using TapeReader reader = TapeBench.Open(directory.File("t"));
        Assert.False(reader.TryRead(out _));
        Assert.Equal("", Assert.Single(reader.Head.Sections).Name);
        Assert.False(reader.CanClaimEquality(out string reason));
        Assert.Contains("without trading", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Drops_are_counted_marked_in_place_and_refuse_equality()
    {
        using var directory = new TempDirectory();
        var sink = new TapeSink(ringBytes: 256);
        Assert.True(TapeWriter.TryCreate(
            directory.File("t"), TapeBench.Head(), sink, out TapeWriter? writer, out _));
        int taken = 0;
        // Four of these fill the ring to the last byte, so that no marker fits either.
        while (sink.Write(TapeKind.MarketFrame, 1, taken, new byte[44]))
        {
            taken++;
        }
        Assert.False(sink.Write(TapeKind.MarketFrame, 1, taken, []));
        Assert.False(sink.Write(TapeKind.MarketFrame, 1, taken, new byte[sink.MaxPayloadLength + 1]));
        Assert.Equal(3, sink.Dropped);
        Assert.Equal(taken, writer.Drain());
        Assert.True(sink.Write(TapeKind.Tick, 0, 99, []));
        Assert.True(writer.Finish(TapeBench.Hash, 1));
        writer.Dispose();

        using TapeReader reader = TapeBench.Open(directory.File("t"));
        List<Taped> records = TapeBench.ReadAll(reader);
        Assert.Equal(taken + 2, records.Count);
        Assert.Equal(TapeKind.Dropped, records[taken].Kind);
        Assert.Equal(TapeKind.Tick, records[taken + 1].Kind);
        Assert.Equal(3, reader.Dropped);
        Assert.Equal(3, reader.Trailer!.Dropped);
        Assert.False(reader.CanClaimEquality(out string reason));
        Assert.Contains("misses 3 inputs", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Drops_at_the_very_end_are_in_the_trailer_though_no_record_follows()
    {
        using var directory = new TempDirectory();
        var sink = new TapeSink(ringBytes: 256);
        Assert.True(TapeWriter.TryCreate(
            directory.File("t"), TapeBench.Head(), sink, out TapeWriter? writer, out _));
        while (sink.Write(TapeKind.MarketFrame, 1, 1, new byte[30]))
        {
        }
        Assert.True(writer.Finish(TapeBench.Hash, 1));
        writer.Dispose();

        using TapeReader reader = TapeBench.Open(directory.File("t"));
        TapeBench.ReadAll(reader);
        Assert.Equal(1, reader.Trailer!.Dropped);
        Assert.False(reader.CanClaimEquality(out _));
    }
}
