using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Tests.Trading.Market;

public class BooksTests
{
    private static readonly SymbolId First = new(0);

    [Fact]
    public void A_side_without_a_quote_has_no_levels_and_no_price()
    {
        Books books = New(FeedKind.Top);
        Assert.Equal(BookState.Empty, books.StateOf(First));
        // ZKT-USDT had buy = sell = "0" on 2022-10-24.
        Assert.Equal(ApplyOutcome.Applied, Top(books, "0", "0", "0", "0"));
        Assert.Equal(BookState.Empty, books.StateOf(First));
        Assert.Equal(0, books.BidPrice(First));
        Assert.Equal(0, books.AskPrice(First));
        Top(books, "9", "1", "10", "0");
        Assert.Equal(BookState.Fresh, books.StateOf(First));
        Assert.Equal(9, books.BidPrice(First));
        Assert.Empty(books.Asks(First).ToArray());
    }

    [Fact]
    public void Crossed_and_locked_books_say_so()
    {
        Books books = New(FeedKind.Top);
        Top(books, "10", "1", "10", "1");
        Assert.Equal(BookState.Crossed, books.StateOf(First));
        Top(books, "11", "1", "10", "1");
        Assert.Equal(BookState.Crossed, books.StateOf(First));
        Top(books, "9.9", "1", "10", "1");
        Assert.Equal(BookState.Fresh, books.StateOf(First));
    }

    [Fact]
    public void A_silent_connection_makes_its_books_stale_until_it_speaks_again()
    {
        Books books = New(FeedKind.Top);
        Top(books, "9", "1", "10", "1", connection: 3);
        books.MarkConnection(3, ConnectionState.Silent);
        Assert.Equal(BookState.Stale, books.StateOf(First));
        books.MarkConnection(3, ConnectionState.Up);
        Assert.Equal(BookState.Fresh, books.StateOf(First));
    }

    [Fact]
    public void A_lost_connection_makes_its_books_stale_until_another_one_refreshes_them()
    {
        Books books = New(FeedKind.Top);
        Top(books, "9", "1", "10", "1", connection: 3);
        books.MarkConnection(3, ConnectionState.Lost);
        books.MarkConnection(3, ConnectionState.Up);
        Assert.Equal(BookState.Stale, books.StateOf(First));
        Top(books, "9", "1", "10", "1", connection: 4);
        Assert.Equal(BookState.Fresh, books.StateOf(First));
        books.MarkConnection(3, ConnectionState.Lost);
        Assert.Equal(BookState.Fresh, books.StateOf(First));
    }

    [Fact]
    public void Age_counts_from_the_last_message()
    {
        Books books = New(FeedKind.Top);
        Top(books, "9", "1", "10", "1", nowNs: 100);
        Assert.Equal(150, books.AgeNs(First, 250));
        Top(books, "9", "1", "10", "1", nowNs: 200);
        Assert.Equal(50, books.AgeNs(First, 250));
    }

    [Fact]
    public void An_older_message_of_one_of_two_overlapping_sockets_is_left_out()
    {
        Books books = New(FeedKind.Depth);
        books.MarkConnection(0, ConnectionState.Overlapping);
        books.ApplyDepth(First, [L("9", "2")], [L("10", "1")], 6, 0, 0);
        Assert.Equal(
            ApplyOutcome.Outdated, books.ApplyDepth(First, [L("9", "1")], [L("10", "1")], 5, 0, 0));
        books.MarkConnection(0, ConnectionState.Up);
        Assert.Equal(BookState.Fresh, books.StateOf(First));
        Assert.Equal("9x2", Text(books.Bids(First)));
    }

    [Fact]
    public void An_older_message_of_an_overlapping_connection_is_left_out()
    {
        Books books = New(FeedKind.Top);
        Top(books, "9", "1", "10", "1", exchangeMs: 1000, connection: 1);
        Assert.Equal(ApplyOutcome.Outdated, Top(books, "8", "1", "10", "1", exchangeMs: 999, connection: 2));
        Assert.Equal(ApplyOutcome.Applied, Top(books, "8", "1", "10", "1", exchangeMs: 999, connection: 1));
        Assert.Equal(ApplyOutcome.Applied, Top(books, "7", "1", "10", "1", sequence: 8));
        Assert.Equal(ApplyOutcome.Outdated, Top(books, "6", "1", "10", "1", sequence: 7));
        Assert.Equal(7, books.BidPrice(First));
    }

    [Fact]
    public void One_feed_owns_a_book()
    {
        Books books = New(FeedKind.Top);
        Assert.Equal(ApplyOutcome.WrongFeed, books.ApplyDepth(First, [], [], 0, 0, 0));
        Assert.Equal(ApplyOutcome.WrongFeed, books.ApplyChanges(First, 1, 1, [], [], 0, 0, 0));
        Assert.Equal(ApplyOutcome.WrongFeed, books.ApplySnapshot(First, 1, [], [], 0, 0, 0));
        Assert.Equal(ApplyOutcome.WrongFeed, Top(New(FeedKind.Full), "9", "1", "10", "1"));
    }

    [Fact]
    public void Depth_replaces_what_was_known()
    {
        Books books = New(FeedKind.Depth);
        books.ApplyDepth(First, [L("9", "1"), L("8", "2")], [L("10", "1")], 5, 0, 0);
        books.ApplyDepth(First, [L("9.5", "3")], [L("10", "1"), L("11", "4")], 6, 0, 0);
        Assert.Equal("9.5x3", Text(books.Bids(First)));
        Assert.Equal("10x1 11x4", Text(books.Asks(First)));
        Assert.Equal(6, books.ExchangeMs(First));
        Assert.Equal("10x1 11x4", Text(books.TakenBy(First, Side.Buy)));
    }

    [Fact]
    public void Levels_out_of_order_make_the_book_stale_until_a_good_message()
    {
        Books books = New(FeedKind.Depth);
        Assert.Equal(
            ApplyOutcome.Malformed,
            books.ApplyDepth(First, [L("8", "1"), L("9", "2")], [L("10", "1")], 5, 0, 0));
        Assert.Equal(BookState.Stale, books.StateOf(First));
        books.ApplyDepth(First, [L("9", "1"), L("8", "2")], [L("10", "1")], 5, 0, 0);
        Assert.Equal(BookState.Fresh, books.StateOf(First));
    }

    [Fact]
    public void A_level_with_too_many_digits_ends_its_side()
    {
        Books books = New(FeedKind.Depth);
        books.ApplyDepth(
            First,
            [L("9", "1"), L("0.00000000000000000001", "0.00000000000000000001"), L("0.0000000001", "1")],
            [L("10.00000000000000000000000000000000000", "1.000")],
            5, 0, 0);
        Assert.Equal("9x1", Text(books.Bids(First)));
        Assert.Equal("10x1", Text(books.Asks(First)));
    }

    private static Books New(FeedKind kind) => new([kind]);

    private static ApplyOutcome Top(
        Books books, string bid, string bidSize, string ask, string askSize, long exchangeMs = 0,
        long sequence = -1, int connection = 0, long nowNs = 0) =>
        books.ApplyTop(First, L(bid, bidSize), L(ask, askSize), exchangeMs, sequence, connection, nowNs);

    internal static PriceLevel L(string price, string size) =>
        new(ExactDecimal.Parse(price), ExactDecimal.Parse(size));

    internal static string Text(ReadOnlySpan<PriceLevel> levels)
    {
        var text = new List<string>();
        foreach (PriceLevel level in levels)
        {
            text.Add($"{level.Price}x{level.Size}");
        }
        return string.Join(' ', text);
    }
}
