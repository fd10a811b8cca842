using Trifuse.KuCoin.Rest;

namespace Trifuse.Engine.Connections;

/// <summary>
/// When the next level2 snapshot may be asked for. Signed ones are paid for out of the pool that orders are
/// paid from (KuCoin protocol section 2), and a whole market's would use it up: half of the quota stays for
/// orders, and what other programs of the account spend comes off the other half. Owned by one thread.
/// </summary>
internal sealed class SnapshotPace
{
    private const int ReserveShare = 2;

    private readonly RateBudget _budget;
    private readonly int _weight;
    private long _limit;

    /// <param name="isSigned">The full book from the account's pool, not 100 levels
    /// from the public one.</param>
    public SnapshotPace(bool isSigned)
    {
        // The smallest quotas, until the first reply tells the account's own.
        _limit = isSigned ? 4_000 : 2_000;
        _weight = isSigned ? 3 : 4;
        _budget = new RateBudget(_limit);
    }

    /// <summary>The monotonic time from which on the next one may be asked for; now, or later.</summary>
    public long NextNs(long nowNs) => _budget.Allows(_weight, Reserve, nowNs) ? nowNs : _budget.ResetAtNs;

    /// <summary>One is asked for.</summary>
    public void Spend(long nowNs) => _budget.Spend(_weight, nowNs);

    /// <summary>Takes over the reply's status and its three headers, -1 for one that is missing.</summary>
    public void Note(int status, long limit, long remaining, long resetMs, long nowNs)
    {
        if (status == 429)
        {
            _budget.NoteRefusal(nowNs);
        }
        _limit = limit > 0 ? limit : _limit;
        _budget.Note(limit, remaining, resetMs, nowNs);
    }

    // A quota too small for a reserve still lets one through.
    private long Reserve => Math.Min(_limit / ReserveShare, Math.Max(0, _limit - _weight));
}
