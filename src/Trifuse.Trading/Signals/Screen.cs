using System.Numerics;
using System.Runtime.InteropServices;
using Trifuse.Core.Domain;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Signals;

/// <summary>
/// Finds the triangles worth an exact look: multiplies three rates per triangle, fee inside, in doubles. It
/// errs towards accepting by far more than doubles can be wrong, and the exact decision comes later, so
/// neither vector width nor compiler can change what is decided. With vectors, symbols in many triangles
/// keep the product of the two other rates up to date and scan it; both ways multiply in the same order and
/// find the same.
/// </summary>
public sealed class Screen
{
    /// <summary>From this many triangles on a side, scanning kept products beats multiplying anew.</summary>
    public const int HubTriangles = 32;

    // Each product is right to about 1e-15; this much below the limit is still looked at.
    private const double Slack = 1e-9;

    private readonly bool _useVectors;
    private readonly int _triangleCount;
    private readonly double[] _rates;
    private readonly double[] _fees;
    private readonly int[] _runStarts;
    private readonly int[] _entryTriangle;
    private readonly int[] _entryNext;
    private readonly int[] _entryLast;
    private readonly double[] _entryGross;
    private readonly double[] _partials;
    private readonly bool[] _isHub;
    private readonly int[] _dependentStarts;
    private readonly int[] _dependents;
    private readonly int[] _found;
    private readonly int[] _merged;
    private double _limit;

    /// <summary>Makes a screen without quotes. Fees come from the universe's rules.</summary>
    public Screen(Universe universe, double thresholdBps, bool useVectors)
    {
        int sides = 2 * universe.SymbolCount;
        int entries = 3 * universe.TriangleCount;
        _useVectors = useVectors;
        _triangleCount = universe.TriangleCount;
        _rates = new double[sides];
        _fees = new double[universe.SymbolCount];
        _runStarts = new int[sides + 1];
        _entryTriangle = new int[entries];
        _entryNext = new int[entries];
        _entryLast = new int[entries];
        _entryGross = new double[entries];
        _partials = new double[entries];
        _isHub = new bool[sides];
        _dependentStarts = new int[sides + 1];
        _found = new int[_triangleCount];
        _merged = new int[_triangleCount];
        for (int i = 0; i < _fees.Length; i++)
        {
            _fees[i] = universe.SpecOf(new SymbolId(i)).TakerFeeRate.ToDouble();
        }
        LayOut(universe);
        _dependents = useVectors ? IndexDependents() : [];
        for (int i = 0; i < _fees.Length; i++)
        {
            SetGrossFactors(universe, new SymbolId(i));
        }
        SetThreshold(thresholdBps);
    }

    /// <summary>The largest product after fees of the last <see cref="Evaluate"/>; 0 without one.</summary>
    public double MaxNet { get; private set; }

    /// <summary>The largest product before fees of the last <see cref="Evaluate"/>; 0 without one.</summary>
    public double MaxGross { get; private set; }

    /// <summary>How many triangles the last <see cref="Evaluate"/> multiplied.</summary>
    public int Evaluated { get; private set; }

    /// <summary>Triangles whose product reaches 1 + bps / 10^4 are candidates.</summary>
    public void SetThreshold(double bps) => _limit = (1 + (bps / 1e4)) * (1 - Slack);

    /// <summary>Another fee rate for a symbol; its quotes must be set again.</summary>
    public void SetFee(Universe universe, SymbolId symbol, double rate)
    {
        _fees[symbol.Index] = rate;
        SetGrossFactors(universe, symbol);
    }

    /// <summary>New best prices of a symbol; 0 for a side without a quote.</summary>
    public void SetQuotes(SymbolId symbol, double bid, double ask)
    {
        double fee = _fees[symbol.Index];
        SetRate(SideIndex(symbol, Side.Buy), ask > 0 ? 1 / (ask * (1 + fee)) : 0);
        SetRate(SideIndex(symbol, Side.Sell), bid > 0 ? bid * (1 - fee) : 0);
    }

