using System.Diagnostics.CodeAnalysis;
using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Engine.Control;
using Trifuse.Engine.Journal;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Recovery;

/// <summary>
/// What the journals of all earlier runs leave to be done: the cascades without an end, and those whose end
/// was told with an order in doubt. The records of one cascade may lie in the journals of several runs,
/// because a later run that settles it writes under its own number; they are put together by the client id.
/// </summary>
internal sealed class JournalHistory(CountedMark mark)
{
    private readonly SortedDictionary<(uint Run, uint Cascade), JournaledCascade> _open = [];
    private readonly HashSet<(uint Run, uint Cascade)> _finished = [];
    private readonly List<PastResult> _uncounted = [];
    private readonly List<string> _notes = [];

    /// <summary>Cascades that were begun and have no end, or none that is sure; oldest first.</summary>
    public IReadOnlyCollection<JournaledCascade> Open => _open.Values;

    /// <summary>
    /// Ends that the limits have not counted, oldest first: a process was killed between the two.
    /// </summary>
    public IReadOnlyList<PastResult> Uncounted => _uncounted;

    /// <summary>Places that could not be read: one sentence for each run.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Runs that have a journal.</summary>
    public int Runs { get; private set; }

    /// <summary>Reads the journals of all runs but the one that is starting.</summary>
    public static bool TryRead(
        string directory,
        uint current,
        CountedMark mark,
        [NotNullWhen(true)] out JournalHistory? history,
        out JournalProblem problem)
    {
        history = null;
        if (!JournalReader.TryListRuns(directory, out IReadOnlyList<uint> runs, out problem))
        {
            return false;
        }
        var read = new JournalHistory(mark);
        foreach (uint run in runs)
        {
            if (run != current && !read.TryReadRun(directory, run, out problem))
            {
                return false;
            }
        }
        history = read;
        return true;
    }

    private bool TryReadRun(string directory, uint run, out JournalProblem problem)
    {
        if (!JournalReader.TryOpen(directory, run, out JournalReader? reader, out problem))
        {
            return false;
        }
        Runs++;
        // Without its first record a run is taken for a live one: asking does no harm, forgetting does.
        bool isLive = true;
        string exchange = "";
        long unreadable = 0;
        while (reader.TryRead(out JournalEntry entry))
        {
            if (!JournalCodec.TryDecode(entry.Kind, entry.Payload, out JournalRecord record))
            {
                // A kind of a later version is none of our business; one of ours that is broken is.
                unreadable += Enum.IsDefined((JournalKind)entry.Kind) ? 1 : 0;
                continue;
            }
            if (record.Kind == JournalKind.RunStarted)
            {
                isLive = record.IsLive;
                exchange = Encoding.UTF8.GetString(record.Text.Utf8);
            }
            Take(in record, run, isLive, exchange, entry.UtcNs);
        }
        problem = reader.Problem;
        Note(run, reader, unreadable);
        return problem.IsNone;
    }

    /// <summary>
    /// Takes up a record that a run, live or not, has written at this time (ns since 1970).
    /// </summary>
    public void Take(in JournalRecord record, uint run, bool isLive, string exchange, long utcNs)
    {
        (uint, uint) key = (record.ClientId.Run, record.ClientId.Cascade);
        if (record.ClientId.Cascade == 0 || _finished.Contains(key))
        {
            return;
        }
        bool isBegun = _open.TryGetValue(key, out JournaledCascade? cascade);
        if (record.Kind is JournalKind.CascadeFinished or JournalKind.CascadeSettled)
        {
            NoteResult(in record, run, cascade, isLive, utcNs);
            if (record.IsUncertain && isBegun && cascade!.IsLive)
            {
                // It has its report, but one of its orders may have filled, or be open still.
                cascade.Reported = record;
                return;
            }
            _finished.Add(key);
            _open.Remove(key);
            return;
        }
        if (!isBegun)
        {
            // Whatever else comes without a beginning is the tail of one whose journal is gone.
            if (record.Kind is not (JournalKind.Reservation or JournalKind.Intent))
            {
                return;
            }
            cascade = new JournaledCascade(record.ClientId.Run, record.ClientId.Cascade, isLive, exchange);
            _open.Add(key, cascade);
        }
        cascade!.Take(in record, utcNs);
    }

    private void NoteResult(
        in JournalRecord end, uint run, JournaledCascade? cascade, bool isLive, long utcNs)
    {
        ClientOrderId id = end.ClientId;
        if (end.NetCount == 0 || mark.Includes(run, id.Run, id.Cascade, cascade?.Reservation?.Slot ?? -1))
        {
            return;
        }
        bool isCorrection = end.Kind == JournalKind.CascadeSettled;
        _uncounted.Add(new PastResult(
            id.Cascade,
            Encoding.UTF8.GetString(end.Net[0].Currency.Utf8),
            isCorrection ? end.Net[0].Amount - end.Value : end.Net[0].Amount,
            isCorrection ? CascadeOutcome.Aborted : end.Outcome,
            end.IsUncertain,
            isLive,
            utcNs));
    }

    private void Note(uint run, JournalReader reader, long unreadable)
    {
        long damaged = reader.Damages.Count + unreadable;
        if (damaged > 0)
        {
            string first = reader.Damages.Count > 0
                ? reader.Damages[0].ToString()
                : "a record does not make sense.";
            _notes.Add(
                $"The journal of run {run} is damaged in {damaged} places, the first is {first} Orders that "
                + "were named there are not known here: compare the exchange's order list of that time.");
        }
    }
}
