using Trifuse.Simulator;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Tests.Simulator;

/// <summary>Hidden, iceberg, post-only, FOK, and who pays which fee.</summary>
public sealed class OrderShapeTests
{
    [Fact]
    public void A_hidden_order_does_not_show_moves_the_sequence_and_pays_the_takers_fee()
    {
        var market = new Market(feeTier: 5);
        Order hidden = market.Place(Market.Limit("sell", "20000", "0.1") with { Hidden = true }, market.Bob);
        Assert.Empty(market.Exchange.FindSymbol("BTC-USDT")!.Book.Asks);
        Assert.Equal((0L, 0L), (market.Changes[^1].Change.Price, market.Changes[^1].Change.Size));

        Order open = market.Place(Market.Limit("sell", "20000", "0.1"), market.Carol);
        market.Place(Market.Limit("buy", "20000", "0.15"));
        Assert.False(open.Active);
        Assert.Equal("0.05", hidden.FilledSize.ToString());
        FillRecord fill = Assert.Single(market.Exchange.FillsOf(market.Bob));
        Assert.False(fill.IsTaker);
        Assert.True(fill.PaysTakerFee);
        Assert.Equal("0.00055", fill.FeeRate.ToString());
        Assert.Equal("0.00035", Assert.Single(market.Exchange.FillsOf(market.Carol)).FeeRate.ToString());
    }

    [Fact]
    public void An_iceberg_shows_a_part_and_queues_again_at_the_back()
    {
        var market = new Market();
        Order iceberg = market.Place(
            Market.Limit("sell", "20000", "0.1") with { Iceberg = true, VisibleSize = "0.03" }, market.Bob);
        Order other = market.Place(Market.Limit("sell", "20000", "0.05"), market.Carol);
        Assert.Equal(8_000_000, market.Exchange.FindSymbol("BTC-USDT")!.Book.BestAsk.Size);

        market.Place(Market.Limit("buy", "20000", "0.03"));
        Assert.Equal(8_000_000, market.Exchange.FindSymbol("BTC-USDT")!.Book.BestAsk.Size);
        market.Place(Market.Limit("buy", "20000", "0.05"));
        Assert.False(other.Active);
        market.Place(Market.Limit("buy", "20000", "0.07"));
        Assert.False(iceberg.Active);
        Assert.Equal(["0.03", "0.05", "0.03", "0.03", "0.01"],
            market.Trades.Select(t => iceberg.Rules.SizeOf(t.Size).ToString()));
    }

    [Theory]
    [InlineData("0.004", "visibleSize should be at least 1/20 of size")]
    [InlineData("0", "visibleSize invalid.")]
    [InlineData(null, "visibleSize invalid.")]
    [InlineData("0.000000001", "visibleSize invalid.")]
    public void An_iceberg_shows_at_least_a_twentieth(string? visible, string text)
    {
        var market = new Market();
        OrderRequest request = Market.Limit("sell", "20000", "0.1") with { Iceberg = true };
        Assert.Equal(new Rejection("400100", text), market.Refusal(request with { VisibleSize = visible }));
    }

    [Fact]
    public void A_post_only_order_is_cancelled_when_it_would_meet_a_hidden_one()
    {
        var market = new Market();
        market.Place(Market.Limit("sell", "20000", "0.1") with { Hidden = true }, market.Bob);
        Order order = market.Place(Market.Limit("buy", "20000", "0.1") with { PostOnly = true });
        Assert.Equal(["received/new", "canceled/done"], market.EventsOf(order));
        Order below = market.Place(Market.Limit("buy", "19999.9", "0.1") with { PostOnly = true });
        Assert.True(below.Resting);
    }

