namespace Trifuse.Core;

/// <summary>
/// A small seeded generator (SplitMix64, Steele, Lea and Flood 2014). Every random choice of the engine comes
/// from one of these, so that a seed repeats a run.
/// </summary>
public struct Prng(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong NextUInt64()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>
    /// A number from 0 to <paramref name="exclusiveMax"/> - 1. The bias is below 2^-32 for small ranges.
    /// </summary>
    public long NextBelow(long exclusiveMax)
    {
        Check.That(exclusiveMax > 0);
        return (long)Math.BigMul(NextUInt64(), (ulong)exclusiveMax, out _);
    }
}
