namespace Trifuse.Ledger.Reading;

/// <summary>Times of one kind, in nanoseconds.</summary>
public sealed class TimeList(string name)
{
    private readonly List<long> _ns = [];
    private bool _isSorted;

    /// <summary>From what to what.</summary>
    public string Name => name;

    /// <summary>How many.</summary>
    public int Count => _ns.Count;

    /// <summary>Adds one.</summary>
    public void Add(long ns)
    {
        _ns.Add(ns);
        _isSorted = false;
    }

    /// <summary>The smallest time that so many of a thousand do not exceed; 0 without any.</summary>
    public long AtPerMille(int perMille)
    {
        if (_ns.Count == 0)
        {
            return 0;
        }
        if (!_isSorted)
        {
            _ns.Sort();
            _isSorted = true;
        }
        long rank = (((long)_ns.Count * perMille) + 999) / 1000;
        return _ns[(int)Math.Clamp(rank - 1, 0, _ns.Count - 1)];
    }
}
