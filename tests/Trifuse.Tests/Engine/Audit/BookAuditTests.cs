using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Audit;
using Trifuse.Tests.Core;
using Trifuse.Trading.Market;

namespace Trifuse.Tests.Engine.Audit;

public class BookAuditTests
{
    private const long Second = 1_000_000_000;
    private static readonly SymbolId Full = new(0);
    private static readonly SymbolId Top = new(1);

    private readonly AuditRings _rings = new();
    private readonly AuditCounters _counters = new();
    private readonly Books _books = new([FeedKind.Full, FeedKind.Top]);
    private readonly BookAudit _audit;
    private long _nowNs = Second;

    public BookAuditTests() => _audit = new BookAudit(_books, _rings, _counters, intervalNs: 1);

    [Fact]
    public void A_full_book_is_compared_at_the_same_sequence_level_by_level()
    {
        FillFull(10, Levels("99 1", "98 2"), Levels("101 1"));
        AskFor(Full);
        Change(11, "101", "5");
        Answer(10, Levels("99 1", "98 2"), Levels("101 1"));
        Assert.Equal(BookVerdict.None, Tick(out _));
        Assert.Equal((1L, 0L, 0L), Counts());
    }

    [Fact]
    public void The_answer_may_be_ahead_of_the_stream_for_a_while()
    {
        FillFull(10, Levels("99 1"), Levels("101 1"));
        AskFor(Full);
        Answer(11, Levels("99 1"), Levels("101 5"));
        Assert.Equal(BookVerdict.None, Tick(out _));
        Assert.Equal((0L, 0L, 0L), Counts());
        Change(11, "101", "5");
        Tick(out _);
        Assert.Equal((1L, 0L, 0L), Counts());
    }

    [Fact]
    public void Two_differences_in_a_row_take_a_full_book_off_and_one_agreement_puts_it_back()
    {
        FillFull(10, Levels("99 1"), Levels("101 1"));
        AskFor(Full);
        Answer(10, Levels("99 1"), Levels("101 2"));
        Assert.Equal(BookVerdict.None, Tick(out _));
        AskFor(Full);
        Answer(10, Levels("99 1"), Levels("101 2"));
        Assert.Equal(BookVerdict.TurnOff, Tick(out SymbolId off));
        Assert.Equal((Full, 1L), (off, _counters.BookAlarms));
        AskFor(Full);
        Answer(10, Levels("99 1"), Levels("101 2"));
        Assert.Equal(BookVerdict.None, Tick(out _));
        AskFor(Full);
        Answer(10, Levels("99 1"), Levels("101 1"));
        Assert.Equal(BookVerdict.TurnOn, Tick(out SymbolId on));
        Assert.Equal((Full, 1L), (on, _counters.BookAlarms));
    }

    [Fact]
    public void A_stream_that_stays_behind_differs()
    {
        FillFull(10, Levels("99 1"), Levels("101 1"));
        AskFor(Full);
        Answer(12, Levels("99 1"), Levels("101 1"));
        Tick(out _);
        Assert.Equal((0L, 0L, 0L), Counts());
        _nowNs += 2 * Second;
        Tick(out _);
        Assert.Equal((0L, 1L, 0L), Counts());
    }

    [Fact]
    public void A_number_that_the_stream_did_not_stop_at_decides_nothing()
    {
        FillFull(10, Levels("99 1"), Levels("101 1"));
        AskFor(Full);
        _books.ApplyChanges(
            Full, 11, 12, [], [new LevelChange(D("101"), D("3"), 12)], 0, connection: 0, _nowNs);
        _audit.NoteChange();
        Answer(11, Levels("99 1"), Levels("101 2"));
        Tick(out _);
        Assert.Equal((0L, 0L, 1L), Counts());
    }

