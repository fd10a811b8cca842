using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.KuCoin.Rest;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Audit;

/// <summary>What a comparison of a book came to.</summary>
internal enum BookVerdict : byte
{
    /// <summary>Nothing to say: no comparison, or one that decided nothing.</summary>
    None,

    /// <summary>A symbol is to be taken off.</summary>
    TurnOff,

    /// <summary>A symbol that was off agrees again.</summary>
    TurnOn,
}

/// <summary>
/// The hot thread's half of the book audit: one symbol after the other, it asks for the exchange's book and
/// keeps what the live book shows meanwhile. Where the feed has sequence numbers, the two are compared at
/// the same one, level by level and to the digit. Where it has none, the exchange's best prices must lie
/// within those that the live book showed from the question until a while after the answer. Two differences
/// at the same sequence, or three of the other kind, in a row take the symbol off; one agreement puts it
/// back on. It reads books and changes none, so it is no input of the decisions; what comes of it is.
/// Allocates nothing after construction.
/// </summary>
internal sealed class BookAudit
{
    private const int ViewsKept = 128;
    private const int StrikesWithSequence = 2;
    private const int Strikes = 3;
    private const long PatienceNs = 1_000_000_000;

    private readonly Books _books;
    private readonly AuditRings _rings;
    private readonly AuditCounters _counters;
    private readonly long _intervalNs;
    private readonly BookView[] _views = new BookView[ViewsKept];
    private readonly byte[] _strikes;
    private readonly bool[] _isOff;
    private int _offCount;
    private int _viewCount;
    private int _cursor;
    private int _offCursor;
    private bool _isOffTurn;
    private bool _isAsked;
    private bool _hasAnswer;
    private bool _again;
    private long _untilNs;
    private long _nextNs;

    public BookAudit(Books books, AuditRings rings, AuditCounters counters, long intervalNs)
    {
        Check.That(intervalNs > 0);
        _books = books;
        _rings = rings;
        _counters = counters;
        _intervalNs = intervalNs;
        _strikes = new byte[books.SymbolCount];
        _isOff = new bool[books.SymbolCount];
    }

    /// <summary>The symbol that is compared at present; None between two comparisons.</summary>
    public SymbolId Symbol { get; private set; } = SymbolId.None;

    /// <summary>
    /// The live book of <see cref="Symbol"/> has changed; called after each of its messages.
    /// </summary>
    public void NoteChange() => _views[_viewCount++ % ViewsKept].Take(_books, Symbol);

    /// <summary>A step, at the hot thread's ticks; what is to be done with the symbol that is told.</summary>
    public BookVerdict Tick(long nowNs, out SymbolId symbol)
    {
        symbol = Symbol;
        if (Symbol == SymbolId.None)
        {
            TryAsk(nowNs);
            return BookVerdict.None;
        }
        if (_isAsked)
        {
            if (!_rings.TryTakeBook(out bool isGood))
            {
                return BookVerdict.None;
            }
            _isAsked = false;
            _hasAnswer = isGood;
            _untilNs = nowNs + PatienceNs;
        }
        if (!_hasAnswer || _books.StateOf(Symbol) is BookState.Empty or BookState.Stale)
        {
            _counters.BooksUndecided++;
            return End(nowNs, BookVerdict.None);
        }
        return _books.Sequence(Symbol) >= 0 ? JudgeAtSequence(nowNs) : JudgeByRange(nowNs);
    }

    private void TryAsk(long nowNs)
    {
        if (nowNs < _nextNs)
        {
            return;
        }
        SymbolId symbol = NextSymbol();
        BookState state = _books.StateOf(symbol);
        if (state is BookState.Empty or BookState.Stale || !_rings.TryAskBook(symbol))
        {
            // The next one at the next tick; a whole market of empty books is passed over in no time.
            return;
        }
        Symbol = symbol;
        _isAsked = true;
        _viewCount = 0;
        NoteChange();
    }

    // Symbols that are off have every other turn, so that they come back soon.
    private SymbolId NextSymbol()
    {
        _isOffTurn = !_isOffTurn;
        if (_again || (_offCount > 0 && _isOffTurn))
        {
            int from = _again ? _cursor : _offCursor + 1;
            for (int i = 0; i < _isOff.Length; i++)
            {
                int at = (from + i) % _isOff.Length;
                if (_again || _isOff[at])
                {
                    _again = false;
                    _offCursor = at;
                    return new SymbolId(at);
                }
            }
        }
        _cursor = (_cursor + 1) % _isOff.Length;
        return new SymbolId(_cursor);
    }

