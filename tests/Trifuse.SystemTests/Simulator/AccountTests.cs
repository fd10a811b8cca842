using System.Text.Json;
using Trifuse.Simulator;
using Trifuse.Simulator.Numbers;

namespace Trifuse.SystemTests.Simulator;

/// <summary>Accounts, fees, keys and sub-accounts (KuCoin protocol 4.5).</summary>
public sealed class AccountTests
{
    private static readonly ApiKeyOptions SubKey = new() { Key = "sub-key", Remark = "bot" };

    [Theory]
    [InlineData("/api/v1/accounts", "rest_acc_list")]
    [InlineData("/api/v1/accounts?type=trade&currency=USDT", "ccxt_accounts_trade")]
    [InlineData("/api/v1/accounts/transferable?currency=USDT&type=TRADE", "rest_acc_transferable")]
    [InlineData("/api/v1/base-fee?currencyType=0", "rest_fee_base")]
    [InlineData("/api/v1/trade-fees?symbols=BTC-USDT,ETH-USDT", "rest_fee_trade")]
    [InlineData("/api/v1/user/api-key", "rest_acc_apikey")]
    [InlineData("/api/v2/user-info", "rest_acc_userinfo")]
    [InlineData("/api/v1/hf/accounts/opened", "rest_acc_hf_opened")]
    [InlineData("/api/v2/sub/user", "rest_sub_list_v2")]
    [InlineData("/api/v2/sub-accounts", "rest_sub_balance_list_v2")]
    [InlineData("/api/ua/v1/account/mode", "ua_mode")]
    [InlineData("/api/ua/v1/unified/account/balance", "ua_balance")]
    [InlineData("/api/ua/v1/account/balance?accountType=SPOT", "ua_balance")]
    [InlineData("/api/ua/v1/user/fee-rate?tradeType=SPOT&symbol=BTC-USDT", "ua_feerate")]
    public async Task A_call_answers_in_the_shape_of_its_sample(string target, string sample)
    {
        await using Fixture fixture = await WithSub();
        Shape.Same(sample, await fixture.Client.GetAsync(target));
    }

