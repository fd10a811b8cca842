using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Tests.Simulator;

/// <summary>What becomes of open orders: partial cancels, alterations, time, dead men, limits.</summary>
public sealed class OrderChangeTests
{
    [Fact]
    public void A_partial_cancel_keeps_the_place_and_releases_its_share()
    {
        var market = new Market();
        Order first = market.Place(Market.Limit("buy", "20000", "0.1"));
        market.Place(Market.Limit("buy", "20000", "0.1"), market.Bob);
        Assert.Equal("2002", market.Hold("USDT"));

        Assert.True(market.Exchange.CancelPart(first, Dec.Parse("0.04")));
        Assert.Equal("1201.2", market.Hold("USDT"));
        OrderEvent update = market.Orders[^1];
        Assert.Equal(("update", "open", "0.1", "0.06", "0.04", "0.06"), (update.Type, update.Status,
            update.OldSize.ToString(), update.Size.ToString(), update.CanceledSize.ToString(),
            update.RemainSize.ToString()));

        market.Place(Market.Limit("sell", "20000", "0.06"), market.Carol);
        Assert.Equal("filled/done", market.EventsOf(first)[^1]);
        Assert.Equal(("0.1", "0.06", "0.04"),
            (first.Size.ToString(), first.FilledSize.ToString(), first.CanceledSize.ToString()));
        Assert.Equal("0", market.Hold("USDT"));
    }

    [Fact]
    public void A_partial_cancel_of_all_there_is_cancels()
    {
        var market = new Market();
        Order order = market.Place(Market.Limit("buy", "20000", "0.1"));
        Assert.False(market.Exchange.CancelPart(order, Dec.Zero));
        Assert.True(market.Exchange.CancelPart(order, Dec.Parse("0.1")));
        Assert.Equal("canceled/done", market.EventsOf(order)[^1]);
        Assert.False(market.Exchange.CancelPart(order, Dec.Parse("0.1")));
    }

    [Fact]
    public void An_altered_order_is_a_new_one_with_the_old_client_id()
    {
        var market = new Market();
        OrderRequest first = Market.Limit("buy", "20000", "0.1") with { ClientOid = "one", Remark = "r" };
        Order old = market.Place(first);
        market.Place(Market.Limit("sell", "20000", "0.03"), market.Bob);
        Assert.Null(market.Exchange.Alter(old, "19000", "0.08", out Order? next));
        market.Exchange.Match(next!);

        Assert.False(old.Active);
        Assert.NotEqual(old.Id, next!.Id);
        Assert.Equal(("one", "r", "0.05"), (next.Ticket.ClientOid, next.Ticket.Remark, next.Size.ToString()));
        Assert.Same(next, market.Exchange.FindByClientOid(market.Account, "one"));
        Assert.Same(old, market.Exchange.FindOrder(market.Account, old.Id));
        Assert.Equal("950.95", market.Hold("USDT"));
        Assert.Equal(190_000, market.Exchange.FindSymbol("BTC-USDT")!.Book.BestBid.Price);
    }

    [Fact]
    public void An_alteration_that_is_refused_leaves_the_order_alone()
    {
        var market = new Market();
        Order order = market.Place(Market.Limit("buy", "20000", "0.3"));
        Assert.Equal("200004", market.Exchange.Alter(order, "20000", "0.6", out _)?.Code);
        Assert.Equal("400100", market.Exchange.Alter(order, "20000.05", null, out _)?.Code);
        Assert.Equal("400100", market.Exchange.Alter(null, "20000", null, out _)?.Code);
        Assert.True(order.Resting);

        // The old hold counts for the new order.
        Assert.Null(market.Exchange.Alter(order, null, "0.45", out Order? next));
        Assert.Equal("9009", next!.Held.ToString());
    }

    [Fact]
    public void An_order_that_is_filled_beyond_its_new_size_is_only_cancelled()
    {
        var market = new Market();
        Order order = market.Place(Market.Limit("buy", "20000", "0.1"));
        market.Place(Market.Limit("sell", "20000", "0.05"), market.Bob);
        Assert.Null(market.Exchange.Alter(order, null, "0.05", out Order? next));
        Assert.Null(next);
        Assert.False(order.Active);
    }

