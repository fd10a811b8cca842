using Trifuse.Core.Domain;

namespace Trifuse.Trading.Market;

/// <summary>
/// One step of a triangle: the symbol traded, its side, and the currencies given and taken.
/// </summary>
public readonly record struct TriangleLeg(SymbolId Symbol, Side Side, CurrencyId From, CurrencyId To);

/// <summary>
/// A directed triangle, rotated so that it begins and ends in a start currency. A cycle that holds two start
/// currencies is there twice, once for each.
/// </summary>
public readonly record struct Triangle(int Index, TriangleLeg First, TriangleLeg Second, TriangleLeg Third)
{
    /// <summary>The currency that leg 1 gives and leg 3 takes.</summary>
    public CurrencyId Start => First.From;

    /// <summary>Leg 0, 1 or 2.</summary>
    public TriangleLeg Leg(int index) => index switch { 0 => First, 1 => Second, _ => Third };
}
