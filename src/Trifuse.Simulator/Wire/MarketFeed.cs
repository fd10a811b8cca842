using Trifuse.Simulator.Market;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Wire.Streams;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// The public topics: who hears what, and which symbols have changed since the last push. One frame is built
/// per push and shared by all its listeners. Everything here happens under the exchange's gate.
/// </summary>
public sealed class MarketFeed
{
    /// <summary>Level1 grid (KuCoin protocol 6.2: 10 ms), in the loop's milliseconds.</summary>
    public const int Level1GridMs = 10;

    /// <summary>Ticker and depth grid (100 ms).</summary>
    public const int SlowGridMs = 100;

    // Snapshots come every 2 s; in each step of the slow grid it is the turn of one symbol in twenty.
    private const int SnapshotSteps = 20;

    private static readonly Listener[] Nobody = [];

    private readonly SymbolState[] _symbols;
    private readonly string[] _markets;
    private readonly Listener[][] _listeners;
    private readonly Listener[][] _marketListeners;
    private readonly MarketFrames _frames;
    private readonly SnapshotFrames _snapshots;
    private readonly MarketHistory _history;
    private readonly Quirks _quirks;
    private readonly TimeProvider _time;
    private readonly MarketOutbox _outbox;
    private readonly DirtySet _level1Dirty;
    private readonly DirtySet _slowDirty;
    private readonly (Level Ask, Level Bid)[] _level1Told;
    private readonly (long Sequence, long Trade)[] _tickerTold;
    private readonly (long Sequence, long Trade)[] _snapshotTold;
    private readonly ulong[] _depth5Told;
    private readonly ulong[] _depth50Told;
    private readonly long[] _lastTrade;
    private Listener[] _allTickers = Nobody;
    private int _snapshotStep;

    public MarketFeed(
        IReadOnlyList<SymbolState> symbols, IReadOnlyDictionary<string, int> markets, MarketHistory history,
        MarketOutbox outbox, Quirks quirks, TimeProvider time)
    {
        _symbols = [.. symbols];
        _markets = [.. markets.OrderBy(m => m.Value).Select(m => m.Key)];
        _history = history;
        _outbox = outbox;
        _quirks = quirks;
        _time = time;
        _frames = new MarketFrames(quirks.BlanksHiddenChanges);
        _snapshots = new SnapshotFrames(history.Figures);
        _listeners = new Listener[_symbols.Length * Topic.SlotsPerSymbol][];
        Array.Fill(_listeners, Nobody);
        _marketListeners = new Listener[_markets.Length][];
        Array.Fill(_marketListeners, Nobody);
        _level1Dirty = new DirtySet(_symbols.Length);
        _slowDirty = new DirtySet(_symbols.Length);
        _level1Told = new (Level, Level)[_symbols.Length];
        _tickerTold = new (long, long)[_symbols.Length];
        _snapshotTold = new (long, long)[_symbols.Length];
        _depth5Told = new ulong[_symbols.Length];
        _depth50Told = new ulong[_symbols.Length];
        _lastTrade = new long[_symbols.Length];
    }

    /// <summary>Frames handed to clients.</summary>
    public long Pushes => _outbox.Pushes;

    /// <summary>Book changes seen, whether or not anybody listens.</summary>
    public long BookUpdates { get; private set; }

    public void Subscribe(Listener listener, Topic topic)
    {
        ref Listener[] list = ref ListOf(topic);
        list = [.. list, listener];
        if (topic.Symbol >= 0 && _quirks.TellsStateAtOnce)
        {
            TellNow(listener, topic);
        }
    }

    public void Unsubscribe(Listener listener, Topic topic)
    {
        ref Listener[] list = ref ListOf(topic);
        list = Array.FindAll(list, l => !l.Equals(listener));
    }

