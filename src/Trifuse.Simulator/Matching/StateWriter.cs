using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>Writes an exchange down as plain records.</summary>
internal sealed class StateWriter(Exchange exchange, IdSource ids, Expiry expiry)
{
    public ExchangeState Write() => new()
    {
        SavedMs = ids.NowMs(),
        Counters = Counters(),
        Symbols = [.. exchange.Symbols.Select(MarkOf)],
        Accounts = [.. exchange.Accounts.All.Select(Write)],
    };

    /// <summary>What has changed in some accounts; the counters are whole, the symbols left out.</summary>
    public ExchangeState Write(IEnumerable<AccountChanges> changes) => new()
    {
        SavedMs = ids.NowMs(),
        Counters = Counters(),
        Symbols = [],
        Accounts = [.. changes.Select(Write)],
    };

    private CounterState Counters() => new()
    {
        TradeId = ids.TradeId,
        FillId = ids.FillId,
        DoneId = ids.DoneId,
        LedgerId = ids.LedgerId,
        EventId = ids.EventId,
        IdsDrawn = ids.Drawn,
    };

    private static SymbolMark MarkOf(SymbolState symbol) => new()
    {
        Symbol = symbol.Rules.Symbol,
        Sequence = symbol.Book.Sequence,
        LastPrice = symbol.LastPrice,
        LastSize = symbol.LastSize,
        LastTradeMs = symbol.LastTradeMs,
        Status = symbol.Status,
    };

    private AccountState Write(Account account) => new()
    {
        Name = account.Name,
        Purses =
        [
            .. AccountTypes.All.SelectMany(
                t => account.Ledger.Snapshot(t).Select(b => PurseOf(account, t, b))),
        ],
        MarketFlow = Amounts(account.Totals.MarketFlow),
        FeesPaid = Amounts(account.Totals.FeesPaid),
        Moved = Amounts(account.Totals.Moved),
        Open = [.. account.Orders.Open.Select(Write)],
        Done = [.. account.Orders.Done.Reverse().Select(Write)],
        Fills = [.. account.Orders.Fills.Reverse()
            .Where(f => account.Orders.Find(f.Order.Id) is not null).Select(Write)],
        Journal = [.. account.Journal.NewestFirst.Reverse().Select(Write)],
        Transfers = exchange.Transfers.Answered(account),
        DeadMan = DeadManOf(account),
    };

    private AccountState Write(AccountChanges changes)
    {
        Account account = changes.Account;
        return new AccountState
        {
            Name = account.Name,
            Purses =
            [
                .. changes.Purses.Select(
                    p => PurseOf(account, p.Type, account.Ledger.Of(p.Type, p.Currency))),
            ],
            MarketFlow = Amounts(account.Totals.MarketFlow),
            FeesPaid = Amounts(account.Totals.FeesPaid),
            Moved = Amounts(account.Totals.Moved),
            Open = [.. changes.Open.Select(Write)],
            Done = [.. changes.Done.Select(Write)],
            Fills =
            [
                .. account.Orders.Fills.TakeWhile(f => f.Id > changes.FillsAfter).Reverse().Select(Write),
            ],
            Journal =
            [
                .. account.Journal.NewestFirst.TakeWhile(e => e.Id > changes.JournalAfter).Reverse()
                    .Select(Write),
            ],
            Transfers = TransfersAfter(account, changes.TransfersAfter),
            DeadMan = DeadManOf(account),
        };
    }

    private NamedId[] TransfersAfter(Account account, string? last) =>
    [
        .. exchange.Transfers.Answered(account).Reverse()
            .TakeWhile(t => !string.Equals(t.Id, last, StringComparison.Ordinal)).Reverse(),
    ];

    private static PurseState PurseOf(Account account, AccountType type, Balance balance) => new(
        type.ToString(), balance.Currency, account.Ledger.AccountIdOf(type, balance.Currency),
        balance.Available.ToString(), balance.Hold.ToString());

    private DeadManState? DeadManOf(Account account) => expiry.Armed.TryGetValue(account, out DeadMan? armed)
        ? new DeadManState(
            armed.TimeoutSeconds, [.. armed.Symbols.Select(s => s.Rules.Symbol)], armed.SetMs,
            armed.TriggerMs)
        : null;

    private static AmountState[] Amounts(IReadOnlyDictionary<string, Dec> amounts) =>
        [.. amounts.Select(a => new AmountState(a.Key, a.Value.ToString()))];

    private static OrderState Write(Order order)
    {
        OrderTicket ticket = order.Ticket;
        return new OrderState
        {
            Id = order.Id,
            ClientOid = ticket.ClientOid,
            Symbol = order.Rules.Symbol,
            Side = ticket.Side,
            Type = ticket.Type,
            TimeInForce = ticket.TimeInForce,
            Price = ticket.Price,
            Size = ticket.Size,
            Funds = ticket.Funds.ToString(),
            PostOnly = ticket.PostOnly,
            Hidden = ticket.Hidden,
            Iceberg = ticket.Iceberg,
            VisibleSize = ticket.VisibleSize,
            CancelAfterSeconds = ticket.CancelAfterSeconds,
            Stp = ticket.Stp,
            Remark = ticket.Remark,
            Tags = ticket.Tags,
            CreatedMs = order.CreatedMs,
            UpdatedMs = order.UpdatedMs,
            TakerRate = order.Rates.Taker.ToString(),
            MakerRate = order.Rates.Maker.ToString(),
            HoldRate = order.Rates.Hold.ToString(),
            Held = order.Held.ToString(),
            Filled = order.Filled,
            Reduced = order.Reduced,
            DealFunds = order.DealFunds.ToString(),
            QuoteFee = order.QuoteFee.ToString(),
            KcsFee = order.KcsFee.ToString(),
            Resting = order.Resting,
            Matched = order.Matched,
            CancelRequested = order.CancelRequested,
            CancelExists = order.CancelExists,
            DoneId = order.DoneId,
            Turn = order.Turn,
            Part = order.Resting ? ticket.Symbol.Book.PartOf(order) : 0,
        };
    }

    private static FillState Write(FillRecord fill) => new()
    {
        Id = fill.Id,
        TradeId = fill.TradeId,
        OrderId = fill.Order.Id,
        CounterOrderId = fill.CounterOrderId,
        IsTaker = fill.IsTaker,
        Price = fill.Price.ToString(),
        Size = fill.Size.ToString(),
        Funds = fill.Funds.ToString(),
        QuoteFee = fill.QuoteFee.ToString(),
        KcsFee = fill.KcsFee.ToString(),
        ShowsKcs = fill.ShowsKcs,
        FeeRate = fill.FeeRate.ToString(),
        TimeMs = fill.TimeMs,
    };

    private static JournalState Write(LedgerEntry entry) => new()
    {
        Id = entry.Id,
        Type = entry.Type.ToString(),
        Currency = entry.Currency,
        Amount = entry.Amount.ToString(),
        Fee = entry.Fee.ToString(),
        Balance = entry.Balance.ToString(),
        BizType = entry.BizType,
        IsIn = entry.IsIn,
        TimeMs = entry.TimeMs,
        Symbol = entry.Symbol,
        OrderId = entry.OrderId,
        TradeId = entry.TradeId,
    };
}
