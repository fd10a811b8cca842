using Trifuse.Engine.Tape;

namespace Trifuse.Tests.Engine.Tape;

/// <summary>A record as a test compares it.</summary>
internal sealed record Taped(TapeKind Kind, ushort Channel, long NowNs, string PayloadHex);

/// <summary>Writes tapes through sink and writer, and reads them to the end.</summary>
internal static class TapeBench
{
    internal static readonly byte[] Hash = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    internal static TapeHead Head()
    {
        var head = new TapeHead(startNs: 1_000, startUtcNs: 1_700_000_000_000_000_000);
        head.Add(TapeHead.Config, "fee_bps = 10\n");
        head.Add(TapeHead.Run, "42");
        return head;
    }

    internal static Taped Make(int i) =>
        new((TapeKind)(1 + (i % 7)), (ushort)(i % 5), 1_000 + i, Convert.ToHexString(new byte[i % 40]));

    internal static void Put(TapeSink sink, Taped record) => Assert.True(
        sink.Write(record.Kind, record.Channel, record.NowNs, Convert.FromHexString(record.PayloadHex)));

    internal static void Record(string path, IEnumerable<Taped> records, int blockBytes = 256)
    {
        var sink = new TapeSink(ringBytes: 64 * 1024);
        Assert.True(TapeWriter.TryCreate(path, Head(), sink, out TapeWriter? writer, out _, blockBytes));
        using (writer)
        {
            foreach (Taped record in records)
            {
                Put(sink, record);
                writer.Drain();
            }
            Assert.True(writer.Finish(Hash, decisions: 3));
        }
    }

    internal static TapeReader Open(string path)
    {
        bool isOpen = TapeReader.TryOpen(path, out TapeReader? reader, out TapeProblem problem);
        Assert.True(isOpen, problem.Message);
        return reader!;
    }

    internal static List<Taped> ReadAll(TapeReader reader)
    {
        List<Taped> records = [];
        while (reader.TryRead(out TapeRecord record))
        {
            records.Add(new Taped(
                record.Kind, record.Channel, record.NowNs, Convert.ToHexString(record.Payload)));
        }
        return records;
    }
}
