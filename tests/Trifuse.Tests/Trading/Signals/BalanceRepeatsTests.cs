using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Tests.Core;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Signals;

public class BalanceRepeatsTests
{
    private readonly BalanceRepeats _repeats = new();

    [Fact]
    public void A_push_that_comes_again_is_known_whatever_came_between()
    {
        Assert.False(_repeats.IsRepeated(default));
        Assert.True(_repeats.IsRepeated(default));
        for (int i = 1; i < 256; i++)
        {
            Assert.False(_repeats.IsRepeated(Push(i, available: 10)));
        }
        Assert.True(_repeats.IsRepeated(Push(1, available: 10)));
        Assert.True(_repeats.IsRepeated(Push(255, available: 10)));
    }

    [Fact]
    public void Two_changes_of_the_same_millisecond_are_two()
    {
        Assert.False(_repeats.IsRepeated(Push(1, available: 10)));
        Assert.False(_repeats.IsRepeated(Push(1, available: 9)));
        BalanceEvent held = Push(1, available: 9);
        held.Hold = ExactDecimal.One;
        Assert.False(_repeats.IsRepeated(held));
        held.Currency = new CurrencyId(1);
        Assert.False(_repeats.IsRepeated(held));
    }

    [Fact]
    public void Looking_allocates_nothing()
    {
        BalanceEvent push = Push(1, available: 10);
        AllocationMeter.AssertNone(() =>
        {
            push.ExchangeMs++;
            _repeats.IsRepeated(push);
        });
    }

    private static BalanceEvent Push(long exchangeMs, int available) => new()
    {
        IsTradeAccount = true,
        ExchangeMs = exchangeMs,
        Available = ExactDecimal.FromInt64(available),
    };
}
