using Trifuse.KuCoin.Rest;

namespace Trifuse.Tests.KuCoin;

public class RateBudgetTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Starts_full_and_counts_down_until_the_window_ends()
    {
        var budget = new RateBudget(100);
        Assert.Equal(100, budget.RemainingAt(0));
        budget.Spend(30, 0);
        budget.Spend(30, 5 * Second);
        Assert.Equal(40, budget.RemainingAt(29 * Second));
        Assert.True(budget.Allows(10, reserve: 30, 29 * Second));
        Assert.False(budget.Allows(11, reserve: 30, 29 * Second));
        Assert.Equal(100, budget.RemainingAt(30 * Second));
        budget.Spend(1, 31 * Second);
        Assert.Equal(99, budget.RemainingAt(60 * Second));
    }

    [Fact]
    public void Believes_the_servers_headers()
    {
        var budget = new RateBudget(100);
        budget.Note(2000, 1997, 29990, 0);
        Assert.Equal(1997, budget.RemainingAt(Second));
        Assert.Equal(2000, budget.RemainingAt(30 * Second));
    }

    [Fact]
    public void Never_gets_more_within_a_window_from_a_reply_overtaken()
    {
        var budget = new RateBudget(2000);
        budget.Note(2000, 1990, 20000, 0);
        budget.Note(2000, 1995, 20000, Second / 10);
        Assert.Equal(1990, budget.RemainingAt(Second));
        budget.Note(2000, 1999, 30000, 21 * Second);
        Assert.Equal(1999, budget.RemainingAt(22 * Second));
    }

    [Fact]
    public void Gets_more_within_a_window_when_the_pool_is_larger_than_was_known()
    {
        var budget = new RateBudget(100);
        budget.Spend(3, 0);
        budget.Note(2000, 1997, 29990, 0);
        Assert.Equal(1997, budget.RemainingAt(Second));
    }

    [Fact]
    public void Ignores_a_reply_without_headers()
    {
        var budget = new RateBudget(2000);
        budget.Note(2000, 10, 20000, 0);
        budget.Note(-1, -1, -1, 0);
        Assert.Equal(10, budget.RemainingAt(Second));
    }

    [Fact]
    public void Has_nothing_left_after_a_refusal()
    {
        var budget = new RateBudget(2000);
        budget.NoteRefusal(0);
        Assert.False(budget.Allows(1, reserve: 0, Second / 2));
        Assert.True(budget.Allows(1, reserve: 0, Second));
    }
}
