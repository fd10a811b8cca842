using Trifuse.Simulator.Matching;

namespace Trifuse.Tests.Simulator;

/// <summary>What must hold of every book after every step.</summary>
internal static class BookChecks
{
    public static void Check(Book book)
    {
        Uncrossed(book);
        foreach (bool isAsk in new[] { true, false })
        {
            IReadOnlyList<Level> side = book.SideOf(isAsk);
            for (int i = 0; i < side.Count; i++)
            {
                Assert.True(side[i].Size > 0);
                Assert.True(i == 0
                    || (isAsk ? side[i].Price > side[i - 1].Price : side[i].Price < side[i - 1].Price));
            }

            foreach (PriceQueue queue in book.QueuesOf(isAsk))
            {
                Assert.True(queue.HasOrders);
                long shown = side.Where(l => l.Price == queue.Price).Sum(l => l.Size);
                long users = queue.InTurn().Where(o => o.Maker is not null).GroupBy(o => o.Maker)
                    .Sum(o => VisibleOf(o.Key!));
                Assert.Equal(shown, queue.House + users);
                Assert.All(queue.InTurn().Where(o => o.Maker is not null), o =>
                    Assert.True(o.Maker!.Resting && o.Maker.Ticket.Price == queue.Price));
            }
        }
    }

    public static void Uncrossed(Book book)
    {
        if (book.TryBest(isAsk: true, out long ask) && book.TryBest(isAsk: false, out long bid))
        {
            Assert.True(ask > bid, "ask " + ask + ", bid " + bid);
        }
    }

    private static long VisibleOf(Order order)
    {
        long shown = order.Ticket.Symbol.Book.PartOf(order);
        if (order.Ticket.Iceberg)
        {
            Assert.InRange(shown, 1, Math.Min(order.Ticket.VisibleSize, order.Open));
        }
        else
        {
            Assert.Equal(order.Ticket.Hidden ? 0 : order.Open, shown);
        }

        return shown;
    }
}

/// <summary>The public book as one who hears level2 keeps it.</summary>
internal sealed class Level2Copy
{
    private readonly SortedDictionary<long, long> _asks = [];
    private readonly SortedDictionary<long, long> _bids = [];
    private long? _sequence;

    public void Apply(LevelChange change)
    {
        Assert.True(_sequence is null || change.Sequence == _sequence + 1);
        _sequence = change.Sequence;
        if (change.Price == 0)
        {
            return;
        }

        SortedDictionary<long, long> side = change.IsAsk ? _asks : _bids;
        if (change.Size == 0)
        {
            Assert.True(side.Remove(change.Price), "a level is deleted that is not there");
        }
        else
        {
            side[change.Price] = change.Size;
        }

        bool crossed = _asks.Count > 0 && _bids.Count > 0 && _asks.Keys.First() <= _bids.Keys.Last();
        Assert.False(crossed, "crossed at " + change);
    }

    public void AssertSame(Book book)
    {
        Assert.Equal(book.Asks, _asks.Select(l => new Level(l.Key, l.Value)));
        Assert.Equal(book.Bids, _bids.Reverse().Select(l => new Level(l.Key, l.Value)));
    }
}
