using Trifuse.Simulator.Matching;

namespace Trifuse.Tests.Simulator;

public sealed class MatchingTests
{
    [Fact]
    public void A_market_buy_by_funds_walks_the_levels_and_closes_as_canceled()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "0.01", "20100", "1");
        Order order = market.Place(Buy("BTC-USDT", funds: "401"));

        // 0.01 at 20000 takes 200, and 201 buys exactly 0.01 at 20100; the fee of 0.401 comes on top.
        Assert.Equal("0.02", order.FilledSize.ToString());
        Assert.Equal("401", order.DealFunds.ToString());
        Assert.Equal("0.401", order.Fee.ToString());
        Assert.Equal("9598.599", market.Available("USDT"));
        Assert.Equal("0", market.Hold("USDT"));
        Assert.Equal("1.02", market.Available("BTC"));
        Assert.Equal(["received/new", "match/match", "match/match", "canceled/done"], market.EventsOf(order));
        Assert.False(order.CancelExists);
    }

    [Fact]
    public void Funds_that_cannot_buy_an_increment_are_released()
    {
        Market market = new Market().Side("ETH-USDT", true, "1500.01", "5");
        Order order = market.Place(Buy("ETH-USDT", funds: "100"));

        Assert.Equal("0.0666", order.FilledSize.ToString());
        Assert.Equal("99.900666", order.DealFunds.ToString());
        Assert.Equal("0.099334", order.RemainFunds.ToString());
        Assert.True(order.CancelExists);
        Assert.Equal("9899.999433334", market.Available("USDT"));
        Assert.Equal("0", market.Hold("USDT"));
    }

    [Fact]
    public void The_other_switch_cuts_buys_to_eight_decimals()
    {
        Market market = new Market(cut: SizeCut.EightDecimals).Side("ETH-USDT", true, "1500.01", "5");
        Order order = market.Place(Buy("ETH-USDT", funds: "100"));
        Assert.Equal("0.06666622", order.FilledSize.ToString());
    }

    [Fact]
    public void What_an_order_takes_is_gone_until_the_side_is_refreshed()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "0.01", "20100", "1");
        market.Place(Buy("BTC-USDT", funds: "200"));
        Assert.Equal(201_000, market.Exchange.FindSymbol("BTC-USDT")!.Book.BestAsk.Price);

        market.Side("BTC-USDT", true, "20000", "0.01", "20100", "1");
        Assert.Equal(200_000, market.Exchange.FindSymbol("BTC-USDT")!.Book.BestAsk.Price);
    }

    [Fact]
    public void A_market_sell_pays_the_fee_out_of_the_proceeds_and_closes_as_filled()
    {
        Market market = new Market().Side("BTC-USDT", false, "20000", "2");
        Order order =
            market.Place(Market.Request(symbol: "BTC-USDT", side: "sell", type: "market", size: "0.5"));

        Assert.Equal("19990", market.Available("USDT"));
        Assert.Equal("0.5", market.Available("BTC"));
        Assert.Equal(["received/new", "match/match", "filled/done"], market.EventsOf(order));
    }

    [Fact]
    public void A_market_order_stops_at_the_price_band_and_the_rest_is_cancelled()
    {
        Market market = new Market().Side("BTC-USDT", false, "20000", "0.1", "18000", "0.1", "17999.9", "5");
        Order order =
            market.Place(Market.Request(symbol: "BTC-USDT", side: "sell", type: "market", size: "0.5"));

        Assert.Equal("0.2", order.FilledSize.ToString());
        Assert.Equal("0.3", order.CanceledSize.ToString());
        Assert.Equal("0.8", market.Available("BTC"));
        Assert.Equal("canceled/done", market.EventsOf(order)[^1]);
    }

    [Fact]
    public void An_ioc_takes_what_is_there_and_a_fok_takes_all_or_nothing()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "0.1", "20010", "1");
        Order fok = market.Place(Limit("buy", "20000", "0.2", "FOK"));
        Assert.Equal("0", fok.FilledSize.ToString());

        Order ioc = market.Place(Limit("buy", "20000", "0.2", "IOC"));
        Assert.Equal("0.1", ioc.FilledSize.ToString());
        Assert.Equal("0.1", ioc.CanceledSize.ToString());
        Assert.Equal("7998", market.Available("USDT"));
        Assert.Equal("0", market.Hold("USDT"));
    }

    [Fact]
    public void A_resting_order_fills_as_maker_at_its_own_price_when_the_market_comes_to_it()
    {
        Market market = new Market(feeTier: 5).Side("BTC-USDT", true, "20000", "0.1");
        Order order = market.Place(Limit("buy", "19000", "0.1", "GTC"));
        Assert.True(order.Resting);
        Assert.Equal("1901.045", market.Hold("USDT"));

        market.Side("BTC-USDT", true, "18900", "0.04", "19500", "3");
        Assert.Equal("0.04", order.FilledSize.ToString());
        market.Side("BTC-USDT", true, "18950", "5");

        // VIP 5: the hold used the taker rate 0.055 %, the fill pays the maker rate 0.035 %.
        Assert.Equal("0.665", order.Fee.ToString());
        Assert.Equal("8099.335", market.Available("USDT"));
        Assert.Equal("0", market.Hold("USDT"));
        Assert.Equal(["received/new", "open/open", "match/open", "match/open", "filled/done"],
            market.EventsOf(order));
    }

    [Fact]
    public void A_post_only_order_that_would_cross_is_cancelled()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "0.1");
        Order order = market.Place(Limit("buy", "20000", "0.1", "GTC") with { PostOnly = true });
        Assert.Equal(["received/new", "canceled/done"], market.EventsOf(order));
        Assert.Equal("10000", market.Available("USDT"));
    }

    [Fact]
    public void A_cancel_releases_the_hold_and_works_once()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "0.1");
        Order order = market.Place(Limit("buy", "19000", "0.1", "GTC"));
        Assert.True(market.Exchange.Cancel(order));
        Assert.False(market.Exchange.Cancel(order));
        Assert.Equal("10000", market.Available("USDT"));
    }

    [Fact]
    public void Level_changes_rebuild_the_book_without_a_gap()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "0.01", "20100", "1");
        market.Place(Buy("BTC-USDT", funds: "250"));
        market.Side("BTC-USDT", true, "19999", "2", "20100", "0.5", "20200", "1");

        var rebuilt = new SortedDictionary<long, long>();
        long sequence = market.Changes[0].Change.Sequence - 1;
        foreach ((_, LevelChange change) in market.Changes)
        {
            Assert.Equal(++sequence, change.Sequence);
            rebuilt[change.Price] = change.Size;
        }

        Book book = market.Exchange.FindSymbol("BTC-USDT")!.Book;
        Assert.Equal(sequence, book.Sequence);
        Assert.Equal(
            book.Asks.Select(l => (l.Price, l.Size)),
            rebuilt.Where(l => l.Value > 0).Select(l => (l.Key, l.Value)));
    }

    private static OrderRequest Buy(string symbol, string funds) =>
        Market.Request(symbol: symbol, side: "buy", type: "market", funds: funds);

    private static OrderRequest Limit(string side, string price, string size, string timeInForce) =>
        Market.Request(symbol: "BTC-USDT", side: side, type: "limit", price: price, size: size,
            timeInForce: timeInForce);
}
