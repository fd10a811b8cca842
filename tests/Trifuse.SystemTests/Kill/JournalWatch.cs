using Trifuse.Engine.Journal;
using Trifuse.Trading.Reporting;

namespace Trifuse.SystemTests.Kill;

/// <summary>Follows the journal of a running engine until a certain record is in it.</summary>
internal sealed class JournalWatch(string directory, uint after, KillPoint point) : IJournalSink, IDisposable
{
    private readonly JournalFollower _follower = new(directory);
    private bool _isFound;
    private bool _isTooLate;
    private int _count;

    /// <summary>
    /// Waits for the record, in a run after the one given; false when time is up, the engine has ended, or
    /// the record is of settling and the run trades already. Looks as often as it can, because what is to be
    /// hit lasts a few milliseconds.
    /// </summary>
    public bool TryWait(TimeSpan patience, Func<bool> isOver)
    {
        SpinWait.SpinUntil(() => Look() || isOver(), patience);
        return _isFound;
    }

    public void Take(in JournalEntry entry)
    {
        if (entry.Run > after
            && JournalCodec.TryDecode(entry.Kind, entry.Payload, out JournalRecord record))
        {
            _isTooLate |= point.InRecovery
                && record.Kind == JournalKind.Reservation && record.ClientId.Run == entry.Run;
            _isFound |= point.Is(entry.Run, record) && ++_count >= point.Times;
        }
    }

    public void Dispose() => _follower.Dispose();

    private bool Look()
    {
        _follower.Look();
        while (!_isFound && _follower.Read(1, this) > 0)
        {
        }
        return _isFound || _isTooLate;
    }
}