    private BookVerdict JudgeAtSequence(long nowNs)
    {
        long wanted = _rings.Book.Sequence;
        for (int i = 0; i < Math.Min(_viewCount, ViewsKept); i++)
        {
            if (_views[i].Sequence == wanted)
            {
                return Judge(_views[i].IsSame(_rings.Book), StrikesWithSequence, nowNs);
            }
        }
        if (_books.FeedOf(Symbol) != FeedKind.Full)
        {
            // The feed shows only some of the changes.
            return JudgeByRange(nowNs);
        }
        if (_books.Sequence(Symbol) >= wanted)
        {
            // Several changes came in one message.
            return Undecided(nowNs);
        }
        // A stream that is so far behind is as good as a wrong one.
        return nowNs < _untilNs ? BookVerdict.None : Judge(isSame: false, StrikesWithSequence, nowNs);
    }

    private BookVerdict JudgeByRange(long nowNs)
    {
        if (_viewCount > ViewsKept)
        {
            return Undecided(nowNs);
        }
        bool isWithin = IsWithin(isBid: true) && IsWithin(isBid: false);
        if (!isWithin && nowNs < _untilNs)
        {
            return BookVerdict.None;
        }
        return Judge(isWithin, Strikes, nowNs);
    }

    private bool IsWithin(bool isBid)
    {
        AuditedBook book = _rings.Book;
        int count = isBid ? book.BidCount : book.AskCount;
        ExactDecimal theirs = count == 0 ? default : (isBid ? book.Bids[0] : book.Asks[0]).Price;
        ExactDecimal lowest = default;
        ExactDecimal highest = default;
        for (int i = 0; i < _viewCount; i++)
        {
            ExactDecimal ours = _views[i].Best(isBid);
            lowest = i == 0 ? ours : ExactDecimal.Min(lowest, ours);
            highest = i == 0 ? ours : ExactDecimal.Max(highest, ours);
        }
        return theirs >= lowest && theirs <= highest;
    }

    private BookVerdict Undecided(long nowNs)
    {
        _counters.BooksUndecided++;
        return End(nowNs, BookVerdict.None);
    }

    private BookVerdict Judge(bool isSame, int strikes, long nowNs)
    {
        int symbol = Symbol.Index;
        if (isSame)
        {
            _counters.BooksAgreed++;
            _strikes[symbol] = 0;
            bool wasOff = _isOff[symbol];
            _isOff[symbol] = false;
            _offCount -= wasOff ? 1 : 0;
            return End(nowNs, wasOff ? BookVerdict.TurnOn : BookVerdict.None);
        }
        _counters.BooksDiffering++;
        if (_isOff[symbol])
        {
            return End(nowNs, BookVerdict.None);
        }
        _strikes[symbol]++;
        if (_strikes[symbol] < strikes)
        {
            _again = true;
            _cursor = symbol;
            return End(nowNs, BookVerdict.None);
        }
        _counters.BookAlarms++;
        _strikes[symbol] = 0;
        _isOff[symbol] = true;
        _offCount++;
        return End(nowNs, BookVerdict.TurnOff);
    }

    private BookVerdict End(long nowNs, BookVerdict verdict)
    {
        Symbol = SymbolId.None;
        _isAsked = false;
        _nextNs = nowNs + _intervalNs;
        return verdict;
    }

    /// <summary>The live book at one sequence number.</summary>
    private struct BookView
    {
        public long Sequence;
        private int _bidCount;
        private int _askCount;
        private ViewLevels _bids;
        private ViewLevels _asks;

        public void Take(Books books, SymbolId symbol)
        {
            Sequence = books.Sequence(symbol);
            _bidCount = Copy(books.Bids(symbol), ref _bids);
            _askCount = Copy(books.Asks(symbol), ref _asks);
        }

        /// <summary>The best price; 0 without one.</summary>
        public readonly ExactDecimal Best(bool isBid) =>
            (isBid ? _bidCount : _askCount) == 0 ? default : (isBid ? _bids[0] : _asks[0]).Price;

        /// <summary>
        /// True when all levels that both can show are the same; a feed of the best level shows one.
        /// </summary>
        public readonly bool IsSame(AuditedBook book) =>
            IsSame(_bids, _bidCount, book.Bids, book.BidCount)
            && IsSame(_asks, _askCount, book.Asks, book.AskCount);

        private static int Copy(ReadOnlySpan<PriceLevel> levels, ref ViewLevels target)
        {
            int count = Math.Min(levels.Length, AuditedBook.MaxLevels);
            levels[..count].CopyTo(target);
            return count;
        }

        private static bool IsSame(
            ReadOnlySpan<PriceLevel> ours, int ourCount, ReadOnlySpan<PriceLevel> theirs, int theirCount)
        {
            if ((ourCount == 0) != (theirCount == 0))
            {
                return false;
            }
            for (int i = 0; i < Math.Min(ourCount, theirCount); i++)
            {
                if (ours[i].Price != theirs[i].Price || ours[i].Size != theirs[i].Size)
                {
                    return false;
                }
            }
            return true;
        }
    }

    [System.Runtime.CompilerServices.InlineArray(AuditedBook.MaxLevels)]
    private struct ViewLevels
    {
        private PriceLevel _first;
    }
}
