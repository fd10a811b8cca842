using System.Numerics;

namespace Trifuse.Simulator.Numbers;

/// <summary>
/// The seeded generator (xoshiro256++ by Blackman and Vigna, seeded through splitmix64). Only additions,
/// products, quotients and square roots feed the derived draws, so that a seed gives the same world on every
/// machine.
/// </summary>
public sealed class Rng
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>
    /// Each purpose draws from its own stream of the same seed, so that one does not disturb another.
    /// </summary>
    public Rng(long seed, int stream)
    {
        ulong state = unchecked((ulong)seed ^ ((ulong)(uint)stream * 0xD1342543DE82EF95UL));
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    public ulong NextUInt64()
    {
        unchecked
        {
            ulong result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
            ulong t = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= t;
            _s3 = BitOperations.RotateLeft(_s3, 45);
            return result;
        }
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, below).</summary>
    public int Next(int below) => (int)(((UInt128)NextUInt64() * (uint)below) >> 64);

    public double Between(double low, double high) => low + ((high - low) * NextDouble());

    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>About normal, mean 0, variance 1: the sum of twelve uniforms.</summary>
    public double NextNormal()
    {
        double sum = -6.0;
        for (int i = 0; i < 12; i++)
        {
            sum += NextDouble();
        }

        return sum;
    }

    /// <summary>
    /// A positive skewed factor with median about 1: the square of a normal's quotient form.
    /// </summary>
    public double NextSkewed(double spread)
    {
        double normal = NextNormal() * spread;
        return normal >= 0
            ? 1.0 + normal + (0.5 * normal * normal) : 1.0 / (1.0 - normal + (0.5 * normal * normal));
    }

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