    public void BookChanged(SymbolState symbol)
    {
        BookUpdates++;
        _history.NoteStart(symbol, NowMs());
        _level1Dirty.Add(symbol.Index);
        _slowDirty.Add(symbol.Index);
        Listener[] listeners = ListOf(new Topic(TopicKind.Level2, symbol.Index));
        if (listeners.Length == 0)
        {
            return;
        }

        IReadOnlyList<LevelChange> changes = symbol.Book.Changes;
        int step = _quirks.OneChangePerMessage ? 1 : changes.Count;
        for (int i = 0; i < changes.Count; i += step)
        {
            _outbox.Push(listeners, _frames.Level2(symbol, changes, i, step, NowMs()));
        }
    }

    /// <summary>A trade: told on match and candles at once, and on the tickers with their grid.</summary>
    public void Traded(MarketTrade trade)
    {
        SymbolState symbol = trade.Symbol;
        var entry = new TapeEntry(trade.TradeId, trade.Price, trade.Size, trade.TakerIsBuy, trade.TimeNs);
        _history.Add(symbol.Index, entry);
        _lastTrade[symbol.Index] = trade.TradeId;
        _slowDirty.Add(symbol.Index);
        Listener[] matches = ListOf(new Topic(TopicKind.Match, symbol.Index));
        if (matches.Length > 0)
        {
            _outbox.Push(matches, _frames.Match(trade));
        }

        foreach (CandleType type in CandleType.All)
        {
            Listener[] listeners = ListOf(new Topic(TopicKind.Candles, symbol.Index, type.Index));
            if (listeners.Length > 0 && _history.Candles.Latest(symbol.Index, type) is { } candle)
            {
                _outbox.Push(listeners, _frames.Candles(symbol, type, candle, trade.TimeNs));
            }
        }
    }

    /// <summary>Pushes the tops that differ from what was last told.</summary>
    public void FlushLevel1()
    {
        long nowMs = NowMs();
        foreach (int index in _level1Dirty.Drain())
        {
            SymbolState symbol = _symbols[index];
            Listener[] listeners = ListOf(new Topic(TopicKind.Level1, index));
            (Level, Level) top = (symbol.Book.BestAsk, symbol.Book.BestBid);
            if (listeners.Length > 0 && _level1Told[index] != top)
            {
                _outbox.Push(listeners, _frames.Level1(symbol, nowMs));
            }

            _level1Told[index] = top;
        }
    }

    /// <summary>Pushes tickers and depths that differ from what was last told, and snapshots.</summary>
    public void FlushSlow()
    {
        long nowMs = NowMs();
        foreach (int index in _slowDirty.Drain())
        {
            SymbolState symbol = _symbols[index];
            FlushTicker(symbol, nowMs);
            FlushDepth(symbol, TopicKind.Depth5, 5, _depth5Told, nowMs);
            FlushDepth(symbol, TopicKind.Depth50, 50, _depth50Told, nowMs);
        }

        for (int index = _snapshotStep; index < _symbols.Length; index += SnapshotSteps)
        {
            FlushSnapshot(_symbols[index], nowMs);
        }

        _snapshotStep = (_snapshotStep + 1) % SnapshotSteps;
    }

    /// <summary>Equal for equal levels of both sides, down to a depth.</summary>
    internal static ulong Fingerprint(Book book, int depth)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (bool isAsk in (ReadOnlySpan<bool>)[true, false])
        {
            IReadOnlyList<Level> side = book.SideOf(isAsk);
            for (int i = 0; i < Math.Min(depth, side.Count); i++)
            {
                hash = unchecked((hash ^ (ulong)side[i].Price) * 1_099_511_628_211);
                hash = unchecked((hash ^ (ulong)side[i].Size) * 1_099_511_628_211);
            }

            hash = unchecked((hash ^ 1) * 1_099_511_628_211);
        }

