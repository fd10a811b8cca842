using Trifuse.Core;
using Trifuse.Core.Domain;

namespace Trifuse.Trading.Market;

/// <summary>
/// The books of all symbols of a universe. One thread owns it. Nothing allocates after construction. A side
/// without a quote (price or size 0) has no levels. Prices are cached as doubles for screening.
/// </summary>
public sealed class Books
{
    /// <summary>Levels of each side that are shown, at most.</summary>
    public const int VisibleLevels = Book.VisibleLevels;

    /// <summary>Connections are numbered from 0 to one less than this.</summary>
    public const int MaxConnections = 256;

    private readonly Book[] _books;
    private readonly double[] _bids;
    private readonly double[] _asks;
    private readonly ConnectionState[] _connections = new ConnectionState[MaxConnections];

    /// <summary>
    /// Makes empty books, one feed kind for each symbol. A full book keeps <paramref name="fullLevels"/> of
    /// each side and asks for a new snapshot when fewer than <see cref="VisibleLevels"/> of them are left
    /// while more exist.
    /// </summary>
    public Books(ReadOnlySpan<FeedKind> feeds, int fullLevels = 256, int bufferedChanges = 1024)
    {
        Check.That(fullLevels >= VisibleLevels && bufferedChanges > 0);
        _books = new Book[feeds.Length];
        _bids = new double[feeds.Length];
        _asks = new double[feeds.Length];
        for (int i = 0; i < feeds.Length; i++)
        {
            _books[i] = new Book(feeds[i], fullLevels, bufferedChanges);
        }
    }

    /// <summary>How many symbols there are.</summary>
    public int SymbolCount => _books.Length;

    /// <summary>The best bid as a double; 0 without one.</summary>
    public double BidPrice(SymbolId symbol) => _bids[symbol.Index];

    /// <summary>The best ask as a double; 0 without one.</summary>
    public double AskPrice(SymbolId symbol) => _asks[symbol.Index];

    /// <summary>Bids, best first, at most <see cref="VisibleLevels"/>.</summary>
    public ReadOnlySpan<PriceLevel> Bids(SymbolId symbol) => _books[symbol.Index].Bids.Levels(VisibleLevels);

    /// <summary>Asks, best first, at most <see cref="VisibleLevels"/>.</summary>
    public ReadOnlySpan<PriceLevel> Asks(SymbolId symbol) => _books[symbol.Index].Asks.Levels(VisibleLevels);

    /// <summary>The side that an order takes from: asks for a buy, bids for a sell.</summary>
    public ReadOnlySpan<PriceLevel> TakenBy(SymbolId symbol, Side side) =>
        side == Side.Buy ? Asks(symbol) : Bids(symbol);

    /// <summary>Which feed owns the book.</summary>
    public FeedKind FeedOf(SymbolId symbol) => _books[symbol.Index].Kind;

    /// <summary>The connection that brought the last message; -1 before the first one.</summary>
    public int ConnectionOf(SymbolId symbol) => _books[symbol.Index].Connection;

    /// <summary>
    /// The exchange's time of the last message in ms since 1970; 0 when the feed gives none.
    /// </summary>
    public long ExchangeMs(SymbolId symbol) => _books[symbol.Index].ExchangeMs;

    /// <summary>When the last message was received (monotonic ns).</summary>
    public long ChangedNs(SymbolId symbol) => _books[symbol.Index].ChangedNs;

    /// <summary>nowNs - receive time of the last message.</summary>
    public long AgeNs(SymbolId symbol, long nowNs) => nowNs - _books[symbol.Index].ChangedNs;

    /// <summary>The last sequence number; -1 when the feed has none.</summary>
    public long Sequence(SymbolId symbol) => _books[symbol.Index].Sequence;

    /// <summary>
    /// True when a full book has no valid snapshot, or one that no longer reaches deep enough.
    /// </summary>
    public bool NeedsSnapshot(SymbolId symbol) => _books[symbol.Index].NeedsSnapshot;

    /// <summary>Whether the book may be traded on.</summary>
    public BookState StateOf(SymbolId symbol)
    {
        Book book = _books[symbol.Index];
        if (book.IsEmpty)
        {
            return BookState.Empty;
        }
        if (book.AwaitsRefresh || _connections[book.Connection] == ConnectionState.Silent)
        {
            return BookState.Stale;
        }
        // A locked book cannot stand on a matching exchange any more than a crossed one.
        return book.Bids.Count > 0 && book.Asks.Count > 0 && book.Bids.Best.Price >= book.Asks.Best.Price
            ? BookState.Crossed
            : BookState.Fresh;
    }

