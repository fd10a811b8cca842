using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Journal;
using Trifuse.Engine.Output;
using Trifuse.KuCoin.Rest;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Reporting;

namespace Trifuse.Engine.Audit;

/// <summary>
/// How the auditor says what is wrong: to the log, the journal and the hot thread. Alarms are rare, so they
/// may allocate.
/// </summary>
internal sealed class AuditVoice(
    uint run, AuditRings rings, AgentJournal journal, LogRing log, AuditCounters counters)
{
    private readonly Queue<HotDirective> _unsaid = new(16);

    /// <summary>An alarm of a cascade, or of cascade 0. The cause is one word, the text a sentence.</summary>
    public void Alarm(uint cascade, string cause, string text, long nowNs)
    {
        counters.LastAlarm = text;
        log.WriteText(LogLevel.Error, text);
        JournalDetails.Alarm(
            run,
            cascade,
            Encoding.UTF8.GetBytes(cause),
            Encoding.UTF8.GetBytes(text),
            out JournalRecord record);
        journal.Append(in record, nowNs);
    }

    /// <summary>A line for the log alone.</summary>
    public void Say(LogLevel level, string text) => log.WriteText(level, text);

    /// <summary>A balance, for the journal.</summary>
    public void Note(ReadOnlySpan<byte> currency, in JournalBalance balance, long nowNs)
    {
        JournalDetails.Balance(run, currency, in balance, exchangeNs: 0, out JournalRecord record);
        journal.Append(in record, nowNs);
    }

    /// <summary>A fill of one of our orders, for the journal; there it may be already.</summary>
    public void Note(
        ClientOrderId clientId, in FillRow fill, ReadOnlySpan<byte> quoteCurrency, long nowNs)
    {
        FillRecord.Of(clientId, in fill, quoteCurrency, out JournalRecord record);
        journal.Append(in record, nowNs);
    }

    /// <summary>Takes a symbol off.</summary>
    public void TurnOff(SymbolId symbol, SymbolOffCause cause) =>
        Tell(new HotDirective { Command = HotCommand.SymbolOff, Symbol = symbol, Cause = cause });

    /// <summary>Stops new cascades.</summary>
    public void Trip(in BreakerNote note) =>
        Tell(new HotDirective { Command = HotCommand.Trip, Note = note });

    /// <summary>Says again what the hot thread had no room for.</summary>
    public void Repeat()
    {
        while (_unsaid.Count > 0 && rings.Directives.TryWrite(_unsaid.Peek()))
        {
            _unsaid.Dequeue();
        }
    }

    private void Tell(in HotDirective directive)
    {
        if (_unsaid.Count > 0 || !rings.Directives.TryWrite(in directive))
        {
            _unsaid.Enqueue(directive);
        }
    }
}