    /// <summary>
    /// Multiplies every triangle that the symbol is a side of; returns those that reach the limit, in
    /// rising order of their index. The span is valid until the next call.
    /// </summary>
    public ReadOnlySpan<int> Evaluate(SymbolId symbol)
    {
        MaxNet = 0;
        MaxGross = 0;
        Evaluated = 0;
        int buys = Scan(SideIndex(symbol, Side.Buy), 0);
        int all = Scan(SideIndex(symbol, Side.Sell), buys);
        if (buys == 0 || buys == all)
        {
            return _found.AsSpan(0, all);
        }
        return Merge(buys, all);
    }

    /// <summary>The product of a triangle's rates after fees, for one side of it.</summary>
    public double NetOf(in Triangle triangle) =>
        _rates[SideIndex(triangle.First.Symbol, triangle.First.Side)]
        * _rates[SideIndex(triangle.Second.Symbol, triangle.Second.Side)]
        * _rates[SideIndex(triangle.Third.Symbol, triangle.Third.Side)];

    /// <summary>The product of a triangle's rates before fees.</summary>
    public double GrossOf(in Triangle triangle) => NetOf(triangle) * GrossFactor(triangle);

    private static int SideIndex(SymbolId symbol, Side side) => (2 * symbol.Index) + (int)side;

    private double GrossFactor(in Triangle triangle) =>
        FeeFactor(triangle.First) * FeeFactor(triangle.Second) * FeeFactor(triangle.Third);

    private double FeeFactor(in TriangleLeg leg)
    {
        double fee = _fees[leg.Symbol.Index];
        return leg.Side == Side.Buy ? 1 + fee : 1 / (1 - fee);
    }

    private void SetRate(int side, double rate)
    {
        _rates[side] = rate;
        if (!_useVectors)
        {
            return;
        }
        for (int i = _dependentStarts[side]; i < _dependentStarts[side + 1]; i++)
        {
            int entry = _dependents[i];
            _partials[entry] = _rates[_entryNext[entry]] * _rates[_entryLast[entry]];
        }
    }

    private int Scan(int side, int found)
    {
        int start = _runStarts[side];
        int end = _runStarts[side + 1];
        double own = _rates[side];
        Evaluated += end - start;
        if (own == 0)
        {
            return found;
        }
        return _useVectors && _isHub[side]
            ? ScanKept(own, start, end, found)
            : ScanAnew(own, start, end, found);
    }

    private int ScanAnew(double own, int start, int end, int found)
    {
        double maxNet = MaxNet;
        double maxGross = MaxGross;
        for (int i = start; i < end; i++)
        {
            double net = own * (_rates[_entryNext[i]] * _rates[_entryLast[i]]);
            maxNet = Math.Max(maxNet, net);
            maxGross = Math.Max(maxGross, net * _entryGross[i]);
            if (net >= _limit)
            {
                _found[found++] = _entryTriangle[i];
            }
        }
        MaxNet = maxNet;
        MaxGross = maxGross;
        return found;
    }

    private int ScanKept(double own, int start, int end, int found)
    {
        int width = Vector<double>.Count;
        int whole = start + ((end - start) / width * width);
        var owns = new Vector<double>(own);
        var limits = new Vector<double>(_limit);
        Vector<double> maxNets = Vector<double>.Zero;
        Vector<double> maxGrosses = Vector<double>.Zero;
        ReadOnlySpan<Vector<double>> partials =
            MemoryMarshal.Cast<double, Vector<double>>(_partials.AsSpan(start, whole - start));
        ReadOnlySpan<Vector<double>> grosses =
            MemoryMarshal.Cast<double, Vector<double>>(_entryGross.AsSpan(start, whole - start));
        for (int i = 0; i < partials.Length; i++)
        {
            Vector<double> nets = owns * partials[i];
            maxNets = Vector.Max(maxNets, nets);
            maxGrosses = Vector.Max(maxGrosses, nets * grosses[i]);
            if (Vector.GreaterThanOrEqualAny(nets, limits))
            {
                int first = start + (i * width);
                for (int j = first; j < first + width; j++)
                {
                    if (own * _partials[j] >= _limit)
                    {
                        _found[found++] = _entryTriangle[j];
                    }
                }
            }
        }
        for (int i = 0; i < width; i++)
        {
            MaxNet = Math.Max(MaxNet, maxNets[i]);
            MaxGross = Math.Max(MaxGross, maxGrosses[i]);
        }
        return ScanAnew(own, whole, end, found);
    }

