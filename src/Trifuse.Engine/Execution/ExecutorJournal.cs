using Trifuse.Core.Domain;
using Trifuse.Engine.Journal;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Execution;

/// <summary>
/// What one executor writes into the journal: an intent before each request that may have an effect, then
/// what came of it. Without a journal it does nothing. Only an intent can be refused; what follows an intent
/// has its room kept.
/// </summary>
internal sealed class ExecutorJournal(JournalWriter? writer, Universe universe, long utcOffsetNs)
{
    // A whole cascade with all its matches finds room once its first intent was taken.
    private const int RecordsKept = 512;

    // Reservation, signal and legs come before the first intent, and must not use up its room.
    private const int RecordsBefore = 8;

    private readonly AgentJournal _journal = new(writer, utcOffsetNs);
    private ClientOrderId _placed;

    /// <summary>Records that found no room; 0 as long as the scribe keeps up.</summary>
    public long Lost => _journal.Lost;

    /// <summary>True when a whole cascade and its reservation find room: otherwise none may begin.</summary>
    public bool HasRoom => _journal.FreeRecords > RecordsKept + RecordsBefore;

    /// <summary>
    /// The intent to send. False when the journal has no room for a whole cascade: no new one may begin. A
    /// later leg is never held up, because a coin that is stranded costs more than a record that is missing;
    /// it is counted. An order that is tried again because not one byte of it could be written is the same
    /// order, and has one intent.
    /// </summary>
    public bool TryIntent(in CascadeAction action, long nowNs)
    {
        ClientOrderId clientId = action.Request.ClientId;
        if (clientId.Step == 0 && _journal.FreeRecords < RecordsKept)
        {
            return false;
        }
        bool isPlace = action.Kind == CascadeActionKind.Place;
        if (isPlace && clientId == _placed)
        {
            return true;
        }
        JournalRecord.Intent(in action, universe, out JournalRecord record);
        if (Append(in record, nowNs) && isPlace)
        {
            // One that was lost is tried again with its order.
            _placed = clientId;
        }
        return true;
    }

    /// <summary>A cascade begins, with what was set aside for it.</summary>
    public void Reserved(in Signal signal, long nowNs)
    {
        CurrencyId start = signal.Legs[0].From;
        JournalRecord.Reservation(
            signal.Run,
            signal.Cascade,
            signal.Triangle,
            signal.Slot,
            universe.Currencies.NameOf(new SymbolId(start.Index)),
            signal.Reserved,
            out JournalRecord record);
        Append(in record, nowNs);
        // Before the first order, too: a restart that finds the order needs to know where it was to lead.
        JournalDetails.Signal(in signal, universe, out record);
        Append(in record, nowNs);
        for (int leg = 0; leg < 3; leg++)
        {
            JournalDetails.SignalLeg(in signal, leg, universe, out record);
            Append(in record, nowNs);
        }
    }

    public void Accepted(ClientOrderId clientId, in OrderId orderId, long nowNs)
    {
        JournalRecord.Accepted(clientId, in orderId, out JournalRecord record);
        Append(in record, nowNs);
    }

    public void Rejected(
        ClientOrderId clientId, int code, RejectionKind kind, ReadOnlySpan<byte> message, long nowNs)
    {
        JournalRecord.Rejected(clientId, code, kind, message, out JournalRecord record);
        Append(in record, nowNs);
    }

    public void Unknown(ClientOrderId clientId, UnknownCause cause, long nowNs)
    {
        JournalRecord.Unknown(clientId, cause, out JournalRecord record);
        Append(in record, nowNs);
    }

    /// <summary>A match or a terminal event; others are not recorded.</summary>
    public void Event(in OrderEvent orderEvent, long nowNs)
    {
        if (JournalRecord.TryEvent(in orderEvent, out JournalRecord record))
        {
            Append(in record, nowNs);
        }
    }

    /// <summary>The fills of an order as the exchange lists them.</summary>
    public void Fills(ClientOrderId clientId, FillList list, ReadOnlySpan<byte> quoteCurrency, long nowNs)
    {
        for (int i = 0; i < list.Fills.Length; i++)
        {
            FillRecord.Of(clientId, in list.RowOf(i), quoteCurrency, out JournalRecord record);
            Append(in record, nowNs);
        }
    }

    /// <summary>
    /// An order came to its end: with final amounts, or refused, or given up on (the record says which).
    /// </summary>
    public void LegClosed(in CascadeReport report, int step, long nowNs)
    {
        JournalRecord.LegClosed(in report, in report.Steps[step], universe, out JournalRecord record);
        Append(in record, nowNs);
        JournalDetails.StepTimes(in report, in report.Steps[step], out record);
        Append(in record, nowNs);
    }

    /// <summary>What the cascade left elsewhere, and, last, that it has ended.</summary>
    public void Finished(in CascadeReport report, long nowNs)
    {
        Left(in report, nowNs);
        JournalRecord.Finished(in report, universe, out JournalRecord record);
        Append(in record, nowNs);
    }

    /// <summary>The same for a cascade whose end had been told with an order in doubt.</summary>
    public void Settled(in CascadeReport report, long nowNs)
    {
        Left(in report, nowNs);
        JournalRecord.Settled(in report, universe, out JournalRecord record);
        Append(in record, nowNs);
    }

    private void Left(in CascadeReport report, long nowNs)
    {
        for (int i = 0; i < report.DustCount; i++)
        {
            Remainder(in report, RemainderKind.Dust, in report.Dust[i], nowNs);
        }
        for (int i = 0; i < report.HeldCount; i++)
        {
            Remainder(in report, RemainderKind.Held, in report.Held[i], nowNs);
        }
        NoteAttribution(in report, nowNs);
    }

    private void NoteAttribution(in CascadeReport report, long nowNs)
    {
        ref readonly Attribution parts = ref report.Attribution;
        if (!parts.IsKnown)
        {
            return;
        }
        JournalDetails.Attribution(
            report.Run,
            report.Cascade,
            universe.Currencies.NameOf(new SymbolId(report.Legs[0].From.Index)),
            new JournalAttribution
            {
                Predicted = report.PredictedProfit,
                Effective = report.Profit,
                Moved = parts.Moved,
                Depth = parts.Depth,
                Rounding = parts.Rounding,
                Fee = parts.Fee,
                Dust = parts.Dust,
                Unwind = parts.Unwind,
            },
            out JournalRecord record);
        Append(in record, nowNs);
    }

    private void Remainder(in CascadeReport report, RemainderKind kind, in ReportAmount left, long nowNs)
    {
        JournalDetails.Remainder(in report, kind, in left, universe, out JournalRecord record);
        Append(in record, nowNs);
    }

    private bool Append(in JournalRecord record, long nowNs) => _journal.Append(in record, nowNs);
}
