using Trifuse.Simulator.Accounts;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>
/// How many connections a user may have and open (KuCoin protocol section 2). Connections without a user
/// count together. A limit of 0 is none.
/// </summary>
public sealed class ConnectionLimits(int openMax, int perMinuteMax, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Count> _users = [];

    /// <summary>Null when the connection may stay; else the exchange's words.</summary>
    public string? TryOpen(Account? account)
    {
        lock (_gate)
        {
            if (!_users.TryGetValue(KeyOf(account), out Count? user))
            {
                user = new Count { WindowStart = time.GetTimestamp() };
                _users.Add(KeyOf(account), user);
            }

            if (time.GetElapsedTime(user.WindowStart) >= Window)
            {
                user.WindowStart = time.GetTimestamp();
                user.InWindow = 0;
            }

            if (openMax > 0 && user.Open >= openMax)
            {
                return "exceed max session count limitation of " + openMax;
            }

            if (perMinuteMax > 0 && user.InWindow >= perMinuteMax)
            {
                return "exceed max connection count limitation of " + perMinuteMax + " per minute";
            }

            user.Open++;
            user.InWindow++;
            return null;
        }
    }

    public void Close(Account? account)
    {
        lock (_gate)
        {
            _users[KeyOf(account)].Open--;
        }
    }

    private static long KeyOf(Account? account) => account?.Uid ?? 0;

    private sealed class Count
    {
        public int Open { get; set; }

        public int InWindow { get; set; }

        public long WindowStart { get; set; }
    }
}
