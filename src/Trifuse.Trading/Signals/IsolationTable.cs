using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Signals;

/// <summary>
/// Which symbols and start currencies open cascades occupy. Owned by the hot thread: plain counts, no
/// locks. A triangle is the set of its three symbols, so its reverse and its rotations count as the same.
/// </summary>
public sealed class IsolationTable
{
    private readonly bool _byTriangle;
    private readonly bool _byPair;
    private readonly bool _byStart;
    private readonly int[] _symbolUse;
    private readonly int[] _startUse;
    private readonly Triangle[] _open;
    private int _count;

    /// <summary>Makes an empty table for at most <paramref name="maxOpen"/> open cascades.</summary>
    public IsolationTable(Universe universe, int maxOpen, bool byTriangle, bool byPair, bool byStart)
    {
        _byTriangle = byTriangle;
        _byPair = byPair;
        _byStart = byStart;
        _symbolUse = new int[universe.SymbolCount];
        _startUse = new int[universe.CurrencyCount];
        _open = new Triangle[maxOpen];
    }

    /// <summary>How many cascades are open.</summary>
    public int OpenCount => _count;

    /// <summary>None when a cascade on this triangle may open now, else which rule forbids it.</summary>
    public Refusal Test(in Triangle triangle)
    {
        if (_count == 0)
        {
            return Refusal.None;
        }
        if (_byTriangle && HasSameSymbols(triangle))
        {
            return Refusal.IsolatedTriangle;
        }
        if (_byPair && (_symbolUse[triangle.First.Symbol.Index] | _symbolUse[triangle.Second.Symbol.Index]
            | _symbolUse[triangle.Third.Symbol.Index]) != 0)
        {
            return Refusal.IsolatedPair;
        }
        return _byStart && _startUse[triangle.Start.Index] != 0 ? Refusal.IsolatedStart : Refusal.None;
    }

    /// <summary>Occupies; as often as it is called, <see cref="Leave"/> must follow.</summary>
    public void Enter(in Triangle triangle)
    {
        Check.That(_count < _open.Length);
        _open[_count++] = triangle;
        Add(triangle, 1);
    }

    /// <summary>Frees what <see cref="Enter"/> occupied.</summary>
    public void Leave(in Triangle triangle)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_open[i].Index == triangle.Index)
            {
                _open[i] = _open[--_count];
                Add(triangle, -1);
                return;
            }
        }
        Check.That(condition: false, "the triangle that leaves is open");
    }

    private void Add(in Triangle triangle, int change)
    {
        _symbolUse[triangle.First.Symbol.Index] += change;
        _symbolUse[triangle.Second.Symbol.Index] += change;
        _symbolUse[triangle.Third.Symbol.Index] += change;
        _startUse[triangle.Start.Index] += change;
    }

    private bool HasSameSymbols(in Triangle triangle)
    {
        for (int i = 0; i < _count; i++)
        {
            if (Holds(_open[i], triangle.First.Symbol) && Holds(_open[i], triangle.Second.Symbol)
                && Holds(_open[i], triangle.Third.Symbol))
            {
                return true;
            }
        }
        return false;
    }

    private static bool Holds(in Triangle triangle, SymbolId symbol) =>
        triangle.First.Symbol == symbol || triangle.Second.Symbol == symbol
        || triangle.Third.Symbol == symbol;
}