    [Theory]
    [InlineData("IOC")]
    [InlineData("FOK")]
    public void Post_only_is_void_with_orders_that_never_rest(string time)
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "1");
        Order order = market.Place(
            Market.Limit("buy", "20000", "0.1") with { PostOnly = true, TimeInForce = time });
        Assert.Equal("0.1", order.FilledSize.ToString());
        Assert.False(order.Ticket.PostOnly);
    }

    [Fact]
    public void A_fok_counts_what_is_hidden_and_stops_at_an_order_of_its_own()
    {
        var market = new Market();
        market.Place(Market.Limit("sell", "20000", "0.1") with { Hidden = true }, market.Bob);
        market.Place(
            Market.Limit("sell", "20000", "0.1") with { Iceberg = true, VisibleSize = "0.01" }, market.Bob);
        market.Place(Market.Limit("sell", "20010", "0.1"));
        Order own = market.Place(Market.Limit("buy", "20010", "0.25") with { TimeInForce = "FOK" });
        Assert.Equal("0", own.FilledSize.ToString());
        Assert.Equal("CN", own.Ticket.Stp);
        Order fits = market.Place(Market.Limit("buy", "20010", "0.2") with { TimeInForce = "FOK" });
        Assert.Equal("0.2", fits.FilledSize.ToString());
    }

    [Fact]
    public void A_limit_order_that_would_trade_beyond_the_band_is_cancelled_whole()
    {
        Market market = new Market().Side("BTC-USDT", true, "10000", "0.1", "11000.1", "1");
        Order wide = market.Place(Market.Limit("buy", "12000", "0.2"));
        Assert.Equal(("0", "canceled/done"), (wide.FilledSize.ToString(), market.EventsOf(wide)[^1]));
        Order small = market.Place(Market.Limit("buy", "12000", "0.1"));
        Assert.Equal("filled/done", market.EventsOf(small)[^1]);
    }

    [Fact]
    public void A_rebate_is_paid_to_the_maker()
    {
        var market = new Market(feeTier: 12);
        market.Place(Market.Limit("buy", "20000", "0.1"), market.Bob);
        Assert.Equal("2000.5", market.Bob.Ledger.Of("USDT").Hold.ToString());
        market.Place(Market.Limit("sell", "20000", "0.1"));
        FillRecord fill = Assert.Single(market.Exchange.FillsOf(market.Bob));
        Assert.Equal("-0.1", fill.Fee.ToString());
        Assert.Equal("8000.1", market.Bob.Ledger.Of("USDT").Available.ToString());
        Assert.Equal("0", market.Bob.Ledger.Of("USDT").Hold.ToString());
    }

    [Fact]
    public void Fees_in_kcs_leave_the_quote_alone()
    {
        Market market = new Market().Side("BTC-USDT", true, "20000", "1");
        market.Exchange.Trade(market.Exchange.FindSymbol("KCS-USDT")!.Index, 10_000, 100_000_000);
        market.Account.PaysFeesInKcs = true;
        Order order = market.Place(Market.Limit("buy", "20000", "0.1"));

        // 2 USDT of fee x 0.8 / (10 x 0.95) = 0.168421052...
        FillRecord fill = Assert.Single(market.Exchange.FillsOf(market.Account));
        Assert.Equal(("KCS", "0.16842106", "2"),
            (fill.FeeCurrency, fill.Fee.ToString(), fill.QuoteFee.ToString()));
        Assert.Equal(("KCS", "0.16842106"), (order.FeeCurrency, order.Fee.ToString()));
        Assert.Equal("8000", market.Available("USDT"));
        Assert.Equal("99.83157894", market.Available("KCS"));
        Assert.Equal("0.16842106", market.Account.Totals.FeesPaid["KCS"].ToString());
        LedgerEntry line = market.Account.Journal.NewestFirst.First();
        Assert.Equal(("DEDUCTION_FEE", "KCS", "out"), (line.BizType, line.Currency, line.Direction));
    }

    [Fact]
    public void Fees_in_kcs_may_show_as_what_they_are_worth_in_the_quote()
    {
        Market market = new Market(quirks: new Quirks { ShowsKcsFees = false })
            .Side("BTC-USDT", true, "20000", "1");
        market.Exchange.Trade(market.Exchange.FindSymbol("KCS-USDT")!.Index, 10_000, 100_000_000);
        market.Account.PaysFeesInKcs = true;
        Order order = market.Place(Market.Limit("buy", "20000", "0.1"));
        FillRecord fill = Assert.Single(market.Exchange.FillsOf(market.Account));
        Assert.Equal(("USDT", "2"), (fill.FeeCurrency, fill.Fee.ToString()));
        Assert.Equal(("USDT", "2"), (order.FeeCurrency, order.Fee.ToString()));
        Assert.Equal("8000", market.Available("USDT"));
        Assert.Equal("99.83157894", market.Available("KCS"));
    }

    [Fact]
    public void Without_enough_kcs_or_below_the_floor_the_fee_is_in_the_quote()
    {
        Market poor = new Market().Side("BTC-USDT", true, "20000", "1");
        poor.Exchange.Trade(poor.Exchange.FindSymbol("KCS-USDT")!.Index, 1, 100_000_000);
        poor.Account.PaysFeesInKcs = true;
        poor.Place(Market.Limit("buy", "20000", "0.1"));
        Assert.Equal("USDT", poor.Exchange.FillsOf(poor.Account).First().FeeCurrency);

        Market cheap = new Market(feeTier: 8);
        cheap.Exchange.Trade(cheap.Exchange.FindSymbol("KCS-USDT")!.Index, 10_000, 100_000_000);
        cheap.Account.PaysFeesInKcs = true;
        cheap.Bob.PaysFeesInKcs = true;
        cheap.Place(Market.Limit("sell", "20000", "0.1"), cheap.Bob);
        cheap.Place(Market.Limit("buy", "20000", "0.1"));
        Assert.Equal("USDT", cheap.Exchange.FillsOf(cheap.Bob).First().FeeCurrency);
        Assert.Equal("KCS", cheap.Exchange.FillsOf(cheap.Account).First().FeeCurrency);
    }
}
