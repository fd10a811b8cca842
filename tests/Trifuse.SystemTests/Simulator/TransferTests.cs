using System.Text.Json;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

/// <summary>Transfers and ledgers (KuCoin protocol 4.5).</summary>
public sealed class TransferTests
{
    private const string Universal = "/api/v3/accounts/universal-transfer";
    private const string Inner = "/api/v2/accounts/inner-transfer";

    [Fact]
    public async Task Money_moves_between_purses_once_for_each_client_id()
    {
        await using Fixture fixture = await AccountTests.WithSub("General,Spot,InnerTransfer");
        const string Body = """{"clientOid":"t1","currency":"USDT","amount":"10.5","from":"main","to":"trade"}""";
        JsonElement moved = await fixture.Client.CallAsync(HttpMethod.Post, Inner, Body);
        Shape.Same("rest_acc_inner_transfer_resp", moved);
        JsonElement again = await fixture.Client.CallAsync(HttpMethod.Post, Inner, Body);
        Assert.Equal(moved.GetProperty("data").GetRawText(), again.GetProperty("data").GetRawText());
        Assert.Equal(("39.5", "10010.5"), (await BalanceAsync(fixture, "main"), await BalanceAsync(fixture, "trade")));
    }

    [Fact]
    public async Task A_master_moves_money_to_its_sub_and_back()
    {
        await using Fixture fixture = await AccountTests.WithSub("General,Spot,Transfer");
        JsonElement users = (await fixture.Client.GetAsync("/api/v2/sub/user")).GetProperty("data");
        string sub = users.GetProperty("items")[0].GetProperty("userId").GetString()!;
        JsonElement there = await fixture.Client.CallAsync(HttpMethod.Post, Universal,
            """
            {"clientOid":"t1","type":"PARENT_TO_SUB","currency":"USDT","amount":"100",
            "fromAccountType":"TRADE","toUserId":"SUB","toAccountType":"TRADE"}
            """.Replace("SUB\",\"to", sub + "\",\"to"));
        Shape.Same("rest_acc_universal_transfer_resp", there);
        Assert.Equal("9900", await BalanceAsync(fixture, "trade"));
        var key = new ApiKeyOptions { Key = "sub-key" };
        Assert.Equal("1100", await BalanceAsync(fixture, "trade", key));
        JsonElement back = await fixture.Client.CallAsync(HttpMethod.Post, "/api/v2/accounts/sub-transfer",
            """
            {"clientOid":"t2","currency":"USDT","amount":"50","direction":"IN","accountType":"TRADE",
            "subAccountType":"TRADE","subUserId":"SUB"}
            """.Replace("SUB", sub));
        Assert.Equal("200000", back.GetProperty("code").GetString());
        Assert.Equal(("9950", "1050"), (await BalanceAsync(fixture, "trade"),
            await BalanceAsync(fixture, "trade", key)));
    }

    [Theory]
    [InlineData("""{"currency":"USDT","amount":"1","from":"main","to":"trade"}""", "400100")]
    [InlineData("""{"clientOid":"a","currency":"USDT","amount":"1000","from":"main","to":"trade"}""", "230003")]
    [InlineData("""{"clientOid":"a","currency":"USDT","amount":"-1","from":"main","to":"trade"}""", "400100")]
    [InlineData("""{"clientOid":"a","currency":"NOPE","amount":"1","from":"main","to":"trade"}""", "400100")]
    [InlineData("""{"clientOid":"a","currency":"USDT","amount":"1","from":"pocket","to":"trade"}""", "400100")]
    public async Task A_transfer_that_cannot_be_is_refused_and_moves_nothing(string body, string code)
    {
        await using Fixture fixture = await AccountTests.WithSub("General,InnerTransfer");
        JsonElement reply = await fixture.Client.CallAsync(HttpMethod.Post, Inner, body);
        Assert.Equal(code, reply.GetProperty("code").GetString());
        Assert.Equal(("50", "10000"), (await BalanceAsync(fixture, "main"), await BalanceAsync(fixture, "trade")));
    }

    [Fact]
    public async Task Ledgers_have_a_line_for_every_trade_and_transfer()
    {
        await using Fixture fixture = await AccountTests.WithSub("General,Spot,InnerTransfer");
        ExchangeClient client = fixture.Client;
        await client.CallAsync(HttpMethod.Post, Inner,
            """{"clientOid":"t1","currency":"USDT","amount":"1","from":"main","to":"trade"}""");
        await client.OrderAsync(
            """{"clientOid":"s1","symbol":"BTC-USDT","side":"sell","type":"market","size":"0.01"}""");

        JsonElement page = await client.GetAsync("/api/v1/accounts/ledgers?currency=USDT");
        Shape.Same("rest_acc_ledger", page);
        Assert.Equal(3, page.GetProperty("data").GetProperty("totalNum").GetInt32());
        page = await client.GetAsync("/api/v1/accounts/ledgers?bizType=TRANSFER&direction=out");
        JsonElement line = page.GetProperty("data").GetProperty("items")[0];
        Assert.Equal(("MAIN", "1", "49", ""), (line.GetProperty("accountType").GetString(),
            line.GetProperty("amount").GetString(), line.GetProperty("balance").GetString(),
            line.GetProperty("context").GetString()));

        JsonElement list = await client.GetAsync("/api/v1/hf/accounts/ledgers?currency=USDT");
        Shape.Same("rest_acc_hf_ledger", list);
        line = list.GetProperty("data")[0];
        Assert.Equal("199.8 0.2 10200.8 TRADE_EXCHANGE in", string.Join(' ',
            new[] { "amount", "fee", "balance", "bizType", "direction" }
                .Select(n => line.GetProperty(n).GetString())));
        using JsonDocument context = JsonDocument.Parse(line.GetProperty("context").GetString()!);
        Assert.Equal("BTC-USDT", context.RootElement.GetProperty("symbol").GetString());
        Assert.Equal(JsonValueKind.String, context.RootElement.GetProperty("tradeId").ValueKind);
        string lastId = line.GetProperty("id").GetString()!;
        list = await client.GetAsync("/api/v1/hf/accounts/ledgers?currency=USDT&lastId=" + lastId);
        Assert.Equal("TRANSFER", list.GetProperty("data")[0].GetProperty("bizType").GetString());
    }

    private static async Task<string> BalanceAsync(Fixture fixture, string type, ApiKeyOptions? key = null)
    {
        JsonElement list = await fixture.Client.CallAsync(
            HttpMethod.Get, "/api/v1/accounts?currency=USDT&type=" + type, key: key);
        return list.GetProperty("data")[0].GetProperty("balance").GetString()!;
    }
}
