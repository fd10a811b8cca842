using System.Text;
using Trifuse.Engine.Output;
using Trifuse.Net.Linux;
using Trifuse.Tests.Engine.Support;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Engine.Output;

public sealed class LineSinkTests
{
    [Fact]
    public void Lines_are_appended_to_a_file_of_the_owner_alone()
    {
        using var directory = new TempDirectory();
        string path = directory.File("reports.txt");
        for (int run = 0; run < 2; run++)
        {
            Assert.True(LineSink.TryOpenFile(path, null, out LineSink? sink).IsOk);
            Assert.True(sink!.Write("first"u8));
            Assert.True(sink.Write(""u8));
            Assert.True(sink.Sync().IsOk);
            sink.Dispose();
            Assert.Equal(2, sink.LinesTaken);
        }
        Assert.Equal("first\n\nfirst\n\n", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_a_value()
    {
        using var directory = new TempDirectory();
        SysResult result = LineSink.TryOpenFile(directory.File("none/reports"), null, out LineSink? sink);
        Assert.Equal(Errno.NoEntry, result.Errno);
        Assert.Null(sink);
    }

    [Fact]
    public void Any_split_of_writes_gives_the_same_text()
    {
        for (int size = 1; size < 40; size++)
        {
            var target = new FaultySink { MaxPerWrite = size };
            using (var sink = new LineSink(target, "x", bufferBytes: 32))
            {
                for (int i = 0; i < 20; i++)
                {
                    Assert.True(sink.Write(Encoding.ASCII.GetBytes($"line {i}")));
                }
            }
            Assert.Equal(string.Concat(Enumerable.Range(0, 20).Select(i => $"line {i}\n")), target.Text);
        }
    }

    [Fact]
    public void A_full_disk_is_told_once_loses_nothing_silently_and_tears_no_line()
    {
        for (int room = 0; room < 60; room++)
        {
            var target = new FaultySink { Budget = room };
            var alarm = new FaultySink();
            var sink = new LineSink(target, "reports.txt", alarm, bufferBytes: 64);
            long lost = 0;
            for (int i = 0; i < 30; i++)
            {
                lost += sink.Write(Encoding.ASCII.GetBytes($"line {i:00}")) ? 0 : 1;
                sink.Flush();
            }
            Assert.True(lost > 0);
            Assert.Equal(lost, sink.LinesLost);
            Assert.Equal(30, sink.LinesTaken + sink.LinesLost);
            Assert.Equal(Errno.NoSpace, sink.Errno);
            Assert.Equal(1, alarm.Text.Count(c => c == '\n'));
            Assert.StartsWith("trifuse: reports.txt cannot be written", alarm.Text, StringComparison.Ordinal);
            Assert.EndsWith("errno 28\n", alarm.Text, StringComparison.Ordinal);

            target.Budget = long.MaxValue;
            Assert.True(sink.Write("after"u8));
            sink.Dispose();
            Assert.Equal(0, sink.Errno);
            Assert.Contains($"lines lost meanwhile: {lost}\n", alarm.Text, StringComparison.Ordinal);
            string[] lines = target.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(sink.LinesTaken, lines.Length);
            Assert.All(lines, line => Assert.Matches("^(line [0-9]{2}|after)$", line));
        }
    }

    [Fact]
    public void Lines_that_still_wait_at_the_end_count_as_lost()
    {
        var target = new FaultySink { Budget = 3 };
        var alarm = new FaultySink();
        var sink = new LineSink(target, "x", alarm);
        sink.Write("first"u8);
        sink.Write("second"u8);
        sink.Dispose();
        Assert.Equal(2, sink.LinesLost);
        Assert.StartsWith("trifuse: x cannot be written", alarm.Text, StringComparison.Ordinal);
        Assert.False(sink.Write("third"u8));
        Assert.Equal(3, sink.LinesLost);
    }

    [Fact]
    public void A_slow_reader_is_waited_for_within_bounds()
    {
        var slow = new FaultySink { Budget = 0, Refusal = Errno.TryAgain, GrantPerWait = 2 };
        var sink = new LineSink(slow, "x");
        sink.Write("12345678"u8);
        Assert.True(sink.Flush());
        Assert.Equal("12345678\n", slow.Text);
        Assert.Equal(5, slow.Waits);

        var stuck = new FaultySink { Budget = 0, Refusal = Errno.TryAgain };
        sink = new LineSink(stuck, "x");
        sink.Write("12345678"u8);
        Assert.False(sink.Flush());
        Assert.Equal(5, stuck.Waits);
        Assert.Equal(Errno.TryAgain, sink.Errno);
        Assert.False(sink.Flush());
        Assert.Equal(5, stuck.Waits);
    }

    [Fact]
    public void A_real_full_device_is_an_error_value()
    {
        SysResult opened = FileDescriptor.TryOpen(
            "/dev/full", FileOpenMode.Append, 0, out FileDescriptor? full);
        Assert.True(opened.IsOk);
        var sink = new LineSink(new DescriptorSink(full!), "full");
        sink.Write("line"u8);
        Assert.False(sink.Flush());
        Assert.Equal(Errno.NoSpace, sink.Errno);
        sink.Dispose();
        Assert.Equal(1, sink.LinesLost);
    }

    [Fact]
    public void A_line_longer_than_the_buffer_is_lost_and_counted()
    {
        var target = new FaultySink();
        using var sink = new LineSink(target, "x", bufferBytes: 8);
        Assert.True(sink.Write("1234567"u8));
        Assert.False(sink.Write("12345678"u8));
        Assert.Equal(1, sink.LinesLost);
    }

    [Fact]
    public void Writing_lines_allocates_nothing()
    {
        using var directory = new TempDirectory();
        LineSink.TryOpenFile(directory.File("x"), null, out LineSink? sink, bufferBytes: 4096);
        Run(sink!);
        Assert.Equal(0, AllocationMeter.Measure(() => Run(sink!)));
        Assert.NotEqual(0, AllocationMeter.Measure(() => _ = new LineSink(new FaultySink(), "control")));
        sink!.Dispose();
    }

    private static void Run(LineSink sink)
    {
        for (int i = 0; i < 500; i++)
        {
            sink.Write("a line of some length, as reports are"u8);
        }
        sink.Flush();
    }
}
