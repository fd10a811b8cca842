using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>To what a buy by funds is cut: which of the two KuCoin does is not known for sure.</summary>
public enum SizeCut
{
    BaseIncrement,
    EightDecimals,
}

/// <summary>Matches orders against the books by price and time.</summary>
public sealed class Matcher
{
    private readonly IExchangeObserver _observer;
    private readonly IdSource _ids;
    private readonly OrderLife _life;
    private readonly SizeCut _sizeCut;

    public Matcher(IExchangeObserver observer, IdSource ids, OrderLife life, SizeCut sizeCut)
    {
        _observer = observer;
        _ids = ids;
        _life = life;
        _sizeCut = sizeCut;
    }

    public long FillsMade { get; private set; }

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
            ticket.Symbol.Resting.Add(order);
            _life.Opened(order);
        }
        else
        {
            Close(order, "canceled");
        }

        TellBook(ticket.Symbol);
    }

    /// <summary>Ends an order and takes it out of the book.</summary>
    public void Close(Order order, string type)
    {
        if (order.Resting)
        {
            order.Ticket.Symbol.Resting.Remove(order);
        }

        _life.End(order, type);
    }

    /// <summary>Lets resting orders trade with what the world brought.</summary>
    public void AfterMarketData(SymbolState symbol)
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

    /// <summary>A trade that the world reports; the side is that of the best price it met.</summary>
    public void WorldTrade(SymbolState symbol, long price, long size)
    {
        Book book = symbol.Book;
        bool takerIsBuy = book.Asks.Count > 0 && price >= book.BestAsk.Price
            || (book.Bids.Count == 0 || price > book.BestBid.Price) && price >= symbol.LastPrice;
        TellTrade(symbol, price, size, takerIsBuy, ++_ids.TradeId, _ids.NewHexId(), _ids.NewHexId());
    }

    public void TellBook(SymbolState symbol)
    {
        if (symbol.Book.Changes.Count > 0)
        {
            _observer.BookChanged(symbol);
            symbol.Book.ClearChanges();
        }
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

        long band = PriceBand.WorstOf(ticket.Symbol.Rules, ticket.IsBuy, side[0].Price);
        if (ticket.Type == OrderType.Market)
        {
            return band;
        }

        outOfBand = WouldLeaveBand(ticket, side, band);
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
            return Math.Min(offered, order.Open);
        }

        Dec unit = rules.PriceOf(price);
        if (!ticket.ByFunds)
        {
            long affordable =
                Dec.FloorQuotient(order.Held, unit * (Dec.One + order.TakerRate), rules.SizeScale);
            return Math.Min(Math.Min(offered, order.Open),
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
        Dec rate = isTaker ? order.TakerRate : order.MakerRate;
        Dec funds = rules.FundsOf(price, size);
        string counterId = _ids.NewHexId();
        var fill = new FillRecord
        {
            Id = ++_ids.FillId,
            TradeId = ++_ids.TradeId,
            Order = order,
            CounterOrderId = counterId,
            IsTaker = isTaker,
            Price = rules.PriceOf(price),
            Size = rules.SizeOf(size),
            Funds = funds,
            Fee = funds * rate,
            FeeRate = rate,
            FeeCurrency = rules.Quote,
            TimeMs = _ids.NowMs(),
        };
        order.Filled += size;
        order.DealFunds += funds;
        order.Fee += fill.Fee;
        order.FeeCurrency = fill.FeeCurrency;
        FillsMade++;
        _life.Matched(order, fill);
        (string maker, string taker) = isTaker ? (counterId, order.Id) : (order.Id, counterId);
        TellTrade(symbol, price, size, isTaker == order.Ticket.IsBuy, fill.TradeId, maker, taker);
    }

    private void TellTrade(
        SymbolState symbol, long price, long size, bool takerIsBuy, long tradeId, string maker, string taker)
    {
        long nowMs = _ids.NowMs();
        symbol.LastPrice = price;
        symbol.LastSize = size;
        symbol.LastTradeMs = nowMs;
        _observer.Traded(new MarketTrade
        {
            Symbol = symbol,
            TradeId = tradeId,
            Price = price,
            Size = size,
            TakerIsBuy = takerIsBuy,
            MakerOrderId = maker,
            TakerOrderId = taker,
            TimeNs = nowMs * 1_000_000,
        });
    }
}
