using Trifuse.Core.Domain;

namespace Trifuse.Trading.Signals;

/// <summary>
/// Tells balance pushes that come a second time: while one connection replaces another, both bring them. A
/// repeated push is no news, and would set a balance back where a later one has come between. Owned by the
/// hot thread; nothing allocates after construction.
/// </summary>
public sealed class BalanceRepeats
{
    // More than an account moves in the half second that two connections are read.
    private const int Kept = 256;

    private readonly BalanceEvent[] _last = new BalanceEvent[Kept];
    private int _count;
    private int _next;

    /// <summary>
    /// True when the push is one of the last 256: the same sums after the same change at the same time, which
    /// no two changes of an account can be.
    /// </summary>
    public bool IsRepeated(in BalanceEvent push)
    {
        foreach (ref readonly BalanceEvent last in _last.AsSpan(0, _count))
        {
            if (last.ExchangeMs == push.ExchangeMs && last.Currency == push.Currency
                && last.Available == push.Available && last.Hold == push.Hold
                && last.AvailableChange == push.AvailableChange && last.HoldChange == push.HoldChange
                && last.OrderId == push.OrderId)
            {
                return true;
            }
        }
        _last[_next] = push;
        _next = (_next + 1) % Kept;
        _count = Math.Min(_count + 1, Kept);
        return false;
    }
}
