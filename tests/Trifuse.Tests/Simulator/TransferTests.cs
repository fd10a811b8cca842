using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Tests.Simulator;

/// <summary>Ledger lines, and money that moves between purses and accounts.</summary>
public sealed class TransferTests
{
    [Fact]
    public void A_sell_is_noted_net_of_its_fee_and_a_buy_with_it()
    {
        Market market = new Market().Side("BTC-USDT", false, "20000", "1");
        market.Place(Market.Limit("sell", "20000", "0.1"));
        LedgerEntry[] lines = [.. market.Account.Journal.NewestFirst];
        Assert.Equal(["USDT 1998 2 in 11998", "BTC 0.1 0 out 0.9"], lines.Select(Show));
        Assert.All(lines, l => Assert.Equal(("TRADE_EXCHANGE", "BTC-USDT"), (l.BizType, l.Symbol)));

        market.Side("BTC-USDT", false, "18000", "1").Side("BTC-USDT", true, "20000", "1");
        market.Place(Market.Limit("buy", "20000", "0.1"));
        Assert.Equal(["BTC 0.1 0 in 1", "USDT 2002 2 out 9996"],
            market.Account.Journal.NewestFirst.Take(2).Select(Show));
    }

    [Fact]
    public void Money_moves_between_the_purses_of_an_account()
    {
        var market = new Market();
        Assert.Null(Move(market, market.Account, "INTERNAL", "100", "trade", "MAIN", out string id));
        Assert.Equal(24, id.Length);
        Assert.Equal("9900", market.Available("USDT"));
        Assert.Equal("100", Transfers.Transferable(market.Account, AccountType.Main, "USDT").ToString());
        Assert.Equal(["USDT 100 0 in 100", "USDT 100 0 out 9900"],
            market.Account.Journal.NewestFirst.Select(Show));
        Assert.Equal(["trade.transfer -100", "main.transfer 100"],
            market.Balances.Select(b => b.Cause + " " + b.AvailableChange));
    }

    [Fact]
    public void Money_moves_between_master_and_sub()
    {
        var market = new Market();
        Assert.Null(Move(market, market.Account, "PARENT_TO_SUB", "100", "TRADE", "TRADE", out _,
            toUser: market.Carol.UserId));
        Assert.Equal("10100", market.Carol.Ledger.Of("USDT").Available.ToString());
        Assert.Null(Move(market, market.Account, "SUB_TO_PARENT", "50", "TRADE", "MAIN", out _,
            fromUser: market.Carol.UserId));
        Assert.Equal("10050", market.Carol.Ledger.Of("USDT").Available.ToString());
        Assert.Null(Move(market, market.Carol, "SUB_TO_PARENT", "50", "TRADE", "TRADE", out _));
        Assert.Equal("9950", market.Available("USDT"));
        Assert.All(market.Carol.Journal.NewestFirst, l => Assert.Equal("SUB_TRANSFER", l.BizType));
    }

    [Theory]
    [InlineData("INTERNAL", "10000.01", "TRADE", "MAIN", "230003")]
    [InlineData("INTERNAL", "1", "TRADE", "TRADE", "400100")]
    [InlineData("INTERNAL", "1", "TRADE", "POCKET", "400100")]
    [InlineData("INTERNAL", "-1", "TRADE", "MAIN", "400100")]
    [InlineData("SIDEWAYS", "1", "TRADE", "MAIN", "400100")]
    [InlineData("PARENT_TO_SUB", "1", "TRADE", "MAIN", "400100")]
    public void A_transfer_that_cannot_be_is_refused(
        string kind, string amount, string from, string to, string code)
    {
        var market = new Market();
        Assert.Equal(code, Move(market, market.Account, kind, amount, from, to, out string id)?.Code);
        Assert.Empty(id);
        Assert.Equal("10000", market.Available("USDT"));
    }

    [Fact]
    public void What_is_held_cannot_be_moved_and_a_repeated_request_moves_once()
    {
        var market = new Market();
        market.Place(Market.Limit("buy", "20000", "0.4"));
        Account alice = market.Account;
        Assert.Equal("230003", Move(market, alice, "INTERNAL", "2000", "TRADE", "MAIN", out _)?.Code);
        Assert.Null(Move(market, alice, "INTERNAL", "5", "TRADE", "MAIN", out string id, oid: "t"));
        Assert.Null(Move(market, alice, "INTERNAL", "5", "TRADE", "MAIN", out string again, oid: "t"));
        Assert.Equal(id, again);
        Assert.Equal("1987", market.Available("USDT"));
    }

    [Fact]
    public void A_legacy_accounts_trading_purse_is_called_trade_hf()
    {
        var accounts = new AccountRegistry();
        Account legacy = accounts.Add(Market.Person("old", 0) with { UsesTradeHf = true }, seed: 1);
        Assert.Equal("trade_hf", legacy.NameOf(AccountType.Trade));
        Assert.True(AccountTypes.TryParse("TRADE_HF", out AccountType type));
        Assert.Equal(AccountType.Trade, type);
        Assert.Same(legacy, accounts.FindByUserId(legacy.UserId));
        Assert.Same(legacy, accounts.FindByUid(legacy.Uid));
    }

    private static string Show(LedgerEntry line) =>
        string.Join(' ', line.Currency, line.Amount, line.Fee, line.Direction, line.Balance);

    private static Rejection? Move(
        Market market, Account by, string kind, string amount, string from, string to, out string id,
        string? fromUser = null, string? toUser = null, string? oid = null) =>
        market.Exchange.Transfers.Move(by, new TransferRequest
        {
            ClientOid = oid,
            Kind = kind,
            Currency = "USDT",
            Amount = amount,
            FromType = from,
            FromUserId = fromUser,
            ToType = to,
            ToUserId = toUser,
        }, out id);
}
