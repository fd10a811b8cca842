using Trifuse.Core.Numbers;
using Trifuse.Tests.Trading.Execution;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;

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

    [Fact]
    public void A_cascade_that_ends_with_its_first_order_in_doubt_is_settled_once() =>
        Cut([Fate.Unresolved]);

    [Fact]
    public void A_cascade_that_ends_with_its_second_order_in_doubt_is_settled_once() =>
        Cut([Fate.Filled, Fate.Unresolved]);

    [Fact]
    public void A_cascade_that_ends_with_its_last_order_in_doubt_is_settled_once() =>
        Cut([Fate.Filled, Fate.Filled, Fate.Unresolved]);

    [Fact]
    public void A_cascade_that_ends_with_an_order_of_its_way_back_in_doubt_is_settled_once() =>
        Cut([Fate.Filled, Fate.Refused, Fate.Unresolved]);

    [Theory]
    [InlineData("0")]
    [InlineData("15")]
    public void A_cascade_whose_unwind_orders_have_limit_prices_is_settled_wherever_it_is_cut(string slackBps)
    {
        var guard = new PriceGuard(ExactDecimal.Parse(slackBps));
        Cut([Fate.Filled, Fate.Refused, Fate.Half], new CascadeOptions { UnwindGuard = guard });
    }

    [Fact]
    public void What_was_missed_is_split_after_a_kill_as_it_would_have_been_before()
    {
        foreach (Fate[] fates in (Fate[][])[[], [Fate.Filled, Fate.Half], [Fate.Filled, Fate.Refused]])
        {
            var options = new CascadeOptions();
            MortalWorld live = MortalWorld.Live(fates, options);
            // All but the end is in the journal.
            MortalWorld settled = MortalWorld.Settle(live.Diary, live.Diary.Count - 1, options);
            Assert.NotEqual(ExactDecimal.Zero, live.Report.Attribution.Total);
            Assert.Equal(live.Report.Attribution, settled.Report.Attribution);
        }
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(4, true)]
    public void That_the_exchange_does_not_know_an_order_is_believed_for_three_days(int days, bool isInDoubt)
    {
        var options = new CascadeOptions();
        List<MortalWorld.Line> diary = MortalWorld.Live([], options).Diary;
        // The intent is there, the order never left.
        int sent = diary.FindIndex(static line => line.Sent is not null);
        long laterNs = days * 86_400L * 1_000_000_000;
        CascadeReport report = MortalWorld.Settle(diary, sent, options, laterNs).Report;
        Assert.Equal(isInDoubt, report.HeldIsUncertain);
        Assert.Equal(
            isInDoubt ? StepResolution.Unresolved : StepResolution.NeverAccepted, report.Steps[0].Resolution);
    }

    private static void Cut(Fate[] fates, CascadeOptions? settings = null)
    {
        CascadeOptions options = settings ?? new CascadeOptions();
        MortalWorld live = MortalWorld.Live(fates, options);
        bool isSure = !fates.Contains(Fate.Unresolved);
        if (isSure)
        {
            live.AssertTrue();
        }
        int cuts = 0;
        // The whole diary too: an end that is not sure leaves something to settle.
        for (int first = 0; first < live.Diary.Count + (isSure ? 0 : 1); first++)
        {
            MortalWorld settled = MortalWorld.Settle(live.Diary, first, options);
            settled.AssertTrue();
            int asItIs = MortalWorld.Settle(settled.Diary, settled.Diary.Count, options).Diary.Count;
            Assert.Equal(settled.Diary.Count, asItIs);
            for (int second = first + 1; second < settled.Diary.Count; second++)
            {
                MortalWorld.Settle(settled.Diary, second, options).AssertTrue();
                cuts++;
            }
        }
        Assert.True(cuts > 80, $"only {cuts} pairs of cuts");
    }
}
