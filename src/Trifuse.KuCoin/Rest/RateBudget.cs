namespace Trifuse.KuCoin.Rest;

/// <summary>
/// What is left of one rate-limit pool (KuCoin protocol section 2), told by the reply headers
/// gw-ratelimit-limit, -remaining and -reset (ms). Between replies it counts down by the weights sent. A pool
/// never heard of has its configured size. Owned by one thread.
/// </summary>
public sealed class RateBudget
{
    private const long NsPerMs = 1_000_000;

    private readonly long _windowNs;
    private long _limit;
    private long _remaining;
    private long _resetAtNs;

    /// <summary>A pool of <paramref name="limit"/> units per window, by default 30 s.</summary>
    public RateBudget(long limit, long windowNs = 30_000_000_000)
    {
        _limit = limit;
        _remaining = limit;
        _windowNs = windowNs;
        _resetAtNs = long.MinValue;
    }

    /// <summary>
    /// Takes over a reply's three headers; values below 0 (a header that was absent) change nothing.
    /// </summary>
    public void Note(long limit, long remaining, long resetMs, long nowNs)
    {
        if (limit < 0 || remaining < 0 || resetMs < 0)
        {
            return;
        }
        long resetAtNs = nowNs + (Math.Min(resetMs, long.MaxValue / NsPerMs / 4) * NsPerMs);
        // Replies on several connections may overtake each other: within a window only less can be left.
        // Another size than the one known is news of the pool itself: what was left of that says nothing.
        bool isSameWindow = limit == _limit && nowNs < _resetAtNs && resetAtNs - _resetAtNs < _windowNs / 2;
        _remaining = isSameWindow ? Math.Min(_remaining, remaining) : remaining;
        _limit = limit;
        _resetAtNs = resetAtNs;
    }

    /// <summary>Counts a request of this weight as sent.</summary>
    public void Spend(int weight, long nowNs)
    {
        Roll(nowNs);
        if (_resetAtNs <= nowNs)
        {
            // The window starts with its first request.
            _resetAtNs = nowNs + _windowNs;
        }
        _remaining = Math.Max(0, _remaining - weight);
    }

    /// <summary>
    /// The server refused with 429: nothing is left until the window ends, or for a second if untold.
    /// </summary>
    public void NoteRefusal(long nowNs)
    {
        _remaining = 0;
        _resetAtNs = Math.Max(_resetAtNs, nowNs + 1_000_000_000);
    }

    /// <summary>When the window that was told of last ends.</summary>
    public long ResetAtNs => _resetAtNs;

    /// <summary>Units left at this time.</summary>
    public long RemainingAt(long nowNs) => nowNs >= _resetAtNs ? _limit : _remaining;

    /// <summary>True when requests of this weight may be sent and the reserve still remains.</summary>
    public bool Allows(int weight, long reserve, long nowNs) => RemainingAt(nowNs) - weight >= reserve;

    private void Roll(long nowNs)
    {
        if (nowNs >= _resetAtNs)
        {
            _remaining = _limit;
        }
    }
}
