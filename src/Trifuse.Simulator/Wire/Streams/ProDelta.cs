using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>Changes of one book that are to be told together: each price once, with its last size.</summary>
public sealed class ProDelta
{
    public SortedDictionary<long, long> Asks { get; } = [];

    public SortedDictionary<long, long> Bids { get; } =
        new(Comparer<long>.Create(static (a, b) => b.CompareTo(a)));

    /// <summary>First sequence number in it.</summary>
    public long First { get; private set; }

    public long Last { get; private set; }

    public bool IsEmpty => Last == 0;

    public void Add(IReadOnlyList<LevelChange> changes)
    {
        foreach (LevelChange change in changes)
        {
            First = IsEmpty ? change.Sequence : First;
            Last = change.Sequence;
            if (change.Price != 0)
            {
                (change.IsAsk ? Asks : Bids)[change.Price] = change.Size;
            }
        }
    }

    public void Clear()
    {
        Asks.Clear();
        Bids.Clear();
        First = 0;
        Last = 0;
    }
}
