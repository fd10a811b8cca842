using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;

namespace Trifuse.Trading.Reporting;

/// <summary>
/// The engine's own account of the exchange account: what was there, what its cascades changed by their
/// reports, and what others changed (orders that are not this run's, transfers) by the balance pushes. What
/// the pushes say of this run's own orders does not count: the reports must explain that. Pure; owned by one
/// thread; allocates nothing after construction.
/// </summary>
public sealed class Reconciler
{
    private const int OrdersKept = 4096;
    private const int PushesKept = 1024;

    private readonly ExactDecimal[] _baseline;
    private readonly ExactDecimal[] _ours;
    private readonly ExactDecimal[] _others;
    private readonly ExactDecimal[] _difference;
    private readonly bool[] _isLeftOut;
    private readonly OrderId[] _orders = new OrderId[OrdersKept];
    private readonly Push[] _pushes = new Push[PushesKept];
    private int _orderCount;
    private int _nextOrder;
    private int _pushCount;

    /// <summary>An account without a baseline.</summary>
    public Reconciler(int currencies)
    {
        _baseline = new ExactDecimal[currencies];
        _ours = new ExactDecimal[currencies];
        _others = new ExactDecimal[currencies];
        _difference = new ExactDecimal[currencies];
        _isLeftOut = new bool[currencies];
    }

    /// <summary>True from the first <see cref="Begin"/> on.</summary>
    public bool HasBaseline { get; private set; }

    /// <summary>Balance pushes so far, ours and others'.</summary>
    public long PushCount { get; private set; }

    /// <summary>True when pushes were lost since the baseline: what others did may be missing.</summary>
    public bool HasGap { get; private set; }

    /// <summary>
    /// Does not compare this currency, such as the one that fees are paid with beside trades.
    /// </summary>
    public void LeaveOut(CurrencyId currency) => _isLeftOut[currency.Index] = true;

    /// <summary>Takes the exchange's totals as they are: all counting begins here.</summary>
    public void Begin(ReadOnlySpan<ExactDecimal> totals)
    {
        totals.CopyTo(_baseline);
        Array.Clear(_ours);
        Array.Clear(_others);
        Array.Clear(_difference);
        _pushCount = 0;
        HasBaseline = true;
        HasGap = false;
    }

    /// <summary>An order of this run has this id at the exchange; may come again and in any order.</summary>
    public void OnOwnOrder(in OrderId orderId)
    {
        if (orderId.IsEmpty || IsOwn(orderId))
        {
            return;
        }
        _orders[_nextOrder] = orderId;
        _nextOrder = (_nextOrder + 1) % OrdersKept;
        _orderCount = Math.Min(_orderCount + 1, OrdersKept);
        DropOwn();
    }

    /// <summary>A balance push of the trade account, once.</summary>
    public void OnPush(in BalanceEvent balance)
    {
        PushCount++;
        ExactDecimal change = balance.AvailableChange + balance.HoldChange;
        if (change.IsZero || balance.Currency == CurrencyId.None)
        {
            return;
        }
        if (balance.OrderId.IsEmpty)
        {
            Add(ref _others[balance.Currency.Index], change);
            return;
        }
        if (IsOwn(balance.OrderId))
        {
            return;
        }
        if (_pushCount == PushesKept)
        {
            // The newest may still turn out to be ours.
            Settle(PushesKept / 2);
        }
        _pushes[_pushCount++] = new Push
        {
            OrderId = balance.OrderId,
            Currency = balance.Currency,
            Change = change,
        };
    }

    /// <summary>Pushes were lost, or the stream that brings them was away.</summary>
    public void OnGap() => HasGap = true;

    /// <summary>A cascade's net change of one currency.</summary>
    public void OnChange(CurrencyId currency, ExactDecimal change) =>
        Add(ref _ours[currency.Index], change);

    /// <summary>What the account should hold in total.</summary>
    public ExactDecimal Expected(CurrencyId currency) =>
        _baseline[currency.Index] + _ours[currency.Index] + _others[currency.Index];

    /// <summary>Exchange - own account, as of the last comparison.</summary>
    public ExactDecimal DifferenceOf(CurrencyId currency) => _difference[currency.Index];

    /// <summary>
    /// Compares with the exchange's totals, read while nothing was under way and every report was taken in.
    /// Returns how many currencies differ. Everything that is not known to be ours by now is others'.
    /// </summary>
    public int Compare(ReadOnlySpan<ExactDecimal> totals, out bool isAsBefore)
    {
        Check.That(HasBaseline && totals.Length == _baseline.Length);
        Settle(_pushCount);
        int differing = 0;
        isAsBefore = true;
        for (int i = 0; i < totals.Length; i++)
        {
            ExactDecimal difference = _isLeftOut[i]
                ? ExactDecimal.Zero
                : totals[i] - Expected(new CurrencyId(i));
            isAsBefore &= difference == _difference[i];
            _difference[i] = difference.Normalized();
            differing += difference.IsZero ? 0 : 1;
        }
        return differing;
    }

    private static void Add(ref ExactDecimal sum, ExactDecimal change) => sum = (sum + change).Normalized();

    private bool IsOwn(in OrderId orderId)
    {
        for (int i = 0; i < _orderCount; i++)
        {
            if (_orders[i] == orderId)
            {
                return true;
            }
        }
        return false;
    }

    private void DropOwn()
    {
        int kept = 0;
        for (int i = 0; i < _pushCount; i++)
        {
            if (!IsOwn(_pushes[i].OrderId))
            {
                _pushes[kept++] = _pushes[i];
            }
        }
        _pushCount = kept;
    }

    // Own orders have been dropped as they became known; what is left belongs to others.
    private void Settle(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Add(ref _others[_pushes[i].Currency.Index], _pushes[i].Change);
        }
        _pushCount -= count;
        Array.Copy(_pushes, count, _pushes, 0, _pushCount);
    }

    private struct Push
    {
        public OrderId OrderId;
        public CurrencyId Currency;
        public ExactDecimal Change;
    }
}
