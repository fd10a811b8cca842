using Trifuse.Core.Domain;
using Trifuse.Engine.Connections;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Linux;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Recovery;

/// <summary>
/// Prices the ways back of a holding while there are no streams: fetches the books that a way can lead
/// through, then asks the same pricer as a running engine.
/// </summary>
internal sealed class RecoveryExits
{
    // A currency such as BTC has hundreds of markets; ways through these many are compared.
    private const int MaxBooks = 16;
    private const int MaxKeptLevels = 128;
    private const int MaxKeptChanges = 1;

    private readonly RecoveryDesk _desk;
    private readonly Universe _universe;
    private readonly TradeRules[] _rules;
    private readonly ExitPricer _pricer;

    public RecoveryExits(RecoveryDesk desk, Universe universe, BuyCut buyCut)
    {
        _desk = desk;
        _universe = universe;
        _pricer = new ExitPricer(universe);
        _rules = new TradeRules[universe.SymbolCount];
        for (int i = 0; i < _rules.Length; i++)
        {
            _rules[i] = new TradeRules(universe.SpecOf(new SymbolId(i)), buyCut);
        }
    }

    /// <summary>The best way back on books fetched now.</summary>
    public void Price(in ExitRequest request, out ExitPlan plan)
    {
        var feeds = new FeedKind[_universe.SymbolCount];
        Array.Fill(feeds, FeedKind.Full);
        var books = new Books(feeds, MaxKeptLevels, MaxKeptChanges);
        foreach (SymbolId symbol in BooksFor(in request))
        {
            Fetch(books, symbol);
        }
        _pricer.Price(in request, books, _rules, out plan);
    }

    /// <summary>
    /// The symbols of all ways of one or two orders: those of the triangle first, then as many others as
    /// there may be.
    /// </summary>
    public IReadOnlyList<SymbolId> BooksFor(in ExitRequest request)
    {
        Triangle triangle = _universe.Triangles[request.Triangle];
        List<SymbolId> wanted = [triangle.First.Symbol, triangle.Second.Symbol, triangle.Third.Symbol];
        for (int i = 0; i < _universe.SymbolCount && wanted.Count < MaxBooks; i++)
        {
            var symbol = new SymbolId(i);
            if (!Touches(symbol, request.From) || wanted.Contains(symbol))
            {
                continue;
            }
            CurrencyId middle = Other(symbol, request.From);
            if (middle == triangle.Start)
            {
                wanted.Add(symbol);
            }
            else if (FindMarket(middle, triangle.Start) is { } second)
            {
                wanted.Add(symbol);
                if (!wanted.Contains(second))
                {
                    wanted.Add(second);
                }
            }
        }
        return wanted;
    }

    private void Fetch(Books books, SymbolId symbol)
    {
        ControlReply reply = _desk.Snapshot(symbol);
        if (reply.IsTransportFailure)
        {
            return;
        }
        Reply<SnapshotReply> snapshot = SnapshotReply.Parse(reply.Status, reply.Body);
        if (snapshot.IsGood)
        {
            SnapshotReply book = snapshot.Value;
            books.ApplySnapshot(
                symbol,
                book.Sequence,
                book.Bids.ToArray(),
                book.Asks.ToArray(),
                book.TimeMs,
                connection: 0,
                MonotonicClock.NowNs());
        }
    }

    private SymbolId? FindMarket(CurrencyId one, CurrencyId other)
    {
        for (int i = 0; i < _universe.SymbolCount; i++)
        {
            var symbol = new SymbolId(i);
            if (Touches(symbol, one) && Touches(symbol, other))
            {
                return symbol;
            }
        }
        return null;
    }

    private bool Touches(SymbolId symbol, CurrencyId currency) =>
        _universe.BaseOf(symbol) == currency || _universe.QuoteOf(symbol) == currency;

    private CurrencyId Other(SymbolId symbol, CurrencyId currency) =>
        _universe.BaseOf(symbol) == currency ? _universe.QuoteOf(symbol) : _universe.BaseOf(symbol);
}
