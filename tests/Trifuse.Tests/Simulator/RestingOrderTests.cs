using Trifuse.Simulator.Matching;

namespace Trifuse.Tests.Simulator;

/// <summary>Users' orders in the book: among each other, and with the house.</summary>
public sealed class RestingOrderTests
{
    [Fact]
    public void Two_users_meet_in_one_trade_that_both_sides_and_the_public_see()
    {
        var market = new Market(feeTier: 5);
        Order maker = market.Place(Market.Limit("sell", "20000", "0.1"), market.Bob);
        Order taker = market.Place(Market.Limit("buy", "20100", "0.04"));

        FillRecord took = Assert.Single(market.Exchange.FillsOf(market.Account));
        FillRecord made = Assert.Single(market.Exchange.FillsOf(market.Bob));
        MarketTrade trade = Assert.Single(market.Trades);
        Assert.Equal(took.TradeId, made.TradeId);
        Assert.Equal(took.TradeId, trade.TradeId);
        Assert.NotEqual(took.Id, made.Id);
        Assert.Equal((maker.Id, taker.Id), (took.CounterOrderId, made.CounterOrderId));
        Assert.Equal((maker.Id, taker.Id, true), (trade.MakerOrderId, trade.TakerOrderId, trade.TakerIsBuy));
        Assert.Equal("20000", took.Price.ToString());

        // 800 USDT change hands; VIP 5 pays 0.055 % as taker and 0.035 % as maker.
        Assert.Equal(("0.44", "0.28"), (took.Fee.ToString(), made.Fee.ToString()));
        Assert.Equal("9199.56", market.Available("USDT"));
        Assert.Equal("10799.72", market.Bob.Ledger.Of("USDT").Available.ToString());
        Assert.Equal("0.06", market.Bob.Ledger.Of("BTC").Hold.ToString());
        Assert.Equal(["received/new", "match/match", "filled/done"], market.EventsOf(taker));
        Assert.Equal(["received/new", "open/open", "match/open"], market.EventsOf(maker));
        Assert.True(trade.TradeId < 1L << 53);
    }