        return hash;
    }

    private ref Listener[] ListOf(Topic topic)
    {
        if (topic.Kind == TopicKind.TickerAll)
        {
            return ref _allTickers;
        }

        if (topic.Kind == TopicKind.MarketSnapshot)
        {
            return ref _marketListeners[topic.Part];
        }

        return ref _listeners[topic.Slot];
    }

    /// <summary>
    /// A new listener hears the present state once: a quiet symbol may not move for minutes.
    /// </summary>
    private void TellNow(Listener listener, Topic topic)
    {
        SymbolState symbol = _symbols[topic.Symbol];
        if (symbol.Book.Asks.Count == 0 && symbol.Book.Bids.Count == 0)
        {
            return;
        }

        ReadOnlySpan<byte> frame = topic.Kind switch
        {
            TopicKind.Level1 => _frames.Level1(symbol, NowMs()),
            TopicKind.Ticker => _frames.Ticker(symbol, NowMs(), forAll: false),
            TopicKind.Depth5 => _frames.Depth(symbol, 5, NowMs()),
            TopicKind.Depth50 => _frames.Depth(symbol, 50, NowMs()),
            TopicKind.Snapshot => _snapshots.Of(symbol, symbol.Rules.Symbol, NowMs()),
            _ => default,
        };
        if (frame.Length > 0)
        {
            _outbox.Push([listener], frame);
        }
    }

    private void FlushTicker(SymbolState symbol, long nowMs)
    {
        Listener[] listeners = ListOf(new Topic(TopicKind.Ticker, symbol.Index));
        (long, long) state = (symbol.Book.Sequence, _lastTrade[symbol.Index]);
        if (_tickerTold[symbol.Index] != state)
        {
            if (listeners.Length > 0)
            {
                _outbox.Push(listeners, _frames.Ticker(symbol, nowMs, forAll: false));
            }

            if (_allTickers.Length > 0)
            {
                _outbox.Push(_allTickers, _frames.Ticker(symbol, nowMs, forAll: true));
            }
        }

        _tickerTold[symbol.Index] = state;
    }

    private void FlushDepth(SymbolState symbol, TopicKind kind, int depth, ulong[] told, long nowMs)
    {
        Listener[] listeners = ListOf(new Topic(kind, symbol.Index));
        if (listeners.Length == 0)
        {
            return;
        }

        ulong fingerprint = Fingerprint(symbol.Book, depth);
        if (told[symbol.Index] != fingerprint)
        {
            told[symbol.Index] = fingerprint;
            _outbox.Push(listeners, _frames.Depth(symbol, depth, nowMs));
        }
    }

    /// <summary>The symbol's own snapshot always, its market's only after something has changed.</summary>
    private void FlushSnapshot(SymbolState symbol, long nowMs)
    {
        Listener[] own = ListOf(new Topic(TopicKind.Snapshot, symbol.Index));
        if (own.Length > 0)
        {
            _outbox.Push(own, _snapshots.Of(symbol, symbol.Rules.Symbol, nowMs));
        }

        int market = Array.IndexOf(_markets, symbol.Rules.Market);
        (long, long) state = (symbol.Book.Sequence, _lastTrade[symbol.Index]);
        if (_marketListeners[market].Length > 0 && _snapshotTold[symbol.Index] != state)
        {
            _snapshotTold[symbol.Index] = state;
            _outbox.Push(_marketListeners[market], _snapshots.Of(symbol, symbol.Rules.Market, nowMs));
        }
    }

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Symbols that changed, each once, in the order of their first change.</summary>
    private sealed class DirtySet(int symbols)
    {
        private readonly bool[] _marked = new bool[symbols];
        private List<int> _list = [];
        private List<int> _draining = [];

        public void Add(int symbol)
        {
            if (!_marked[symbol])
            {
                _marked[symbol] = true;
                _list.Add(symbol);
            }
        }

        public List<int> Drain()
        {
            (_draining, _list) = (_list, _draining);
            _list.Clear();
            foreach (int symbol in _draining)
            {
                _marked[symbol] = false;
            }

            return _draining;
        }
    }
}
