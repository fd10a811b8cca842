using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;
using Trifuse.Simulator.Worlds;

namespace Trifuse.Simulator.Matching;

/// <summary>To what a buy by funds is cut: which of the two KuCoin does is not known for sure.</summary>
public enum SizeCut
{
    BaseIncrement,
    EightDecimals,
}

/// <summary>
/// The exchange: books fed by the world, one account, orders matched against the books by price and time. Not
/// thread-safe: every call happens under <see cref="Gate"/>.
/// </summary>
public sealed class Exchange : IMarketSink
{
    private const int DoneOrdersKept = 100_000;
    private const int FillsKept = 200_000;
    private const int ActiveOrdersMax = 2_000;
    private const int ActiveOrdersPerSymbolMax = 200;
    private const long FirstTradeId = 1_100_000_000_000_000;

    private readonly SymbolState[] _symbols;
    private readonly Dictionary<string, SymbolState> _symbolsByCode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Order> _ordersById = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Order> _ordersByClientOid = new(StringComparer.Ordinal);
    private readonly Queue<Order> _done = new();
    private readonly List<FillRecord> _fills = [];
    private readonly IExchangeObserver _observer;
    private readonly OrderValidation _validation;
    private readonly TimeProvider _time;
    private readonly Settlement _settlement;
    private readonly SizeCut _sizeCut;
    private readonly Rng _ids;
    private long _nextTradeId = FirstTradeId;
    private int _active;

    public Exchange(
        IReadOnlyList<SymbolRules> rules, FeeSchedule fees, SizeCut sizeCut, long seed, TimeProvider time,
        IExchangeObserver observer)
    {
        _observer = observer;
        _time = time;
        _sizeCut = sizeCut;
        _ids = new Rng(seed, stream: 1);
        Fees = fees;
        Ledger = new Ledger(548_674_590_000 + _ids.Next(1_000));
        _settlement = new Settlement(Ledger, observer, time);
        _symbols = new SymbolState[rules.Count];
        for (int i = 0; i < rules.Count; i++)
        {
            _symbols[i] = new SymbolState(i, rules[i], 1_000_000_000 + _ids.Next(1_000_000_000));
            _symbolsByCode.Add(rules[i].Symbol, _symbols[i]);
        }

        _validation = new OrderValidation(_symbolsByCode, Ledger, fees);
    }

    /// <summary>Held by whoever calls.</summary>
    public Lock Gate { get; } = new();

    public FeeSchedule Fees { get; }

    public Ledger Ledger { get; }

    public IReadOnlyList<SymbolState> Symbols => _symbols;

    public IReadOnlyList<FillRecord> Fills => _fills;

    public int ActiveOrders => _active;

    /// <summary>
    /// What traded with the account and what it paid in fees, by currency: the other side of the ledger.
    /// </summary>
    public Settlement Settlement => _settlement;

    public long OrdersAccepted { get; private set; }

    public long FillsMade { get; private set; }

    public SymbolState? FindSymbol(string code) => _symbolsByCode.GetValueOrDefault(code);

    public Order? FindOrder(string id) => _ordersById.GetValueOrDefault(id);

    public Order? FindByClientOid(string clientOid) => _ordersByClientOid.GetValueOrDefault(clientOid);

    /// <summary>Orders not yet done, oldest first; all symbols if none is given.</summary>
    public IEnumerable<Order> Active(SymbolState? symbol) =>
        _ordersById.Values.Where(o => o.Active && (symbol is null || o.Ticket.Symbol == symbol))
            .OrderBy(o => o.CreatedMs);

