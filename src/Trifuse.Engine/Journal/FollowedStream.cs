using Microsoft.Win32.SafeHandles;

namespace Trifuse.Engine.Journal;

/// <summary>
/// The segments of one writer, read while they are written. A slot that is not committed is waited for as
/// long as the writer may come back to it: until it has begun a later segment, or a later run has begun.
/// </summary>
internal sealed class FollowedStream(
    string directory, uint run, ushort writer, List<JournalDamage> damages) : IDisposable
{
    private const int SlotsAtOnce = 64;

    private readonly byte[] _bytes = new byte[SlotsAtOnce * JournalFrame.Length];
    private readonly SortedSet<int> _segments = [];
    private readonly List<JournalPosition> _closed = [];
    private SafeFileHandle? _file;
    private int _segment;
    private int _slot;
    private int _firstBuffered;
    private int _buffered;
    private bool _isRunOver;
    private bool _isEnded;
    private bool _isDamaged;

    /// <summary>Where reading stands; segment 0 before the first.</summary>
    public JournalPosition Position =>
        new(new SegmentName(run, writer, _segment), _slot, _isEnded, _isDamaged);

    /// <summary>
    /// True at a record of a format that this program does not know: it is not passed over.
    /// </summary>
    public bool IsForeign { get; private set; }

    /// <summary>True when the run is over and everything was read.</summary>
    public bool IsEnded => _isEnded && _isRunOver && _segment >= Last;

    private int Last => _segments.Count == 0 ? 0 : _segments.Max;

    /// <summary>Goes on where an earlier follower stopped; only before the first read.</summary>
    public void Resume(JournalPosition position)
    {
        _segment = position.Name.Segment;
        _slot = position.Slots;
        _isEnded = position.IsEnded;
        _isDamaged = position.IsDamaged;
    }

    /// <summary>The files that are there now, and whether a later run has begun.</summary>
    public void Refresh(IEnumerable<int> segments, bool isRunOver)
    {
        _segments.Clear();
        _segments.UnionWith(segments);
        _isRunOver = isRunOver;
        // What was read while the writer was still at it is read again, now that it is known to be over.
        _buffered = 0;
    }

    /// <summary>The segments that were read to their end since the last time that this was asked.</summary>
    public IReadOnlyList<JournalPosition> TakeClosed()
    {
        JournalPosition[] taken = [.. _closed];
        _closed.Clear();
        return taken;
    }

    /// <summary>
    /// The next committed record; false when there is none yet. The payload is valid until the next call.
    /// </summary>
    public bool TryRead(out JournalEntry entry)
    {
        while (TryOpen())
        {
            JournalSlot state = ReadSlot(_slot, out entry);
            switch (state)
            {
                case JournalSlot.Whole when entry.Run == run && entry.Writer == writer:
                    _slot++;
                    if (entry.Kind != JournalFrame.HeaderKind)
                    {
                        return true;
                    }
                    break;
                case JournalSlot.Empty or JournalSlot.Torn:
                    if (!TryPassGap())
                    {
                        entry = default;
                        return false;
                    }
                    break;
                case JournalSlot.WrongVersion:
                    IsForeign = true;
                    entry = default;
                    return false;
                default:
                    Note(
                        state == JournalSlot.Whole
                            ? "the record belongs to another run or writer."
                            : "the record does not match its checksum.");
                    _slot++;
                    break;
            }
        }
        entry = default;
        return false;
    }

    public void Dispose() => Close();

    // Nothing will be added to the segment, and all of it was read.
    private void End()
    {
        _isEnded = true;
        _closed.Add(Position);
        Close();
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        _buffered = 0;
    }

    /// <summary>
    /// Stands in a segment that can be read; goes on to the next one when this one has ended.
    /// </summary>
    private bool TryOpen()
    {
        while (_segment == 0 || _isEnded)
        {
            if (!TryNext(out int next))
            {
                return false;
            }
            int missing = next - _segment - 1;
            _segment = next;
            _slot = 0;
            _isEnded = false;
            _isDamaged = false;
            if (missing > 0)
            {
                Note($"the {missing} segments before this one were deleted before they were read.");
            }
        }
        if (_file is null && File.Exists(PathOf(_segment)))
        {
            _file = Open(_segment);
        }
        if (_file is not null)
        {
            return true;
        }
        // Nobody deletes a segment that was not acknowledged, but a hand may.
        if (_isRunOver || TryNext(out _))
        {
            Note("the segment was deleted before it was read to its end.");
            End();
            return TryOpen();
        }
        return false;
    }

    private SafeFileHandle Open(int segment) => File.OpenHandle(
        PathOf(segment), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private bool TryNext(out int next)
    {
        foreach (int segment in _segments)
        {
            if (segment > _segment)
            {
                next = segment;
                return true;
            }
        }
        next = 0;
        return false;
    }

    // At a slot without a record: false when it has to be waited for.
    private bool TryPassGap()
    {
        bool laterBegun = TryNext(out int next) && HasRecords(next);
        if (!laterBegun && !_isRunOver)
        {
            return false;
        }
        // From here on nothing is written behind this slot: look once more, past what was buffered.
        _buffered = 0;
        int count = (int)Math.Min(RandomAccess.GetLength(_file!) / JournalFrame.Length, int.MaxValue);
        int at = _slot;
        while (at < count && Judge(at, out _) is JournalSlot.Empty or JournalSlot.Torn)
        {
            at++;
        }
        if (at < count)
        {
            if (at > _slot)
            {
                Note($"{at - _slot} records were not completed here, later ones are there.");
                _slot = at;
            }
            return true;
        }
        if (laterBegun && _slot < count)
        {
            Note("records are missing from here to the end, though a later segment has some.");
        }
        End();
        return true;
    }

    private bool HasRecords(int segment)
    {
        using SafeFileHandle file = Open(segment);
        Span<byte> slot = stackalloc byte[JournalFrame.Length];
        return RandomAccess.Read(file, slot, JournalFrame.Length) == slot.Length
            && JournalFrame.Read(slot, out _) is not (JournalSlot.Empty or JournalSlot.Torn);
    }

    private JournalSlot ReadSlot(int slot, out JournalEntry entry)
    {
        JournalSlot state = Judge(slot, out entry);
        for (int i = 0; i < 2 && state is not (JournalSlot.Whole or JournalSlot.WrongVersion); i++)
        {
            // The bytes may have been read before they were written, or while they were.
            _buffered = 0;
            state = Judge(slot, out entry);
        }
        return state;
    }

    private JournalSlot Judge(int slot, out JournalEntry entry)
    {
        if (slot < _firstBuffered || slot >= _firstBuffered + _buffered)
        {
            Fill(slot);
        }
        int index = slot - _firstBuffered;
        if (index < _buffered)
        {
            return JournalFrame.Read(
                _bytes.AsSpan(index * JournalFrame.Length, JournalFrame.Length), out entry);
        }
        entry = default;
        return JournalSlot.Empty;
    }

    private void Fill(int slot)
    {
        long offset = (long)slot * JournalFrame.Length;
        int got = 0;
        int read;
        do
        {
            read = RandomAccess.Read(_file!, _bytes.AsSpan(got), offset + got);
            got += read;
        }
        while (read > 0 && got < _bytes.Length);
        _firstBuffered = slot;
        _buffered = got / JournalFrame.Length;
    }

    private void Note(string message)
    {
        _isDamaged = true;
        damages.Add(new JournalDamage(PathOf(_segment), (long)_slot * JournalFrame.Length, message));
    }

    private string PathOf(int segment) => Path.Combine(directory, JournalNames.Of(run, writer, segment));
}
