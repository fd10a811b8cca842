using System.Runtime.CompilerServices;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Signals;

/// <summary>
/// One leg of a signal: what to trade, what was predicted, and the side of the book it takes from.
/// </summary>
public struct SignalLeg
{
    /// <summary>The symbol to trade.</summary>
    public SymbolId Symbol;

    /// <summary>Buy or sell.</summary>
    public Side Side;

    /// <summary>The currency given.</summary>
    public CurrencyId From;

    /// <summary>The currency taken.</summary>
    public CurrencyId To;

    /// <summary>The funds (buy) or the size (sell) that the prediction sends.</summary>
    public ExactDecimal PredictedAmount;

    /// <summary>
    /// What the prediction gets out: base currency (buy), or quote currency less the fee (sell).
    /// </summary>
    public ExactDecimal PredictedOutput;

    /// <summary>The worst price that the order may be filled at; 0 for a market order.</summary>
    public ExactDecimal LimitPrice;

    /// <summary>The best bid as the signal saw it.</summary>
    public PriceLevel BestBid;

    /// <summary>The best ask as the signal saw it.</summary>
    public PriceLevel BestAsk;

    /// <summary>The book's last exchange time in ms since 1970; 0 when the feed gives none.</summary>
    public long BookExchangeMs;

    /// <summary>Age of the book at the signal: now - receive time of its last change.</summary>
    public long BookAgeNs;

    /// <summary>How many of <see cref="Levels"/> are filled.</summary>
    public int LevelCount;

    /// <summary>The side that the leg takes from, best first: asks for a buy, bids for a sell.</summary>
    public SignalLevels Levels;
}

/// <summary>Room for the visible levels of one side.</summary>
[InlineArray(Signal.MaxLevels)]
public struct SignalLevels
{
    private PriceLevel _first;
}
