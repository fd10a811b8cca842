namespace Trifuse.Simulator.Accounts;

/// <summary>The newest entries, up to a number.</summary>
public sealed class RecentList<T>(int kept)
    where T : class
{
    private readonly List<T> _items = [];
    private int _oldest;

    /// <summary>The entry that had to go for the new one; null while there is room.</summary>
    public T? Add(T item)
    {
        if (_items.Count < kept)
        {
            _items.Add(item);
            return null;
        }

        T gone = _items[_oldest];
        _items[_oldest] = item;
        _oldest = (_oldest + 1) % kept;
        return gone;
    }

    public IEnumerable<T> NewestFirst()
    {
        for (int i = 0; i < _items.Count; i++)
        {
            yield return _items[(_oldest + _items.Count - 1 - i) % _items.Count];
        }
    }
}
