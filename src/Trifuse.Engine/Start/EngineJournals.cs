using Trifuse.Engine.Journal;
using Trifuse.Net.Linux;
using Trifuse.Trading.Reporting;

namespace Trifuse.Engine.Start;

/// <summary>
/// The journal's ends of the threads that are no executors; each is used by its thread alone.
/// </summary>
internal sealed class EngineJournals(JournalKeeper? keeper, int slots, long utcOffsetNs)
{
    /// <summary>The hot thread's records.</summary>
    public AgentJournal Hot { get; } = new(keeper?.Writer(JournalWriters.Hot(slots)), utcOffsetNs);

    /// <summary>The connector's records.</summary>
    public AgentJournal Connector { get; } =
        new(keeper?.Writer(JournalWriters.Connector(slots)), utcOffsetNs);

    /// <summary>The main thread's records, before and after the other threads as well.</summary>
    public AgentJournal Main { get; } = new(keeper?.Writer(JournalWriters.Main(slots)), utcOffsetNs);

    /// <summary>The auditor's records.</summary>
    public AgentJournal Auditor { get; } =
        new(keeper?.Writer(JournalWriters.Auditor(slots)), utcOffsetNs);

    /// <summary>Makes them, and writes the first record of the run, which names the exchange.</summary>
    public static EngineJournals Begin(
        JournalKeeper? keeper, int slots, MarketFacts facts, string exchange)
    {
        var journals = new EngineJournals(keeper, slots, facts.UtcOffsetNs);
        JournalRecord.RunStarted(
            facts.Run,
            facts.Mode == RunMode.Live,
            System.Text.Encoding.UTF8.GetBytes(exchange),
            out JournalRecord record);
        journals.Main.Append(in record, MonotonicClock.NowNs());
        return journals;
    }
}
