using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;
using Trifuse.Simulator.Worlds;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// The exchange: books fed by the world and by its customers' orders. Not thread-safe: every call happens
/// under <see cref="Gate"/>.
/// </summary>
public sealed class Exchange : IMarketSink
{
    private const int OpenOrdersMax = 2_000;
    private const int OpenOrdersPerSymbolMax = 200;

    private readonly SymbolState[] _symbols;
    private readonly Dictionary<string, SymbolState> _symbolsByCode = new(StringComparer.Ordinal);
    private readonly IdSource _ids;
    private readonly OrderValidation _validation;
    private readonly OrderLife _life;
    private readonly Matcher _matcher;
    private readonly Quirks _quirks;
    private readonly PriorityQueue<Order, long> _expiring = new();
    private readonly Dictionary<Account, DeadMan> _deadMen = [];

    public Exchange(
        IReadOnlyList<SymbolRules> rules, AccountRegistry accounts, SizeCut sizeCut, Quirks quirks, long seed,
        TimeProvider time, IExchangeObserver observer)
    {
        Accounts = accounts;
        _quirks = quirks;
        _ids = new IdSource(seed, time);
        _life = new OrderLife(observer, _ids, new Settlement(observer, _ids));
        _matcher = new Matcher(observer, _ids, _life, sizeCut);
        _symbols = new SymbolState[rules.Count];
        for (int i = 0; i < rules.Count; i++)
        {
            _symbols[i] = new SymbolState(i, rules[i], 1_000_000_000 + _ids.NextRandom(1_000_000_000));
            _symbolsByCode.Add(rules[i].Symbol, _symbols[i]);
        }

        _validation = new OrderValidation(_symbolsByCode, quirks);
    }

    /// <summary>Held by whoever calls.</summary>
    public Lock Gate { get; } = new();

    public AccountRegistry Accounts { get; }

    public IReadOnlyList<SymbolState> Symbols => _symbols;

    /// <summary>Orders open at this moment, of all accounts.</summary>
    public int ActiveOrders => _life.Active;

    public long OrdersAccepted { get; private set; }

    /// <summary>Executions of users' orders; a trade between two users counts twice.</summary>
    public long FillsMade => _matcher.FillsMade;

    public SymbolState? FindSymbol(string code) => _symbolsByCode.GetValueOrDefault(code);

    public Order? FindOrder(Account account, string id) => OrdersOf(account).Find(id);

    public Order? FindByClientOid(Account account, string clientOid) =>
        OrdersOf(account).FindByClientOid(clientOid);

    /// <summary>Orders not yet done, oldest first; all symbols if none is given.</summary>
    public IEnumerable<Order> Active(Account account, SymbolState? symbol = null) =>
        OrdersOf(account).Open.Where(o => symbol is null || o.Ticket.Symbol == symbol);

    /// <summary>Done orders, newest first; page by <see cref="Order.DoneId"/>.</summary>
    public IEnumerable<Order> Done(Account account) => OrdersOf(account).Done;

    /// <summary>Fills, newest first; page by <see cref="FillRecord.Id"/>.</summary>
    public IEnumerable<FillRecord> FillsOf(Account account) => OrdersOf(account).Fills;

    /// <summary>Full validation without entering anything; null when the order would be taken.</summary>
    /// <param name="account">Whose order it is.</param>
    /// <param name="request">The order.</param>
    /// <param name="withBalance">False leaves the balance out, as test orders do.</param>
    /// <param name="ticket">The order in the units of its symbol.</param>
    public Rejection? Check(
        Account account, OrderRequest request, bool withBalance, out OrderTicket? ticket)
    {
        Rejection? refusal = _validation.Check(
            account, request, _ids.NewHexId(), _ids.NowMs(), withBalance, out ticket);
        if (refusal is not null || ticket is null)
        {
            return refusal;
        }

        if (FindByClientOid(account, ticket.ClientOid) is not null)
        {
            return new Rejection(_quirks.DuplicateOidCode, "The clientOid is duplicated.");
        }

        bool tooMany = account.Orders.OpenCount >= OpenOrdersMax
            || account.Orders.OpenOf(ticket.Symbol) >= OpenOrdersPerSymbolMax;
        return tooMany ? new Rejection("200003", "Number of orders breached the limit") : null;
    }

    public string NewHexId() => _ids.NewHexId();

    /// <summary>
    /// Takes the order in: funds are held, `received` is told. Matching is a separate step.
    /// </summary>
    public Order Accept(Account account, OrderTicket ticket)
    {
        var order = new Order(account, ticket, _ids.NewHexId(), _ids.NowMs());
        OrdersAccepted++;
        _life.Begin(order, OrderValidation.HoldOf(account, ticket));
        if (ticket is { TimeInForce: TimeInForce.Gtt, CancelAfterSeconds: > 0 })
        {
            _expiring.Enqueue(order, order.CreatedMs + (ticket.CancelAfterSeconds * 1_000));
        }

        return order;
    }

    /// <summary>Matches an accepted order; what cannot rest is closed.</summary>
    public void Match(Order order) => _matcher.Match(order);

    /// <summary>False if the order is already done.</summary>
    public bool Cancel(Order order)
    {
        if (!order.Active)
        {
            return false;
        }

        if (!order.Matched)
        {
            order.CancelRequested = true;
            return true;
        }

        _matcher.Close(order, "canceled");
        _matcher.TellBook(order.Ticket.Symbol);
        return true;
    }

