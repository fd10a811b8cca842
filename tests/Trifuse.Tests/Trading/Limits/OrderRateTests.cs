using CsCheck;
using Trifuse.Trading.Limits;

namespace Trifuse.Tests.Trading.Limits;

public sealed class OrderRateTests
{
    private const long SecondNs = 1_000_000_000;

    [Fact]
    public void No_second_ever_sees_more_orders_than_allowed() =>
        Gen.Select(Gen.Int[3, 20], Gen.Int[0, 400_000_000].Array[1, 200]).Sample((max, gaps) =>
        {
            var rate = new OrderRate(max);
            var sent = new List<long>();
            long nowNs = 0;
            foreach (int gap in gaps)
            {
                nowNs += gap;
                int within = sent.Count(s => nowNs - s < SecondNs);
                Assert.Equal(within + OrderRate.PerCascade <= max, rate.HasRoom(nowNs));
                if (rate.HasRoom(nowNs))
                {
                    rate.Count(OrderRate.PerCascade, nowNs);
                    sent.AddRange([nowNs, nowNs, nowNs]);
                }
            }
        });

    [Fact]
    public void Orders_that_are_never_held_up_use_up_the_second_too() =>
        Gen.Select(Gen.Int[3, 20], Gen.Select(Gen.Int[0, 400_000_000], Gen.Bool).Array[1, 200])
            .Sample((max, orders) =>
            {
                var rate = new OrderRate(max);
                var sent = new List<long>();
                long nowNs = 0;
                foreach ((int gap, bool isCascade) in orders)
                {
                    nowNs += gap;
                    int within = sent.Count(s => nowNs - s < SecondNs);
                    Assert.Equal(within + OrderRate.PerCascade <= max, rate.HasRoom(nowNs));
                    int count = !isCascade ? 1 : rate.HasRoom(nowNs) ? OrderRate.PerCascade : 0;
                    rate.Count(count, nowNs);
                    sent.AddRange(Enumerable.Repeat(nowNs, count));
                }
            });

    [Fact]
    public void Without_a_limit_there_is_always_room()
    {
        var rate = new OrderRate(0);
        rate.Count(1_000, 5);
        Assert.True(rate.HasRoom(5));
    }
}
