namespace Trifuse.Simulator.Wire;

/// <summary>The quota that a call counts against.</summary>
public enum RatePool
{
    Public,
    Spot,
    Management,
}

/// <summary>
/// Quotas in windows of 30 s that start with the first request (KuCoin protocol section 2).
/// </summary>
public sealed class RateLimiter
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private static readonly int[] SpotByTier =
        [4000, 6000, 8000, 10000, 13000, 16000, 20000, 23000, 26000, 30000, 33000, 36000, 40000];

    private static readonly int[] ManagementByTier =
        [2000, 2000, 4000, 5000, 6000, 7000, 8000, 10000, 12000, 14000, 16000, 18000, 20000];

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly int[] _limits;
    private readonly int[] _used = new int[3];
    private readonly long[] _start = new long[3];
    private readonly bool[] _open = new bool[3];

    public RateLimiter(int tier, TimeProvider time)
    {
        _time = time;
        _limits = [2000, SpotByTier[tier], ManagementByTier[tier]];
    }

    /// <summary>What a reply tells about its pool.</summary>
    public readonly record struct Standing(bool Allowed, int Limit, int Remaining, long ResetMs);

    public Standing Take(RatePool pool, int weight)
    {
        int i = (int)pool;
        lock (_gate)
        {
            if (!_open[i] || _time.GetElapsedTime(_start[i]) >= Window)
            {
                _open[i] = true;
                _start[i] = _time.GetTimestamp();
                _used[i] = 0;
            }

            bool allowed = _used[i] + weight <= _limits[i];
            _used[i] += allowed ? weight : 0;
            TimeSpan left = Window - _time.GetElapsedTime(_start[i]);
            return new Standing(allowed, _limits[i], _limits[i] - _used[i],
                Math.Max(0, (long)left.TotalMilliseconds));
        }
    }
}
