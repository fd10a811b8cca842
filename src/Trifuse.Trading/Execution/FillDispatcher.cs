using System.Numerics;
using Trifuse.Core;
using Trifuse.Core.Domain;

namespace Trifuse.Trading.Execution;

/// <summary>
/// Finds the executor that an order event belongs to. Keyed by the cascade's number, which every client id
/// of the cascade carries: one registration covers all its steps and attempts, so that a retry needs no
/// word with the hot thread. Used by the hot thread alone. Open addressing, preallocated; deleting shifts
/// back, so that the table never fills with tombstones.
/// </summary>
public sealed class FillDispatcher
{
    private const int Free = -1;

    private readonly uint _run;
    private readonly uint[] _cascades;
    private readonly int[] _slots;
    private readonly int _mask;
    private readonly int _limit;

    /// <summary>
    /// Makes a table for up to <paramref name="maxCascades"/> cascades at a time of this run.
    /// </summary>
    public FillDispatcher(uint run, int maxCascades)
    {
        Check.That(maxCascades > 0);
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, maxCascades * 4));
        _run = run;
        _limit = maxCascades;
        _mask = size - 1;
        _cascades = new uint[size];
        _slots = new int[size];
        Array.Fill(_slots, Free);
    }

    /// <summary>Cascades registered now.</summary>
    public int Count { get; private set; }

    /// <summary>Events with a client id that is not of our making.</summary>
    public long ForeignCount { get; private set; }

    /// <summary>Events of another run's orders.</summary>
    public long OtherRunCount { get; private set; }

    /// <summary>Events of this run's cascades that are over (late or repeated ones).</summary>
    public long LateCount { get; private set; }

    /// <summary>
    /// Registers a cascade before its first request is written; false when the table is full.
    /// </summary>
    public bool TryRegister(uint cascade, int slot)
    {
        Check.That(slot >= 0);
        if (Count == _limit)
        {
            return false;
        }
        int at = Home(cascade);
        while (_slots[at] != Free)
        {
            Check.That(_cascades[at] != cascade);
            at = (at + 1) & _mask;
        }
        _cascades[at] = cascade;
        _slots[at] = slot;
        Count++;
        return true;
    }

    /// <summary>Forgets a cascade when it is over; false when it was not registered.</summary>
    public bool Release(uint cascade)
    {
        int at = IndexOf(cascade);
        if (at < 0)
        {
            return false;
        }
        Count--;
        int hole = at;
        for (int next = (at + 1) & _mask; _slots[next] != Free; next = (next + 1) & _mask)
        {
            // An entry may move into the hole unless its home lies behind the hole on the way round.
            int distanceOfHome = (next - Home(_cascades[next])) & _mask;
            int distanceOfHole = (next - hole) & _mask;
            if (distanceOfHome >= distanceOfHole)
            {
                _cascades[hole] = _cascades[next];
                _slots[hole] = _slots[next];
                hole = next;
            }
        }
        _slots[hole] = Free;
        return true;
    }

    /// <summary>
    /// The slot of an event's cascade; false (and counted by cause) when it is no concern of ours.
    /// </summary>
    public bool TryFind(in OrderEvent orderEvent, out int slot)
    {
        slot = Free;
        if (!orderEvent.IsOurs)
        {
            ForeignCount++;
            return false;
        }
        if (orderEvent.ClientId.Run != _run)
        {
            OtherRunCount++;
            return false;
        }
        int at = IndexOf(orderEvent.ClientId.Cascade);
        if (at < 0)
        {
            LateCount++;
            return false;
        }
        slot = _slots[at];
        return true;
    }

    private int IndexOf(uint cascade)
    {
        for (int at = Home(cascade); _slots[at] != Free; at = (at + 1) & _mask)
        {
            if (_cascades[at] == cascade)
            {
                return at;
            }
        }
        return -1;
    }

    // Cascade numbers count up by one, so a multiplicative hash would only spread what is already spread.
    private int Home(uint cascade) => (int)(cascade & (uint)_mask);
}