    /// <summary>Full validation without entering anything; null when the order would be taken.</summary>
    /// <param name="request">The order.</param>
    /// <param name="withBalance">False leaves the balance out, as test orders do.</param>
    /// <param name="ticket">The order in the units of its symbol.</param>
    public Rejection? Check(OrderRequest request, bool withBalance, out OrderTicket? ticket)
    {
        Rejection? refusal = _validation.Check(request, NewHexId(), NowMs(), withBalance, out ticket);
        if (refusal is not null || ticket is null)
        {
            return refusal;
        }

        if (_ordersByClientOid.ContainsKey(ticket.ClientOid))
        {
            return new Rejection("102426", "The clientOid is duplicated.");
        }

        bool tooMany = _active >= ActiveOrdersMax
            || ticket.Symbol.Resting.Count >= ActiveOrdersPerSymbolMax;
        return tooMany ? new Rejection("200003", "Number of orders breached the limit") : null;
    }

    public string NewHexId()
    {
        long seconds = NowMs() / 1000;
        return ((uint)seconds).ToString("x8") + _ids.NextUInt64().ToString("x16");
    }

    /// <summary>
    /// Takes the order in: funds are held, `received` is told. Matching is a separate step.
    /// </summary>
    public Order Accept(OrderTicket ticket)
    {
        var order = new Order(ticket, NewHexId(), NowMs());
        _ordersById.Add(order.Id, order);
        _ordersByClientOid.Add(ticket.ClientOid, order);
        _active++;
        OrdersAccepted++;
        Tell(order, "received", "new", null);
        _settlement.Hold(order, _validation.HoldOf(ticket));
        return order;
    }

    /// <summary>Matches an accepted order; what cannot rest is closed.</summary>
    public void Match(Order order)
    {
        OrderTicket ticket = order.Ticket;
        order.Matched = true;
        if (!order.Active)
        {
            return;
        }

        long worst = WorstPrice(ticket, out bool outOfBand);
        bool crosses = Crosses(ticket, worst);
        bool refused = (ticket.PostOnly && crosses)
            || outOfBand
            || (ticket.TimeInForce == TimeInForce.Fok && !CanFillWhole(ticket, worst));
        if (!refused && crosses)
        {
            Walk(order, worst);
        }

        bool mayRest = ticket.Type == OrderType.Limit
            && ticket.TimeInForce is TimeInForce.Gtc or TimeInForce.Gtt
            && !refused && !order.CancelRequested;
        if (order.SizeComplete)
        {
            Close(order, "filled");
        }
        else if (mayRest && ticket.Type == OrderType.Limit)
        {
            order.Resting = true;
            ticket.Symbol.Resting.Add(order);
            Tell(order, "open", "open", null);
        }
        else
        {
            Close(order, "canceled");
        }

        TellBook(ticket.Symbol);
    }

    /// <summary>False if the order is unknown or already done.</summary>
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

