using Trifuse.Simulator.Matching;

namespace Trifuse.Tests.Simulator;

/// <summary>One account's orders that would meet: the taker's stp decides.</summary>
public sealed class SelfTradeTests
{
    [Fact]
    public void Without_stp_an_account_trades_with_itself()
    {
        var market = new Market();
        Order maker = market.Place(Market.Limit("sell", "20000", "0.1") with { Stp = "CB" });
        Order taker = market.Place(Market.Limit("buy", "20000", "0.1"));
        Assert.Equal(("0.1", "0.1"), (maker.FilledSize.ToString(), taker.FilledSize.ToString()));
        Assert.Equal("9996", market.Available("USDT"));
        Assert.Equal("1", market.Available("BTC"));
    }

    [Fact]
    public void Cn_cancels_the_rest_of_the_new_order()
    {
        (Market market, Order maker, Order taker) = Meet("CN");
        Assert.True(maker.Resting);
        Assert.Equal(["received/new", "match/match", "canceled/done"], market.EventsOf(taker));
        Assert.Equal(("0.05", "0.15"), (taker.FilledSize.ToString(), taker.CanceledSize.ToString()));
    }

    [Fact]
    public void Co_cancels_the_old_order_and_goes_on()
    {
        (Market market, Order maker, Order taker) = Meet("CO");
        Assert.Equal(["received/new", "open/open", "canceled/done"], market.EventsOf(maker));
        Assert.Equal(["received/new", "match/match", "match/match", "filled/done"], market.EventsOf(taker));
    }

    [Fact]
    public void Cb_cancels_both()
    {
        (Market market, Order maker, Order taker) = Meet("CB");
        Assert.Equal("canceled/done", market.EventsOf(maker)[^1]);
        Assert.Equal("canceled/done", market.EventsOf(taker)[^1]);
        Assert.Equal("0.05", taker.FilledSize.ToString());
        Assert.Equal("0", market.Hold("USDT"));
        Assert.Equal("0", market.Hold("BTC"));
    }

    [Fact]
    public void Dc_takes_the_smaller_size_off_both_and_tells_the_larger_ones_new_size()
    {
        (Market market, Order maker, Order taker) = Meet("DC");
        Assert.Equal("canceled/done", market.EventsOf(maker)[^1]);
        Assert.Equal(["received/new", "match/match", "update/match", "match/match", "filled/done"],
            market.EventsOf(taker));
        OrderEvent update = market.Orders.Single(e => e.Type == "update");
        Assert.Equal(("0.2", "0.1", "0.05", "0.1"), (update.OldSize.ToString(), update.Size.ToString(),
            update.RemainSize.ToString(), update.CanceledSize.ToString()));
        Assert.Equal("0.1", taker.FilledSize.ToString());
        Assert.Equal("0", market.Hold("USDT"));
    }

    [Fact]
    public void Dc_leaves_the_larger_old_order_in_its_place()
    {
        var market = new Market();
        Order maker = market.Place(Market.Limit("sell", "20000", "0.3"));
        Order taker = market.Place(Market.Limit("buy", "20000", "0.1") with { Stp = "DC" });
        Assert.Equal(["received/new", "open/open", "update/open"], market.EventsOf(maker));
        Assert.Equal(["received/new", "canceled/done"], market.EventsOf(taker));
        Assert.Equal("0.2", market.Hold("BTC"));
        Assert.Equal(20_000_000, market.Exchange.FindSymbol("BTC-USDT")!.Book.BestAsk.Size);
        Assert.Empty(market.Trades);
    }

    [Fact]
    public void Dc_is_refused_for_market_orders_and_others_are_not_meant()
    {
        var market = new Market();
        market.Place(Market.Limit("sell", "20000", "0.1"), market.Bob);
        OrderRequest buy = Market.Request(symbol: "BTC-USDT", side: "buy", type: "market", funds: "10");
        Assert.Equal("400100", market.CodeOf(buy with { Stp = "DC" }));
        Assert.Equal("0.0005", market.Place(buy with { Stp = "CB" }).FilledSize.ToString());
    }

    /// <summary>
    /// A stranger's 0.05, then 0.1 of the account's own, then a stranger's 0.2 behind; and a buy of 0.2
    /// comes.
    /// </summary>
    private static (Market Market, Order Maker, Order Taker) Meet(string stp)
    {
        var market = new Market();
        market.Place(Market.Limit("sell", "20000", "0.05"), market.Bob);
        Order maker = market.Place(Market.Limit("sell", "20000", "0.1"));
        market.Place(Market.Limit("sell", "20000", "0.2"), market.Bob);
        return (market, maker, market.Place(Market.Limit("buy", "20000", "0.2") with { Stp = stp }));
    }
}
