using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Trifuse.Engine.Journal;
using Trifuse.Net.Linux;
using Trifuse.Tests.Engine.Support;

namespace Trifuse.Tests.Engine.Journal;

/// <summary>A disk that is full when the test says so.</summary>
internal sealed class FillableDisk : ISegmentFiles
{
    private readonly SegmentFiles _files = new();

    internal bool IsFull { get; set; }

    internal int Attempts { get; private set; }

    public SysResult TryCreate(string path, int lengthBytes, [NotNullWhen(true)] out MappedFile? file)
    {
        Attempts++;
        file = null;
        return IsFull ? SysResult.Error(Errno.NoSpace) : _files.TryCreate(path, lengthBytes, out file);
    }
}

/// <summary>Journals with segments of one page: 15 records each.</summary>
internal static class JournalBench
{
    internal const uint Run = 7;
    internal const int SegmentBytes = 4096;
    internal const int RecordsPerSegment = 15;

    internal static JournalOptions Options => new() { SegmentBytes = SegmentBytes };

    internal static JournalKeeper Open(string directory, int writers = 1, ISegmentFiles? disk = null)
    {
        bool isOpen = JournalKeeper.TryOpen(
            directory,
            Run,
            writers,
            Options,
            disk ?? new SegmentFiles(),
            out JournalKeeper? keeper,
            out JournalProblem problem);
        Assert.True(isOpen, problem.Message);
        return keeper!;
    }

    internal static JournalResult Append(JournalWriter writer, int value)
    {
        Span<byte> payload = stackalloc byte[sizeof(int) + (value % 200)];
        payload.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(payload, value);
        return writer.TryAppend((ushort)(1 + (value % 9)), value * 10L, value * 100L, payload);
    }

    internal static void AppendAll(JournalKeeper keeper, int writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(JournalResult.Written, Append(keeper.Writer(writer), i));
            keeper.DoWork(i);
        }
    }

    internal static JournalReader Read(string directory)
    {
        bool isOpen = JournalReader.TryOpen(
            directory, Run, out JournalReader? reader, out JournalProblem problem);
        Assert.True(isOpen, problem.Message);
        return reader!;
    }

    /// <summary>Reads to the end; every record must be as it was appended.</summary>
    internal static List<int> ReadAll(JournalReader reader)
    {
        List<int> values = [];
        while (reader.TryRead(out JournalEntry entry))
        {
            int value = BinaryPrimitives.ReadInt32LittleEndian(entry.Payload);
            Assert.Equal(Run, entry.Run);
            Assert.Equal(1 + (value % 9), entry.Kind);
            Assert.Equal(value * 10L, entry.NowNs);
            Assert.Equal(value * 100L, entry.UtcNs);
            Assert.Equal(sizeof(int) + (value % 200), entry.Payload.Length);
            values.Add(value);
        }
        return values;
    }

    internal static string Segment(TempDirectory directory, int segment, int writer = 0) =>
        directory.File($"journal-{Run}-{writer}-{segment}.tfj");
}
