namespace Trifuse.Net.Loop;

/// <summary>
/// Deadlines of a fixed set of timers, numbered from 0, in a binary heap: setting, moving and cancelling cost
/// O(log n) and allocate nothing. Owned by one thread; knows no clock.
/// </summary>
public sealed class DeadlineHeap
{
    private const int Absent = -1;

    private readonly long[] _deadlineNs;
    private readonly int[] _positionOf;
    private readonly int[] _heap;
    private int _count;

    /// <param name="capacity">Timers are numbered 0 to capacity - 1.</param>
    public DeadlineHeap(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _deadlineNs = new long[capacity];
        _heap = new int[capacity];
        _positionOf = new int[capacity];
        Array.Fill(_positionOf, Absent);
    }

    public int Capacity => _heap.Length;

    public int Count => _count;

    /// <summary>The earliest deadline, or <see cref="long.MaxValue"/> if none is set.</summary>
    public long NextDeadlineNs => _count == 0 ? long.MaxValue : _deadlineNs[_heap[0]];

    public bool IsSet(int timer) => _positionOf[timer] != Absent;

    /// <summary>How long a loop may sleep: negative for ever, else nanoseconds from 0 on.</summary>
    public long TimeoutNs(long nowNs) => _count == 0 ? -1 : Math.Max(0, NextDeadlineNs - nowNs);

    /// <summary>Sets or moves a timer.</summary>
    public void Set(int timer, long deadlineNs)
    {
        int position = _positionOf[timer];
        if (position == Absent)
        {
            position = _count++;
            _deadlineNs[timer] = deadlineNs;
            Place(position, timer);
            SiftUp(position);
            return;
        }
        long before = _deadlineNs[timer];
        _deadlineNs[timer] = deadlineNs;
        if (deadlineNs < before)
        {
            SiftUp(position);
        }
        else
        {
            SiftDown(position);
        }
    }

    /// <summary>Takes a timer out; false if it was not set.</summary>
    public bool Cancel(int timer)
    {
        int position = _positionOf[timer];
        if (position == Absent)
        {
            return false;
        }
        _positionOf[timer] = Absent;
        int last = _heap[--_count];
        if (position != _count)
        {
            Place(position, last);
            SiftUp(position);
            SiftDown(_positionOf[last]);
        }
        return true;
    }

    /// <summary>Takes out the earliest timer whose deadline is not after <paramref name="nowNs"/>.</summary>
    public bool TryPopDue(long nowNs, out int timer)
    {
        if (_count == 0 || _deadlineNs[_heap[0]] > nowNs)
        {
            timer = Absent;
            return false;
        }
        timer = _heap[0];
        Cancel(timer);
        return true;
    }

    private void SiftUp(int position)
    {
        int timer = _heap[position];
        while (position > 0)
        {
            int parent = (position - 1) / 2;
            if (_deadlineNs[_heap[parent]] <= _deadlineNs[timer])
            {
                break;
            }
            Place(position, _heap[parent]);
            position = parent;
        }
        Place(position, timer);
    }

    private void SiftDown(int position)
    {
        int timer = _heap[position];
        while (true)
        {
            int child = position * 2 + 1;
            if (child >= _count)
            {
                break;
            }
            if (child + 1 < _count && _deadlineNs[_heap[child + 1]] < _deadlineNs[_heap[child]])
            {
                child++;
            }
            if (_deadlineNs[timer] <= _deadlineNs[_heap[child]])
            {
                break;
            }
            Place(position, _heap[child]);
            position = child;
        }
        Place(position, timer);
    }

    private void Place(int position, int timer)
    {
        _heap[position] = timer;
        _positionOf[timer] = position;
    }
}
