using System.Text.Json;
using System.Text.Json.Serialization;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Tests.Simulator;

public sealed class StateTests
{
    private static readonly JsonSerializerOptions Sparse = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    [Fact]
    public void A_state_that_is_taken_back_is_the_same_state()
    {
        Market before = Busy();
        ExchangeState state = before.Exchange.Export();
        var after = new Market();
        Order waiting = Assert.Single(after.Exchange.Import(RoundTrip(state)));

        Assert.Equal(JsonSerializer.Serialize(state with { Symbols = [] }),
            JsonSerializer.Serialize(after.Exchange.Export() with { Symbols = [] }));
        Assert.Equal("waits", waiting.Ticket.ClientOid);
        Assert.Equal(before.Exchange.ActiveOrders, after.Exchange.ActiveOrders);
        BookChecks.Check(after.Exchange.FindSymbol("BTC-USDT")!.Book);
    }

    [Fact]
    public void Orders_keep_their_places_and_meet_as_they_would_have()
    {
        Market before = Busy();
        var after = new Market();
        _ = after.Exchange.Import(RoundTrip(before.Exchange.Export()));
        Assert.Equal(Sweep(before), Sweep(after));
    }

    [Fact]
    public void Numbers_and_sequences_go_on_behind_the_old_ones()
    {
        Market before = Busy();
        var after = new Market();
        _ = after.Exchange.Import(RoundTrip(before.Exchange.Export()));
        Order next = after.Place(Market.Limit("buy", "19000", "0.01"));
        Assert.Null(before.Exchange.FindOrder(before.Account, next.Id));
        Assert.True(after.Exchange.FindSymbol("BTC-USDT")!.Book.Sequence
            >= before.Exchange.FindSymbol("BTC-USDT")!.Book.Sequence);
        OrderRequest again = Market.Limit("buy", "19000", "0.01") with { ClientOid = "mine" };
        Assert.Equal("102426", after.CodeOf(again));
    }

    [Fact]
    public void A_state_of_other_accounts_or_symbols_is_refused()
    {
        ExchangeState state = Busy().Exchange.Export();
        AccountState stranger = state.Accounts[0] with { Name = "stranger" };
        Assert.Throws<InvalidDataException>(() =>
            new Market().Exchange.Import(state with { Accounts = [stranger] }));
        SymbolMark unknown = state.Symbols[0] with { Symbol = "NO-SUCH" };
        Assert.Throws<InvalidDataException>(() =>
            new Market().Exchange.Import(state with { Symbols = [unknown] }));
        Assert.Throws<InvalidDataException>(() => new Market().Exchange.Import(state with { Version = 99 }));
    }

    /// <summary>As text without what is at its default, which a state file may leave out.</summary>
    private static ExchangeState RoundTrip(ExchangeState state) =>
        JsonSerializer.Deserialize<ExchangeState>(JsonSerializer.Serialize(state, Sparse))!;

    /// <summary>Fills, done and open orders, an iceberg half eaten, a hidden order, one that waits.</summary>
    private static Market Busy()
    {
        Market market = new Market().Side("BTC-USDT", false, "19000", "0.5");
        market.Place(Market.Limit("sell", "20000", "0.1") with { ClientOid = "mine" });
        market.Place(Market.Limit("sell", "20000", "0.2") with { Iceberg = true, VisibleSize = "0.05" },
            market.Bob);
        market.Place(Market.Limit("sell", "20000", "0.03") with { Hidden = true }, market.Carol);
        market.Place(Market.Limit("sell", "20000", "0.04"), market.Carol);
        market.Place(Market.Limit("buy", "20000", "0.17"), market.Carol);
        market.Place(Market.Request(symbol: "BTC-USDT", side: "sell", type: "market", size: "0.01"));
        _ = market.Exchange.SetDeadMan(market.Bob, 60, []);
        _ = market.Exchange.Transfers.Move(market.Account, new()
        {
            ClientOid = "t1",
            Currency = "USDT",
            Amount = "5",
            FromType = "TRADE",
            ToType = "MAIN",
        }, out _);
        OrderRequest late = Market.Limit("buy", "18500", "0.01") with { ClientOid = "waits" };
        Assert.Null(market.Exchange.Check(market.Account, late, withBalance: true, out OrderTicket? ticket));
        _ = market.Exchange.Accept(market.Account, ticket!);
        return market;
    }

    /// <summary>Buys all up in small orders; who sold, how much, and the balances afterwards.</summary>
    private static string[] Sweep(Market market)
    {
        var told = new List<string>();
        market.Trades.Clear();
        for (int i = 0; i < 30; i++)
        {
            market.Place(Market.Limit("buy", "20000", "0.01"), market.Carol);
        }

        told.AddRange(market.Trades.Select(t => t.MakerOrderId + " " + t.Size));
        foreach (string currency in new[] { "USDT", "BTC" })
        {
            Dec total = market.Bob.Ledger.Of(currency).Total;
            told.Add(total + " " + market.Carol.Ledger.Of(currency).Total);
        }

        return [.. told];
    }
}
