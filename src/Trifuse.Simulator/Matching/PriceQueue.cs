namespace Trifuse.Simulator.Matching;

/// <summary>The next to be met at a price: an order, or the house when there is none.</summary>
public readonly record struct Offer(long Price, Order? Maker, long Size);

/// <summary>
/// One price at which orders of users rest: what shows, in time order, among it the house's chunks; and
/// behind all that, in time order, the hidden orders. An iceberg shows a part; when that is used up, the next
/// part queues at the back.
/// </summary>
public sealed class PriceQueue
{
    private readonly List<Entry> _shown = [];
    private readonly List<Order> _hidden = [];

    public PriceQueue(long price, long house)
    {
        Price = price;
        SetHouse(house);
    }

    public long Price { get; }

    public bool HasOrders => _hidden.Count > 0 || _shown.Exists(e => e.Order is not null);

    /// <summary>The house's part.</summary>
    public long House => Sum(e => e.Order is null);

    /// <summary>What the public book shows at this price.</summary>
    public long Visible => Sum(_ => true);

    /// <summary>
    /// What the house adds stands behind what is there; what it takes back it takes from the back.
    /// </summary>
    public void SetHouse(long size)
    {
        long more = size - House;
        if (more > 0)
        {
            if (_shown.Count > 0 && _shown[^1].Order is null)
            {
                _shown[^1].Size += more;
            }
            else
            {
                _shown.Add(new Entry(null, more));
            }
        }

        for (int i = _shown.Count - 1; more < 0; i--)
        {
            Entry entry = _shown[i];
            if (entry.Order is null)
            {
                long part = Math.Min(entry.Size, -more);
                entry.Size -= part;
                more += part;
                if (entry.Size == 0)
                {
                    _shown.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>What may show of an order at once.</summary>
    public static long PartOf(Order order) => order.Ticket.Iceberg
        ? Math.Min(order.Ticket.VisibleSize, order.Open)
        : order.Open;

    public long ShownOf(Order order) => _shown.Find(e => e.Order == order)?.Size ?? 0;

    public void Add(Order order, long part, long turn)
    {
        order.Turn = turn;
        if (order.Ticket.Hidden)
        {
            _hidden.Add(order);
        }
        else
        {
            _shown.Add(new Entry(order, part));
        }
    }

    public void Remove(Order order)
    {
        _hidden.Remove(order);
        _shown.RemoveAll(e => e.Order == order);
    }

    /// <summary>An order has become smaller; it keeps its place.</summary>
    public void Fit(Order order)
    {
        if (_shown.Find(e => e.Order == order) is { } entry)
        {
            entry.Size = Math.Min(entry.Size, order.Open);
        }
    }

    public Offer First() => _shown.Count > 0
        ? new Offer(Price, _shown[0].Order, _shown[0].Size)
        : new Offer(Price, _hidden[0], _hidden[0].Open);

    /// <summary>Takes from the first, whose order has counted the fill already.</summary>
    public void Take(long size, ref long turns)
    {
        if (_shown.Count == 0)
        {
            if (_hidden[0].Open == 0)
            {
                _hidden.RemoveAt(0);
            }

            return;
        }

        Entry first = _shown[0];
        first.Size -= size;
        if (first.Size == 0)
        {
            _shown.RemoveAt(0);
            if (first.Order is { Open: > 0 } iceberg)
            {
                Add(iceberg, PartOf(iceberg), ++turns);
            }
        }
    }

    /// <summary>
    /// All that can be had here, in an order that respects everybody's first turn: what shows, the rests of
    /// icebergs, what is hidden.
    /// </summary>
    public IEnumerable<Offer> InTurn()
    {
        foreach (Entry entry in _shown)
        {
            yield return new Offer(Price, entry.Order, entry.Size);
        }

        foreach (Entry entry in _shown)
        {
            if (entry.Order is { } order && order.Open > entry.Size)
            {
                yield return new Offer(Price, order, order.Open - entry.Size);
            }
        }

        foreach (Order order in _hidden)
        {
            yield return new Offer(Price, order, order.Open);
        }
    }

    private long Sum(Predicate<Entry> wanted)
    {
        long sum = 0;
        foreach (Entry entry in _shown)
        {
            sum += wanted(entry) ? entry.Size : 0;
        }

        return sum;
    }

    private sealed class Entry(Order? order, long size)
    {
        public Order? Order { get; } = order;

        public long Size { get; set; } = size;
    }
}
