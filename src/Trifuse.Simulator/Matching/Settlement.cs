using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Moves money for orders: holds, fills and releases, each told to the observer. The fee is rate x funds in
/// the quote currency, on top of what a buy spends and out of what a sell brings (KuCoin protocol 5.3).
/// </summary>
public sealed class Settlement
{
    private readonly Ledger _ledger;
    private readonly IExchangeObserver _observer;
    private readonly TimeProvider _time;
    private readonly SortedDictionary<string, Dec> _market = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Dec> _fees = new(StringComparer.Ordinal);
    private long _nextEventId = 354_689_988_000_000;

    public Settlement(Ledger ledger, IExchangeObserver observer, TimeProvider time)
    {
        _ledger = ledger;
        _observer = observer;
        _time = time;
    }

    /// <summary>Net amount that the market received from the account, by currency (negative: gave).</summary>
    public IReadOnlyDictionary<string, Dec> MarketFlow => _market;

    /// <summary>Fees paid, by currency (negative: rebates).</summary>
    public IReadOnlyDictionary<string, Dec> FeesPaid => _fees;

    public void Hold(Order order, Dec amount)
    {
        order.Held = amount;
        Move(order, order.HoldCurrency, -amount, amount, "trade.hold", 0);
    }

    public void Settle(Order order, FillRecord fill)
    {
        SymbolRules rules = order.Rules;
        if (order.Ticket.IsBuy)
        {
            Dec cost = fill.Funds + fill.Fee;
            order.Held -= cost;
            Move(order, rules.Quote, Dec.Zero, -cost, "trade.setted", fill.TradeId);
            Move(order, rules.Base, fill.Size, Dec.Zero, "trade.setted", fill.TradeId);
            Add(_market, rules.Quote, fill.Funds);
            Add(_market, rules.Base, -fill.Size);
        }
        else
        {
            order.Held -= fill.Size;
            Move(order, rules.Base, Dec.Zero, -fill.Size, "trade.setted", fill.TradeId);
            Move(order, rules.Quote, fill.Funds - fill.Fee, Dec.Zero, "trade.setted", fill.TradeId);
            Add(_market, rules.Base, fill.Size);
            Add(_market, rules.Quote, -fill.Funds);
        }

        Add(_fees, rules.Quote, fill.Fee);
    }

    /// <summary>Gives back what a closed order still holds.</summary>
    public void Release(Order order)
    {
        if (!order.Held.IsZero)
        {
            Dec left = order.Held;
            order.Held = Dec.Zero;
            Move(order, order.HoldCurrency, left, -left, "trade.hold", 0);
        }
    }

    private static void Add(SortedDictionary<string, Dec> totals, string currency, Dec amount) =>
        totals[currency] = totals.GetValueOrDefault(currency) + amount;

    private void Move(Order order, string currency, Dec available, Dec hold, string cause, long tradeId)
    {
        Balance after = _ledger.Apply(currency, available, hold);
        _observer.BalanceChanged(new BalanceChange
        {
            AccountId = _ledger.AccountIdOf(currency),
            After = after,
            AvailableChange = available,
            HoldChange = hold,
            Cause = cause,
            Symbol = order.Rules.Symbol,
            OrderId = order.Id,
            TradeId = tradeId,
            EventId = ++_nextEventId,
            TimeMs = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        });
    }
}
