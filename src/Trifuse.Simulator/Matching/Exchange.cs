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
    private readonly SymbolState[] _symbols;
    private readonly Dictionary<string, SymbolState> _symbolsByCode = new(StringComparer.Ordinal);
    private readonly HashSet<string> _currencies = new(StringComparer.Ordinal);
    private readonly IdSource _ids;
    private readonly OrderValidation _validation;
    private readonly OrderLife _life;
    private readonly IExchangeObserver _observer;
    private readonly OrderCloser _closer;
    private readonly Executions _executions;
    private readonly Matcher _matcher;
    private readonly HouseDesk _house;
    private readonly Expiry _expiry;

    public Exchange(
        IReadOnlyList<SymbolRules> rules, AccountRegistry accounts, SizeCut sizeCut, Quirks quirks, long seed,
        TimeProvider time, IExchangeObserver observer)
    {
        Accounts = accounts;
        _ids = new IdSource(seed, time);
        Transfers = new Transfers(accounts, _currencies.Contains, _ids, observer);
        _observer = observer;
        _life = new OrderLife(observer, _ids, new Settlement(observer, _ids, quirks));
        _closer = new OrderCloser(_life);
        _executions = new Executions(observer, _ids, _life, new KcsFees(_symbolsByCode), quirks);
        _matcher = new Matcher(_life, _closer, _executions, sizeCut, quirks);
        _expiry = new Expiry(_ids, Cancel);
        _house = new HouseDesk(_life, _executions);
        _symbols = new SymbolState[rules.Count];
        for (int i = 0; i < rules.Count; i++)
        {
            _symbols[i] = new SymbolState(
                i, rules[i], 1_000_000_000 + _ids.NextRandom(1_000_000_000), quirks.BlanksHiddenChanges);
            _symbolsByCode.Add(rules[i].Symbol, _symbols[i]);
            _currencies.UnionWith([rules[i].Base, rules[i].Quote]);
        }

        _validation = new OrderValidation(_symbolsByCode, quirks);
    }

    /// <summary>Held by whoever calls.</summary>
    public Lock Gate { get; } = new();

    public AccountRegistry Accounts { get; }

    public Transfers Transfers { get; }

    public IReadOnlyList<SymbolState> Symbols => _symbols;

    /// <summary>Orders open at this moment, of all accounts.</summary>
    public int ActiveOrders => _life.Active;

    public long OrdersAccepted { get; private set; }

    /// <summary>Executions of users' orders; a trade between two users counts twice.</summary>
    public long FillsMade => _executions.FillsMade;

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
        return refusal ?? _validation.CheckPlace(account, ticket!);
    }

    /// <summary>
    /// Null when the order may be cancelled; null is no order. Refused when it is done (quirks) or its symbol
    /// is closed (200002).
    /// </summary>
    public Rejection? CheckCancel(Order? order) => _validation.CheckCancel(order);

    public string NewHexId() => _ids.NewHexId();

    /// <summary>
    /// Takes the order in: funds are held, `received` is told. Matching is a separate step.
    /// </summary>
    public Order Accept(Account account, OrderTicket ticket)
    {
        var order = new Order(
            account, ticket, FeeRates.Of(account, ticket), _ids.NewHexId(), _ids.NowMs());
        OrdersAccepted++;
        _life.Begin(order, OrderValidation.HoldOf(account, ticket));
        _expiry.Watch(order);
        return order;
    }

    /// <summary>Matches an accepted order; what cannot rest is closed.</summary>
    public void Match(Order order)
    {
        _matcher.Match(order);
        TellBook(order.Ticket.Symbol);
    }

    /// <summary>False if the order is already done.</summary>
    public bool Cancel(Order order)
    {
        bool reached = _closer.Cancel(order);
        TellBook(order.Ticket.Symbol);
        return reached;
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
        order.Ticket.Symbol.Book.Fit(order);
        TellBook(order.Ticket.Symbol);
        return true;
    }

    /// <summary>
    /// Cancels the account's open orders, of one symbol or of all; returns those it reached.
    /// </summary>
    public IReadOnlyList<Order> CancelAll(Account account, SymbolState? symbol = null)
    {
        Order[] orders = [.. Active(account, symbol).Where(o => CheckCancel(o) is null)];
        return Array.FindAll(orders, Cancel);
    }

    /// <summary>
    /// Cancel and replace (KuCoin protocol 4.1, alter): a new order with a new id and the same clientOid, at
    /// the back of its queue.
    /// </summary>
    /// <param name="order">An open limit order.</param>
    /// <param name="newPrice">Null: as it was.</param>
    /// <param name="newSize">
    /// The size that is to be filled in all, what was filled before included; null: as it
    /// was.
    /// </param>
    /// <param name="replacement">
    /// The new order, to be matched; null when it is refused, or when the new size is filled already and the
    /// old order is only cancelled.
    /// </param>
    public Rejection? Alter(Order? order, string? newPrice, string? newSize, out Order? replacement)
    {
        replacement = null;
        Rejection? refusal = _validation.CheckCancel(order);
        if (refusal is not null || order is not { Resting: true })
        {
            return refusal ?? _validation.CheckCancel(null);
        }

        OrderTicket old = order.Ticket;
        var request = new OrderRequest
        {
            Symbol = order.Rules.Symbol,
            Side = old.IsBuy ? "buy" : "sell",
            Price = string.IsNullOrEmpty(newPrice) ? order.Rules.PriceOf(old.Price).ToString() : newPrice,
            Size = string.IsNullOrEmpty(newSize) ? order.CurrentSize.ToString() : newSize,
        };
        refusal = _validation.Check(
            order.Account, request, old.ClientOid, _ids.NowMs(), withBalance: false, out OrderTicket? draft);
        if (refusal is not null)
        {
            return refusal;
        }

        OrderTicket ticket = old with { Price = draft!.Price, Size = draft.Size - order.Filled };
        bool complete = ticket.Size <= 0;
        Dec hold = complete ? Dec.Zero : OrderValidation.HoldOf(order.Account, ticket);
        if (hold > order.Account.Ledger.Of(order.HoldCurrency).Available + order.Held)
        {
            return _validation.NoBalance();
        }

        _ = Cancel(order);
        replacement = complete ? null : Accept(order.Account, ticket);
        return null;
    }

    /// <summary>Arms the account's dead-man's switch anew; a timeout of 0 or less disarms it.</summary>
    public DeadMan? SetDeadMan(Account account, long timeoutSeconds, IReadOnlyList<SymbolState> symbols) =>
        _expiry.Arm(account, timeoutSeconds, symbols);

    public DeadMan? DeadManOf(Account account) => _expiry.Armed.GetValueOrDefault(account);

    /// <summary>Cancels what has run out by now: GTT orders, and the orders of dead men.</summary>
    public void ExpireDue(long nowMs) => _expiry.CancelDue(nowMs);

    /// <summary>Opens, halts or closes a symbol at run time.</summary>
    public void SetStatus(SymbolState symbol, TradingStatus status) =>
        _symbols[symbol.Index].Status = status;

    public void ReplaceSide(int symbol, bool isAsk, ReadOnlySpan<Level> levels)
    {
        _house.ReplaceSide(_symbols[symbol], isAsk, levels);
        TellBook(_symbols[symbol]);
    }

    public void SetBest(int symbol, bool isAsk, long price, long size)
    {
        _house.SetBest(_symbols[symbol], isAsk, price, size);
        TellBook(_symbols[symbol]);
    }

    public void SetLevel(int symbol, bool isAsk, long price, long size)
    {
        _house.SetLevel(_symbols[symbol], isAsk, price, size);
        TellBook(_symbols[symbol]);
    }

    public void SkipSequence(int symbol)
    {
        _symbols[symbol].Book.Skip();
        TellBook(_symbols[symbol]);
    }

    public void Trade(int symbol, long price, long size)
    {
        _house.Trade(_symbols[symbol], price, size);
        TellBook(_symbols[symbol]);
    }

    /// <summary>All that the exchange keeps, as plain records; at rest.</summary>
    public ExchangeState Export() => new StateWriter(this, _ids, _expiry).Write();

    /// <summary>What has changed in some accounts since they were written down.</summary>
    internal ExchangeState ExportChanges(IEnumerable<AccountChanges> changes) =>
        new StateWriter(this, _ids, _expiry).Write(changes);

    /// <summary>
    /// Takes back what <see cref="Export"/> gave, before the world's first step. The orders that were
    /// accepted but not matched yet are returned; match them when the world has started.
    /// </summary>
    /// <exception cref="InvalidDataException">The state does not fit this exchange.</exception>
    public IReadOnlyList<Order> Import(ExchangeState state)
    {
        IReadOnlyList<Order> waiting = new StateReader(this, _ids, _expiry, _life).Read(state);
        foreach (SymbolState symbol in _symbols)
        {
            TellBook(symbol);
        }

        return waiting;
    }

    private void TellBook(SymbolState symbol)
    {
        if (symbol.Book.Changes.Count > 0)
        {
            _observer.BookChanged(symbol);
            symbol.Book.ClearChanges();
        }
    }

    private AccountOrders OrdersOf(Account account) => Accounts.Has(account)
        ? account.Orders
        : throw new ArgumentException(
            "Account " + account.Name + " is of another exchange.", nameof(account));
}
