using System.Globalization;
using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Tests.Trading.Market;

public class FullBookTests
{
    private static readonly SymbolId First = new(0);

    [Fact]
    public void Messages_before_the_snapshot_wait_and_the_newer_ones_follow_it()
    {
        Books books = New();
        Assert.True(books.NeedsSnapshot(First));
        Assert.Equal(ApplyOutcome.Buffered, Bid(books, 10, "9", "5"));
        Assert.Equal(ApplyOutcome.Buffered, Bid(books, 11, "8", "7"));
        Assert.Equal(BookState.Empty, books.StateOf(First));
        Assert.Equal(
            ApplyOutcome.Applied, books.ApplySnapshot(First, 10, [B("9", "4")], [B("10", "1")], 0, 0, 0));
        Assert.Equal("9x4 8x7", BooksTests.Text(books.Bids(First)));
        Assert.Equal(11, books.Sequence(First));
        Assert.False(books.NeedsSnapshot(First));
        Assert.Equal(BookState.Fresh, books.StateOf(First));
    }

    [Fact]
    public void A_snapshot_older_than_the_first_kept_message_is_refused()
    {
        Books books = New();
        Bid(books, 10, "9", "5");
        Assert.Equal(
            ApplyOutcome.Outdated, books.ApplySnapshot(First, 8, [B("9", "4")], [B("10", "1")], 0, 0, 0));
        Assert.True(books.NeedsSnapshot(First));
        Assert.Equal(
            ApplyOutcome.Applied, books.ApplySnapshot(First, 9, [B("9", "4")], [B("10", "1")], 0, 0, 0));
        Assert.Equal("9x5", BooksTests.Text(books.Bids(First)));
    }

    [Fact]
    public void Overlapping_messages_apply_only_what_is_newer()
    {
        Books books = Synced(10);
        Assert.Equal(ApplyOutcome.Outdated, Bid(books, 10, "9", "99"));
        LevelChange[] bids = [C("9", "98", 10), C("8", "3", 12)];
        Assert.Equal(ApplyOutcome.Applied, books.ApplyChanges(First, 9, 12, bids, [], 0, 0, 0));
        Assert.Equal("9x4 8x3", BooksTests.Text(books.Bids(First)));
        Assert.Equal(12, books.Sequence(First));
    }

    [Fact]
    public void A_gap_makes_the_book_stale_until_a_snapshot_joins_the_kept_messages()
    {
        Books books = Synced(10);
        Assert.Equal(ApplyOutcome.Gap, Bid(books, 12, "8", "3"));
        Assert.Equal(BookState.Stale, books.StateOf(First));
        Assert.True(books.NeedsSnapshot(First));
        Assert.Equal(ApplyOutcome.Buffered, Bid(books, 13, "7", "2"));
        Assert.Equal(
            ApplyOutcome.Applied, books.ApplySnapshot(First, 12, [B("8", "3")], [B("10", "1")], 0, 0, 0));
        Assert.Equal("8x3 7x2", BooksTests.Text(books.Bids(First)));
        Assert.Equal(BookState.Fresh, books.StateOf(First));
    }

    [Fact]
    public void A_price_of_zero_only_moves_the_sequence()
    {
        Books books = Synced(10);
        Assert.Equal(ApplyOutcome.Confirmed, Bid(books, 11, "0", "0"));
        Assert.Equal(11, books.Sequence(First));
        Assert.Equal(ApplyOutcome.Confirmed, books.ApplyChanges(First, 12, 12, [], [], 0, 0, 0));
        Assert.Equal(12, books.Sequence(First));
        Assert.Equal("9x4", BooksTests.Text(books.Bids(First)));
    }

    [Fact]
    public void A_lost_connection_asks_for_a_snapshot()
    {
        Books books = Synced(10);
        books.MarkConnection(0, ConnectionState.Lost);
        Assert.Equal(BookState.Stale, books.StateOf(First));
        Assert.True(books.NeedsSnapshot(First));
        Assert.Equal(ApplyOutcome.Buffered, Bid(books, 11, "8", "3"));
    }

    [Fact]
    public void A_full_buffer_drops_the_oldest_and_then_needs_a_young_snapshot()
    {
        var books = new Books([FeedKind.Full], 50, bufferedChanges: 4);
        for (int i = 1; i <= 8; i++)
        {
            Bid(books, i, "9", "1");
        }
        Assert.Equal(
            ApplyOutcome.Outdated, books.ApplySnapshot(First, 3, [B("9", "4")], [B("10", "1")], 0, 0, 0));
        Assert.Equal(
            ApplyOutcome.Applied, books.ApplySnapshot(First, 4, [B("9", "4")], [B("10", "1")], 0, 0, 0));
        Assert.Equal(8, books.Sequence(First));
    }