    [Fact]
    public async Task An_account_is_found_by_the_id_that_the_list_tells()
    {
        await using Fixture fixture = await WithSub();
        JsonElement list = (await fixture.Client.GetAsync("/api/v1/accounts?currency=USDT"))
            .GetProperty("data");
        Assert.Equal(["main", "trade"], list.EnumerateArray().Select(a => a.GetProperty("type").GetString()));
        foreach (JsonElement row in list.EnumerateArray())
        {
            string id = row.GetProperty("id").GetString()!;
            bool isMain = row.GetProperty("type").GetString() is "main";
            Assert.Matches(isMain ? "^[0-9a-f]{24}$" : "^[0-9]+$", id);
            JsonElement one = await fixture.Client.GetAsync("/api/v1/accounts/" + id);
            Shape.Same("rest_acc_detail", one);
            Assert.Equal(row.GetProperty("balance").GetString(),
                one.GetProperty("data").GetProperty("balance").GetString());
        }

        JsonElement none = await fixture.Client.GetAsync("/api/v1/accounts/1");
        Assert.Equal("400100", none.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_legacy_account_trades_from_an_account_of_another_name()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Accounts = [o.DefaultAccount with { UsesTradeHf = true }],
        });
        Assert.True((await fixture.Client.GetAsync("/api/v1/hf/accounts/opened")).GetProperty("data")
            .GetBoolean());
        JsonElement list = (await fixture.Client.GetAsync("/api/v1/accounts?type=trade_hf"))
            .GetProperty("data");
        Assert.Equal(5, list.GetArrayLength());
        Assert.Equal("trade_hf", list[0].GetProperty("type").GetString());
        Assert.Equal(0, (await fixture.Client.GetAsync("/api/v1/accounts?type=trade")).GetProperty("data")
            .GetArrayLength());
    }

    [Fact]
    public async Task Each_key_is_told_about_itself()
    {
        await using Fixture fixture = await WithSub();
        JsonElement sub = (await fixture.Client.CallAsync(HttpMethod.Get, "/api/v1/user/api-key", key: SubKey))
            .GetProperty("data");
        Assert.Equal(("sub-key", "bot", false, "subaccount"), (sub.GetProperty("apiKey").GetString(),
            sub.GetProperty("remark").GetString(), sub.GetProperty("isMaster").GetBoolean(),
            sub.GetProperty("subName").GetString()));
        JsonElement master = (await fixture.Client.GetAsync("/api/v1/user/api-key")).GetProperty("data");
        Assert.True(master.GetProperty("isMaster").GetBoolean());
        Assert.NotEqual(sub.GetProperty("uid").GetInt64(), master.GetProperty("uid").GetInt64());
    }

    [Theory]
    [InlineData(0, "0.001", "0.001")]
    [InlineData(7, "0.00042", "0.00015")]
    [InlineData(12, "0.00025", "-0.00005")]
    public async Task Fees_follow_the_level(int tier, string taker, string maker)
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with { FeeTier = tier });
        JsonElement fees = (await fixture.Client.GetAsync("/api/v1/base-fee")).GetProperty("data");
        Assert.Equal((taker, maker), (fees.GetProperty("takerFeeRate").GetString(),
            fees.GetProperty("makerFeeRate").GetString()));
        JsonElement info = (await fixture.Client.GetAsync("/api/v2/user-info")).GetProperty("data");
        Assert.Equal(tier, info.GetProperty("level").GetInt32());
    }

    [Theory]
    [InlineData("/api/v1/trade-fees", "400100")]
    [InlineData("/api/v1/trade-fees?symbols=NO-PE", "900001")]
    [InlineData("/api/v1/trade-fees?symbols=A,B,C,D,E,F,G,H,I,J,K", "400100")]
    [InlineData("/api/v1/accounts/transferable?type=TRADE", "400100")]
    [InlineData("/api/v1/accounts/transferable?currency=USDT&type=POCKET", "400100")]
    [InlineData("/api/v1/sub-accounts/nobody", "400100")]
    public async Task A_question_that_makes_no_sense_is_told_so(string target, string code)
    {
        await using Fixture fixture = await WithSub();
        Assert.Equal(code, (await fixture.Client.GetAsync(target)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_sub_account_is_made_given_a_key_and_trades_on_its_own()
    {
        await using Fixture fixture = await WithSub();
        ExchangeClient client = fixture.Client;
        JsonElement made = await client.CallAsync(HttpMethod.Post, "/api/v2/sub/user/created",
            """{"subName":"another1","password":"unused1","access":"Spot"}""");
        Assert.Equal("another1", made.GetProperty("data").GetProperty("subName").GetString());
        JsonElement key = await client.CallAsync(HttpMethod.Post, "/api/v1/sub/api-key",
            """{"subName":"another1","passphrase":"11223344","remark":"TheRemark","permission":"General,Spot"}""");
        Shape.Same("rest_sub_apikey_add", key);
        JsonElement data = key.GetProperty("data");
        var options = new ApiKeyOptions
        {
            Key = data.GetProperty("apiKey").GetString()!,
            Secret = data.GetProperty("apiSecret").GetString()!,
            Passphrase = "11223344",
        };
        JsonElement refused = await client.CallAsync(HttpMethod.Post, "/api/v1/hf/orders",
            """{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"1000","size":"0.01"}""", options);
        Assert.Equal("200004", refused.GetProperty("code").GetString());
        JsonElement listed = (await client.GetAsync("/api/v1/sub/api-key?subName=another1"))
            .GetProperty("data");
        Assert.Equal(options.Key, listed[0].GetProperty("apiKey").GetString());
        await client.CallAsync(HttpMethod.Delete, "/api/v1/sub/api-key?subName=another1&apiKey=" + options.Key
            + "&passphrase=11223344");
        Assert.Equal("400003", (await client.CallAsync(HttpMethod.Get, "/api/v1/accounts", key: options))
            .GetProperty("code").GetString());
    }

    [Fact]
    public async Task Balances_of_a_sub_account_are_shown_to_its_master()
    {
        await using Fixture fixture = await WithSub();
        JsonElement users = (await fixture.Client.GetAsync("/api/v2/sub/user")).GetProperty("data");
        string id = users.GetProperty("items")[0].GetProperty("userId").GetString()!;
        JsonElement one = await fixture.Client.GetAsync("/api/v1/sub-accounts/" + id);
        Shape.Same("rest_sub_balance", one);
        JsonElement row = one.GetProperty("data").GetProperty("tradeAccounts")[0];
        Assert.Equal(("USDT", "1000", "20000", "0.05"), (row.GetProperty("currency").GetString(),
            row.GetProperty("balance").GetString(), row.GetProperty("baseCurrencyPrice").GetString(),
            row.GetProperty("baseAmount").GetString()));
    }

    /// <summary>A master with money in two purses and a sub with money in three.</summary>
    internal static Task<Fixture> WithSub(string permissions = "General,Spot") =>
        Fixture.StillAsync(o => o with
        {
            Accounts =
            [
                new AccountOptions
                {
                    Balances = Purses(("main", "50"), ("trade", "10000")),
                    Keys = [new ApiKeyOptions { Permissions = permissions }],
                },
                new AccountOptions
                {
                    Name = "subaccount",
                    Master = "master",
                    Balances = Purses(("main", "1"), ("trade", "1000"), ("margin", "1")),
                    Keys = [SubKey],
                },
            ],
        });

    private static Dictionary<string, IReadOnlyDictionary<string, Dec>> Purses(
        params (string Type, string Amount)[] purses) => purses.ToDictionary(
            p => p.Type,
            p => (IReadOnlyDictionary<string, Dec>)new Dictionary<string, Dec>(StringComparer.Ordinal)
            {
                ["USDT"] = Dec.Parse(p.Amount),
                ["BTC"] = Dec.Parse("1"),
            }.Where(b => b.Key is "USDT" || p.Type is "trade" && p.Amount is "10000")
                .ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal);
}
