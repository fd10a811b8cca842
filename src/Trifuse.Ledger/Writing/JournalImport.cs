using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Trifuse.Engine.Journal;
using Trifuse.Ledger.Store;
using Trifuse.Trading.Reporting;

namespace Trifuse.Ledger.Writing;

/// <summary>
/// Takes the journals of a state directory into a ledger, piece by piece. A piece and how far it was read are
/// one transaction: whatever ends this process, no record is entered twice and none is left out. Segments
/// that were read to their end are acknowledged after that.
/// </summary>
public sealed class JournalImport : IJournalSink, IDisposable
{
    /// <summary>Records of one transaction.</summary>
    public const int PieceRecords = 4096;

    private readonly string _directory;
    private readonly RowWriter _rows;
    private readonly RecordRows _records;
    private readonly JournalFollower _follower;
    private readonly Dictionary<SegmentName, JournalPosition> _stored = [];
    private readonly List<JournalDamage> _unreadable = [];
    private HashSet<JournalPosition> _acknowledged = [];
    private bool _isFirstAck = true;

    private JournalImport(string directory, LedgerStore store)
    {
        _directory = directory;
        _rows = new RowWriter(store);
        _records = new RecordRows(_rows);
        _follower = new JournalFollower(directory);
    }

    /// <summary>Records entered.</summary>
    public long Records { get; private set; }

    /// <summary>Records of kinds that this version does not know; they are passed over.</summary>
    public long UnknownRecords { get; private set; }

    /// <summary>Places of the journal that could not be read.</summary>
    public long Damages { get; private set; }

    /// <summary>Begins where the ledger says that the last import stopped.</summary>
    public static bool TryOpen(
        string directory,
        LedgerStore store,
        [NotNullWhen(true)] out JournalImport? import,
        out LedgerProblem problem)
    {
        problem = LedgerProblem.None;
        var opened = new JournalImport(directory, store);
        try
        {
            opened.Resume(store);
            import = opened;
            return true;
        }
        catch (Exception error) when (LedgerStore.IsFault(error))
        {
            opened.Dispose();
            import = null;
            problem = new LedgerProblem($"{store.Target.Name} cannot be read: {error.Message}");
            return false;
        }
    }

    /// <summary>
    /// Enters what there is, at most one piece; returns how many records that were. Fewer than a piece: that
    /// was all for now. After a problem with the ledger (-1) this object is used up; the next one goes on.
    /// </summary>
    public int Step(out LedgerProblem problem)
    {
        problem = LedgerProblem.None;
        if (!_follower.Look())
        {
            problem = new LedgerProblem(_follower.Problem.Message);
            return 0;
        }
        int count;
        try
        {
            _rows.Begin();
            count = _follower.Read(PieceRecords, this);
            StoreDamages();
            StorePositions();
            _rows.Commit();
        }
        catch (Exception error) when (LedgerStore.IsFault(error))
        {
            problem = new LedgerProblem($"The ledger cannot be written: {error.Message}");
            return -1;
        }
        Acknowledge(ref problem);
        if (!_follower.Problem.IsNone)
        {
            problem = new LedgerProblem(_follower.Problem.Message);
        }
        return count;
    }

    /// <inheritdoc/>
    public void Take(in JournalEntry entry)
    {
        Records++;
        if (JournalCodec.TryDecode(entry.Kind, entry.Payload, out JournalRecord record)
            && _records.TryEnter(in entry, in record))
        {
            return;
        }
        UnknownRecords++;
        if (entry.Kind <= (ushort)Enum.GetValues<JournalKind>()[^1])
        {
            _unreadable.Add(new JournalDamage(
                $"run {entry.Run}",
                entry.Sequence,
                $"record {entry.Sequence} of run {entry.Run}, kind {entry.Kind}, has a content that this "
                + "program cannot read."));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows.Dispose();
        _follower.Dispose();
    }

    private void Resume(LedgerStore store)
    {
        using DbCommand command = store.Command(
            "SELECT run, writer, segment, slots, is_ended, is_damaged FROM segments WHERE engine = @engine "
            + "ORDER BY run, writer, segment",
            ("engine", store.Target.Engine));
        using DbDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            var name = new SegmentName(
                checked((uint)rows.GetInt64(0)), checked((ushort)rows.GetInt64(1)), (int)rows.GetInt64(2));
            var position = new JournalPosition(
                name, (int)rows.GetInt64(3), rows.GetInt64(4) != 0, rows.GetInt64(5) != 0);
            _stored[name] = position;
            _follower.Resume(position);
        }
    }

    private void StorePositions()
    {
        foreach (JournalPosition position in _follower.Positions)
        {
            if (_stored.TryGetValue(position.Name, out JournalPosition known) && known == position)
            {
                continue;
            }
            SegmentName name = position.Name;
            _rows.Set(
                LedgerSchema.Segments,
                [(long)name.Run, (long)name.Writer, (long)name.Segment],
                ("slots", (long)position.Slots),
                ("is_ended", LedgerText.Flag(position.IsEnded)),
                ("is_damaged", LedgerText.Flag(position.IsDamaged)));
            _stored[name] = position;
        }
    }

    private void StoreDamages()
    {
        _unreadable.AddRange(_follower.TakeDamages());
        foreach (JournalDamage damage in _unreadable)
        {
            _rows.Set(
                LedgerSchema.Damages,
                [Path.GetFileName(damage.File), damage.Offset],
                ("message", damage.Message));
            Damages++;
        }
        _unreadable.Clear();
    }

    private void Acknowledge(ref LedgerProblem problem)
    {
        HashSet<JournalPosition> ended = [.. _follower.Positions.Where(static p => p.IsEnded)];
        if (!_isFirstAck && ended.SetEquals(_acknowledged))
        {
            return;
        }
        if (LedgerAck.TryWrite(_directory, ended, out JournalProblem why))
        {
            _acknowledged = ended;
            _isFirstAck = false;
        }
        else
        {
            problem = new LedgerProblem(why.Message);
        }
    }
}
