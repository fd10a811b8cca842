using Trifuse.Core.Domain;

namespace Trifuse.Trading.Market;

/// <summary>
/// Everything that is fixed once the symbols are known: the symbols that close a triangle through a start
/// currency, their currencies and rules, the directed triangles, and the index from symbol to triangles.
/// The graph comes from the base and quote fields, never from the symbol's code; parallel symbols are edges
/// of their own. Immutable; built once at start by <see cref="Build"/>.
/// </summary>
public sealed class Universe
{
    private readonly SymbolSpec[] _specs;
    private readonly CurrencyId[] _bases;
    private readonly CurrencyId[] _quotes;
    private readonly string[] _currencyNames;
    private readonly CurrencyId[] _starts;
    private readonly Triangle[] _triangles;
    private readonly int[] _indexStarts;
    private readonly int[] _indexTriangles;

    internal Universe(
        SymbolSpec[] specs, string[] currencyNames, CurrencyId[] bases, CurrencyId[] quotes,
        CurrencyId[] starts, Triangle[] triangles)
    {
        _specs = specs;
        _currencyNames = currencyNames;
        _bases = bases;
        _quotes = quotes;
        _starts = starts;
        _triangles = triangles;
        string[] names = new string[specs.Length];
        for (int i = 0; i < specs.Length; i++)
        {
            names[i] = specs[i].Name;
        }
        Symbols = new SymbolTable(names);
        Currencies = new SymbolTable(currencyNames);
        (_indexStarts, _indexTriangles) = Invert(specs.Length, triangles);
    }

    /// <summary>Symbol codes to <see cref="SymbolId"/>.</summary>
    public SymbolTable Symbols { get; }

    /// <summary>Currency codes; the index found is the index of the <see cref="CurrencyId"/>.</summary>
    public SymbolTable Currencies { get; }

    /// <summary>How many symbols there are.</summary>
    public int SymbolCount => _specs.Length;

    /// <summary>How many currencies they connect.</summary>
    public int CurrencyCount => _currencyNames.Length;

    /// <summary>How many directed triangles there are.</summary>
    public int TriangleCount => _triangles.Length;

    /// <summary>The start currencies that close at least one triangle, in the order of the filter.</summary>
    public ReadOnlySpan<CurrencyId> StartCurrencies => _starts;

    /// <summary>All directed triangles; the position is the index.</summary>
    public ReadOnlySpan<Triangle> Triangles => _triangles;

    /// <summary>Builds the universe, or says in one line why it can not.</summary>
    public static UniverseResult Build(IReadOnlyList<SymbolSpec> specs, UniverseFilter filter) =>
        new UniverseBuilder(filter).Build(specs);

    /// <summary>The rules of a symbol.</summary>
    public SymbolSpec SpecOf(SymbolId symbol) => _specs[symbol.Index];

    /// <summary>The currency that the symbol buys and sells.</summary>
    public CurrencyId BaseOf(SymbolId symbol) => _bases[symbol.Index];

    /// <summary>The currency of its prices, funds and fees.</summary>
    public CurrencyId QuoteOf(SymbolId symbol) => _quotes[symbol.Index];

    /// <summary>The code of a currency.</summary>
    public string CurrencyName(CurrencyId currency) => _currencyNames[currency.Index];

    /// <summary>False when the currency is in no triangle.</summary>
    public bool TryFindCurrency(ReadOnlySpan<byte> code, out CurrencyId currency)
    {
        bool found = Currencies.TryFind(code, out SymbolId index);
        currency = found ? new CurrencyId(index.Index) : CurrencyId.None;
        return found;
    }

    /// <summary>The triangles that a symbol is a side of, in rising order.</summary>
    public ReadOnlySpan<int> TrianglesOf(SymbolId symbol)
    {
        int start = _indexStarts[symbol.Index];
        return _indexTriangles.AsSpan(start, _indexStarts[symbol.Index + 1] - start);
    }

    private static (int[] Starts, int[] Triangles) Invert(int symbols, Triangle[] triangles)
    {
        int[] starts = new int[symbols + 1];
        foreach (Triangle triangle in triangles)
        {
            for (int leg = 0; leg < 3; leg++)
            {
                starts[triangle.Leg(leg).Symbol.Index + 1]++;
            }
        }
        for (int i = 0; i < symbols; i++)
        {
            starts[i + 1] += starts[i];
        }
        int[] next = starts[..symbols];
        int[] flat = new int[3 * triangles.Length];
        foreach (Triangle triangle in triangles)
        {
            for (int leg = 0; leg < 3; leg++)
            {
                flat[next[triangle.Leg(leg).Symbol.Index]++] = triangle.Index;
            }
        }
        return (starts, flat);
    }
}
