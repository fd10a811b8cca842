using Trifuse.Core.Text;
using Trifuse.Engine.Output;
using Trifuse.Tests.Engine.Support;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Engine.Output;

public sealed class LogTests
{
    // 2026-01-31T23:59:59.999Z
    private const long UtcNs = 1_769_903_999_999_999_999;

    [Fact]
    public void Lines_of_all_threads_come_out_oldest_first_with_time_level_and_thread()
    {
        var target = new FaultySink();
        var hot = new LogRing("hot");
        var slot = new LogRing("executor-0", minLevel: LogLevel.Debug);
        var writer = new LogWriter(new LineSink(target, "log"), hot, slot);
        writer.SetClock(nowNs: 5_000_000, utcNs: UtcNs);
        hot.Write(LogLevel.Warning, 5_000_000, "third"u8);
        slot.Write(LogLevel.Debug, 3_000_000, "first"u8);
        slot.Write(LogLevel.Error, 4_000_000, "second"u8);
        Assert.False(hot.Write(LogLevel.Debug, 6_000_000, "not taken"u8));
        Assert.False(hot.IsOn(LogLevel.Debug));
        hot.Write(LogLevel.Info, 1_005_000_000, "fourth"u8);
        Assert.Equal(4, writer.Drain(0));
        Assert.Equal(
            "2026-01-31T23:59:59.997Z DEBUG executor-0: first\n"
            + "2026-01-31T23:59:59.998Z ERROR executor-0: second\n"
            + "2026-01-31T23:59:59.999Z WARN  hot: third\n"
            + "2026-02-01T00:00:00.999Z INFO  hot: fourth\n",
            target.Text);
        Assert.Equal(0, writer.Drain(0));
    }

    [Fact]
    public void A_full_ring_drops_counts_and_says_so_in_the_log()
    {
        var target = new FaultySink();
        var ring = new LogRing("hot", capacityBytes: 256);
        var writer = new LogWriter(new LineSink(target, "log"), ring);
        int taken = 0;
        while (ring.Write(LogLevel.Info, 0, "some text that fills"u8))
        {
            taken++;
        }
        Assert.Equal(1, ring.Dropped);
        Assert.Equal(taken + 1, writer.Drain(0));
        Assert.Contains(
            "WARN  hot: log ring full, lines dropped: 1\n", target.Text, StringComparison.Ordinal);
        Assert.Equal(0, writer.Drain(0));
    }

    [Fact]
    public void Text_cannot_forge_a_line_and_is_cut_at_the_limit()
    {
        var target = new FaultySink();
        var ring = new LogRing("hot");
        var writer = new LogWriter(new LineSink(target, "log"), ring);
        ring.Write(LogLevel.Info, 0, "a\nb\u001b[2Jc\u007f"u8);
        ring.Write(LogLevel.Info, 0, new byte[5_000]);
        writer.Drain(0);
        string[] lines = target.Text.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.EndsWith("a b [2Jc ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(new string(' ', LogRing.MaxTextLength), lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Logging_and_draining_allocate_nothing()
    {
        var ring = new LogRing("hot");
        using var directory = new TempDirectory();
        LineSink.TryOpenFile(directory.File("log"), null, out LineSink? sink);
        var writer = new LogWriter(sink!, ring);
        Run(ring, writer);
        Assert.Equal(0, AllocationMeter.Measure(() => Run(ring, writer)));
        Assert.NotEqual(0, AllocationMeter.Measure(() => _ = new LogRing("control")));
        sink!.Dispose();
    }

    private static void Run(LogRing ring, LogWriter writer)
    {
        Span<byte> buffer = stackalloc byte[128];
        for (int i = 0; i < 400; i++)
        {
            var text = new Utf8Writer(buffer);
            text.Append("connection replaced, attempt "u8);
            text.Append(i);
            ring.Write(LogLevel.Info, i, text.Written);
            writer.Drain(i);
        }
    }
}
