using System.Collections.Concurrent;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>The quota that a call counts against.</summary>
public enum RatePool
{
    /// <summary>One for each address.</summary>
    Public,

    /// <summary>One for each account, as all that follow.</summary>
    Spot,

    Management,

    Unified,
}

/// <summary>
/// Quotas in windows of 30 s that start with the first request (KuCoin protocol section 2).
/// </summary>
public sealed class RateLimiter(TimeProvider time)
{
    private const int PublicLimit = 2000;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UnifiedWindow = TimeSpan.FromSeconds(3);

    private static readonly int[] SpotByTier =
        [4000, 6000, 8000, 10000, 13000, 16000, 20000, 23000, 26000, 30000, 33000, 36000, 40000];

    private static readonly int[] ManagementByTier =
        [2000, 2000, 4000, 5000, 6000, 7000, 8000, 10000, 12000, 14000, 16000, 18000, 20000];

    private static readonly int[] UnifiedByTier =
        [200, 200, 400, 500, 600, 700, 800, 1000, 1200, 1400, 1600, 1800, 2000];

    private readonly ConcurrentDictionary<(RatePool Pool, string Owner), Quota> _quotas = new();

    /// <summary>What a reply tells about its pool.</summary>
    public readonly record struct Standing(bool Allowed, int Limit, int Remaining, long ResetMs);

    /// <summary>Counts a call; one that does not fit any more counts nothing.</summary>
    /// <param name="pool">The kind of quota.</param>
    /// <param name="owner">Whose quota: an address for the public pool, else an account.</param>
    /// <param name="tier">The owner's VIP level.</param>
    /// <param name="weight">What the call costs.</param>
    public Standing Take(RatePool pool, string owner, int tier, int weight)
    {
        int limit = LimitOf(pool, tier);
        TimeSpan window = pool == RatePool.Unified ? UnifiedWindow : Window;
        Quota quota = _quotas.GetOrAdd((pool, owner), static _ => new Quota());
        lock (quota)
        {
            if (!quota.Open || time.GetElapsedTime(quota.Start) >= window)
            {
                quota.Open = true;
                quota.Start = time.GetTimestamp();
                quota.Used = 0;
            }

            bool allowed = quota.Used + weight <= limit;
            quota.Used += allowed ? weight : 0;
            TimeSpan left = window - time.GetElapsedTime(quota.Start);
            return new Standing(allowed, limit, limit - quota.Used,
                Math.Max(0, (long)left.TotalMilliseconds));
        }
    }

    /// <summary>What the pool allows in one window.</summary>
    public static int LimitOf(RatePool pool, int tier) => pool switch
    {
        RatePool.Spot => SpotByTier[tier],
        RatePool.Management => ManagementByTier[tier],
        RatePool.Unified => UnifiedByTier[tier],
        _ => PublicLimit,
    };

    private sealed class Quota
    {
        public bool Open { get; set; }

        public long Start { get; set; }

        public int Used { get; set; }
    }
}
