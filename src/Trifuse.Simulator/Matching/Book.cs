namespace Trifuse.Simulator.Matching;

/// <summary>One price level in the integer units of its symbol.</summary>
public readonly record struct Level(long Price, long Size);

/// <summary>One change of a book: the level's new absolute size (0 = gone) and its sequence number.</summary>
public readonly record struct LevelChange(bool IsAsk, long Price, long Size, long Sequence);

/// <summary>
/// The book of one symbol: the house's levels, as the market data sets them, and users' orders between and
/// among them. What shows has a gap-free sequence number of its own; each change is collected until the
/// caller drains it for the level2 stream.
/// </summary>
public sealed class Book
{
    private readonly BookSide _asks = new(isAsk: true);
    private readonly BookSide _bids = new(isAsk: false);
    private readonly List<LevelChange> _changes = [];
    private readonly List<Level> _scratch = [];
    private long _turns;

    public Book(long firstSequence)
    {
        Sequence = firstSequence;
    }

    /// <summary>Sequence number of the last change.</summary>
    public long Sequence { get; set; }

    /// <summary>False: what happens out of sight leaves no row with price 0.</summary>
    public bool BlanksHidden { get; init; } = true;

    /// <summary>Changes since the last <see cref="ClearChanges"/>.</summary>
    public IReadOnlyList<LevelChange> Changes => _changes;

    /// <summary>What shows: the house's and the users' visible sizes together.</summary>
    public IReadOnlyList<Level> Asks => _asks.Shown;

    public IReadOnlyList<Level> Bids => _bids.Shown;

    public bool HasBothSides => Asks.Count > 0 && Bids.Count > 0;

    public Level BestAsk => Asks.Count > 0 ? Asks[0] : default;

    public Level BestBid => Bids.Count > 0 ? Bids[0] : default;

    public IReadOnlyList<Level> SideOf(bool isAsk) => Side(isAsk).Shown;

    /// <summary>The prices at which users' orders rest, best first.</summary>
    public IReadOnlyList<PriceQueue> QueuesOf(bool isAsk) => Side(isAsk).Queues;

    public void ClearChanges() => _changes.Clear();

    /// <summary>Moves the sequence without a change, as hidden orders do on the real exchange.</summary>
    public void Skip() => _changes.Add(new LevelChange(true, 0, 0, ++Sequence));

    /// <summary>Loses one sequence number without telling anybody: a gap, for tests of book repair.</summary>
    public void LoseSequence() => Sequence++;

    /// <summary>Sets the house's absolute size at a level; 0 deletes it.</summary>
    public void Set(bool isAsk, long price, long size)
    {
        BookSide side = Side(isAsk);
        if (side.QueueAt(price) is { } queue)
        {
            queue.SetHouse(size);
            Show(isAsk, price, queue.Visible);
        }
        else
        {
            Show(isAsk, price, size);
        }
    }

    /// <summary>
    /// Replaces the house's levels of a side; only what differs becomes a change. Levels come best first.
    /// </summary>
    public void Replace(bool isAsk, ReadOnlySpan<Level> levels)
    {
        BookSide side = Side(isAsk);
        ReadOnlySpan<Level> merged = side.Merge(levels);
        _scratch.Clear();
        _scratch.AddRange(side.Shown);
        side.Shown.Clear();
        int old = 0;
        foreach (Level level in merged)
        {
            if (level.Size <= 0)
            {
                continue;
            }

            while (old < _scratch.Count && side.IsBetter(_scratch[old].Price, level.Price))
            {
                Record(isAsk, _scratch[old++].Price, 0);
            }

            bool same = old < _scratch.Count && _scratch[old].Price == level.Price;
            if (!same || _scratch[old].Size != level.Size)
            {
                Record(isAsk, level.Price, level.Size);
            }

            old += same ? 1 : 0;
            side.Shown.Add(level);
        }

        while (old < _scratch.Count)
        {
            Record(isAsk, _scratch[old++].Price, 0);
        }
    }

