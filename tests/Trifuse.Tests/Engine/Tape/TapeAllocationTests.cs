using Trifuse.Engine.Tape;
using Trifuse.Tests.Engine.Support;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Engine.Tape;

public sealed class TapeAllocationTests
{
    [Fact]
    public void Taking_compressing_and_writing_allocates_nothing()
    {
        using var directory = new TempDirectory();
        var sink = new TapeSink(64 * 1024);
        Assert.True(TapeWriter.TryCreate(
            directory.File("t"), TapeBench.Head(), sink, out TapeWriter? writer, out _, blockBytes: 4096));
        byte[] payload = new byte[200];
        Run(sink, writer, payload, records: 200);
        long before = writer.StoredBytes;
        Assert.Equal(0, AllocationMeter.Measure(() => Run(sink, writer, payload, records: 2_000)));
        Assert.True(writer.StoredBytes > before, "no block was written while measuring");
        Assert.True(writer.Finish([], 0));
        writer.Dispose();
        // The control: the meter does see allocation.
        using TapeReader reader = TapeBench.Open(directory.File("t"));
        Assert.NotEqual(0, AllocationMeter.Measure(() => _ = TapeBench.ReadAll(reader)));
    }

    [Fact]
    public void Reading_allocates_nothing_once_the_buffers_have_grown()
    {
        using var directory = new TempDirectory();
        TapeBench.Record(directory.File("t"), Enumerable.Range(0, 2_000).Select(TapeBench.Make), 4096);
        using TapeReader reader = TapeBench.Open(directory.File("t"));
        Read(reader, 1_000);
        Assert.Equal(0, AllocationMeter.Measure(() => Read(reader, 900)));
    }

    private static void Run(TapeSink sink, TapeWriter writer, byte[] payload, int records)
    {
        for (int i = 0; i < records; i++)
        {
            payload[i % payload.Length]++;
            sink.Write(TapeKind.MarketFrame, 1, i, payload);
            writer.Drain();
        }
        writer.Flush();
    }

    private static void Read(TapeReader reader, int records)
    {
        for (int i = 0; i < records; i++)
        {
            reader.TryRead(out _);
        }
    }
}
