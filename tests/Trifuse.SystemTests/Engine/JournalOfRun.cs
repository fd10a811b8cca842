using Trifuse.Engine.Journal;
using Trifuse.Trading.Reporting;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// All records of one run's journal, in the order of their sequence, and that they are whole.
/// </summary>
internal static class JournalOfRun
{
    public static List<JournalRecord> Read(TestExchange exchange, uint run)
    {
        Assert.True(
            JournalReader.TryOpen(
                exchange.File("state"), run, out JournalReader? reader, out JournalProblem problem),
            problem.Message);
        var records = new List<JournalRecord>();
        long sequence = 0;
        while (reader.TryRead(out JournalEntry entry))
        {
            Assert.Equal(++sequence, entry.Sequence);
            Assert.Equal(run, entry.Run);
            Assert.True(JournalCodec.TryDecode(entry.Kind, entry.Payload, out JournalRecord record));
            records.Add(record);
        }
        Assert.True(reader.Problem.IsNone, reader.Problem.Message);
        Assert.Empty(reader.Damages);
        Assert.Equal(0, reader.MissingSequences);
        Assert.Equal(0, reader.TornRecords);
        return records;
    }
}
