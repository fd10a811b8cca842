using System.Runtime.CompilerServices;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Signals;

/// <summary>What an account gained or lost in one currency over a whole cascade.</summary>
public struct CurrencyDelta
{
    /// <summary>The currency.</summary>
    public CurrencyId Currency;

    /// <summary>Gained (above 0) or lost (below 0), fees included.</summary>
    public ExactDecimal Delta;
}

/// <summary>A cascade has ended: its slot, isolation and reservation are free.</summary>
public struct CascadeRelease
{
    /// <summary>Most currencies that a cascade and its unwinding touch.</summary>
    public const int MaxDeltas = 4;

    /// <summary>The cascade's number.</summary>
    public uint Cascade;

    /// <summary>The executor that ran it.</summary>
    public int Slot;

    /// <summary>How it ended.</summary>
    public CascadeOutcome Outcome;

    /// <summary>Why it failed.</summary>
    public CascadeError Error;

    /// <summary>
    /// True when an order's outcome stayed unknown: the net changes may be off by that order.
    /// </summary>
    public bool HeldIsUncertain;

    /// <summary>True when the exchange took another fee than the engine reckons with.</summary>
    public bool FeeDiffers;

    /// <summary>True when more than dust is left outside the start currency.</summary>
    public bool HasHeld;

    /// <summary>The symbol of the first order that failed; None when none did.</summary>
    public SymbolId FailedSymbol;

    /// <summary>The first symbol with another fee; None when there is none.</summary>
    public SymbolId FeeSymbol;

    /// <summary>What leg 1 cost, fee included, in the start currency.</summary>
    public ExactDecimal Cost;

    /// <summary>Change of the start currency, unwinding included.</summary>
    public ExactDecimal Profit;

    /// <summary>How many of <see cref="Deltas"/> are filled.</summary>
    public int DeltaCount;

    /// <summary>Net changes, one for each currency that is not the same as before.</summary>
    public CurrencyDeltas Deltas;

    /// <summary>Adds one net change; several of one currency add up.</summary>
    public void Add(CurrencyId currency, ExactDecimal delta)
    {
        for (int i = 0; i < DeltaCount; i++)
        {
            if (Deltas[i].Currency == currency)
            {
                Deltas[i].Delta += delta;
                return;
            }
        }
        Check.That(DeltaCount < MaxDeltas);
        Deltas[DeltaCount].Currency = currency;
        Deltas[DeltaCount].Delta = delta;
        DeltaCount++;
    }
}

/// <summary>Room for the net changes of a cascade.</summary>
[InlineArray(CascadeRelease.MaxDeltas)]
public struct CurrencyDeltas
{
    private CurrencyDelta _first;
}
