namespace Trifuse.Trading.Limits;

/// <summary>
/// Orders within the last second against the most that there may be. A cascade's three orders are counted
/// when it opens, any other order and a leg that goes later than that second when it is sent. No order of an
/// open cascade is held up by this limit; a new cascade is.
/// </summary>
public sealed class OrderRate
{
    /// <summary>Orders that a cascade counts as when it opens.</summary>
    public const int PerCascade = 3;

    /// <summary>The second, in ns.</summary>
    public const long WindowNs = 1_000_000_000;

    private readonly long[] _sentNs;
    private int _next;

    /// <summary>At most so many in any second; 0 is no limit.</summary>
    public OrderRate(int maxPerSecond)
    {
        _sentNs = new long[maxPerSecond == 0 ? 0 : Math.Max(PerCascade, maxPerSecond)];
        Array.Fill(_sentNs, long.MinValue / 2);
    }

    /// <summary>True when a cascade's orders still fit into this second.</summary>
    public bool HasRoom(long nowNs) =>
        _sentNs.Length == 0
        || nowNs - _sentNs[(_next + PerCascade - 1) % _sentNs.Length] >= WindowNs;

    /// <summary>Counts so many orders.</summary>
    public void Count(int orders, long nowNs)
    {
        for (int i = 0; i < orders && _sentNs.Length > 0; i++)
        {
            _sentNs[_next] = nowNs;
            _next = (_next + 1) % _sentNs.Length;
        }
    }
}
