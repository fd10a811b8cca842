using System.Numerics;

namespace Trifuse.Core.Rings;

/// <summary>
/// A bounded queue of plain values between exactly one writing and one reading thread. A slot is filled in
/// place (<see cref="TryBeginWrite"/>, <see cref="Slot"/>, <see cref="EndWrite"/>) or copied (<see
/// cref="TryWrite"/>). What a full ring means is the caller's decision; the ring only says so.
/// </summary>
public sealed class SpscRing<T> where T : unmanaged
{
    private readonly T[] _slots;
    private readonly int _mask;
    private PaddedCursors _cursors;

    /// <summary>
    /// Makes a ring of at least <paramref name="capacity"/> slots, rounded up to a power of two.
    /// </summary>
    public SpscRing(int capacity)
    {
        Check.That(capacity > 0);
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        // Pinned at start and for good: the collector never has to move it while threads are in it.
        _slots = GC.AllocateArray<T>(size, pinned: true);
        _mask = size - 1;
    }

    /// <summary>The number of slots.</summary>
    public int Capacity => _slots.Length;

    /// <summary>How many values wait; exact only on the two threads when the other one rests.</summary>
    public int Count => (int)(Volatile.Read(ref _cursors.Tail) - Volatile.Read(ref _cursors.Head));

    /// <summary>Producer: claims the next slot; false when the ring is full.</summary>
    public bool TryBeginWrite(out int slot)
    {
        long tail = _cursors.Tail;
        if (tail - _cursors.HeadSeenByProducer > _mask)
        {
            _cursors.HeadSeenByProducer = Volatile.Read(ref _cursors.Head);
            if (tail - _cursors.HeadSeenByProducer > _mask)
            {
                slot = -1;
                return false;
            }
        }
        slot = (int)(tail & _mask);
        return true;
    }

    /// <summary>The claimed or peeked slot, in place.</summary>
    public ref T Slot(int slot) => ref _slots[slot];

    /// <summary>Producer: publishes the claimed slot.</summary>
    public void EndWrite() => Volatile.Write(ref _cursors.Tail, _cursors.Tail + 1);

    /// <summary>Producer: copies the value in; false when the ring is full.</summary>
    public bool TryWrite(in T value)
    {
        if (!TryBeginWrite(out int slot))
        {
            return false;
        }
        _slots[slot] = value;
        EndWrite();
        return true;
    }

    /// <summary>Consumer: finds the oldest value and leaves it there; false when the ring is empty.</summary>
    public bool TryPeek(out int slot)
    {
        long head = _cursors.Head;
        if (head >= _cursors.TailSeenByConsumer)
        {
            _cursors.TailSeenByConsumer = Volatile.Read(ref _cursors.Tail);
            if (head >= _cursors.TailSeenByConsumer)
            {
                slot = -1;
                return false;
            }
        }
        slot = (int)(head & _mask);
        return true;
    }

    /// <summary>Consumer: gives the peeked slot back to the producer.</summary>
    public void EndRead() => Volatile.Write(ref _cursors.Head, _cursors.Head + 1);

    /// <summary>Consumer: copies the oldest value out; false when the ring is empty.</summary>
    public bool TryRead(out T value)
    {
        if (!TryPeek(out int slot))
        {
            value = default;
            return false;
        }
        value = _slots[slot];
        EndRead();
        return true;
    }
}
