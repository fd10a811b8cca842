using System.Text.Json;
using Trifuse.Simulator;
using Trifuse.SystemTests.Cli;

namespace Trifuse.SystemTests.Simulator;

/// <summary>What the exchange has told survives its end, whatever that is.</summary>
public sealed class StateTests
{
    private const string Accounts = "/api/v1/accounts";
    private const string Active = "/api/v1/hf/orders/active?symbol=BTC-USDT";
    private const string Fills = "/api/v1/hf/fills?symbol=BTC-USDT&limit=100";
    private const string Done = "/api/v1/hf/orders/done?symbol=BTC-USDT&limit=100";

    [Fact]
    public async Task A_simulator_that_is_killed_comes_back_with_all_that_it_has_acknowledged()
    {
        using var home = new Sandbox();
        string market = Path.Combine(home.Path, "market.jsonl");
        await File.WriteAllTextAsync(market, Market);
        string[] before;
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        await using (TrifuseProcess first = Start(home, market))
        {
            using ExchangeClient client = await ConnectAsync(home, first);
            for (int i = 0; i < 20; i++)
            {
                await client.OrderAsync(Order("r" + i, "limit", "sell", "\"price\":\"" + (20100 + i) + "\","));
                await client.OrderAsync(Order("m" + i, "market", i % 2 == 0 ? "buy" : "sell", ""));
            }

            await client.CallAsync(HttpMethod.Delete, "/api/v1/hf/orders/client-order/r3?symbol=BTC-USDT");
            before = await BooksAsync(client);
            Task<List<string>> flood = FloodAsync(client, () => first.Signal("KILL"));
            acknowledged.UnionWith(await flood);
            await first.ExitAsync();
        }

        await using TrifuseProcess second = Start(home, market);
        using ExchangeClient again = await ConnectAsync(home, second);
        string[] after = await BooksAsync(again);
        HashSet<string> open = OidsOf(after[1]);
        Assert.Superset(acknowledged, open);
        Assert.Superset(OidsOf(before[1]), open);
        Assert.Equal(before[2], after[2]);
        Assert.Equal(before[3], after[3]);
        Assert.Equal(HoldOf(open.Count), BalanceOf(after[0], "BTC", "holds"));
        Assert.Equal(BalanceOf(before[0], "USDT", "balance"), BalanceOf(after[0], "USDT", "balance"));
        Assert.Equal(BalanceOf(before[0], "BTC", "balance"), BalanceOf(after[0], "BTC", "balance"));
        JsonElement cancelled = await again.CallAsync(
            HttpMethod.Delete, "/api/v1/hf/orders/client-order/r5?symbol=BTC-USDT");
        Assert.Equal("200000", cancelled.GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_end_in_good_order_keeps_everything_too()
    {
        string file = Path.Combine(Path.GetTempPath(), "trifuse-" + Path.GetRandomFileName() + ".state");
        try
        {
            string[] before;
            await using (Fixture first = await Fixture.StillAsync(o => o with { StateFile = file }))
            {
                await first.Client.OrderAsync(Order("a", "limit", "sell", "\"price\":\"20400\","));
                await first.Client.OrderAsync(Order("b", "market", "buy", ""));
                before = await BooksAsync(first.Client);
            }

            await using Fixture second = await Fixture.StillAsync(o => o with { StateFile = file });
            Assert.Equal(before, await BooksAsync(second.Client));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Two_simulators_do_not_share_a_state()
    {
        string file = Path.Combine(Path.GetTempPath(), "trifuse-" + Path.GetRandomFileName() + ".state");
        try
        {
            await using Fixture first = await Fixture.StillAsync(o => o with { StateFile = file });
            SimulatorStartException e = await Assert.ThrowsAsync<SimulatorStartException>(
                () => Fixture.StillAsync(o => o with { StateFile = file }));
            Assert.Contains(file, e.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Market => string.Join('\n',
        """{"kcap":1,"exchange":"test","clock":"recv","converted":"made for a test"}""",
        """{"r":1,"m":{"topic":"/spotMarket/level2Depth5:BTC-USDT","data":"""
            + """{"asks":[["20010","50"]],"bids":[["20000","50"]]}}}""") + "\n";

    private static TrifuseProcess Start(Sandbox home, string market) => TrifuseProcess.Start(home,
        "sim", "--state", "sim.state", "--ca-file", "ca.pem", "--data", market, "--once", "--latency", "zero",
        "--no-rate-limit", "--ready-json");

    private static async Task<ExchangeClient> ConnectAsync(Sandbox home, TrifuseProcess process)
    {
        string line = await process.OutputLineAsync("\"url\"");
        using JsonDocument ready = JsonDocument.Parse(line);
        return new ExchangeClient(
            new Uri(ready.RootElement.GetProperty("url").GetString()!),
            await File.ReadAllTextAsync(Path.Combine(home.Path, "ca.pem")));
    }

    /// <summary>Orders until the exchange is gone; the ids of those that were acknowledged.</summary>
    private static async Task<List<string>> FloodAsync(ExchangeClient client, Action kill)
    {
        var taken = new List<string>();
        try
        {
            for (int i = 0; ; i++)
            {
                await client.OrderAsync(Order("f" + i, "limit", "sell", "\"price\":\"20300\","));
                taken.Add("f" + i);
                if (i == 30)
                {
                    _ = Task.Run(kill);
                }
            }
        }
        catch (HttpRequestException)
        {
            return taken;
        }
    }

    private static string Order(string oid, string type, string side, string price) =>
        "{\"clientOid\":\"" + oid + "\",\"symbol\":\"BTC-USDT\",\"type\":\"" + type + "\",\"side\":\"" + side
        + "\"," + price + "\"size\":\"0.001\"}";

    private static async Task<string[]> BooksAsync(ExchangeClient client) =>
    [
        (await client.GetAsync(Accounts)).GetRawText(), (await client.GetAsync(Active)).GetRawText(),
        (await client.GetAsync(Fills)).GetRawText(), (await client.GetAsync(Done)).GetRawText(),
    ];

    private static HashSet<string> OidsOf(string active)
    {
        using JsonDocument document = JsonDocument.Parse(active);
        return
        [
            .. document.RootElement.GetProperty("data").EnumerateArray()
                .Select(o => o.GetProperty("clientOid").GetString()!),
        ];
    }

    private static decimal HoldOf(int orders) => orders * 0.001m;

    private static decimal BalanceOf(string accounts, string currency, string member)
    {
        using JsonDocument document = JsonDocument.Parse(accounts);
        JsonElement purse = document.RootElement.GetProperty("data").EnumerateArray()
            .First(a => a.GetProperty("currency").GetString() == currency);
        return decimal.Parse(
            purse.GetProperty(member).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }
}
