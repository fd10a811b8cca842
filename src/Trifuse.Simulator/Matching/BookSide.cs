namespace Trifuse.Simulator.Matching;

/// <summary>
/// One side of a book, best first: what shows, level by level, and the queues of the prices at which users'
/// orders rest. A level without a queue is all the house's.
/// </summary>
internal sealed class BookSide(bool isAsk)
{
    private readonly List<Level> _merged = [];

    public List<Level> Shown { get; } = [];

    public List<PriceQueue> Queues { get; } = [];

    public bool IsBetter(long left, long right) => isAsk ? left < right : left > right;

    /// <summary>The best price at which something can be had, hidden orders included.</summary>
    public bool TryBest(out long price)
    {
        bool queued = Queues.Count > 0;
        price = queued ? Queues[0].Price : 0;
        if (Shown.Count > 0 && (!queued || IsBetter(Shown[0].Price, price)))
        {
            price = Shown[0].Price;
            return true;
        }

        return queued;
    }

    public PriceQueue? QueueAt(long price)
    {
        int at = FindQueue(price);
        return at < Queues.Count && Queues[at].Price == price ? Queues[at] : null;
    }

    /// <summary>The queue of a price, made in its place when there is none.</summary>
    public PriceQueue MakeQueue(long price)
    {
        int at = FindQueue(price);
        if (at < Queues.Count && Queues[at].Price == price)
        {
            return Queues[at];
        }

        var queue = new PriceQueue(price, ShownAt(price));
        Queues.Insert(at, queue);
        return queue;
    }

    public void DropIfPlain(PriceQueue queue)
    {
        if (!queue.HasOrders)
        {
            Queues.Remove(queue);
        }
    }

    public long ShownAt(long price)
    {
        int at = Find(price);
        return at < Shown.Count && Shown[at].Price == price ? Shown[at].Size : 0;
    }

    /// <summary>True if that changed anything.</summary>
    public bool Show(long price, long size)
    {
        int at = Find(price);
        bool present = at < Shown.Count && Shown[at].Price == price;
        if (size == 0)
        {
            if (present)
            {
                Shown.RemoveAt(at);
            }

            return present;
        }

        var level = new Level(price, size);
        if (!present)
        {
            Shown.Insert(at, level);
        }
        else if (Shown[at] == level)
        {
            return false;
        }
        else
        {
            Shown[at] = level;
        }

        return true;
    }

    /// <summary>
    /// What shows when the house has these levels: the queues take their share in, and stand between them.
    /// </summary>
    public ReadOnlySpan<Level> Merge(ReadOnlySpan<Level> house)
    {
        if (Queues.Count == 0)
        {
            return house;
        }

        _merged.Clear();
        int next = 0;
        foreach (Level level in house)
        {
            while (next < Queues.Count && IsBetter(Queues[next].Price, level.Price))
            {
                AddQueue(Queues[next++], 0);
            }

            if (next < Queues.Count && Queues[next].Price == level.Price)
            {
                AddQueue(Queues[next++], Math.Max(0, level.Size));
            }
            else
            {
                _merged.Add(level);
            }
        }

        while (next < Queues.Count)
        {
            AddQueue(Queues[next++], 0);
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_merged);
    }

    private void AddQueue(PriceQueue queue, long house)
    {
        queue.SetHouse(house);
        _merged.Add(new Level(queue.Price, queue.Visible));
    }

    private int Find(long price)
    {
        int low = 0;
        int high = Shown.Count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (IsBetter(Shown[middle].Price, price))
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

    private int FindQueue(long price)
    {
        int low = 0;
        int high = Queues.Count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (IsBetter(Queues[middle].Price, price))
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
}
