using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>
/// The public Pro channels: ticker and aggregated depth on a 10 ms grid, trades and single changes at once, 5
/// and 50 levels each 100 ms (KuCoin protocol section 8). Under the exchange's gate.
/// </summary>
public sealed class ProMarketFeed
{
    private static readonly Listener[] Nobody = [];

    private readonly SymbolState[] _symbols;
    private readonly MarketOutbox _outbox;
    private readonly TimeProvider _time;
    private readonly ProMarketFrames _frames = new();
    private readonly Dictionary<ProTopic, Listener[]> _lists = [];
    private readonly Dictionary<int, ProDelta> _deltas = [];
    private readonly Dictionary<ProTopic, Told> _told = [];
    private readonly HashSet<int> _fastDirty = [];
    private readonly HashSet<int> _slowDirty = [];
    private readonly HashSet<int> _lastWasBuy = [];

    public ProMarketFeed(IReadOnlyList<SymbolState> symbols, MarketOutbox outbox, TimeProvider time)
    {
        _symbols = [.. symbols];
        _outbox = outbox;
        _time = time;
    }

    public void Subscribe(Listener listener, ProTopic topic)
    {
        SymbolState symbol = _symbols[topic.Symbol];
        if (topic.Depth == ProDepth.Increment10)
        {
            // The others are told what has gathered, so that the snapshot and the next delta join.
            FlushDelta(symbol);
            _deltas.TryAdd(topic.Symbol, new ProDelta());
        }

        _lists[topic] = [.. ListOf(topic), listener];
        ReadOnlySpan<byte> first = topic.Channel switch
        {
            ProChannel.Ticker => TickerOf(symbol),
            ProChannel.Obu => SnapshotOf(symbol, topic.Depth),
            _ => default,
        };
        if (first.Length > 0)
        {
            _outbox.Push([listener], first);
        }
    }

    public void Unsubscribe(Listener listener, ProTopic topic)
    {
        Listener[] left = Array.FindAll(ListOf(topic), l => !l.Equals(listener));
        _lists[topic] = left;
        if (left.Length == 0)
        {
            _lists.Remove(topic);
            if (topic.Depth == ProDepth.Increment10)
            {
                _deltas.Remove(topic.Symbol);
            }
        }
    }

    public void BookChanged(SymbolState symbol)
    {
        if (_lists.Count == 0)
        {
            return;
        }

        _fastDirty.Add(symbol.Index);
        _slowDirty.Add(symbol.Index);
        if (_deltas.TryGetValue(symbol.Index, out ProDelta? delta))
        {
            delta.Add(symbol.Book.Changes);
        }

        Listener[] listeners = ListOf(new ProTopic(ProChannel.Obu, symbol.Index, ProDepth.Increment));
        if (listeners.Length > 0)
        {
            var single = new ProDelta();
            single.Add(symbol.Book.Changes);
            _outbox.Push(listeners, _frames.Delta(symbol, ProDepth.Increment, single, NowNs()));
        }
    }

    public void Traded(MarketTrade trade)
    {
        _ = trade.TakerIsBuy ? _lastWasBuy.Add(trade.Symbol.Index) : _lastWasBuy.Remove(trade.Symbol.Index);
        if (_lists.Count == 0)
        {
            return;
        }

        _fastDirty.Add(trade.Symbol.Index);
        Push(new ProTopic(ProChannel.Trade, trade.Symbol.Index), _frames.Trade(trade, NowNs()));
    }

    /// <summary>Each 10 ms.</summary>
    public void FlushFast()
    {
        foreach (int index in _fastDirty)
        {
            SymbolState symbol = _symbols[index];
            FlushDelta(symbol);
            FlushTicker(symbol);
            FlushDepth(symbol, ProDepth.One, 1);
        }

        _fastDirty.Clear();
    }

    /// <summary>Each 100 ms.</summary>
    public void FlushSlow()
    {
        foreach (int index in _slowDirty)
        {
            FlushDepth(_symbols[index], ProDepth.Five, 5);
            FlushDepth(_symbols[index], ProDepth.Fifty, 50);
        }

        _slowDirty.Clear();
    }

    private Listener[] ListOf(ProTopic topic) => _lists.GetValueOrDefault(topic, Nobody);

    private void FlushDelta(SymbolState symbol)
    {
        if (_deltas.TryGetValue(symbol.Index, out ProDelta? delta) && !delta.IsEmpty)
        {
            Push(new ProTopic(ProChannel.Obu, symbol.Index, ProDepth.Increment10),
                _frames.Delta(symbol, ProDepth.Increment10, delta, NowNs()));
            delta.Clear();
        }
    }

    private void FlushTicker(SymbolState symbol)
    {
        var topic = new ProTopic(ProChannel.Ticker, symbol.Index);
        var state = new Told(MarketFeed.Fingerprint(symbol.Book, 1), symbol.LastPrice, symbol.LastTradeMs);
        if (ListOf(topic).Length > 0 && _told.GetValueOrDefault(topic) != state)
        {
            _told[topic] = state;
            Push(topic, TickerOf(symbol));
        }
    }

    private void FlushDepth(SymbolState symbol, ProDepth depth, int levels)
    {
        var topic = new ProTopic(ProChannel.Obu, symbol.Index, depth);
        if (ListOf(topic).Length == 0)
        {
            return;
        }

        var state = new Told(MarketFeed.Fingerprint(symbol.Book, levels), 0, 0);
        if (_told.GetValueOrDefault(topic) != state)
        {
            _told[topic] = state;
            Push(topic, SnapshotOf(symbol, depth));
        }
    }

    private void Push(ProTopic topic, ReadOnlySpan<byte> frame)
    {
        Listener[] listeners = ListOf(topic);
        if (listeners.Length > 0)
        {
            _outbox.Push(listeners, frame);
        }
    }

    private ReadOnlySpan<byte> TickerOf(SymbolState symbol) =>
        _frames.Ticker(symbol, _lastWasBuy.Contains(symbol.Index), NowNs());

    private ReadOnlySpan<byte> SnapshotOf(SymbolState symbol, ProDepth depth)
    {
        int levels = depth switch
        {
            ProDepth.One => 1,
            ProDepth.Five => 5,
            ProDepth.Fifty => 50,
            ProDepth.Increment10 => 500,
            _ => int.MaxValue,
        };
        return _frames.Snapshot(symbol, depth, levels, NowNs());
    }

    private long NowNs() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>What a topic told last.</summary>
    private readonly record struct Told(ulong Book, long Price, long TradeMs);
}
