using System.Numerics;

namespace Trifuse.Core.Metrics;

/// <summary>
/// A histogram of durations in nanoseconds with log-linear buckets: 32 per power of two, so a reported value
/// is at most 3.2 % above the recorded one. Range 0 to 2^40 ns (18 minutes); longer ones count in the last
/// bucket. Written by one thread; recording allocates nothing.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBits = 5;
    private const int SubCount = 1 << SubBits;
    private const int MaxBits = 40;

    private readonly long[] _counts = new long[(MaxBits - SubBits + 1) * SubCount];

    /// <summary>How many durations were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest duration recorded, exactly.</summary>
    public long MaxNs { get; private set; }

    /// <summary>Records one duration; a negative one counts as 0.</summary>
    public void Record(long durationNs)
    {
        long value = Math.Max(0, durationNs);
        _counts[BucketOf(value)]++;
        Count++;
        MaxNs = Math.Max(MaxNs, value);
    }

    /// <summary>
    /// The smallest bucket bound that is not below the given share (0 to 1) of all durations; 0 when empty.
    /// </summary>
    public long PercentileNs(double share)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (int i = 0; i < _counts.Length && Count > 0; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return Math.Min(UpperBoundOf(i), MaxNs);
            }
        }
        return MaxNs;
    }

    /// <summary>Adds another histogram's counts to this one.</summary>
    public void Add(LatencyHistogram other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
        Count += other.Count;
        MaxNs = Math.Max(MaxNs, other.MaxNs);
    }

    /// <summary>Forgets everything, as after the warm-up.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        MaxNs = 0;
    }

    private static int BucketOf(long value)
    {
        if (value < SubCount)
        {
            return (int)value;
        }
        int exponent = BitOperations.Log2((ulong)value) - SubBits;
        if (exponent > MaxBits - SubBits - 1)
        {
            return ((MaxBits - SubBits + 1) * SubCount) - 1;
        }
        return ((exponent + 1) << SubBits) + (int)((value >> exponent) - SubCount);
    }

    private static long UpperBoundOf(int bucket)
    {
        if (bucket < SubCount)
        {
            return bucket;
        }
        int exponent = (bucket >> SubBits) - 1;
        long sub = (bucket & (SubCount - 1)) + SubCount;
        return ((sub + 1) << exponent) - 1;
    }
}
