using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Moves money for orders: holds, fills and releases, each told to the observer. The fee is rate x funds in
/// the quote currency, on top of what a buy spends and out of what a sell brings (KuCoin protocol 5.3).
/// </summary>
public sealed class Settlement
{
    private readonly IExchangeObserver _observer;
    private readonly IdSource _ids;

    public Settlement(IExchangeObserver observer, IdSource ids)
    {
        _observer = observer;
        _ids = ids;
    }

    public void Hold(Order order, Dec amount)
    {
        order.Held = amount;
        Move(order, order.HoldCurrency, -amount, amount, "hold", 0);
    }

    public void Settle(Order order, FillRecord fill)
    {
        SymbolRules rules = order.Rules;
        TradeTotals totals = order.Account.Totals;
        if (order.Ticket.IsBuy)
        {
            Dec cost = fill.Funds + fill.Fee;
            order.Held -= cost;
            Move(order, rules.Quote, Dec.Zero, -cost, "setted", fill.TradeId);
            Move(order, rules.Base, fill.Size, Dec.Zero, "setted", fill.TradeId);
            totals.AddFlow(rules.Quote, fill.Funds);
            totals.AddFlow(rules.Base, -fill.Size);
        }
        else
        {
            order.Held -= fill.Size;
            Move(order, rules.Base, Dec.Zero, -fill.Size, "setted", fill.TradeId);
            Move(order, rules.Quote, fill.Funds - fill.Fee, Dec.Zero, "setted", fill.TradeId);
            totals.AddFlow(rules.Base, fill.Size);
            totals.AddFlow(rules.Quote, -fill.Funds);
        }

        totals.AddFee(fill.FeeCurrency, fill.Fee);
    }

    /// <summary>Gives back a part of what an open order holds.</summary>
    public void Release(Order order, Dec amount)
    {
        if (!amount.IsZero)
        {
            order.Held -= amount;
            Move(order, order.HoldCurrency, amount, -amount, "hold", 0);
        }
    }

    private void Move(Order order, string currency, Dec available, Dec hold, string cause, long tradeId)
    {
        Account account = order.Account;
        Balance after = account.Ledger.Apply(AccountType.Trade, currency, available, hold);
        _observer.BalanceChanged(new BalanceChange
        {
            Account = account,
            Type = AccountType.Trade,
            AccountId = account.Ledger.AccountIdOf(AccountType.Trade, currency),
            After = after,
            AvailableChange = available,
            HoldChange = hold,
            Cause = account.NameOf(AccountType.Trade) + "." + cause,
            Symbol = order.Rules.Symbol,
            OrderId = order.Id,
            TradeId = tradeId,
            EventId = ++_ids.EventId,
            TimeMs = _ids.NowMs(),
        });
    }
}
