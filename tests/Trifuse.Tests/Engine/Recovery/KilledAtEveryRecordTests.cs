using Trifuse.Tests.Trading.Execution;

namespace Trifuse.Tests.Engine.Recovery;

/// <summary>
/// The process is killed after every record that it writes and before and after every order that it sends,
/// and the one that settles is killed in the same way: the exchange has moved by what the last report says,
/// nothing is held, no client id is sent twice.
/// </summary>
public class KilledAtEveryRecordTests
{
    [Fact]
    public void A_cascade_that_goes_round_is_settled_wherever_it_is_cut() => Cut([]);

    [Fact]
    public void A_cascade_whose_second_leg_is_refused_is_settled_wherever_it_is_cut() =>
        Cut([Fate.Filled, Fate.Refused]);

    [Fact]
    public void A_cascade_whose_third_leg_and_first_exit_are_refused_is_settled_wherever_it_is_cut() =>
        Cut([Fate.Filled, Fate.Filled, Fate.Refused, Fate.Refused]);

    [Fact]
    public void A_cascade_whose_second_leg_ends_short_is_settled_wherever_it_is_cut() =>
        Cut([Fate.Filled, Fate.Half]);

    private static void Cut(Fate[] fates)
    {
        MortalWorld live = MortalWorld.Live(fates);
        live.AssertTrue();
        int cuts = 0;
        for (int first = 0; first < live.Diary.Count; first++)
        {
            MortalWorld settled = MortalWorld.Settle(live.Diary, first);
            settled.AssertTrue();
            for (int second = first + 1; second < settled.Diary.Count; second++)
            {
                MortalWorld.Settle(settled.Diary, second).AssertTrue();
                cuts++;
            }
        }
        Assert.True(cuts > 100, $"only {cuts} pairs of cuts");
    }
}
