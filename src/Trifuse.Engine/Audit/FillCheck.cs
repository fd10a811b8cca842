using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Execution;
using Trifuse.KuCoin.Rest;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Audit;

/// <summary>
/// Whether the exchange took the fees that the reports say (KuCoin protocol section 4.3): a sample of the
/// orders, within a quota, is compared with the exchange's list of fills. So is, quota or not, every order
/// whose fills may not all have been seen; those go into the journal now. The list can lag, so what is
/// missing is asked for again. Owned by the auditor.
/// </summary>
internal sealed class FillCheck(Universe universe, AuditVoice voice, AuditCounters counters, int perMinute)
{
    private const int Waiting = 64;
    private const int SampleWaiting = Waiting / 2;
    private const int MaxAttempts = 5;
    private const long RetryNs = 1_000_000_000;
    private const long MinuteNs = 60_000_000_000;

    private readonly Item[] _items = new Item[Waiting];
    private readonly long[] _quietUntilNs = new long[universe.SymbolCount];
    private int _count;
    private long _quota = perMinute;
    private long _quotaNs;

    /// <summary>True while fills that the journal may lack are still to be fetched.</summary>
    public bool OwesFills
    {
        get
        {
            foreach (ref readonly Item item in _items.AsSpan(0, _count))
            {
                if (item.Order.MayLackFills)
                {
                    return true;
                }
            }
            return false;
        }
    }

    /// <summary>Takes up the orders of a finished cascade, as far as the quota reaches.</summary>
    public void Take(in AuditedCascade cascade, long nowNs)
    {
        if (nowNs - _quotaNs >= MinuteNs)
        {
            _quotaNs = nowNs;
            _quota = perMinute;
        }
        for (int i = 0; i < cascade.OrderCount; i++)
        {
            ref readonly AuditedOrder order = ref cascade.Orders[i];
            if (!order.IsClosed || order.Size.IsZero)
            {
                continue;
            }
            bool isTaken = order.MayLackFills ? _count < Waiting : _quota > 0 && _count < SampleWaiting;
            if (!isTaken)
            {
                counters.FillsUnchecked++;
                continue;
            }
            _quota -= order.MayLackFills ? 0 : 1;
            // The list of fills has an order a little later than the stream.
            _items[_count++] = new Item { Order = order, DueNs = nowNs + RetryNs };
        }
    }

    /// <summary>
    /// The order to ask for now, and the id that the page begins behind (0: the first page); the answer comes
    /// to one of the following two.
    /// </summary>
    public bool TryNext(long nowNs, out AuditedOrder order, out long lastId)
    {
        order = _count > 0 ? _items[0].Order : default;
        lastId = _count > 0 ? _items[0].LastId : 0;
        return _count > 0 && _items[0].DueNs <= nowNs;
    }

    /// <summary>
    /// A page of the exchange's fills of that order; more are behind nextId, unless it is 0.
    /// </summary>
    public void OnFills(ReadOnlySpan<FillRow> rows, long nextId, long nowNs)
    {
        ref Item item = ref _items[0];
        foreach (ref readonly FillRow row in rows)
        {
            item.Size += row.Size;
            item.Funds += row.Funds;
            item.Fee += row.Fee;
            item.IsOtherCurrency |= row.FeeIsQuote != item.Order.FeeLeavesQuote;
            if (item.Order.MayLackFills)
            {
                voice.Note(item.Order.ClientId, in row, QuoteOf(item.Order.Symbol), nowNs);
            }
        }
        if (nextId > 0 && item.Size < item.Order.Size)
        {
            TurnPage(ref item, nextId);
            return;
        }
        if (item.Size < item.Order.Size && item.Attempts + 1 < MaxAttempts)
        {
            Delay(nowNs);
            return;
        }
        Compare(in item, nowNs);
        Drop();
    }

    /// <summary>No usable answer came.</summary>
    public void OnFailed(long nowNs)
    {
        if (_items[0].Attempts + 1 < MaxAttempts)
        {
            Delay(nowNs);
            return;
        }
        counters.FillsUnchecked++;
        Drop();
    }

    private ReadOnlySpan<byte> QuoteOf(SymbolId symbol) =>
        universe.Currencies.NameOf(new SymbolId(universe.QuoteOf(symbol).Index));

    private void TurnPage(ref Item item, long nextId)
    {
        item.LastId = nextId;
        if (++item.Pages >= FillList.MaxPages)
        {
            counters.FillsUnchecked++;
            Drop();
        }
    }

    private void Compare(in Item item, long nowNs)
    {
        ref readonly AuditedOrder order = ref item.Order;
        if (item.Size != order.Size || item.Funds != order.Funds)
        {
            counters.FillAlarms++;
            voice.Alarm(
                order.ClientId.Cascade,
                "fills",
                $"Order {order.ClientId}: the exchange's fills add up to {item.Size.Normalized()} for "
                + $"{item.Funds.Normalized()}, the report says {order.Size} for {order.Funds}. Compare "
                + "the two; the reconciliation of balances stops the engine if money is missing.",
                nowNs);
        }
        else if (item.IsOtherCurrency || (order.FeeLeavesQuote && item.Fee != order.Fee))
        {
            RaiseFee(in order, item.Fee, item.IsOtherCurrency, nowNs);
        }
        else
        {
            counters.FillsAgreed++;
        }
    }

    private void RaiseFee(in AuditedOrder order, ExactDecimal fee, bool isOtherCurrency, long nowNs)
    {
        counters.FeeAlarms++;
        voice.TurnOff(order.Symbol, SymbolOffCause.FeeDrift);
        if (nowNs < _quietUntilNs[order.Symbol.Index])
        {
            // Orders of the same time say the same.
            return;
        }
        _quietUntilNs[order.Symbol.Index] = nowNs + MinuteNs;
        string symbol = universe.SpecOf(order.Symbol).Name;
        string what = isOtherCurrency
            ? "the fee was taken in another currency than execution.fee_payment says"
            : $"the exchange took a fee of {fee.Normalized()}, reckoned was {order.Fee.Normalized()}";
        voice.Alarm(
            order.ClientId.Cascade,
            "fee_drift",
            $"{symbol} is off: order {order.ClientId}: {what}. Check the account's fee rates, then resume.",
            nowNs);
    }

    private void Delay(long nowNs)
    {
        Item item = new()
        {
            Order = _items[0].Order,
            Attempts = _items[0].Attempts + 1,
            DueNs = nowNs + RetryNs,
        };
        Drop();
        _items[_count++] = item;
    }

    private void Drop()
    {
        Check.That(_count > 0);
        _count--;
        Array.Copy(_items, 1, _items, 0, _count);
    }

    private struct Item
    {
        public AuditedOrder Order;
        public long DueNs;
        public int Attempts;

        // What the pages so far have told.
        public int Pages;
        public long LastId;
        public ExactDecimal Size;
        public ExactDecimal Funds;
        public ExactDecimal Fee;
        public bool IsOtherCurrency;
    }
}
