using Trifuse.Engine.Connections;

namespace Trifuse.Tests.Engine.Connections;

public sealed class SnapshotPaceTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(true, 666)]
    [InlineData(false, 250)]
    public void A_whole_market_takes_half_of_the_quota_and_then_waits_for_the_next_window(
        bool isSigned, int expected)
    {
        var pace = new SnapshotPace(isSigned);
        Assert.Equal(expected, AskAll(pace, 0));
        Assert.Equal(30 * Second, pace.NextNs(Second));
        Assert.Equal(expected, AskAll(pace, 30 * Second));
    }

    [Fact]
    public void The_quota_is_that_of_the_account_as_the_replies_tell_it()
    {
        var pace = new SnapshotPace(isSigned: true);
        pace.Spend(0);
        pace.Note(200, 40_000, 39_997, 29_000, 0);
        Assert.Equal(6_665, AskAll(pace, Second));
        Assert.Equal(29 * Second, pace.NextNs(2 * Second));
    }

    [Fact]
    public void What_others_of_the_account_spend_comes_off_the_snapshots_half()
    {
        var pace = new SnapshotPace(isSigned: true);
        pace.Spend(0);
        pace.Note(200, 4_000, 2_006, 20_000, 0);
        Assert.Equal(2, AskAll(pace, Second));
        Assert.Equal(20 * Second, pace.NextNs(Second));
    }

    [Fact]
    public void After_a_refusal_nothing_is_asked_for_until_the_window_ends()
    {
        var pace = new SnapshotPace(isSigned: true);
        pace.Spend(0);
        pace.Note(429, -1, -1, -1, Second);
        Assert.Equal(30 * Second, pace.NextNs(Second));
        Assert.Equal(30 * Second, pace.NextNs(30 * Second));
    }

    [Fact]
    public void A_quota_too_small_for_a_reserve_lets_one_through_each_window()
    {
        var pace = new SnapshotPace(isSigned: true);
        pace.Note(200, 4, 4, 10_000, 0);
        Assert.Equal(1, AskAll(pace, 0));
        Assert.Equal(10 * Second, pace.NextNs(Second));
        Assert.Equal(1, AskAll(pace, 10 * Second));
    }

    // How many may be asked for at this time.
    private static int AskAll(SnapshotPace pace, long nowNs)
    {
        int count = 0;
        while (pace.NextNs(nowNs) == nowNs)
        {
            pace.Spend(nowNs);
            count++;
        }
        return count;
    }
}