    [Fact]
    public void A_cut_book_never_shows_a_hole_and_asks_for_more_when_it_runs_thin()
    {
        var books = new Books([FeedKind.Full], fullLevels: 60);
        var asks = new PriceLevel[100];
        for (int i = 0; i < asks.Length; i++)
        {
            asks[i] = new PriceLevel(new ExactDecimal(1000 + i, 0), ExactDecimal.One);
        }
        books.ApplySnapshot(First, 1, [B("9", "4")], asks, 0, 0, 0);
        Assert.False(books.NeedsSnapshot(First));
        for (int i = 0; i < 11; i++)
        {
            Ask(books, 2 + i, (1000 + i).ToString(CultureInfo.InvariantCulture), "0");
        }
        // 49 of the 60 known ones are left; what lies behind them is not shown although it changes.
        Ask(books, 13, "1070", "5");
        Assert.Equal(49, books.Asks(First).Length);
        Assert.Equal(new ExactDecimal(1059, 0), books.Asks(First)[48].Price);
        Assert.True(books.NeedsSnapshot(First));
        Assert.Equal(BookState.Fresh, books.StateOf(First));
        Ask(books, 14, "1011", "7");
        Assert.Equal(ApplyOutcome.Applied, books.ApplySnapshot(First, 13, [B("9", "4")], asks, 0, 0, 0));
        Assert.Equal(50, books.Asks(First).Length);
        Assert.Equal(new ExactDecimal(7, 0), books.Asks(First)[11].Size);
    }

    [Fact]
    public void After_any_changes_the_shown_levels_are_those_of_a_plain_map() =>
        Gen.Select(Gen.Bool, Gen.Int[1, 80], Gen.Int[0, 5]).Array[400].Sample(changes =>
        {
            var books = new Books([FeedKind.Full], fullLevels: 50);
            var model = new SortedDictionary<int, int>();
            books.ApplySnapshot(First, 0, [], [B("1000", "1")], 0, 0, 0);
            model[1000] = 1;
            long sequence = 0;
            foreach ((_, int price, int size) in changes)
            {
                sequence++;
                Ask(
                    books, sequence, price.ToString(CultureInfo.InvariantCulture),
                    size.ToString(CultureInfo.InvariantCulture));
                model.Remove(price);
                if (size > 0)
                {
                    model[price] = size;
                }
                string expected = string.Join(' ', model.Take(50).Select(x => $"{x.Key}x{x.Value}"));
                string shown = BooksTests.Text(books.Asks(First));
                // A cut book may know less than the model, but never something else.
                Assert.StartsWith(shown, expected, StringComparison.Ordinal);
                if (!books.NeedsSnapshot(First))
                {
                    Assert.Equal(expected, shown);
                }
            }
        });

    [Fact]
    public void However_two_sockets_overlap_nothing_is_missing_and_nothing_is_set_back() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 60]).Sample(
            (seed, firstOfNew) =>
            {
                const int Last = 100;
                var chance = new Prng(seed);
                Books books = Synced(0);
                Bid(books, 1, "9", "1");
                long old = 1;
                long @new = firstOfNew - 1;
                books.MarkConnection(0, ConnectionState.Overlapping);
                while (old < Last)
                {
                    bool isOld = @new == Last || chance.NextBelow(2) == 0;
                    long sequence = isOld ? ++old : ++@new;
                    ApplyOutcome outcome = Bid(books, sequence, "9", $"{sequence}");
                    Assert.True(
                        outcome is ApplyOutcome.Applied or ApplyOutcome.Outdated or ApplyOutcome.Ahead);
                    Assert.Equal(BookState.Fresh, books.StateOf(First));
                    Assert.Equal($"9x{books.Sequence(First)}", BooksTests.Text(books.Bids(First)));
                    Assert.True(books.Sequence(First) >= old);
                }
                books.MarkConnection(0, ConnectionState.Up);
                Assert.Equal(BookState.Fresh, books.StateOf(First));
                Assert.Equal(Last, books.Sequence(First));
            });

    [Fact]
    public void What_the_closed_socket_of_two_still_owed_is_a_gap()
    {
        Books books = Synced(10);
        books.MarkConnection(0, ConnectionState.Overlapping);
        Assert.Equal(ApplyOutcome.Ahead, Bid(books, 12, "8", "3"));
        Assert.Equal(BookState.Fresh, books.StateOf(First));
        books.MarkConnection(0, ConnectionState.Up);
        Assert.Equal(BookState.Stale, books.StateOf(First));
        Assert.True(books.NeedsSnapshot(First));
    }

    [Fact]
    public void A_message_that_two_sockets_bring_is_kept_once_for_the_snapshot()
    {
        Books books = New();
        books.MarkConnection(0, ConnectionState.Overlapping);
        Bid(books, 10, "9", "5");
        Bid(books, 11, "9", "7");
        Bid(books, 10, "9", "5");
        books.ApplySnapshot(First, 9, [B("9", "4")], [B("10", "1")], 0, 0, 0);
        Assert.Equal("9x7", BooksTests.Text(books.Bids(First)));
    }

    private static Books New() => new([FeedKind.Full]);

    private static Books Synced(long sequence)
    {
        Books books = New();
        books.ApplySnapshot(First, sequence, [B("9", "4")], [B("10", "1")], 0, 0, 0);
        return books;
    }

    private static ApplyOutcome Bid(Books books, long sequence, string price, string size) =>
        books.ApplyChanges(First, sequence, sequence, [C(price, size, sequence)], [], 0, 0, 0);

    private static ApplyOutcome Ask(Books books, long sequence, string price, string size) =>
        books.ApplyChanges(First, sequence, sequence, [], [C(price, size, sequence)], 0, 0, 0);

    private static PriceLevel B(string price, string size) => BooksTests.L(price, size);

    private static LevelChange C(string price, string size, long sequence) =>
        new(ExactDecimal.Parse(price), ExactDecimal.Parse(size), sequence);
}
