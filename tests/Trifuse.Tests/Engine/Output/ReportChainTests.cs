using System.Text;
using Trifuse.Engine.Output;
using Trifuse.Tests.Engine.Support;

namespace Trifuse.Tests.Engine.Output;

/// <summary>The hash chain of the report log: whatever is done to the file shows.</summary>
public sealed class ReportChainTests
{
    private static readonly string[] Texts =
        ["one | corr=7-1 | x", "two | corr=7-2", "three", "four | corr=8-1"];

    [Fact]
    public void What_was_written_in_several_runs_verifies()
    {
        using var directory = new TempDirectory();
        string path = Written(directory, Texts[..2]);
        Append(path, Texts[2..]);
        ReportLogCheck check = Read(path);
        Assert.Empty(check.Breaks);
        Assert.Equal(4, check.Lines);
        Assert.Equal(0, check.LinesBefore);
        Assert.Equal([(7u, 1u), (7u, 2u), (8u, 1u)], check.Cascades.Order());
        Assert.EndsWith(check.Head + "\n", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.All(
            File.ReadAllLines(path).Zip(Texts),
            static pair => Assert.StartsWith(pair.Second + " | chain=", pair.First, StringComparison.Ordinal));
    }

    [Fact]
    public void Any_changed_byte_shows()
    {
        using var directory = new TempDirectory();
        string path = Written(directory, Texts);
        byte[] whole = File.ReadAllBytes(path);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 1;
            File.WriteAllBytes(path, changed);
            ReportLogCheck check = Read(path);
            // The last line break changed leaves a line that is not ended: told in another way.
            Assert.True(check.Breaks.Count > 0 || check.EndsTorn, $"byte {i} was changed and nothing is said");
        }
    }

    [Fact]
    public void A_line_removed_put_in_or_moved_shows()
    {
        using var directory = new TempDirectory();
        string path = Written(directory, Texts);
        string[] lines = File.ReadAllLines(path);
        string[][] frauds =
        [
            [lines[1], lines[2], lines[3]],
            [lines[0], lines[2], lines[3]],
            [lines[0], lines[1], lines[1], lines[2], lines[3]],
            [lines[0], "five", lines[1], lines[2], lines[3]],
            [lines[1], lines[0], lines[2], lines[3]],
        ];
        foreach (string[] fraud in frauds)
        {
            File.WriteAllLines(path, fraud);
            Assert.NotEmpty(Read(path).Breaks);
        }
    }

    [Fact]
    public void A_line_that_a_kill_cut_anywhere_is_completed_and_chained()
    {
        using var directory = new TempDirectory();
        string path = Written(directory, Texts[..3]);
        byte[] whole = File.ReadAllBytes(path);
        int second = whole.AsSpan().IndexOf((byte)'\n') + 1;
        for (int length = second + 1; length < whole.Length - 1; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            bool isWhole = whole[length - 1] == (byte)'\n';
            Append(path, [Texts[3]]);
            ReportLogCheck check = Read(path);
            Assert.Empty(check.Breaks);
            Assert.Equal(isWhole ? 0 : 1, check.TornLines);
            Assert.Contains((8u, 1u), check.Cascades);
        }
    }

    [Fact]
    public void Lines_from_before_the_chain_are_counted_and_the_chain_begins_behind_them()
    {
        using var directory = new TempDirectory();
        string path = directory.File("log");
        File.WriteAllText(path, "old one\nold two\n");
        Append(path, Texts);
        ReportLogCheck check = Read(path);
        Assert.Empty(check.Breaks);
        Assert.Equal(2, check.LinesBefore);
        Assert.Equal(6, check.Lines);
        File.AppendAllText(path, "put in\n");
        Assert.Single(Read(path).Breaks);
    }

    [Fact]
    public void A_line_that_the_sink_loses_leaves_no_gap()
    {
        using var directory = new TempDirectory();
        string path = directory.File("log");
        Assert.True(LineSink.TryOpenFile(path, null, out LineSink? sink, bufferBytes: 200).IsOk);
        Assert.True(ReportChain.TryResume(path, sink!, out ReportChain? chain, out string problem), problem);
        Assert.True(chain.Write(sink!, "short"u8));
        Assert.False(chain.Write(sink!, new byte[150]));
        Assert.True(chain.Write(sink!, "short again"u8));
        sink!.Dispose();
        ReportLogCheck check = Read(path);
        Assert.Empty(check.Breaks);
        Assert.Equal(2, check.Lines);
    }

    [Fact]
    public void Writing_a_line_allocates_nothing()
    {
        using var directory = new TempDirectory();
        string path = directory.File("log");
        Assert.True(LineSink.TryOpenFile(path, null, out LineSink? sink).IsOk);
        Assert.True(ReportChain.TryResume(path, sink!, out ReportChain? chain, out _));
        byte[] line = new byte[1000];
        line.AsSpan().Fill((byte)'x');
        chain.Write(sink!, line);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
        {
            chain.Write(sink!, line);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        sink!.Dispose();
        Assert.Empty(Read(path).Breaks);
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/full")]
    public void A_device_has_nothing_to_go_on_with(string path)
    {
        Assert.True(LineSink.TryOpenFile(path, null, out LineSink? sink).IsOk);
        Assert.True(ReportChain.TryResume(path, sink!, out _, out string problem), problem);
        sink!.Dispose();
    }

    private static string Written(TempDirectory directory, string[] lines)
    {
        string path = directory.File("log");
        Append(path, lines);
        return path;
    }

    private static void Append(string path, string[] lines)
    {
        Assert.True(LineSink.TryOpenFile(path, null, out LineSink? sink).IsOk);
        Assert.True(ReportChain.TryResume(path, sink!, out ReportChain? chain, out string problem), problem);
        foreach (string line in lines)
        {
            Assert.True(chain.Write(sink!, Encoding.UTF8.GetBytes(line)));
        }
        sink!.Dispose();
    }

    private static ReportLogCheck Read(string path)
    {
        ReportLogCheck? check = ReportLogCheck.TryRead(path, out string problem);
        Assert.True(check is not null, problem);
        return check;
    }
}
