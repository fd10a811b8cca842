using System.Runtime.CompilerServices;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Signals;

/// <summary>Why there is no way back for a holding.</summary>
public enum ExitCause : byte
{
    /// <summary>There is one.</summary>
    None,

    /// <summary>Every book that could be asked is there, and the holding is below all minima: dust.</summary>
    TooSmall,

    /// <summary>No way has books that can be traded on, or symbols that take orders.</summary>
    NoMarket,
}

/// <summary>One order of a way back.</summary>
public struct ExitStep
{
    /// <summary>The symbol.</summary>
    public SymbolId Symbol;

    /// <summary>Buy or sell.</summary>
    public Side Side;

    /// <summary>The currency given.</summary>
    public CurrencyId From;

    /// <summary>The currency taken.</summary>
    public CurrencyId To;

    /// <summary>Funds (buy) or size (sell) that are expected to be sent.</summary>
    public ExactDecimal Amount;

    /// <summary>What comes out of the visible book, fee deducted.</summary>
    public ExactDecimal Output;

    /// <summary>The best price that the order takes from.</summary>
    public ExactDecimal BestPrice;

    /// <summary>The price of the last level that it takes from.</summary>
    public ExactDecimal WorstPrice;
}

/// <summary>
/// The best way back of a holding into the start currency, or why there is none; and what going on round the
/// triangle is worth, whether or not it is the best way.
/// </summary>
public struct ExitPlan
{
    /// <summary>Orders of a way, at most.</summary>
    public const int MaxSteps = 3;

    /// <summary>The question that this answers.</summary>
    public int Round;

    /// <summary>None, or why <see cref="StepCount"/> is 0.</summary>
    public ExitCause Cause;

    /// <summary>How many of <see cref="Steps"/> count.</summary>
    public int StepCount;

    /// <summary>What the first order takes out of the holding, fee included.</summary>
    public ExactDecimal Spent;

    /// <summary>What the last order gives, in the start currency.</summary>
    public ExactDecimal Value;

    /// <summary>The orders.</summary>
    public ExitSteps Steps;

    /// <summary>
    /// True when the holding lies on the triangle and every book of the rest of it can be traded on; else
    /// the books say nothing of going on.
    /// </summary>
    public bool HasFinish;

    /// <summary>
    /// With <see cref="HasFinish"/>: what the rest of the triangle gives, in the start currency. What the
    /// visible levels do not take counts for nothing; 0 when nothing would come of it.
    /// </summary>
    public ExactDecimal FinishValue;
}

/// <summary>Room for the orders of a way back.</summary>
[InlineArray(ExitPlan.MaxSteps)]
public struct ExitSteps
{
    private ExitStep _first;
}
