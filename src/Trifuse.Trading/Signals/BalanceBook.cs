using System.Runtime.CompilerServices;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Signals;

/// <summary>
/// What may still be committed of each currency. Balances come from the accounts reply and from balance
/// pushes, which are absolute; a cascade's reservation is deducted until the push that contains its own
/// hold has come, which is known by the order id of leg 1, whichever of the two is heard of first. While a
/// cascade passes through a currency, nothing of that currency is free, for what it lends to the account
/// for a moment is spoken for; the same goes for what its unwinding passes through. Whatever is not sure
/// counts as not free: the book may under-commit, it never over-commits. In virtual mode (paper) pushes are
/// ignored and results are booked at release. Owned by the hot thread.
/// </summary>
public sealed class BalanceBook
{
    private const int RecentPushes = 256;
    private const int Lingering = 64;
    private const int LegCount = 3;
    private const int MaxHolds = 10;

    private readonly bool _isVirtual;
    private readonly ExactDecimal[] _available;
    private readonly long[] _pushedMs;
    private readonly Reservation[] _reservations;
    private readonly Push[] _pushes = new Push[RecentPushes];
    private int _count;
    private int _nextPush;

    /// <summary>Makes a book of zero balances for at most <paramref name="maxOpen"/> open cascades.</summary>
    public BalanceBook(int currencies, int maxOpen, bool isVirtual)
    {
        _isVirtual = isVirtual;
        _available = new ExactDecimal[currencies];
        _pushedMs = new long[currencies];
        _reservations = new Reservation[maxOpen + Lingering];
    }

    /// <summary>
    /// Reservations that still count, those of ended cascades whose push has not come included.
    /// </summary>
    public int PendingCount => _count;

    /// <summary>
    /// False when so many pushes are missing that no more can be waited for: reset the balances.
    /// </summary>
    public bool HasRoom => _count < _reservations.Length;

    /// <summary>The balance as last heard of; reservations are not deducted.</summary>
    public ExactDecimal Available(CurrencyId currency) => _available[currency.Index];

    /// <summary>What a new cascade may reserve.</summary>
    public ExactDecimal Free(CurrencyId currency)
    {
        ExactDecimal free = _available[currency.Index];
        for (int i = 0; i < _count; i++)
        {
            ref Reservation reservation = ref _reservations[i];
            for (int leg = 0; leg < reservation.HoldCount; leg++)
            {
                ref Hold hold = ref reservation.Holds[leg];
                if (hold.Currency != currency || !hold.IsPending)
                {
                    continue;
                }
                if (leg > 0)
                {
                    return ExactDecimal.Zero;
                }
                free -= reservation.Amount;
            }
        }
        return free.IsPositive ? free : ExactDecimal.Zero;
    }

    /// <summary>
    /// The balance from an accounts reply that was asked for after the last order had ended: at start and
    /// after a reconnect. Forgets what ended cascades were still waiting for in this currency.
    /// </summary>
    public void Reset(CurrencyId currency, ExactDecimal available)
    {
        _available[currency.Index] = available;
        _pushedMs[currency.Index] = 0;
        for (int i = _count - 1; i >= 0; i--)
        {
            ref Reservation reservation = ref _reservations[i];
            for (int leg = 0; reservation.HasEnded && leg < reservation.HoldCount; leg++)
            {
                if (reservation.Holds[leg].Currency == currency)
                {
                    reservation.Holds[leg].IsPending = false;
                }
            }
            DropWhenSettled(i);
        }
    }

    /// <summary>
    /// A push of the private stream. One that is older than what is known moves no balance; but its order
    /// need not be waited for any more, as the balance known has it in it.
    /// </summary>
    public void OnBalance(in BalanceEvent balance)
    {
        int currency = balance.Currency.Index;
        if (_isVirtual || currency < 0 || !balance.IsTradeAccount)
        {
            return;
        }
        if (balance.ExchangeMs >= _pushedMs[currency])
        {
            _available[currency] = balance.Available;
            _pushedMs[currency] = balance.ExchangeMs;
        }
        if (balance.OrderId.IsEmpty)
        {
            return;
        }
        _pushes[_nextPush] = new Push { OrderId = balance.OrderId, Currency = balance.Currency };
        _nextPush = (_nextPush + 1) % RecentPushes;
        for (int i = _count - 1; i >= 0; i--)
        {
            for (int leg = 0; leg < _reservations[i].HoldCount; leg++)
            {
                ref Hold hold = ref _reservations[i].Holds[leg];
                if (hold.IsPending && hold.Currency == balance.Currency && hold.OrderId == balance.OrderId)
                {
                    hold.IsPending = false;
                    DropWhenSettled(i);
                    return;
                }
            }
        }
    }

    /// <summary>Reserves the cost limit of leg 1; false when it is not free.</summary>
    public bool TryReserve(uint cascade, in Triangle triangle, ExactDecimal amount)
    {
        if (!HasRoom || amount > Free(triangle.Start))
        {
            return false;
        }
        ref Reservation reservation = ref _reservations[_count++];
        reservation = new Reservation { Cascade = cascade, Amount = amount, HoldCount = LegCount };
        for (int leg = 0; leg < LegCount; leg++)
        {
            reservation.Holds[leg].Currency = triangle.Leg(leg).From;
            reservation.Holds[leg].IsPending = leg == 0 || !_isVirtual;
        }
        return true;
    }

