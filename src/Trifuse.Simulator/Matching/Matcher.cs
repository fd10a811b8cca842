using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>To what a buy by funds is cut: which of the two KuCoin does is not known for sure.</summary>
public enum SizeCut
{
    BaseIncrement,
    EightDecimals,
}

/// <summary>
/// Matches orders that come in against the book, by price and time, and decides what becomes of the rest
/// (KuCoin protocol 5.1 and 5.2).
/// </summary>
public sealed class Matcher
{
    private readonly OrderLife _life;
    private readonly OrderCloser _closer;
    private readonly SelfTrade _selfTrade;
    private readonly Executions _executions;
    private readonly SizeCut _sizeCut;
    private readonly string _marketBuyBySizeEnds;

    public Matcher(
        OrderLife life, OrderCloser closer, Executions executions, SizeCut sizeCut, Quirks quirks)
    {
        _life = life;
        _closer = closer;
        _selfTrade = new SelfTrade(life, closer);
        _executions = executions;
        _sizeCut = sizeCut;
        _marketBuyBySizeEnds = quirks.MarketBuyBySizeEnds;
    }

    /// <summary>Matches an accepted order; what cannot rest is closed.</summary>
    public void Match(Order order)
    {
        if (!order.Active || order.Matched)
        {
            return;
        }

        OrderTicket ticket = order.Ticket;
        order.Matched = true;
        bool mayRest = MayTrade(order, out long worst) && Walk(order, worst)
            && ticket.Type == OrderType.Limit
            && ticket.TimeInForce is TimeInForce.Gtc or TimeInForce.Gtt
            && !order.CancelRequested;
        if (order.SizeComplete)
        {
            bool bySize = ticket is { Type: OrderType.Market, IsBuy: true };
            _closer.Close(order, bySize ? _marketBuyBySizeEnds : "filled");
        }
        else if (mayRest)
        {
            _life.Opened(order);
            ticket.Symbol.Book.Rest(order);
        }
        else
        {
            _closer.Close(order, "canceled");
        }
    }

    /// <summary>False: the order is cancelled whole, without a trade.</summary>
    private static bool MayTrade(Order order, out long worst)
    {
        OrderTicket ticket = order.Ticket;
        Book book = ticket.Symbol.Book;
        worst = ticket.Price;
        if (ticket.Symbol.Status != TradingStatus.Open)
        {
            return false;
        }

        if (!book.TryBest(isAsk: ticket.IsBuy, out long best))
        {
            return ticket.Type == OrderType.Limit && ticket.TimeInForce != TimeInForce.Fok;
        }

        long band = PriceBand.WorstOf(ticket.Symbol.Rules, ticket.IsBuy, best);
        if (ticket.Type == OrderType.Market)
        {
            worst = band;
            return true;
        }

        if (ticket.PostOnly)
        {
            return !Reaches(ticket.IsBuy, worst, best);
        }

        return !WouldLeaveBand(order, band)
            && (ticket.TimeInForce != TimeInForce.Fok || CanFillWhole(order));
    }

    private static bool WouldLeaveBand(Order order, long band)
    {
        OrderTicket ticket = order.Ticket;
        if (Reaches(ticket.IsBuy, band, ticket.Price))
        {
            return false;
        }

        long left = order.Open;
        foreach (Offer offer in ticket.Symbol.Book.InTurn(ticket.IsBuy))
        {
            if (left <= 0 || !Reaches(ticket.IsBuy, ticket.Price, offer.Price))
            {
                return false;
            }

            if (!Reaches(ticket.IsBuy, band, offer.Price))
            {
                return true;
            }

            left -= offer.Size;
        }

        return false;
    }

    private static bool CanFillWhole(Order order)
    {
        OrderTicket ticket = order.Ticket;
        long left = order.Open;
        foreach (Offer offer in ticket.Symbol.Book.InTurn(ticket.IsBuy))
        {
            bool reached = Reaches(ticket.IsBuy, ticket.Price, offer.Price);
            if (left <= 0 || !reached || SelfTrade.Concerns(order, offer.Maker))
            {
                break;
            }

            left -= Math.Min(left, offer.Size);
        }

        return left == 0;
    }

    private static bool Reaches(bool isBuy, long limit, long price) =>
        isBuy ? price <= limit : price >= limit;

    /// <summary>False: self-trade prevention has stopped the order.</summary>
    private bool Walk(Order taker, long worst)
    {
        OrderTicket ticket = taker.Ticket;
        Book book = ticket.Symbol.Book;
        while (!taker.SizeComplete && book.TryBest(ticket.IsBuy, out long best)
            && Reaches(ticket.IsBuy, worst, best))
        {
            Offer offer = book.First(ticket.IsBuy);
            if (SelfTrade.Concerns(taker, offer.Maker))
            {
                if (!_selfTrade.Prevent(taker, offer.Maker!))
                {
                    return false;
                }

                continue;
            }

            long takeable = Takeable(taker, offer.Price, offer.Size);
            long size = FillCap.Apply(taker, offer.Price, takeable);
            if (size <= 0)
            {
                return true;
            }

            _executions.Trade(ticket.Symbol, taker, offer.Maker, offer.Price, size, ticket.IsBuy);
            book.Take(ticket.IsBuy, size);
            if (offer.Maker is { Open: 0 } done)
            {
                _life.End(done, "filled");
            }
        }

        return true;
    }

    private long Takeable(Order order, long price, long offered)
    {
        OrderTicket ticket = order.Ticket;
        SymbolRules rules = order.Rules;
        if (ticket.Type == OrderType.Limit || (!ticket.IsBuy && !ticket.ByFunds))
        {
            return Math.Min(offered, order.Open);
        }

        Dec unit = rules.PriceOf(price);
        if (!ticket.IsBuy)
        {
            long held = (long)order.Held.FloorToUnits(rules.SizeScale);
            offered = Math.Min(offered, rules.FloorToIncrement(held));
        }

        if (!ticket.ByFunds)
        {
            long affordable =
                Dec.FloorQuotient(order.Held, unit * (Dec.One + order.Rates.Taker), rules.SizeScale);
            return Math.Min(Math.Min(offered, order.Open), rules.FloorToIncrement(affordable));
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
}
