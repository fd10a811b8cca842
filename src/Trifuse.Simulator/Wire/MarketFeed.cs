using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// The public topics: who hears what, and which symbols have changed since the last push. One frame is built
/// per push and shared by all its subscribers. Everything here happens under the exchange's gate.
/// </summary>
public sealed class MarketFeed
{
    /// <summary>Level1 grid (KuCoin protocol 6.2: 10 ms), in the loop's milliseconds.</summary>
    public const int Level1GridMs = 10;

    /// <summary>Ticker and depth grid (100 ms).</summary>
    public const int SlowGridMs = 100;

    private static readonly StreamClient[] Nobody = [];

    private readonly SymbolState[] _symbols;
    private readonly StreamClient[][] _subscribers;
    private readonly MarketFrames _frames;
    private readonly TimeProvider _time;
    private readonly DirtySet _level1Dirty;
    private readonly DirtySet _slowDirty;
    private readonly (Level Ask, Level Bid)[] _level1Told;
    private readonly long[] _tickerTold;
    private readonly ulong[] _depth5Told;
    private readonly ulong[] _depth50Told;
    private StreamClient[] _allTickers = Nobody;

    public MarketFeed(IReadOnlyList<SymbolState> symbols, TimeProvider time)
    {
        _symbols = [.. symbols];
        _time = time;
        _frames = new MarketFrames();
        _subscribers = new StreamClient[_symbols.Length * Topic.PerSymbolKinds][];
        Array.Fill(_subscribers, Nobody);
        _level1Dirty = new DirtySet(_symbols.Length);
        _slowDirty = new DirtySet(_symbols.Length);
        _level1Told = new (Level, Level)[_symbols.Length];
        _tickerTold = new long[_symbols.Length];
        _depth5Told = new ulong[_symbols.Length];
        _depth50Told = new ulong[_symbols.Length];
    }

    /// <summary>Frames handed to clients.</summary>
    public long Pushes { get; private set; }

    /// <summary>Book changes seen, whether or not anybody listens.</summary>
    public long BookUpdates { get; private set; }

    public void Subscribe(StreamClient client, Topic topic)
    {
        if (topic.Kind == TopicKind.TickerAll)
        {
            _allTickers = [.. _allTickers, client];
            return;
        }

        ref StreamClient[] list = ref _subscribers[Slot(topic.Kind, topic.Symbol)];
        list = [.. list, client];
        TellNow(client, topic);
    }

    public void Unsubscribe(StreamClient client, Topic topic)
    {
        if (topic.Kind == TopicKind.TickerAll)
        {
            _allTickers = Array.FindAll(_allTickers, c => c != client);
            return;
        }

        ref StreamClient[] list = ref _subscribers[Slot(topic.Kind, topic.Symbol)];
        list = Array.FindAll(list, c => c != client);
    }

    public void BookChanged(SymbolState symbol)
    {
        BookUpdates++;
        _level1Dirty.Add(symbol.Index);
        _slowDirty.Add(symbol.Index);
        StreamClient[] listeners = _subscribers[Slot(TopicKind.Level2, symbol.Index)];
        if (listeners.Length > 0)
        {
            Push(listeners, _frames.Level2(symbol, NowMs()));
        }
    }

    /// <summary>Pushes the tops that differ from what was last told.</summary>
    public void FlushLevel1()
    {
        long nowMs = NowMs();
        foreach (int index in _level1Dirty.Drain())
        {
            SymbolState symbol = _symbols[index];
            StreamClient[] listeners = _subscribers[Slot(TopicKind.Level1, index)];
            (Level, Level) top = (symbol.Book.BestAsk, symbol.Book.BestBid);
            if (listeners.Length > 0 && _level1Told[index] != top)
            {
                Push(listeners, _frames.Level1(symbol, nowMs));
            }

            _level1Told[index] = top;
        }
    }

    /// <summary>Pushes tickers and depths that differ from what was last told.</summary>
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
    }

    private static ulong Fingerprint(Book book, int depth)
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

    private static int Slot(TopicKind kind, int symbol) => (symbol * Topic.PerSymbolKinds) + (int)kind;

    /// <summary>
    /// A new subscriber hears the present state once: a quiet symbol may not move for minutes.
    /// </summary>
    private void TellNow(StreamClient client, Topic topic)
    {
        SymbolState symbol = _symbols[topic.Symbol];
        if (symbol.Book.Asks.Count == 0 && symbol.Book.Bids.Count == 0)
        {
            return;
        }

        byte[]? frame = topic.Kind switch
        {
            TopicKind.Level1 => _frames.Level1(symbol, NowMs()),
            TopicKind.Ticker => _frames.Ticker(symbol, NowMs(), forAll: false),
            TopicKind.Depth5 => _frames.Depth(symbol, 5, NowMs()),
            TopicKind.Depth50 => _frames.Depth(symbol, 50, NowMs()),
            _ => null,
        };
        if (frame is not null)
        {
            client.Send(frame);
            Pushes++;
        }
    }

    private void FlushTicker(SymbolState symbol, long nowMs)
    {
        StreamClient[] listeners = _subscribers[Slot(TopicKind.Ticker, symbol.Index)];
        bool heard = listeners.Length > 0 || _allTickers.Length > 0;
        if (heard && _tickerTold[symbol.Index] != symbol.Book.Sequence)
        {
            if (listeners.Length > 0)
            {
                Push(listeners, _frames.Ticker(symbol, nowMs, forAll: false));
            }

            if (_allTickers.Length > 0)
            {
                Push(_allTickers, _frames.Ticker(symbol, nowMs, forAll: true));
            }
        }

        _tickerTold[symbol.Index] = symbol.Book.Sequence;
    }

    private void FlushDepth(SymbolState symbol, TopicKind kind, int depth, ulong[] told, long nowMs)
    {
        StreamClient[] listeners = _subscribers[Slot(kind, symbol.Index)];
        if (listeners.Length == 0)
        {
            return;
        }

        ulong fingerprint = Fingerprint(symbol.Book, depth);
        if (told[symbol.Index] != fingerprint)
        {
            told[symbol.Index] = fingerprint;
            Push(listeners, _frames.Depth(symbol, depth, nowMs));
        }
    }

    private void Push(StreamClient[] listeners, byte[] frame)
    {
        foreach (StreamClient client in listeners)
        {
            client.Send(frame);
            Pushes++;
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
