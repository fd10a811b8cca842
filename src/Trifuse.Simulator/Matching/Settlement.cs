using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Moves money for orders: holds, fills and releases, each told to the observer. The fee is rate x funds in
/// the quote currency, on top of what a buy spends and out of what a sell brings (KuCoin protocol 5.3).
/// </summary>
public sealed class Settlement
{
    private const string TradeExchange = "TRADE_EXCHANGE";
    private const string DeductionFee = "DEDUCTION_FEE";

    private readonly IExchangeObserver _observer;
    private readonly IdSource _ids;
    private readonly string _releaseCause;

    public Settlement(IExchangeObserver observer, IdSource ids, Quirks quirks)
    {
        _releaseCause = quirks.HoldReleaseEvent;
        _observer = observer;
        _ids = ids;
    }

    public void Hold(Order order, Dec amount)
    {
        order.Held = amount;
        Move(order, order.HoldCurrency, -amount, amount, "hold", 0, Dec.Zero);
    }

    public void Settle(Order order, FillRecord fill)
    {
        SymbolRules rules = order.Rules;
        TradeTotals totals = order.Account.Totals;
        Dec quoteFee = fill.PaidInKcs ? Dec.Zero : fill.QuoteFee;
        if (order.Ticket.IsBuy)
        {
            Dec cost = fill.Funds + quoteFee;
            order.Held -= cost;
            Move(order, rules.Quote, Dec.Zero, -cost, "setted", fill.TradeId, quoteFee);
            Move(order, rules.Base, fill.Size, Dec.Zero, "setted", fill.TradeId, Dec.Zero);
            totals.AddFlow(rules.Quote, fill.Funds);
            totals.AddFlow(rules.Base, -fill.Size);
        }
        else
        {
            order.Held -= fill.Size;
            Move(order, rules.Base, Dec.Zero, -fill.Size, "setted", fill.TradeId, Dec.Zero);
            Move(order, rules.Quote, fill.Funds - quoteFee, Dec.Zero, "setted", fill.TradeId, quoteFee);
            totals.AddFlow(rules.Base, fill.Size);
            totals.AddFlow(rules.Quote, -fill.Funds);
        }

        if (fill.PaidInKcs)
        {
            totals.AddFee(KcsFees.Currency, fill.KcsFee);
            Move(order, KcsFees.Currency, -fill.KcsFee, Dec.Zero, "setted", fill.TradeId, Dec.Zero,
                DeductionFee);
        }

        totals.AddFee(rules.Quote, quoteFee);
    }

    /// <summary>Gives back a part of what an open order holds.</summary>
    public void Release(Order order, Dec amount)
    {
        if (!amount.IsZero)
        {
            order.Held -= amount;
            Move(order, order.HoldCurrency, amount, -amount, _releaseCause, 0, Dec.Zero);
        }
    }

    private void Move(
        Order order, string currency, Dec available, Dec hold, string cause, long tradeId, Dec fee,
        string bizType = TradeExchange)
    {
        Account account = order.Account;
        Balance after = account.Ledger.Apply(AccountType.Trade, currency, available, hold);
        if (tradeId != 0)
        {
            Note(order, after, available + hold, fee, tradeId, bizType);
        }

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

    private void Note(Order order, Balance after, Dec change, Dec fee, long tradeId, string bizType) =>
        order.Account.Journal.Add(new LedgerEntry
        {
            Id = ++_ids.LedgerId,
            Type = AccountType.Trade,
            Currency = after.Currency,
            Amount = change.Sign < 0 ? -change : change,
            Fee = fee,
            Balance = after.Total,
            BizType = bizType,
            IsIn = change.Sign >= 0,
            TimeMs = _ids.NowMs(),
            Symbol = order.Rules.Symbol,
            OrderId = order.Id,
            TradeId = tradeId,
        });
}