    /// <summary>
    /// The book is not what the exchange has: stale until its next message, or, if it is a full one, until a
    /// new snapshot.
    /// </summary>
    public void Distrust(SymbolId symbol) => _books[symbol.Index].Lose();

    /// <summary>The best bid and ask. The sequence is -1 where the stream has none.</summary>
    public ApplyOutcome ApplyTop(
        SymbolId symbol, in PriceLevel bid, in PriceLevel ask, long exchangeMs, long sequence, int connection,
        long nowNs)
    {
        Book book = _books[symbol.Index];
        if (book.Kind != FeedKind.Top)
        {
            return ApplyOutcome.WrongFeed;
        }
        if (book.IsOutdated(exchangeMs, sequence, connection, IsOverlapping(connection)))
        {
            return ApplyOutcome.Outdated;
        }
        book.Bids.SetTop(bid);
        book.Asks.SetTop(ask);
        book.Touch(exchangeMs, sequence, connection, nowNs);
        Cache(symbol.Index, book);
        return ApplyOutcome.Applied;
    }

    /// <summary>The best levels of both sides, best first; they replace what was known.</summary>
    public ApplyOutcome ApplyDepth(
        SymbolId symbol, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, long exchangeMs,
        int connection, long nowNs)
    {
        Book book = _books[symbol.Index];
        if (book.Kind != FeedKind.Depth)
        {
            return ApplyOutcome.WrongFeed;
        }
        if (book.IsOutdated(exchangeMs, sequence: -1, connection, IsOverlapping(connection)))
        {
            return ApplyOutcome.Outdated;
        }
        bool good = book.Bids.TryReplace(bids) & book.Asks.TryReplace(asks);
        book.Touch(exchangeMs, sequence: -1, connection, nowNs);
        Cache(symbol.Index, book);
        if (!good)
        {
            book.Refuse();
            return ApplyOutcome.Malformed;
        }
        return ApplyOutcome.Applied;
    }

    /// <summary>One level2 message, for the sequence numbers start to end, both inclusive.</summary>
    public ApplyOutcome ApplyChanges(
        SymbolId symbol, long sequenceStart, long sequenceEnd, ReadOnlySpan<LevelChange> bids,
        ReadOnlySpan<LevelChange> asks, long exchangeMs, int connection, long nowNs)
    {
        Book book = _books[symbol.Index];
        if (book.Kind != FeedKind.Full)
        {
            return ApplyOutcome.WrongFeed;
        }
        ApplyOutcome outcome = book.Change(
            sequenceStart, sequenceEnd, bids, asks, exchangeMs, connection, IsOverlapping(connection),
            nowNs);
        Cache(symbol.Index, book);
        return outcome;
    }

    /// <summary>
    /// A full snapshot, and then the kept messages that are newer. Outdated: it is too old to be joined,
    /// fetch another one. <paramref name="connection"/> is the one whose level2 messages follow.
    /// </summary>
    public ApplyOutcome ApplySnapshot(
        SymbolId symbol, long sequence, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks,
        long exchangeMs, int connection, long nowNs)
    {
        Book book = _books[symbol.Index];
        if (book.Kind != FeedKind.Full)
        {
            return ApplyOutcome.WrongFeed;
        }
        ApplyOutcome outcome = book.Snapshot(sequence, bids, asks, exchangeMs, connection, nowNs);
        Cache(symbol.Index, book);
        return outcome;
    }

    /// <summary>
    /// Silent: its books are stale until it is up again. Lost: what it fed last is stale until refreshed, and
    /// full books need a snapshot. Overlapping: until it is up again, a message may come twice, and a newer
    /// one before an older one.
    /// </summary>
    public void MarkConnection(int connection, ConnectionState state)
    {
        bool wasOverlapping = IsOverlapping(connection);
        _connections[connection] = state;
        foreach (Book book in _books)
        {
            if (book.Connection != connection)
            {
                continue;
            }
            if (state == ConnectionState.Lost)
            {
                book.Lose();
            }
            else if (wasOverlapping)
            {
                book.EndOverlap();
            }
        }
    }

    private bool IsOverlapping(int connection) => _connections[connection] == ConnectionState.Overlapping;

    private void Cache(int symbol, Book book)
    {
        _bids[symbol] = book.Bids.Count > 0 ? book.Bids.Best.Price.ToDouble() : 0;
        _asks[symbol] = book.Asks.Count > 0 ? book.Asks.Best.Price.ToDouble() : 0;
    }
}
