using Trifuse.Core.Domain;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Hot;

/// <summary>
/// The paper exchange of the fill model `arrival`: when an order test was accepted, the order is filled from
/// the live book of that moment, so that a quote that has gone costs what it would have cost. Runs on the hot
/// thread, which owns the books.
/// </summary>
internal sealed class PaperFiller(Universe universe, BuyCut buyCut, long utcOffsetNs)
{
    private readonly OrderEvent[] _events = new OrderEvent[PaperFills.MaxEvents];
    private readonly TradeRules[] _rules = MakeRules(universe, buyCut);
    private long _number;

    /// <summary>Fills the order and passes the events on as the private stream would.</summary>
    public void Fill(in ExecutorEvent wish, Books books, ref RingOutput output, long nowNs)
    {
        SymbolId symbol = wish.Request.Symbol;
        int count = PaperFills.Fill(
            in wish.Request,
            in _rules[symbol.Index],
            books.TakenBy(symbol, wish.Request.Side),
            universe.SpecOf(symbol).PriceLimitRate,
            ++_number,
            nowNs + utcOffsetNs,
            _events);
        for (int i = 0; i < count; i++)
        {
            output.Order(wish.Slot, in _events[i], nowNs);
        }
    }

    /// <summary>The rules of every symbol with its fee rate.</summary>
    public static TradeRules[] MakeRules(Universe universe, BuyCut buyCut)
    {
        var rules = new TradeRules[universe.SymbolCount];
        for (int i = 0; i < rules.Length; i++)
        {
            rules[i] = new TradeRules(universe.SpecOf(new SymbolId(i)), buyCut);
        }
        return rules;
    }
}