    [Fact]
    public void Best_prices_without_numbers_must_lie_within_what_was_shown()
    {
        ShowTop("99", "101");
        AskFor(Top);
        ShowTop("98", "100");
        Answer(1, Levels("98.5 1"), Levels("100.5 1"));
        Tick(out _);
        Assert.Equal((1L, 0L, 0L), Counts());
        for (int strike = 1; strike <= 3; strike++)
        {
            AskFor(Top);
            Answer(1, Levels("97 1"), Levels("100 1"));
            Assert.Equal(BookVerdict.None, Tick(out _));
            _nowNs += 2 * Second;
            Assert.Equal(strike == 3 ? BookVerdict.TurnOff : BookVerdict.None, Tick(out _));
        }
        Assert.Equal((1L, 3L, 0L), Counts());
    }

    [Fact]
    public void A_quote_that_comes_a_little_later_agrees()
    {
        ShowTop("99", "101");
        AskFor(Top);
        Answer(1, Levels("98 1"), Levels("101 1"));
        Tick(out _);
        ShowTop("98", "101");
        Tick(out _);
        Assert.Equal((1L, 0L, 0L), Counts());
    }

    [Fact]
    public void Empty_and_stale_books_are_not_asked_for()
    {
        ShowTop("99", "101");
        AskFor(Top);
        Answer(1, Levels("99 1"), Levels("101 1"));
        Tick(out _);
        _books.Distrust(Top);
        for (int i = 0; i < 10; i++)
        {
            Tick(out _);
            Assert.Null(_rings.TakeBookWish());
        }
    }

    [Fact]
    public void No_answer_decides_nothing_and_a_step_allocates_nothing()
    {
        ShowTop("99", "101");
        AllocationMeter.AssertNone(() =>
        {
            while (_audit.Symbol != Top)
            {
                Tick(out _);
            }
            _rings.TakeBookWish();
            _audit.NoteChange();
            _rings.AnswerBook(isGood: false);
            Tick(out _);
        });
        Assert.True(_counters.BooksUndecided > 0);
        Assert.Equal(0, _counters.BooksDiffering);
    }

    private static ExactDecimal D(string text) => ExactDecimal.Parse(text);

    private static PriceLevel[] Levels(params string[] rows) =>
        [.. rows.Select(static r => new PriceLevel(D(r.Split(' ')[0]), D(r.Split(' ')[1])))];

    private (long Agreed, long Differing, long Undecided) Counts() =>
        (_counters.BooksAgreed, _counters.BooksDiffering, _counters.BooksUndecided);

    private BookVerdict Tick(out SymbolId symbol)
    {
        _nowNs += 1_000;
        return _audit.Tick(_nowNs, out symbol);
    }

    private void AskFor(SymbolId symbol)
    {
        for (int i = 0; i < 20 && _audit.Symbol == SymbolId.None; i++)
        {
            Tick(out _);
        }
        Assert.Equal(symbol, _audit.Symbol);
        Assert.Equal(symbol, _rings.TakeBookWish());
    }

    private void Answer(long sequence, PriceLevel[] bids, PriceLevel[] asks)
    {
        bids.CopyTo(_rings.Book.Bids, 0);
        asks.CopyTo(_rings.Book.Asks, 0);
        _rings.Book.Fill(sequence, bids.Length, asks.Length);
        _rings.AnswerBook(isGood: true);
    }

    private void FillFull(long sequence, PriceLevel[] bids, PriceLevel[] asks) =>
        Assert.Equal(
            ApplyOutcome.Applied,
            _books.ApplySnapshot(Full, sequence, bids, asks, 0, connection: 0, _nowNs));

    private void Change(long sequence, string price, string size)
    {
        _books.ApplyChanges(
            Full, sequence, sequence, [], [new LevelChange(D(price), D(size), sequence)], 0, connection: 0,
            _nowNs);
        _audit.NoteChange();
    }

    private void ShowTop(string bid, string ask)
    {
        _books.ApplyTop(
            Top, new PriceLevel(D(bid), D("1")), new PriceLevel(D(ask), D("1")), 0, sequence: -1,
            connection: 0, _nowNs);
        if (_audit.Symbol == Top)
        {
            _audit.NoteChange();
        }
    }
}