        Close(order, "canceled");
        return true;
    }

    public void ReplaceSide(int symbol, bool isAsk, ReadOnlySpan<Level> levels)
    {
        _symbols[symbol].Book.Replace(isAsk, levels);
        AfterMarketData(_symbols[symbol]);
    }

    public void SetBest(int symbol, bool isAsk, long price, long size)
    {
        _symbols[symbol].Book.SetBest(isAsk, price, size);
        AfterMarketData(_symbols[symbol]);
    }

    public void SetLevel(int symbol, bool isAsk, long price, long size)
    {
        _symbols[symbol].Book.Set(isAsk, price, size);
        AfterMarketData(_symbols[symbol]);
    }

    public void SkipSequence(int symbol)
    {
        _symbols[symbol].Book.Skip();
        TellBook(_symbols[symbol]);
    }

    public void Trade(int symbol, long price, long size)
    {
        SymbolState state = _symbols[symbol];
        state.LastPrice = price;
        state.LastSize = size;
        state.LastTradeMs = NowMs();
    }

    private void AfterMarketData(SymbolState symbol)
    {
        for (int i = 0; i < symbol.Resting.Count; i++)
        {
            Order order = symbol.Resting[i];
            if (Crosses(order.Ticket, order.Ticket.Price))
            {
                Walk(order, order.Ticket.Price);
                if (order.SizeComplete)
                {
                    Close(order, "filled");
                    i--;
                }
            }
        }

        TellBook(symbol);
    }

    /// <summary>
    /// The worst price that the order may trade at: its limit, and the price band around the opposite best
    /// (KuCoin protocol 5.4: a market order fills up to the band, a limit order that would leave it is
    /// cancelled).
    /// </summary>
    private static long WorstPrice(OrderTicket ticket, out bool outOfBand)
    {
        outOfBand = false;
        IReadOnlyList<Level> side = ticket.Symbol.Book.SideOf(ticket.IsBuy);
        if (side.Count == 0)
        {
            return ticket.Type == OrderType.Limit ? ticket.Price : 0;
        }

        SymbolRules rules = ticket.Symbol.Rules;
        Dec best = rules.PriceOf(side[0].Price);
        Dec rate = ticket.IsBuy ? Dec.One + rules.PriceLimitRate : Dec.One - rules.PriceLimitRate;
        Int128 band = (best * rate).FloorToUnits(rules.PriceScale);
        if (!ticket.IsBuy && Dec.FromUnits(band, rules.PriceScale) != best * rate)
        {
            band++;
        }

        if (ticket.Type == OrderType.Market)
        {
            return (long)band;
        }

        outOfBand = WouldLeaveBand(ticket, side, (long)band);
        return ticket.Price;
    }

    private static bool WouldLeaveBand(OrderTicket ticket, IReadOnlyList<Level> side, long band)
    {
        long left = ticket.Size;
        foreach (Level level in side)
        {
            if (left <= 0 || !Reaches(ticket.IsBuy, ticket.Price, level.Price))
            {
                return false;
            }

            if (!Reaches(ticket.IsBuy, band, level.Price))
            {
                return true;
            }

            left -= level.Size;
        }

        return false;
    }

    private static bool Reaches(bool isBuy, long limit, long price) =>
        isBuy ? price <= limit : price >= limit;

    private static bool Crosses(OrderTicket ticket, long worst)
    {
        IReadOnlyList<Level> side = ticket.Symbol.Book.SideOf(ticket.IsBuy);
        return side.Count > 0 && Reaches(ticket.IsBuy, worst, side[0].Price);
    }

    private static bool CanFillWhole(OrderTicket ticket, long worst)
    {
        long left = ticket.Size;
        foreach (Level level in ticket.Symbol.Book.SideOf(ticket.IsBuy))
        {
            if (left <= 0 || !Reaches(ticket.IsBuy, worst, level.Price))
            {
                break;
            }

            left -= Math.Min(left, level.Size);
        }

        return left <= 0;
    }

    private void Walk(Order order, long worst)
    {
        OrderTicket ticket = order.Ticket;
        Book book = ticket.Symbol.Book;
        while (true)
        {
            IReadOnlyList<Level> side = book.SideOf(ticket.IsBuy);
            if (side.Count == 0 || !Reaches(ticket.IsBuy, worst, side[0].Price))
            {
                return;
            }

            Level level = side[0];
            long price = order.Resting ? ticket.Price : level.Price;
            long size = Takeable(order, price, level.Size);
            if (size <= 0)
            {
                return;
            }

            book.Set(ticket.IsBuy, level.Price, level.Size - size);
            Fill(order, price, size);
            if (size < level.Size)
            {
                return;
            }
        }
    }

    private long Takeable(Order order, long price, long offered)
    {
        OrderTicket ticket = order.Ticket;
        SymbolRules rules = order.Rules;
        if (ticket.Type == OrderType.Limit || !ticket.IsBuy)
        {
            return Math.Min(offered, ticket.Size - order.Filled);
        }

        Dec unit = rules.PriceOf(price);
        if (!ticket.ByFunds)
        {
            long affordable =
                Dec.FloorQuotient(order.Held, unit * (Dec.One + Fees.TakerOf(rules)), rules.SizeScale);
            return Math.Min(Math.Min(offered, ticket.Size - order.Filled),
                rules.FloorToIncrement(affordable));
        }

        long bought = Dec.FloorQuotient(ticket.Funds - order.DealFunds, unit, rules.SizeScale);
        if (bought >= offered)
        {
            return offered;
        }

        // Only the total bought is cut, so that odd sizes in the book do not cut each level anew.
        long total = CutToStep(rules, order.Filled + bought);
        return Math.Max(0, total - order.Filled);
    }

    private long CutToStep(SymbolRules rules, long size)
    {
        if (_sizeCut == SizeCut.BaseIncrement)
        {
            return rules.FloorToIncrement(size);
        }

        long step = (long)Dec.Pow10(Math.Max(0, rules.SizeScale - 8));
        return size - (size % step);
    }

    private void Fill(Order order, long price, long size)
    {
        SymbolState symbol = order.Ticket.Symbol;
        bool isTaker = !order.Resting;
        SymbolRules rules = symbol.Rules;
        Dec rate = isTaker || order.Ticket.Hidden || order.Ticket.Iceberg
            ? Fees.TakerOf(rules)
            : Fees.MakerOf(rules);
        Dec funds = rules.FundsOf(price, size);
        long nowMs = NowMs();
        var fill = new FillRecord
        {
            Id = ++_nextTradeId,
            TradeId = _nextTradeId,
            Order = order,
            CounterOrderId = NewHexId(),
            IsTaker = isTaker,
            Price = rules.PriceOf(price),
            Size = rules.SizeOf(size),
            Funds = funds,
            Fee = funds * rate,
            FeeRate = rate,
            TimeMs = nowMs,
        };
        order.Filled += size;
        order.DealFunds += funds;
        order.Fee += fill.Fee;
        order.UpdatedMs = nowMs;
        symbol.LastPrice = price;
        symbol.LastSize = size;
        symbol.LastTradeMs = nowMs;
        KeepFill(fill);
        Tell(order, "match", isTaker ? "match" : "open", fill);
        _settlement.Settle(order, fill);
    }

    private void KeepFill(FillRecord fill)
    {
        FillsMade++;
        if (_fills.Count >= FillsKept)
        {
            _fills.RemoveRange(0, FillsKept / 2);
        }

        _fills.Add(fill);
    }

    private void Close(Order order, string type)
    {
        order.Active = false;
        order.CancelExists = string.Equals(type, "canceled", StringComparison.Ordinal)
            && !(order.CanceledSize.IsZero && order.CanceledFunds.IsZero);
        order.UpdatedMs = NowMs();
        if (order.Resting)
        {
            order.Ticket.Symbol.Resting.Remove(order);
            order.Resting = false;
        }

        _active--;
        Tell(order, type, "done", null);
        _settlement.Release(order);
        _done.Enqueue(order);
        if (_done.Count > DoneOrdersKept)
        {
            Order oldest = _done.Dequeue();
            _ordersById.Remove(oldest.Id);
            _ordersByClientOid.Remove(oldest.Ticket.ClientOid);
        }
    }

    private void Tell(Order order, string type, string status, FillRecord? fill)
    {
        _observer.OrderChanged(new OrderEvent
        {
            Order = order,
            Type = type,
            Status = status,
            FilledSize = order.FilledSize,
            RemainSize = order.RemainSize,
            RemainFunds = order.RemainFunds,
            CanceledSize = order.CanceledSize,
            CanceledFunds = order.CanceledFunds,
            Fill = fill,
            TimeNs = NowMs() * 1_000_000,
        });
    }

    private void TellBook(SymbolState symbol)
    {
        if (symbol.Book.Changes.Count > 0)
        {
            _observer.BookChanged(symbol);
            symbol.Book.ClearChanges();
        }
    }

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
