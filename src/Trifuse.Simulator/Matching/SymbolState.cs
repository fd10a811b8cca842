namespace Trifuse.Simulator.Matching;

/// <summary>
/// One symbol at run time: its rules, its served book, the account's resting orders and the last trade.
/// </summary>
public sealed class SymbolState
{
    public SymbolState(int index, SymbolRules rules, long firstSequence, bool blanksHidden = true)
    {
        Index = index;
        Rules = rules;
        Book = new Book(firstSequence) { BlanksHidden = blanksHidden };
        Status = rules.EnableTrading ? TradingStatus.Open : TradingStatus.Closed;
    }

    public int Index { get; }

    public SymbolRules Rules { get; }

    public Book Book { get; }

    public TradingStatus Status { get; set; }

    /// <summary>Last trade price in price units; 0 when nothing traded yet.</summary>
    public long LastPrice { get; set; }

    public long LastSize { get; set; }

    public long LastTradeMs { get; set; }
}
