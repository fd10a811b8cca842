using System.Text.Json;

namespace Trifuse.SystemTests.Simulator;

/// <summary>Done orders and fills in batches (KuCoin protocol 4.3).</summary>
public sealed class OrderPagingTests
{
    private const string Fills = "/api/v1/hf/fills?symbol=ETH-USDT";
    private const string Done = "/api/v1/hf/orders/done?symbol=ETH-USDT";

    [Theory]
    [InlineData(Fills, "orderId")]
    [InlineData(Done, "id")]
    public async Task Batches_go_on_below_the_last_id_and_miss_nothing(string target, string member)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        List<string> placed = await TradeAsync(fixture, 7);
        placed.Reverse();
        var seen = new List<string>();
        long lastId = 0;
        while (true)
        {
            JsonElement data = (await fixture.Client.GetAsync(target + "&limit=3"
                + (lastId > 0 ? "&lastId=" + lastId : ""))).GetProperty("data");
            JsonElement items = data.GetProperty("items");
            Assert.True(items.GetArrayLength() <= 3);
            if (items.GetArrayLength() == 0)
            {
                Assert.Equal(0, data.GetProperty("lastId").GetInt64());
                break;
            }

            seen.AddRange(items.EnumerateArray().Select(i => i.GetProperty(member).GetString()!));
            lastId = data.GetProperty("lastId").GetInt64();
            Assert.InRange(lastId, 1, (1L << 53) - 1);
        }

        Assert.Equal(placed, seen);
    }

    [Theory]
    [InlineData(Fills)]
    [InlineData(Done)]
    public async Task Filters_let_pass_what_they_name(string target)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        await TradeAsync(fixture, 3);
        Assert.Equal(3, await CountAsync(fixture, target));
        Assert.Equal(3, await CountAsync(fixture, target + "&side=buy&type=market"));
        Assert.Equal(0, await CountAsync(fixture, target + "&side=sell"));
        Assert.Equal(0, await CountAsync(fixture, target + "&type=limit"));
        Assert.Equal(0, await CountAsync(fixture, target.Replace("ETH", "BTC")));
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.Equal(3, await CountAsync(fixture, target + "&startAt=" + (now - 60_000)));
        Assert.Equal(0, await CountAsync(fixture, target + "&endAt=" + (now - 60_000)));
        Assert.Equal(0, await CountAsync(fixture, target + "&startAt=" + (now + 60_000)));
    }

    [Fact]
    public async Task Ids_are_numbers_that_scripts_can_hold()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        await TradeAsync(fixture, 2);
        JsonElement items = (await fixture.Client.GetAsync(Fills)).GetProperty("data").GetProperty("items");
        foreach (JsonElement fill in items.EnumerateArray())
        {
            Assert.InRange(fill.GetProperty("id").GetInt64(), 1, (1L << 53) - 1);
            Assert.InRange(fill.GetProperty("tradeId").GetInt64(), 1, (1L << 53) - 1);
        }

        Assert.NotEqual(items[0].GetProperty("tradeId").GetInt64(), items[1].GetProperty("tradeId").GetInt64());
    }

    [Fact]
    public async Task Active_orders_come_in_pages()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        for (int i = 0; i < 5; i++)
        {
            await fixture.Client.OrderAsync(
                """{"clientOid":"c","symbol":"ETH-USDT","side":"buy","type":"limit","price":"1000","size":"0.1"}"""
                    .Replace("\"c\"", "\"c" + i + "\""));
        }

        JsonElement page = (await fixture.Client.GetAsync(
            "/api/v1/hf/orders/active/page?symbol=ETH-USDT&pageNum=2&pageSize=2")).GetProperty("data");
        Assert.Equal("2 2 5 3", string.Join(' ', new[] { "currentPage", "pageSize", "totalNum", "totalPage" }
            .Select(n => page.GetProperty(n).GetInt32())));
        Assert.Equal(2, page.GetProperty("items").GetArrayLength());
    }

    private static async Task<int> CountAsync(Fixture fixture, string target) =>
        (await fixture.Client.GetAsync(target)).GetProperty("data").GetProperty("items").GetArrayLength();

    private static async Task<List<string>> TradeAsync(Fixture fixture, int times)
    {
        var ids = new List<string>();
        for (int i = 0; i < times; i++)
        {
            JsonElement placed = await fixture.Client.OrderAsync(
                """{"symbol":"ETH-USDT","side":"buy","type":"market","size":"0.01"}""");
            ids.Add(placed.GetProperty("data").GetProperty("orderId").GetString()!);
        }

        return ids;
    }
}
