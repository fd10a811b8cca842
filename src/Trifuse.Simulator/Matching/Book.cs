namespace Trifuse.Simulator.Matching;

/// <summary>One price level in the integer units of its symbol.</summary>
public readonly record struct Level(long Price, long Size);

/// <summary>One change of a book: the level's new absolute size (0 = gone) and its sequence number.</summary>
public readonly record struct LevelChange(bool IsAsk, long Price, long Size, long Sequence);

/// <summary>
/// The served book of one symbol: both sides, best first, with a gap-free sequence number of its own. Market
/// data sets levels, orders take from them; each change is collected until the caller drains it for the
/// level2 stream.
/// </summary>
public sealed class Book
{
    private readonly List<Level> _asks = [];
    private readonly List<Level> _bids = [];
    private readonly List<LevelChange> _changes = [];
    private readonly List<Level> _scratch = [];

    public Book(long firstSequence)
    {
        Sequence = firstSequence;
    }

    /// <summary>Sequence number of the last change.</summary>
    public long Sequence { get; private set; }

    /// <summary>Changes since the last <see cref="ClearChanges"/>.</summary>
    public IReadOnlyList<LevelChange> Changes => _changes;

    public IReadOnlyList<Level> Asks => _asks;

    public IReadOnlyList<Level> Bids => _bids;

    public bool HasBothSides => _asks.Count > 0 && _bids.Count > 0;

    public Level BestAsk => _asks.Count > 0 ? _asks[0] : default;

    public Level BestBid => _bids.Count > 0 ? _bids[0] : default;

    public IReadOnlyList<Level> SideOf(bool isAsk) => isAsk ? _asks : _bids;

    public void ClearChanges() => _changes.Clear();

    /// <summary>Moves the sequence without a change, as hidden orders do on the real exchange.</summary>
    public void Skip() => _changes.Add(new LevelChange(true, 0, 0, ++Sequence));

    /// <summary>Loses one sequence number without telling anybody: a gap, for tests of book repair.</summary>
    public void LoseSequence() => Sequence++;

    /// <summary>Sets the absolute size of a level; 0 deletes it.</summary>
    public void Set(bool isAsk, long price, long size)
    {
        List<Level> side = isAsk ? _asks : _bids;
        int at = Find(side, isAsk, price);
        bool present = at < side.Count && side[at].Price == price;
        if (size == 0)
        {
            if (present)
            {
                side.RemoveAt(at);
                Record(isAsk, price, 0);
            }

            return;
        }

        var level = new Level(price, size);
        if (!present)
        {
            side.Insert(at, level);
        }
        else if (side[at] == level)
        {
            return;
        }
        else
        {
            side[at] = level;
        }

        Record(isAsk, price, size);
    }

    /// <summary>
    /// Replaces a whole side; only the levels that differ become changes. Levels come best first.
    /// </summary>
    public void Replace(bool isAsk, ReadOnlySpan<Level> levels)
    {
        List<Level> side = isAsk ? _asks : _bids;
        _scratch.Clear();
        _scratch.AddRange(side);
        side.Clear();
        int old = 0;
        foreach (Level level in levels)
        {
            if (level.Size <= 0)
            {
                continue;
            }

            while (old < _scratch.Count && IsBetter(isAsk, _scratch[old].Price, level.Price))
            {
                Record(isAsk, _scratch[old++].Price, 0);
            }

            bool same = old < _scratch.Count && _scratch[old].Price == level.Price;
            if (!same || _scratch[old].Size != level.Size)
            {
                Record(isAsk, level.Price, level.Size);
            }

            old += same ? 1 : 0;
            side.Add(level);
        }

        while (old < _scratch.Count)
        {
            Record(isAsk, _scratch[old++].Price, 0);
        }
    }

    /// <summary>
    /// Sets the best level of a side: better ones go, worse ones stay. For top-of-book data.
    /// </summary>
    public void SetBest(bool isAsk, long price, long size)
    {
        List<Level> side = isAsk ? _asks : _bids;
        while (side.Count > 0 && IsBetter(isAsk, side[0].Price, price))
        {
            Record(isAsk, side[0].Price, 0);
            side.RemoveAt(0);
        }

        Set(isAsk, price, size);
    }

    private static bool IsBetter(bool isAsk, long left, long right) => isAsk ? left < right : left > right;

    private static int Find(List<Level> side, bool isAsk, long price)
    {
        int low = 0;
        int high = side.Count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (IsBetter(isAsk, side[middle].Price, price))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Record(bool isAsk, long price, long size) =>
        _changes.Add(new LevelChange(isAsk, price, size, ++Sequence));
}
