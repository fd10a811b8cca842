using Trifuse.Core.Domain;

namespace Trifuse.Trading.Market;

/// <summary>
/// Holds level2 changes until a snapshot comes. Bounded: when it is full the oldest change goes, and the
/// snapshot must then be young enough, which the sequence check notices.
/// </summary>
internal sealed class ChangeBuffer(int capacity)
{
    private readonly Entry[] _entries = new Entry[capacity];
    private int _first;
    private int _count;

    public int Count => _count;

    public ref readonly Entry this[int index] => ref _entries[(_first + index) % _entries.Length];

    public void Clear()
    {
        _first = 0;
        _count = 0;
    }

    public void Add(long start, long end, ReadOnlySpan<LevelChange> bids, ReadOnlySpan<LevelChange> asks)
    {
        if (bids.Length + asks.Length == 0)
        {
            Add(new Entry { Start = start, End = end, Change = new LevelChange(default, default, end) });
        }
        foreach (ref readonly LevelChange change in bids)
        {
            Add(new Entry { Start = start, End = end, IsBid = true, Change = change });
        }
        foreach (ref readonly LevelChange change in asks)
        {
            Add(new Entry { Start = start, End = end, Change = change });
        }
    }

    private void Add(in Entry entry)
    {
        if (_count == _entries.Length)
        {
            _first = (_first + 1) % _entries.Length;
            _count--;
        }
        _entries[(_first + _count) % _entries.Length] = entry;
        _count++;
    }

    /// <summary>One change with the sequence range of its message.</summary>
    internal struct Entry
    {
        public long Start;
        public long End;
        public bool IsBid;
        public LevelChange Change;
    }
}
