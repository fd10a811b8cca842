using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Worlds;

/// <summary>
/// A recorded market, played at recorded pace (times a speed). Sizes are floored to the base increment of
/// KuCoin's rules. On a loop, time goes on and each book is reset by the first data of its symbol.
/// </summary>
public sealed class CaptureWorld : IMarketWorld
{
    private const long LoopPauseUs = 200_000;

    private readonly List<SymbolRules> _symbols = [];
    private readonly List<Entry> _entries = [];
    private readonly bool _loop;
    private readonly double _speed;
    private readonly long _spanUs;
    private readonly bool[] _hasDepth;
    private readonly bool[] _fresh;
    private readonly long[] _snapshotSequence;
    private readonly List<Level> _levels = [];
    private long _loopStartUs;
    private int _next;

    public CaptureWorld(KcapFile file, string name, RuleBook rules, double speed, bool loop)
    {
        Name = name;
        _speed = speed;
        _loop = loop;
        var indexes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (IGrouping<string,
            KcapEvent> group in file.Events.GroupBy(e => e.Symbol, StringComparer.Ordinal))
        {
            indexes.Add(group.Key, _symbols.Count);
            _symbols.Add(rules.RulesOf(group.Key, Sight(group)));
        }

        long firstUs = file.Events[0].TimeUs;
        foreach (KcapEvent e in file.Events)
        {
            int symbol = indexes[e.Symbol];
            SymbolRules r = _symbols[symbol];
            _entries.Add(new Entry(e.TimeUs - firstUs, symbol, e.Kind, Convert(e.Asks, r), Convert(e.Bids, r),
                e.Sequence));
        }

        _spanUs = _entries[^1].AtUs + LoopPauseUs;
        _hasDepth = new bool[_symbols.Count];
        _fresh = new bool[_symbols.Count];
        _snapshotSequence = new long[_symbols.Count];
        foreach (Entry entry in _entries)
        {
            _hasDepth[entry.Symbol] |= entry.Kind is KcapKind.Sides or KcapKind.Changes;
        }

        ResetBooks();
        Description = Describe(file, speed, loop);
    }

    public string Name { get; }

    public string Description { get; }

    public bool IsSynthetic => false;

    public IReadOnlyList<SymbolRules> Symbols => _symbols;

    public bool Ended => !_loop && _next >= _entries.Count;

    public void Step(long elapsedUs, IMarketSink sink)
    {
        long worldUs = (long)(elapsedUs * _speed);
        while (true)
        {
            while (_next < _entries.Count && _loopStartUs + _entries[_next].AtUs <= worldUs)
            {
                Apply(_entries[_next++], sink);
            }

            if (_next < _entries.Count || !_loop || worldUs < _loopStartUs + _spanUs)
            {
                return;
            }

            _loopStartUs += _spanUs;
            _next = 0;
            ResetBooks();
        }
    }

    private static RuleBook.Sighting Sight(IEnumerable<KcapEvent> events)
    {
        int places = 0;
        double price = 0;
        foreach (KcapEvent e in events)
        {
            foreach (TextLevel level in e.Asks.Concat(e.Bids))
            {
                Dec value = Dec.Parse(level.Price);
                places = Math.Max(places, value.Places());
                price = price == 0
                    ? double.Parse(level.Price, System.Globalization.CultureInfo.InvariantCulture) : price;
            }
        }

        return new RuleBook.Sighting(places, price, 1);
    }

    private static Row[] Convert(IReadOnlyList<TextLevel> levels, SymbolRules rules)
    {
        var rows = new Row[levels.Count];
        for (int i = 0; i < levels.Count; i++)
        {
            _ = Dec.Parse(levels[i].Price).TryToUnits(rules.PriceScale, out long price);
            long size = (long)Dec.Parse(levels[i].Size).FloorToUnits(rules.SizeScale);
            rows[i] = new Row(price, rules.FloorToIncrement(size), levels[i].Sequence);
        }

        return rows;
    }

    private void ResetBooks()
    {
        Array.Fill(_fresh, true);
        Array.Clear(_snapshotSequence);
    }

    private string Describe(KcapFile file, double speed, bool loop)
    {
        int generated = _symbols.Count(s => s.Origin == RulesOrigin.Generated);
        string rules = generated == 0
            ? "KuCoin trading rules of 2021-06-05"
            : "KuCoin trading rules of 2021-06-05, generated for " + generated
                + " symbols that they do not know";
        return "recorded market data of " + file.Exchange + " (" + file.Converted + "), "
            + _entries.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) + " events of "
            + _symbols.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) + " symbols, speed "
            + speed.ToString(System.Globalization.CultureInfo.InvariantCulture)
                + (loop ? ", looped" : ", once")
            + "; " + rules + ", sizes floored to the base increment, fee coefficients 1";
    }

    private void Apply(Entry entry, IMarketSink sink)
    {
        switch (entry.Kind)
        {
            case KcapKind.Sides:
                if (entry.Sequence > 0)
                {
                    _snapshotSequence[entry.Symbol] = entry.Sequence;
                }

                ReplaceSide(entry.Symbol, true, entry.Asks, sink);
                ReplaceSide(entry.Symbol, false, entry.Bids, sink);
                _fresh[entry.Symbol] = false;
                break;
            case KcapKind.Top:
                ApplyTop(entry, true, entry.Asks, sink);
                ApplyTop(entry, false, entry.Bids, sink);
                _fresh[entry.Symbol] = false;
                break;
            case KcapKind.Changes:
                ApplyChanges(entry, sink);
                break;
            default:
                sink.Trade(entry.Symbol, entry.Asks[0].Price, entry.Asks[0].Size);
                break;
        }
    }

    private void ReplaceSide(int symbol, bool isAsk, Row[] rows, IMarketSink sink)
    {
        _levels.Clear();
        foreach (Row row in rows)
        {
            if (row.Size > 0)
            {
                _levels.Add(new Level(row.Price, row.Size));
            }
        }

        sink.ReplaceSide(symbol, isAsk, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_levels));
    }

    private void ApplyTop(Entry entry, bool isAsk, Row[] rows, IMarketSink sink)
    {
        // Without depth data, or at the start of a loop, the top is all that is known of the side.
        if (!_hasDepth[entry.Symbol] || _fresh[entry.Symbol])
        {
            ReplaceSide(entry.Symbol, isAsk, rows, sink);
        }
        else if (rows.Length > 0 && rows[0].Size > 0)
        {
            sink.SetBest(entry.Symbol, isAsk, rows[0].Price, rows[0].Size);
        }
    }

    private void ApplyChanges(Entry entry, IMarketSink sink)
    {
        long known = _snapshotSequence[entry.Symbol];
        if (known == 0 || entry.Sequence <= known)
        {
            return;
        }

        foreach ((bool isAsk, Row[] rows) in new[] { (true, entry.Asks), (false, entry.Bids) })
        {
            foreach (Row row in rows)
            {
                if (row.Sequence <= known)
                {
                    continue;
                }

                if (row.Price == 0)
                {
                    sink.SkipSequence(entry.Symbol);
                }
                else
                {
                    sink.SetLevel(entry.Symbol, isAsk, row.Price, row.Size);
                }
            }
        }
    }

    private readonly record struct Row(long Price, long Size, long Sequence);

    private sealed record Entry(long AtUs, int Symbol, KcapKind Kind, Row[] Asks, Row[] Bids, long Sequence);
}
