using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Market;

/// <summary>
/// What the market has done since the start: trades, candles, figures of the day. Under the exchange's gate.
/// </summary>
public sealed class MarketHistory
{
    private const long NsPerSecond = 1_000_000_000;

    public MarketHistory(int symbols)
    {
        Trades = new TradeTape(symbols);
        Candles = new CandleBook(symbols);
        Figures = new DayFigures(Candles);
    }

    public TradeTape Trades { get; }

    public CandleBook Candles { get; }

    public DayFigures Figures { get; }

    /// <summary>Notes the symbol's start price, once it has one: its last trade or its best bid.</summary>
    public void NoteStart(SymbolState symbol, long nowMs)
    {
        if (Candles.HasOpening(symbol.Index))
        {
            return;
        }

        long price = symbol.LastPrice > 0 ? symbol.LastPrice : symbol.Book.BestBid.Price;
        price = price > 0 ? price : symbol.Book.BestAsk.Price;
        if (price > 0)
        {
            Candles.Start(symbol.Index, price, nowMs / 1000);
        }
    }

    public void Add(int symbol, in TapeEntry trade)
    {
        Trades.Add(symbol, trade);
        Candles.Add(symbol, trade.Price, trade.Size, trade.TimeNs / NsPerSecond);
    }
}
