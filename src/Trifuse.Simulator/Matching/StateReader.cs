using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Brings an exchange that nothing has happened on yet to a state that was written down before.
/// </summary>
internal sealed class StateReader(Exchange exchange, IdSource ids, Expiry expiry, OrderLife life)
{
    private readonly List<Order> _resting = [];
    private readonly List<Order> _waiting = [];
    private readonly Dictionary<Order, long> _parts = [];

    /// <summary>The orders that were accepted but not matched yet, oldest first.</summary>
    /// <exception cref="InvalidDataException">The state does not fit this exchange; the message says
    /// why.</exception>
    public IReadOnlyList<Order> Read(ExchangeState state)
    {
        if (state.Version != ExchangeState.CurrentVersion)
        {
            throw new InvalidDataException("State of version " + state.Version
                + "; this program reads version " + ExchangeState.CurrentVersion + ".");
        }

        ids.TradeId = state.Counters.TradeId;
        ids.FillId = state.Counters.FillId;
        ids.DoneId = state.Counters.DoneId;
        ids.LedgerId = state.Counters.LedgerId;
        ids.EventId = state.Counters.EventId;
        ids.SkipTo(state.Counters.IdsDrawn);
        foreach (SymbolMark mark in state.Symbols)
        {
            SymbolState symbol = SymbolOf(mark.Symbol);
            symbol.Book.Sequence = Math.Max(symbol.Book.Sequence, mark.Sequence);
            symbol.LastPrice = mark.LastPrice;
            symbol.LastSize = mark.LastSize;
            symbol.LastTradeMs = mark.LastTradeMs;
            symbol.Status = mark.Status;
        }

        foreach (AccountState account in state.Accounts)
        {
            Read(account);
        }

        foreach (Order order in _resting.OrderBy(o => o.Turn))
        {
            order.Ticket.Symbol.Book.Rest(order, _parts[order], order.Turn);
        }

        return [.. _waiting.OrderBy(o => o.CreatedMs)];
    }

    private SymbolState SymbolOf(string code) => exchange.FindSymbol(code)
        ?? throw new InvalidDataException(
            "The state names symbol " + code + ", which this market does not have.");

    private void Read(AccountState state)
    {
        Account account = exchange.Accounts.FindByName(state.Name)
            ?? throw new InvalidDataException("The state has an account \"" + state.Name
                + "\", which is not configured.");
        account.Ledger.Clear();
        foreach (PurseState purse in state.Purses)
        {
            account.Ledger.Restore(TypeOf(purse.Type), purse.Currency, purse.AccountId,
                Dec.Parse(purse.Available), Dec.Parse(purse.Hold));
        }

        Amounts(state.MarketFlow, account.Totals.AddFlow);
        Amounts(state.FeesPaid, account.Totals.AddFee);
        Amounts(state.Moved, (currency, amount) =>
            account.Totals.AddMoved(AccountType.Trade, currency, amount));
        foreach (OrderState order in state.Done)
        {
            account.Orders.AddDone(Read(account, order, active: false));
        }

        foreach (OrderState order in state.Open)
        {
            Open(Read(account, order, active: true), order.Part);
        }

        foreach (FillState fill in state.Fills)
        {
            account.Orders.Add(Read(account, fill));
        }

        foreach (JournalState line in state.Journal)
        {
            account.Journal.Add(Read(line));
        }

        exchange.Transfers.Restore(account, state.Transfers);
        if (state.DeadMan is { } armed)
        {
            expiry.Restore(account, new DeadMan(armed.TimeoutSeconds, [.. armed.Symbols.Select(SymbolOf)],
                armed.SetMs, armed.TriggerMs));
        }
    }

    private static AccountType TypeOf(string name) => Enum.TryParse(name, out AccountType type)
        ? type
        : throw new InvalidDataException("The state has an account type " + name + ".");

    private static void Amounts(IReadOnlyList<AmountState> amounts, Action<string, Dec> add)
    {
        foreach (AmountState amount in amounts)
        {
            add(amount.Currency, Dec.Parse(amount.Amount));
        }
    }

    private void Open(Order order, long part)
    {
        life.Restore(order);
        expiry.Watch(order);
        if (order.Resting)
        {
            _resting.Add(order);
            _parts.Add(order, part);
        }
        else
        {
            _waiting.Add(order);
        }
    }

    private Order Read(Account account, OrderState state, bool active)
    {
        var ticket = new OrderTicket
        {
            Symbol = SymbolOf(state.Symbol),
            ClientOid = state.ClientOid,
            Side = state.Side,
            Type = state.Type,
            TimeInForce = state.TimeInForce,
            Price = state.Price,
            Size = state.Size,
            Funds = Dec.Parse(state.Funds),
            PostOnly = state.PostOnly,
            Hidden = state.Hidden,
            Iceberg = state.Iceberg,
            VisibleSize = state.VisibleSize,
            CancelAfterSeconds = state.CancelAfterSeconds,
            Stp = state.Stp,
            Remark = state.Remark,
            Tags = state.Tags,
        };
        var rates = new FeeRates(
            Dec.Parse(state.TakerRate), Dec.Parse(state.MakerRate), Dec.Parse(state.HoldRate));
        return new Order(account, ticket, rates, state.Id, state.CreatedMs)
        {
            UpdatedMs = state.UpdatedMs,
            Held = Dec.Parse(state.Held),
            Filled = state.Filled,
            Reduced = state.Reduced,
            DealFunds = Dec.Parse(state.DealFunds),
            QuoteFee = Dec.Parse(state.QuoteFee),
            KcsFee = Dec.Parse(state.KcsFee),
            Active = active,
            Resting = state.Resting,
            Matched = state.Matched,
            CancelRequested = state.CancelRequested,
            CancelExists = state.CancelExists,
            DoneId = state.DoneId,
            Turn = state.Turn,
        };
    }

    private static FillRecord Read(Account account, FillState state) => new()
    {
        Id = state.Id,
        TradeId = state.TradeId,
        Order = account.Orders.Find(state.OrderId)
            ?? throw new InvalidDataException(
                "The state has a fill of an unknown order " + state.OrderId + "."),
        CounterOrderId = state.CounterOrderId,
        IsTaker = state.IsTaker,
        Price = Dec.Parse(state.Price),
        Size = Dec.Parse(state.Size),
        Funds = Dec.Parse(state.Funds),
        QuoteFee = Dec.Parse(state.QuoteFee),
        KcsFee = Dec.Parse(state.KcsFee),
        ShowsKcs = state.ShowsKcs,
        FeeRate = Dec.Parse(state.FeeRate),
        TimeMs = state.TimeMs,
    };

    private static LedgerEntry Read(JournalState state) => new()
    {
        Id = state.Id,
        Type = TypeOf(state.Type),
        Currency = state.Currency,
        Amount = Dec.Parse(state.Amount),
        Fee = Dec.Parse(state.Fee),
        Balance = Dec.Parse(state.Balance),
        BizType = state.BizType,
        IsIn = state.IsIn,
        TimeMs = state.TimeMs,
        Symbol = state.Symbol,
        OrderId = state.OrderId,
        TradeId = state.TradeId,
    };
}