    [Fact]
    public void The_public_book_shows_the_house_and_the_users_together()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "1", "20100", "2");
        market.Place(Market.Limit("sell", "20000", "0.2"));
        market.Place(Market.Limit("sell", "20050", "0.3"), market.Bob);
        Assert.Equal(["200000 120000000", "200500 30000000", "201000 200000000"], Asks(market));

        market.Side("BTC-USDT", true, "20100", "3");
        Assert.Equal(["200000 20000000", "200500 30000000", "201000 300000000"], Asks(market));
    }

    [Fact]
    public void Who_came_first_at_a_price_is_met_first_also_the_house()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "0.1");
        Order behind = market.Place(Market.Limit("sell", "20000", "0.1"), market.Bob);
        market.Side("BTC-USDT", true, "20000", "0.3");

        market.Place(Market.Limit("buy", "20000", "0.1"));
        Assert.Equal("0", behind.FilledSize.ToString());
        market.Place(Market.Limit("buy", "20000", "0.1"));
        Assert.Equal("0.1", behind.FilledSize.ToString());

        // The growth of the house's size stood behind.
        Assert.Equal(["200000 20000000"], Asks(market));
    }

    [Fact]
    public void When_the_house_takes_back_it_takes_from_the_back()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "0.2");
        Order middle = market.Place(Market.Limit("sell", "20000", "0.1"), market.Bob);
        market.Side("BTC-USDT", true, "20000", "0.5").Side("BTC-USDT", true, "20000", "0.15");
        market.Place(Market.Limit("buy", "20000", "0.15"));
        Assert.Equal("0", middle.FilledSize.ToString());
        market.Place(Market.Limit("buy", "20000", "0.1"));
        Assert.False(middle.Active);
        Assert.Empty(Asks(market));
    }

    [Fact]
    public void House_quotes_that_cross_a_resting_order_trade_at_the_orders_price()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "1");
        Order order = market.Place(Market.Limit("buy", "19900", "0.1"));
        market.Side("BTC-USDT", true, "19800", "0.04", "19850", "0.02", "19950", "7");

        Assert.Equal("0.06", order.FilledSize.ToString());
        Assert.Equal("1194", order.DealFunds.ToString());
        Assert.Equal(["199500 700000000"], Asks(market));
        Assert.All(market.Trades, t => Assert.False(t.TakerIsBuy));
        Assert.Equal(order.Id, market.Trades[0].MakerOrderId);
    }

    [Fact]
    public void A_level_of_the_house_that_crosses_its_own_older_quotes_replaces_them()
    {
        Market market = new Market().Side("BTC-USDT", false, "20000", "1", "19900", "1");
        int symbol = market.Exchange.FindSymbol("BTC-USDT")!.Index;
        market.Exchange.SetLevel(symbol, isAsk: true, 199_500, 100_000_000);
        Assert.Equal(199_000, market.Exchange.FindSymbol("BTC-USDT")!.Book.BestBid.Price);
        market.Exchange.SetBest(symbol, isAsk: false, 199_600, 100_000_000);
        Assert.Empty(Asks(market));
    }

    [Fact]
    public void A_trade_of_the_world_beyond_a_users_price_meets_the_user_first()
    {
        Market market = new Market()
            .Side("BTC-USDT", false, "19800", "1").Side("BTC-USDT", true, "20000", "1");
        Order better = market.Place(Market.Limit("buy", "19900", "0.1"));
        Order same = market.Place(Market.Limit("buy", "19800", "0.1"), market.Bob);
        market.Exchange.Trade(market.Exchange.FindSymbol("BTC-USDT")!.Index, 198_000, 30_000_000);

        Assert.Equal("0.1", better.FilledSize.ToString());
        Assert.Equal("0", same.FilledSize.ToString());
        Assert.Equal([(199_000L, 10_000_000L), (198_000L, 20_000_000L)],
            market.Trades.Select(t => (t.Price, t.Size)));
    }

    [Fact]
    public void A_market_order_sweeps_users_and_house_level_by_level()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "0.01", "20200", "1");
        market.Place(Market.Limit("sell", "20100", "0.02"), market.Bob);
        Order order = market.Place(Market.Request(
            symbol: "BTC-USDT", side: "buy", type: "market", size: "0.04"));
        Assert.Equal(["20000 0.01", "20100 0.02", "20200 0.01"],
            market.Exchange.FillsOf(market.Account).Reverse().Select(f => f.Price + " " + f.Size));
        Assert.Equal("filled/done", market.EventsOf(order)[^1]);
        Assert.Equal(["202000 99000000"], Asks(market));
    }

    [Fact]
    public void While_a_symbol_is_halted_nothing_trades_and_the_book_stays_uncrossed()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "1");
        SymbolState symbol = market.Exchange.FindSymbol("BTC-USDT")!;
        Order order = market.Place(Market.Limit("buy", "19900", "0.1"));
        market.Exchange.SetStatus(symbol, TradingStatus.CancelOnly);
        market.Side("BTC-USDT", true, "19800", "1", "19950", "2");

        Assert.Equal("0", order.FilledSize.ToString());
        Assert.Equal(["199500 200000000"], Asks(market));
        Assert.Equal("200001", market.CodeOf(Market.Limit("buy", "19000", "0.1")));
        Assert.Null(market.Exchange.CheckCancel(order));

        market.Exchange.SetStatus(symbol, TradingStatus.Closed);
        Assert.Equal("400600", market.CodeOf(Market.Limit("buy", "19000", "0.1")));
        Assert.Equal("200002", market.Exchange.CheckCancel(order)?.Code);
        Assert.Empty(market.Exchange.CancelAll(market.Account));

        market.Exchange.SetStatus(symbol, TradingStatus.Open);
        market.Side("BTC-USDT", true, "19800", "1");
        Assert.Equal("0.1", order.FilledSize.ToString());
    }

    private static string[] Asks(Market market) =>
        [.. market.Exchange.FindSymbol("BTC-USDT")!.Book.Asks.Select(l => l.Price + " " + l.Size)];
}