    /// <summary>
    /// Takes a part off a resting order; all of what is left, or more, cancels it. False if it does not rest.
    /// </summary>
    public bool CancelPart(Order order, Dec size)
    {
        if (!order.Resting || !size.TryToUnits(order.Rules.SizeScale, out long units) || units <= 0)
        {
            return false;
        }

        if (units >= order.Open)
        {
            return Cancel(order);
        }

        _life.Reduce(order, units, "open");
        return true;
    }

    /// <summary>Cancels the account's open orders, of one symbol or of all; returns those it reached.</summary>
    public IReadOnlyList<Order> CancelAll(Account account, SymbolState? symbol = null)
    {
        Order[] orders = [.. Active(account, symbol).Where(o => o.Ticket.Symbol.Status != TradingStatus.Closed)];
        return Array.FindAll(orders, Cancel);
    }

    /// <summary>
    /// Cancel and replace (KuCoin protocol 4.1, alter): a new order with a new id and the same clientOid.
    /// </summary>
    /// <param name="order">An open limit order.</param>
    /// <param name="newPrice">Null: as it was.</param>
    /// <param name="newSize">Null: what is left of it.</param>
    /// <param name="replacement">The new order; <see cref="Match"/> it.</param>
    public Rejection? Alter(Order order, string? newPrice, string? newSize, out Order? replacement)
    {
        replacement = null;
        if (!order.Resting)
        {
            return new Rejection("400100", "order_not_exist_or_not_allow_to_cancel");
        }

        OrderTicket old = order.Ticket;
        var request = new OrderRequest
        {
            Symbol = order.Rules.Symbol,
            ClientOid = old.ClientOid,
            Side = old.IsBuy ? "buy" : "sell",
            Type = "limit",
            Price = newPrice ?? order.Rules.PriceOf(old.Price).ToString(),
            Size = newSize ?? order.RemainSize.ToString(),
        };
        Rejection? refusal = _validation.Check(
            order.Account, request, old.ClientOid, _ids.NowMs(), withBalance: false, out OrderTicket? draft);
        if (refusal is not null)
        {
            return refusal;
        }

        OrderTicket ticket = old with { Price = draft!.Price, Size = draft.Size };
        Dec hold = OrderValidation.HoldOf(order.Account, ticket);
        if (hold > order.Account.Ledger.Of(order.HoldCurrency).Available + order.Held)
        {
            return _validation.NoBalance();
        }

        _ = Cancel(order);
        replacement = Accept(order.Account, ticket);
        return null;
    }

    /// <summary>Arms the account's dead-man's switch anew; a timeout of 0 or less disarms it.</summary>
    public DeadMan? SetDeadMan(Account account, long timeoutSeconds, IReadOnlyList<SymbolState> symbols)
    {
        _deadMen.Remove(account);
        if (timeoutSeconds <= 0)
        {
            return null;
        }

        long nowMs = _ids.NowMs();
        var armed = new DeadMan(timeoutSeconds, symbols, nowMs, nowMs + (timeoutSeconds * 1_000));
        _deadMen.Add(account, armed);
        return armed;
    }

    public DeadMan? DeadManOf(Account account) => _deadMen.GetValueOrDefault(account);

    /// <summary>Cancels what has run out by now: GTT orders, and the orders of dead men.</summary>
    public void ExpireDue(long nowMs)
    {
        while (_expiring.TryPeek(out Order? order, out long dueMs) && dueMs <= nowMs)
        {
            _ = _expiring.Dequeue();
            _ = Cancel(order);
        }

        if (_deadMen.Count > 0)
        {
            StrikeDeadMen(nowMs);
        }
    }

    /// <summary>Opens, halts or closes a symbol at run time.</summary>
    public void SetStatus(SymbolState symbol, TradingStatus status) =>
        _symbols[symbol.Index].Status = status;

    public void ReplaceSide(int symbol, bool isAsk, ReadOnlySpan<Level> levels)
    {
        _symbols[symbol].Book.Replace(isAsk, levels);
        _matcher.AfterMarketData(_symbols[symbol]);
    }

    public void SetBest(int symbol, bool isAsk, long price, long size)
    {
        _symbols[symbol].Book.SetBest(isAsk, price, size);
        _matcher.AfterMarketData(_symbols[symbol]);
    }

    public void SetLevel(int symbol, bool isAsk, long price, long size)
    {
        _symbols[symbol].Book.Set(isAsk, price, size);
        _matcher.AfterMarketData(_symbols[symbol]);
    }

    public void SkipSequence(int symbol)
    {
        _symbols[symbol].Book.Skip();
        _matcher.TellBook(_symbols[symbol]);
    }

    public void Trade(int symbol, long price, long size) =>
        _matcher.WorldTrade(_symbols[symbol], price, size);

    private AccountOrders OrdersOf(Account account) => Accounts.Has(account)
        ? account.Orders
        : throw new ArgumentException("Account " + account.Name + " is of another exchange.", nameof(account));

    private void StrikeDeadMen(long nowMs)
    {
        foreach (Account account in Accounts.All)
        {
            if (_deadMen.TryGetValue(account, out DeadMan? armed) && armed.TriggerMs <= nowMs)
            {
                _deadMen.Remove(account);
                Order[] struck = [.. Active(account).Where(o =>
                    armed.Symbols.Count == 0 || armed.Symbols.Contains(o.Ticket.Symbol))];
                _ = Array.FindAll(struck, Cancel);
            }
        }
    }
}
