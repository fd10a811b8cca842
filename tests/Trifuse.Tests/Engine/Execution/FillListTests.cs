using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Engine.Execution;
using Trifuse.Trading.Execution;

namespace Trifuse.Tests.Engine.Execution;

/// <summary>An order's fills over several pages (KuCoin protocol section 4.3).</summary>
public sealed class FillListTests
{
    [Fact]
    public void Pages_are_put_one_behind_the_other_until_one_is_not_full()
    {
        var list = new FillList();
        Assert.True(list.TryAdd(200, Page(first: 250, count: 100), "USDT"u8));
        Assert.Equal((151, true), (list.NextId, list.WantsMore));
        Assert.True(list.TryAdd(200, Page(first: 150, count: 50), "USDT"u8));
        Assert.Equal((0, false), (list.NextId, list.WantsMore));
        Assert.Equal(150, list.Fills.Length);
        for (int i = 0; i < 150; i++)
        {
            Assert.Equal(new TradeId((UInt128)(ulong)(250 - i)), list.Fills[i].TradeId);
            Assert.Equal((250L - i) * 1_000_000, list.ExchangeNs(i));
        }
        list.Clear();
        Assert.Equal((0, 0), (list.Fills.Length, list.NextId));
    }

    [Fact]
    public void A_page_that_is_of_no_use_ends_the_list()
    {
        var list = new FillList();
        Assert.True(list.TryAdd(200, Page(first: 250, count: 100), "USDT"u8));
        Assert.False(list.TryAdd(500, "{}"u8, "USDT"u8));
        Assert.False(list.WantsMore);
    }

    [Fact]
    public void There_is_room_for_all_matches_that_are_told_apart()
    {
        var list = new FillList();
        int pages = 0;
        do
        {
            Assert.True(list.TryAdd(200, Page(first: 1_000 - (100 * pages), count: 100), "USDT"u8));
            pages++;
        }
        while (list.WantsMore);
        Assert.Equal(FillList.MaxPages, pages);
        Assert.True(list.Fills.Length >= FillAccumulator.MaxMatches);
        Assert.Equal(new CascadeOptions().FillPages, pages);
    }

    private static byte[] Page(int first, int count)
    {
        IEnumerable<string> items = Enumerable.Range(0, count).Select(i =>
            $$"""
            {"id":{{first - i}},"orderId":"6717422bd51c29000775ea03","tradeId":{{first - i}},"side":"buy",
            "price":"2","size":"3","funds":"6","fee":"0.006","feeCurrency":"USDT","createdAt":{{first - i}}}
            """);
        string text = string.Join(',', items);
        return Encoding.UTF8.GetBytes(
            $$"""{"code":"200000","data":{"lastId":{{first - count + 1}},"items":[{{text}}] } }""");
    }
}