    /// <summary>
    /// The exchange's order id of a leg (0 to 2) has become known, from the reply or an event. Needed for
    /// leg 0; with legs 1 and 2 too, the currencies passed through are exact to the last moment.
    /// </summary>
    public void OnLegOrder(uint cascade, int leg, in OrderId orderId)
    {
        int at = Find(cascade);
        if (at < 0 || orderId.IsEmpty)
        {
            return;
        }
        Identify(ref _reservations[at].Holds[leg], orderId);
    }

    /// <summary>
    /// The cascade is about to go this way back: nothing of the currencies on it is free until the pushes of
    /// the orders that give them, or until the cascade ends without such an order.
    /// </summary>
    public void OnUnwindPlanned(uint cascade, in ExitPlan plan)
    {
        int at = Find(cascade);
        for (int i = 0; at >= 0 && !_isVirtual && i < plan.StepCount; i++)
        {
            if (FindUnplaced(ref _reservations[at], plan.Steps[i].From) < 0)
            {
                AddHold(ref _reservations[at], plan.Steps[i].From);
            }
        }
    }

    /// <summary>The exchange's order id of an unwind order has become known, perhaps again.</summary>
    public void OnUnwindOrder(uint cascade, CurrencyId currency, in OrderId orderId)
    {
        int at = Find(cascade);
        if (at < 0 || _isVirtual || orderId.IsEmpty)
        {
            return;
        }
        ref Reservation reservation = ref _reservations[at];
        for (int i = LegCount; i < reservation.HoldCount; i++)
        {
            if (reservation.Holds[i].OrderId == orderId)
            {
                return;
            }
        }
        int unplaced = FindUnplaced(ref reservation, currency);
        unplaced = unplaced < 0 ? AddHold(ref reservation, currency) : unplaced;
        if (unplaced >= 0)
        {
            Identify(ref reservation.Holds[unplaced], orderId);
        }
    }

    /// <summary>
    /// The cascade has ended. A leg whose order is known but whose push has not come stays reserved until
    /// it does; one without an order was never placed and is free. In virtual mode the net changes are
    /// booked.
    /// </summary>
    public void Release(in CascadeRelease release)
    {
        int at = Find(release.Cascade);
        Check.That(at >= 0);
        ref Reservation reservation = ref _reservations[at];
        reservation.HasEnded = true;
        for (int leg = 0; leg < reservation.HoldCount; leg++)
        {
            reservation.Holds[leg].IsPending &= !_isVirtual && !reservation.Holds[leg].OrderId.IsEmpty;
        }
        for (int i = 0; _isVirtual && i < release.DeltaCount; i++)
        {
            _available[release.Deltas[i].Currency.Index] += release.Deltas[i].Delta;
        }
        DropWhenSettled(at);
    }

    private int Find(uint cascade)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_reservations[i].Cascade == cascade)
            {
                return i;
            }
        }
        return -1;
    }

    private static int FindUnplaced(ref Reservation reservation, CurrencyId currency)
    {
        for (int i = LegCount; i < reservation.HoldCount; i++)
        {
            if (reservation.Holds[i].Currency == currency && reservation.Holds[i].OrderId.IsEmpty)
            {
                return i;
            }
        }
        return -1;
    }

    private static int AddHold(ref Reservation reservation, CurrencyId currency)
    {
        if (reservation.HoldCount == MaxHolds)
        {
            return -1;
        }
        ref Hold hold = ref reservation.Holds[reservation.HoldCount];
        hold.Currency = currency;
        hold.OrderId = default;
        hold.IsPending = true;
        return reservation.HoldCount++;
    }

    private void Identify(ref Hold hold, in OrderId orderId)
    {
        hold.OrderId = orderId;
        for (int i = 0; hold.IsPending && !_isVirtual && i < RecentPushes; i++)
        {
            if (_pushes[i].Currency == hold.Currency && _pushes[i].OrderId == orderId)
            {
                hold.IsPending = false;
            }
        }
    }

    private void DropWhenSettled(int at)
    {
        ref Reservation reservation = ref _reservations[at];
        bool isSettled = reservation.HasEnded;
        for (int i = 0; i < reservation.HoldCount; i++)
        {
            isSettled &= !reservation.Holds[i].IsPending;
        }
        if (isSettled)
        {
            reservation = _reservations[--_count];
        }
    }

    private struct Hold
    {
        public CurrencyId Currency;
        public bool IsPending;
        public OrderId OrderId;
    }

    private struct Reservation
    {
        public uint Cascade;
        public bool HasEnded;
        public ExactDecimal Amount;
        public int HoldCount;
        public Holds Holds;
    }

    private struct Push
    {
        public CurrencyId Currency;
        public OrderId OrderId;
    }

    /// <summary>One for each leg, and for the orders of the unwinding.</summary>
    [InlineArray(MaxHolds)]
    private struct Holds
    {
        private Hold _first;
    }
}
