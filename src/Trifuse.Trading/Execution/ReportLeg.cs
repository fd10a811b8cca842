using System.Runtime.CompilerServices;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Execution;

/// <summary>A leg as the signal saw it.</summary>
public struct ReportLeg
{
    /// <summary>The symbol.</summary>
    public SymbolId Symbol;

    /// <summary>Buy or sell.</summary>
    public Side Side;

    /// <summary>The currency given.</summary>
    public CurrencyId From;

    /// <summary>The currency taken.</summary>
    public CurrencyId To;

    /// <summary>Funds or size that the prediction sends.</summary>
    public ExactDecimal PredictedAmount;

    /// <summary>What the prediction gets out.</summary>
    public ExactDecimal PredictedOutput;

    /// <summary>The worst price that the order may be filled at; 0 for a market order.</summary>
    public ExactDecimal LimitPrice;

    /// <summary>Best bid at the signal.</summary>
    public PriceLevel BestBid;

    /// <summary>Best ask at the signal.</summary>
    public PriceLevel BestAsk;

    /// <summary>Exchange time of the book in ms since 1970; 0 when unknown.</summary>
    public long BookExchangeMs;

    /// <summary>Age of the book at the signal.</summary>
    public long BookAgeNs;

    /// <summary>Copies what a report keeps of a signal's leg.</summary>
    public void CopyFrom(in SignalLeg leg)
    {
        Symbol = leg.Symbol;
        Side = leg.Side;
        From = leg.From;
        To = leg.To;
        PredictedAmount = leg.PredictedAmount;
        PredictedOutput = leg.PredictedOutput;
        LimitPrice = leg.LimitPrice;
        BestBid = leg.BestBid;
        BestAsk = leg.BestAsk;
        BookExchangeMs = leg.BookExchangeMs;
        BookAgeNs = leg.BookAgeNs;
    }
}

/// <summary>The three legs.</summary>
[InlineArray(3)]
public struct ReportLegs
{
    private ReportLeg _first;
}
