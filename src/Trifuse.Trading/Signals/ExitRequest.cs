using System.Runtime.CompilerServices;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Signals;

/// <summary>
/// A cascade that must stop, or asks itself whether to go on, wants to know what its holding is worth by each
/// way back to the start currency.
/// </summary>
public struct ExitRequest
{
    /// <summary>Symbols that can be ruled out.</summary>
    public const int MaxAvoided = 4;

    /// <summary>Number of the question within its cascade, from 1 on; the answer carries it back.</summary>
    public int Round;

    /// <summary>Index of the directed triangle, which also names the start currency.</summary>
    public int Triangle;

    /// <summary>The currency held.</summary>
    public CurrencyId From;

    /// <summary>How much of it, above 0.</summary>
    public ExactDecimal Amount;

    /// <summary>
    /// The one currency outside the triangle that a way may pass through; None: any. So a cascade touches
    /// four currencies at most.
    /// </summary>
    public CurrencyId Third;

    /// <summary>How many of <see cref="Avoided"/> count.</summary>
    public int AvoidedCount;

    /// <summary>Symbols whose orders were refused in this cascade.</summary>
    public AvoidedSymbols Avoided;

    /// <summary>Rules a symbol out; one too many is forgotten.</summary>
    public void Avoid(SymbolId symbol)
    {
        if (!Avoids(symbol) && AvoidedCount < MaxAvoided)
        {
            Avoided[AvoidedCount++] = symbol;
        }
    }

    /// <summary>True for a symbol that was ruled out.</summary>
    public readonly bool Avoids(SymbolId symbol)
    {
        for (int i = 0; i < AvoidedCount; i++)
        {
            if (Avoided[i] == symbol)
            {
                return true;
            }
        }
        return false;
    }
}

/// <summary>Room for the symbols that were ruled out.</summary>
[InlineArray(ExitRequest.MaxAvoided)]
public struct AvoidedSymbols
{
    private SymbolId _first;
}
