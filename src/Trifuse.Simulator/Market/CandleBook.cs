namespace Trifuse.Simulator.Market;

/// <summary>
/// Candles of every length for every symbol, made only of trades that happened since the start; the price at
/// the start stands as one flat candle. A stretch without trades has no candle. Not thread-safe: used under
/// the exchange's gate.
/// </summary>
public sealed class CandleBook
{
    /// <summary>Candles kept of one length of one symbol; a reply holds no more.</summary>
    public const int KeptMax = 1_500;

    // Old candles go in blocks, so that not every new one moves the whole list.
    private const int Slack = 250;

    private readonly List<Candle>?[][] _series;
    private readonly Opening[] _openings;

    public CandleBook(int symbols)
    {
        _series = new List<Candle>?[symbols][];
        _openings = new Opening[symbols];
    }

    public bool HasOpening(int symbol) => _openings[symbol].Price > 0;

    /// <summary>The symbol's first known price; 0 while there is none.</summary>
    public long OpeningOf(int symbol) => _openings[symbol].Price;

    /// <summary>Notes the price with which the symbol starts; later calls change nothing.</summary>
    public void Start(int symbol, long price, long unixSeconds)
    {
        if (_openings[symbol].Price == 0)
        {
            _openings[symbol] = new Opening(price, unixSeconds);
        }
    }

    public void Add(int symbol, long price, long size, long unixSeconds)
    {
        Start(symbol, price, unixSeconds);
        List<Candle>?[] lengths = _series[symbol] ??= new List<Candle>?[CandleType.All.Count];
        foreach (CandleType type in CandleType.All)
        {
            List<Candle> list = lengths[type.Index] ??= [];
            long start = type.StartOf(unixSeconds);
            if (list.Count > 0 && list[^1].StartSec >= start)
            {
                list[^1] = list[^1].With(price, size);
                continue;
            }

            if (list.Count >= KeptMax + Slack)
            {
                list.RemoveRange(0, Slack);
            }

            list.Add(Candle.Flat(start, price).With(price, size));
        }
    }

    /// <summary>The candle of the latest trade; null when nothing has traded.</summary>
    public Candle? Latest(int symbol, CandleType type) =>
        _series[symbol]?[type.Index] is { Count: > 0 } list ? list[^1] : null;

    /// <summary>Candles that start from one second to before another, newest first.</summary>
    /// <param name="symbol">Index of the symbol.</param>
    /// <param name="type">Length of the candles.</param>
    /// <param name="fromSec">First start, unix seconds.</param>
    /// <param name="untilSec">End, unix seconds, not included.</param>
    /// <param name="max">At most this many, and never more than <see cref="KeptMax"/>.</param>
    public IReadOnlyList<Candle> Between(int symbol, CandleType type, long fromSec, long untilSec, int max)
    {
        var found = new List<Candle>();
        int limit = Math.Min(max, KeptMax);
        List<Candle>? list = _series[symbol]?[type.Index];
        for (int i = (list?.Count ?? 0) - 1; i >= 0 && found.Count < limit; i--)
        {
            long start = list![i].StartSec;
            if (start < fromSec)
            {
                return found;
            }

            if (start < untilSec)
            {
                found.Add(list[i]);
            }
        }

        if (StartCandle(symbol, type, list) is { } flat && found.Count < limit
            && flat.StartSec >= fromSec && flat.StartSec < untilSec)
        {
            found.Add(flat);
        }

        return found;
    }

    /// <summary>Minute candles, oldest first, as far back as they are kept.</summary>
    internal IReadOnlyList<Candle> Minutes(int symbol) => _series[symbol]?[0] ?? (IReadOnlyList<Candle>)[];

    private Candle? StartCandle(int symbol, CandleType type, List<Candle>? list)
    {
        Opening opening = _openings[symbol];
        if (opening.Price == 0)
        {
            return null;
        }

        long start = type.StartOf(opening.UnixSeconds);
        bool hidden = list is { Count: > 0 } && list[0].StartSec <= start;
        return hidden ? null : Candle.Flat(start, opening.Price);
    }

    private readonly record struct Opening(long Price, long UnixSeconds);
}
