namespace Trifuse.Engine.Execution;

/// <summary>
/// The last few durations of one kind with their times, for a median that follows what is going on now.
/// Allocates once.
/// </summary>
internal sealed class SampleWindow
{
    private const int Size = 32;

    private readonly long[] _durationNs = new long[Size];
    private readonly long[] _atNs = new long[Size];
    private int _count;

    public void Add(long durationNs, long nowNs)
    {
        int place = _count % Size;
        _durationNs[place] = durationNs;
        _atNs[place] = nowNs;
        // Kept small for ever: only whether the window is full, and the next place, are in it.
        _count = _count + 1 == 2 * Size ? Size : _count + 1;
    }

    /// <summary>
    /// The median of those that are not older; false when there are fewer than <paramref name="least"/>.
    /// </summary>
    public bool TryMedian(long notBeforeNs, int least, out long medianNs)
    {
        Span<long> sorted = stackalloc long[Size];
        int count = 0;
        for (int i = 0; i < Math.Min(_count, Size); i++)
        {
            if (_atNs[i] < notBeforeNs)
            {
                continue;
            }
            int place = count++;
            while (place > 0 && sorted[place - 1] > _durationNs[i])
            {
                sorted[place] = sorted[place - 1];
                place--;
            }
            sorted[place] = _durationNs[i];
        }
        medianNs = count == 0 ? 0 : sorted[count / 2];
        return count > 0 && count >= least;
    }
}