    /// <summary>
    /// Sets the house's best level of a side: its better ones go, worse ones stay. For top-of-book data.
    /// </summary>
    public void SetBest(bool isAsk, long price, long size)
    {
        BookSide side = Side(isAsk);
        int i = 0;
        while (i < side.Shown.Count && side.IsBetter(side.Shown[i].Price, price))
        {
            int before = side.Shown.Count;
            Set(isAsk, side.Shown[i].Price, 0);
            i += side.Shown.Count == before ? 1 : 0;
        }

        Set(isAsk, price, size);
    }

    /// <summary>The best price at which something can be had, hidden orders included.</summary>
    public bool TryBest(bool isAsk, out long price) => Side(isAsk).TryBest(out price);

    /// <summary>Who is next at the best price; there is one.</summary>
    public Offer First(bool isAsk)
    {
        BookSide side = Side(isAsk);
        _ = side.TryBest(out long price);
        return side.QueueAt(price)?.First() ?? new Offer(price, null, side.Shown[0].Size);
    }

    /// <summary>Takes from whoever is next; an order has counted the fill already.</summary>
    public void Take(bool isAsk, long size)
    {
        BookSide side = Side(isAsk);
        _ = side.TryBest(out long price);
        if (side.QueueAt(price) is not { } queue)
        {
            Show(isAsk, price, side.Shown[0].Size - size);
            return;
        }

        queue.Take(size, ref _turns);
        Publish(isAsk, queue);
    }

    /// <summary>All that can be had of a side, price by price.</summary>
    public IEnumerable<Offer> InTurn(bool isAsk)
    {
        BookSide side = Side(isAsk);
        int level = 0;
        foreach (PriceQueue queue in side.Queues)
        {
            for (; level < side.Shown.Count && side.IsBetter(side.Shown[level].Price, queue.Price); level++)
            {
                yield return new Offer(side.Shown[level].Price, null, side.Shown[level].Size);
            }

            foreach (Offer offer in queue.InTurn())
            {
                yield return offer;
            }

            level += level < side.Shown.Count && side.Shown[level].Price == queue.Price ? 1 : 0;
        }

        for (; level < side.Shown.Count; level++)
        {
            yield return new Offer(side.Shown[level].Price, null, side.Shown[level].Size);
        }
    }

    /// <summary>Lets an order rest, behind what is at its price.</summary>
    public void Rest(Order order) => Rest(order, PriceQueue.PartOf(order), _turns + 1);

    /// <summary>The same with the part and the turn that it had before a restart.</summary>
    public void Rest(Order order, long part, long turn)
    {
        _turns = Math.Max(_turns, turn);
        bool isAsk = !order.Ticket.IsBuy;
        PriceQueue queue = Side(isAsk).MakeQueue(order.Ticket.Price);
        queue.Add(order, part, turn);
        Publish(isAsk, queue);
    }

    /// <summary>What shows of a resting order.</summary>
    public long PartOf(Order order) =>
        Side(!order.Ticket.IsBuy).QueueAt(order.Ticket.Price)?.ShownOf(order) ?? 0;

    /// <summary>Takes an order out; nothing happens if it is not in.</summary>
    public void Remove(Order order)
    {
        bool isAsk = !order.Ticket.IsBuy;
        if (Side(isAsk).QueueAt(order.Ticket.Price) is { } queue)
        {
            queue.Remove(order);
            Publish(isAsk, queue);
        }
    }

    /// <summary>An order that rests has become smaller; it keeps its place.</summary>
    public void Fit(Order order)
    {
        bool isAsk = !order.Ticket.IsBuy;
        if (Side(isAsk).QueueAt(order.Ticket.Price) is { } queue)
        {
            queue.Fit(order);
            Publish(isAsk, queue);
        }
    }

    private BookSide Side(bool isAsk) => isAsk ? _asks : _bids;

    private void Publish(bool isAsk, PriceQueue queue)
    {
        bool changed = Show(isAsk, queue.Price, queue.Visible);
        if (!changed && BlanksHidden)
        {
            Skip();
        }

        Side(isAsk).DropIfPlain(queue);
    }

    private bool Show(bool isAsk, long price, long size)
    {
        bool changed = Side(isAsk).Show(price, size);
        if (changed)
        {
            Record(isAsk, price, size);
        }

        return changed;
    }

    private void Record(bool isAsk, long price, long size) =>
        _changes.Add(new LevelChange(isAsk, price, size, ++Sequence));
}