    [Fact]
    public void A_gtt_order_ends_when_its_time_is_over()
    {
        var market = new Market();
        OrderRequest request = Market.Limit("buy", "20000", "0.1") with { TimeInForce = "GTT" };
        Order order = market.Place(request with { CancelAfter = "5" });
        Order forever = market.Place(request with { CancelAfter = "-1" });
        market.Exchange.ExpireDue(market.Clock.NowMs + 4_999);
        Assert.True(order.Active);
        market.Exchange.ExpireDue(market.Clock.NowMs + 5_000);
        Assert.Equal("canceled/done", market.EventsOf(order)[^1]);
        Assert.True(forever.Active);
    }

    [Fact]
    public void A_dead_man_takes_the_orders_of_his_symbols_with_him()
    {
        var market = new Market();
        Order order = market.Place(Market.Limit("buy", "20000", "0.1"));
        Order other = market.Place(Market.Request(
            symbol: "ETH-USDT", side: "buy", type: "limit", price: "1500", size: "1"));
        Order stranger = market.Place(Market.Limit("buy", "20000", "0.1"), market.Bob);
        SymbolState symbol = market.Exchange.FindSymbol("BTC-USDT")!;
        long start = market.Clock.NowMs;
        Assert.Equal(start + 5_000, market.Exchange.SetDeadMan(market.Account, 5, [symbol])!.TriggerMs);

        market.Clock.NowMs = start + 4_000;
        Assert.Equal(start + 9_000, market.Exchange.SetDeadMan(market.Account, 5, [symbol])!.TriggerMs);
        market.Exchange.ExpireDue(start + 8_999);
        Assert.True(order.Active);
        market.Exchange.ExpireDue(start + 9_000);
        Assert.Equal((false, true, true), (order.Active, other.Active, stranger.Active));
        Assert.Null(market.Exchange.DeadManOf(market.Account));
    }

    [Fact]
    public void There_are_200_open_orders_a_symbol_and_2000_an_account()
    {
        var market = new Market();
        for (int i = 0; i < 200; i++)
        {
            market.Place(Market.Limit("buy", "20000", "0.00001"));
        }

        Assert.Equal(new Rejection("200003", "Number of orders breached the limit"),
            market.Refusal(Market.Limit("buy", "20000", "0.00001")));
        Assert.Null(market.CodeOf(Market.Request(
            symbol: "ETH-USDT", side: "buy", type: "limit", price: "1500", size: "0.001")));
        _ = market.Exchange.Cancel(market.Exchange.Active(market.Account).First());
        Assert.Null(market.CodeOf(Market.Limit("buy", "20000", "0.00001")));
    }

    [Fact]
    public void Done_orders_and_fills_come_newest_first_with_falling_numbers()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "1");
        OrderRequest request = Market.Limit("buy", "20000", "0.01");
        Order[] orders = [.. Enumerable.Range(0, 5).Select(_ => market.Place(request))];
        Assert.Equal(orders.Reverse(), market.Exchange.Done(market.Account));
        long[] done = [.. market.Exchange.Done(market.Account).Select(o => o.DoneId)];
        long[] fills = [.. market.Exchange.FillsOf(market.Account).Select(f => f.Id)];
        Assert.Equal(done.OrderDescending(), done);
        Assert.Equal(fills.OrderDescending(), fills);
        Assert.Empty(market.Exchange.Done(market.Bob));
    }

    [Fact]
    public void A_cancel_before_matching_takes_effect_after_it()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "0.04");
        Assert.Null(market.Exchange.Check(market.Account, Market.Limit("buy", "20000", "0.1"), true,
            out OrderTicket? ticket));
        Order order = market.Exchange.Accept(market.Account, ticket!);
        Assert.True(market.Exchange.Cancel(order));
        Assert.True(order.Active);
        market.Exchange.Match(order);
        Assert.Equal(["received/new", "match/match", "canceled/done"], market.EventsOf(order));
    }
}