    private Span<int> Merge(int split, int end)
    {
        int left = 0;
        int right = split;
        for (int i = 0; i < end; i++)
        {
            bool takeLeft = right == end || (left < split && _found[left] < _found[right]);
            _merged[i] = takeLeft ? _found[left++] : _found[right++];
        }
        return _merged.AsSpan(0, end);
    }

    private void LayOut(Universe universe)
    {
        foreach (ref readonly Triangle triangle in universe.Triangles)
        {
            for (int leg = 0; leg < 3; leg++)
            {
                _runStarts[SideIndex(triangle.Leg(leg).Symbol, triangle.Leg(leg).Side) + 1]++;
            }
        }
        for (int i = 0; i < _isHub.Length; i++)
        {
            _isHub[i] = _runStarts[i + 1] >= HubTriangles;
            _runStarts[i + 1] += _runStarts[i];
        }
        int[] next = _runStarts[.._isHub.Length];
        foreach (ref readonly Triangle triangle in universe.Triangles)
        {
            for (int leg = 0; leg < 3; leg++)
            {
                TriangleLeg own = triangle.Leg(leg);
                TriangleLeg second = triangle.Leg((leg + 1) % 3);
                TriangleLeg third = triangle.Leg((leg + 2) % 3);
                int entry = next[SideIndex(own.Symbol, own.Side)]++;
                _entryTriangle[entry] = triangle.Index;
                _entryNext[entry] = SideIndex(second.Symbol, second.Side);
                _entryLast[entry] = SideIndex(third.Symbol, third.Side);
            }
        }
    }

    private int[] IndexDependents()
    {
        for (int side = 0; side < _isHub.Length; side++)
        {
            for (int i = _runStarts[side]; _isHub[side] && i < _runStarts[side + 1]; i++)
            {
                _dependentStarts[_entryNext[i] + 1]++;
                _dependentStarts[_entryLast[i] + 1]++;
            }
        }
        for (int i = 0; i < _isHub.Length; i++)
        {
            _dependentStarts[i + 1] += _dependentStarts[i];
        }
        int[] next = _dependentStarts[.._isHub.Length];
        int[] dependents = new int[_dependentStarts[_isHub.Length]];
        for (int side = 0; side < _isHub.Length; side++)
        {
            for (int i = _runStarts[side]; _isHub[side] && i < _runStarts[side + 1]; i++)
            {
                dependents[next[_entryNext[i]]++] = i;
                dependents[next[_entryLast[i]]++] = i;
            }
        }
        return dependents;
    }

    private void SetGrossFactors(Universe universe, SymbolId symbol)
    {
        ReadOnlySpan<Triangle> triangles = universe.Triangles;
        foreach (int index in universe.TrianglesOf(symbol))
        {
            double factor = GrossFactor(triangles[index]);
            for (int leg = 0; leg < 3; leg++)
            {
                int side = SideIndex(triangles[index].Leg(leg).Symbol, triangles[index].Leg(leg).Side);
                int at = _entryTriangle.AsSpan(_runStarts[side], _runStarts[side + 1] - _runStarts[side])
                    .BinarySearch(index);
                _entryGross[_runStarts[side] + at] = factor;
            }
        }
    }
}
