namespace Trifuse.Net.Dial;

/// <summary>
/// Delays between attempts: they double from a base to a cap, and each is drawn from its upper half, so that
/// many clients do not come back together. The same seed gives the same delays. Mutable: keep it in a field
/// that is not readonly.
/// </summary>
public struct Backoff
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly long _baseNs;
    private readonly long _capNs;
    private long _nextNs;
    private ulong _state;

    public Backoff(long baseMs, long capMs, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(baseMs);
        ArgumentOutOfRangeException.ThrowIfLessThan(capMs, baseMs);
        _baseNs = baseMs * NanosecondsPerMillisecond;
        _capNs = capMs * NanosecondsPerMillisecond;
        _nextNs = _baseNs;
        _state = seed;
    }

    /// <summary>Attempts since the last success.</summary>
    public int Attempts { get; private set; }

    /// <summary>How long to wait before the next attempt.</summary>
    public long NextDelayNs()
    {
        long wholeNs = _nextNs;
        long halfNs = wholeNs / 2;
        _nextNs = wholeNs > _capNs / 2 ? _capNs : wholeNs * 2;
        Attempts = Attempts == int.MaxValue ? Attempts : Attempts + 1;
        return halfNs + (long)(NextRandom() % (ulong)(wholeNs - halfNs + 1));
    }

    /// <summary>After a success: the next failure starts from the base again.</summary>
    public void Reset()
    {
        _nextNs = _baseNs;
        Attempts = 0;
    }

    // SplitMix64 (Steele, Lea, Flood 2014): any seed will do, zero included.
    private ulong NextRandom()
    {
        unchecked
        {
            ulong value = _state += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
