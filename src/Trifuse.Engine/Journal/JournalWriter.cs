using Trifuse.Core;

namespace Trifuse.Engine.Journal;

/// <summary>
/// One thread's end of the journal. Appending is a copy into memory that belongs to a file: it survives the
/// process at once and the machine after the next flush. Never blocks, never allocates, never faults.
/// </summary>
public sealed class JournalWriter
{
    /// <summary>The longest payload in bytes.</summary>
    public const int MaxPayload = JournalFrame.MaxPayload;

    private readonly uint _run;
    private readonly ushort _writer;
    private readonly JournalSequence _sequence;
    private JournalSegment _current;
    private JournalSegment? _next;
    private JournalSegment? _retired;

    internal JournalWriter(uint run, ushort writer, JournalSequence sequence, JournalSegment first)
    {
        _run = run;
        _writer = writer;
        _sequence = sequence;
        _current = first;
    }

    /// <summary>
    /// Records that can be appended for certain, now: in the open segment and the one made ahead.
    /// </summary>
    public int FreeRecords => _current.Free + (Volatile.Read(ref _next)?.Free ?? 0);

    /// <summary>Appends one record (kind 1 or more, payload at most 208 bytes).</summary>
    public JournalResult TryAppend(ushort kind, long nowNs, long utcNs, ReadOnlySpan<byte> payload)
    {
        Check.That(kind != JournalFrame.HeaderKind);
        Check.That(payload.Length <= MaxPayload);
        if (_current.Free == 0 && !TryRotate())
        {
            return JournalResult.JournalFull;
        }
        JournalFrame.Write(
            _current.NextSlot(), kind, _run, _writer, _sequence.Next(), nowNs, utcNs, payload);
        _current.Advance();
        return JournalResult.Written;
    }

    /// <summary>
    /// The scribe: the segment being written; stays mapped until the scribe itself closes it.
    /// </summary>
    internal JournalSegment Current => Volatile.Read(ref _current);

    /// <summary>The scribe: true when a segment has to be made ahead.</summary>
    internal bool NeedsSegment => Volatile.Read(ref _next) is null && Volatile.Read(ref _retired) is null;

    /// <summary>The scribe: hands over the segment made ahead.</summary>
    internal void Supply(JournalSegment segment)
    {
        Check.That(NeedsSegment);
        Volatile.Write(ref _next, segment);
    }

    /// <summary>The scribe: takes the full segment back, if there is one.</summary>
    internal JournalSegment? TakeRetired()
    {
        JournalSegment? retired = Volatile.Read(ref _retired);
        if (retired is not null)
        {
            Volatile.Write(ref _retired, null);
        }
        return retired;
    }

    /// <summary>
    /// The scribe, after the writing thread has ended: the segment that was made ahead and never used.
    /// </summary>
    internal JournalSegment? TakeUnused() => Interlocked.Exchange(ref _next, null);

    private bool TryRotate()
    {
        JournalSegment? next = Volatile.Read(ref _next);
        if (next is null)
        {
            return false;
        }
        // The scribe supplies a segment only when it has taken the last one back, so this place is free.
        Check.That(_retired is null);
        JournalSegment full = _current;
        Volatile.Write(ref _current, next);
        Volatile.Write(ref _retired, full);
        Volatile.Write(ref _next, null);
        return true;
    }
}
