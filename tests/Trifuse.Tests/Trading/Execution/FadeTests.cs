using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Execution;

/// <summary>
/// Between two legs: whether going on still pays on the live books, and what is done if not.
/// </summary>
public class FadeTests
{
    private static readonly string[] Round =
        ["0 buy FLUX-USDT 100", "1 sell FLUX-USDC 1291.98", "2 sell USDC-USDT 100.4542"];

    [Theory]
    [InlineData(CancelPolicy.Finish, 0)]
    [InlineData(CancelPolicy.Unwind, 2)]
    [InlineData(CancelPolicy.Hold, 2)]
    public void While_going_on_pays_the_legs_follow_at_once(CancelPolicy onFade, int asked)
    {
        UnwindWorld world = World(onFade);
        world.Start();
        CascadeReport report = world.Drive([]);
        Assert.Equal(Round, world.Orders);
        Assert.Equal((CascadeOutcome.Filled, AbortReason.None), (report.Outcome, report.Reason));
        Assert.Equal(asked, world.Asked);
    }

    [Theory]
    [InlineData(CancelPolicy.Unwind)]
    [InlineData(CancelPolicy.Hold)]
    public void Faded_after_leg_1_it_takes_the_best_way_back_or_stops(CancelPolicy onFade)
    {
        // What a failed leg would do makes no difference.
        UnwindWorld world = World(
            onFade, onFailure: onFade == CancelPolicy.Hold ? CancelPolicy.Unwind : CancelPolicy.Hold);
        world.Start();
        world.OnAsked = _ => world.Quote("FLUX-USDC", "0.0770", "0.0780");
        CascadeReport report = world.Drive([]);
        Assert.Equal((CascadeOutcome.Aborted, AbortReason.Faded), (report.Outcome, report.Reason));
        string text = Encoding.UTF8.GetString(report.Text.Utf8);
        Assert.StartsWith(
            "after leg 0 buy FLUX-USDT going round would give -91.", text, StringComparison.Ordinal);
        Assert.Contains(" bps on the live books, fade_bps is 0", text, StringComparison.Ordinal);
        if (onFade == CancelPolicy.Unwind)
        {
            Assert.Equal(["0 buy FLUX-USDT 100", "3 sell FLUX-USDT 1291.98"], world.Orders);
            Assert.Equal(0, report.HeldCount);
        }
        else
        {
            Assert.Equal(["0 buy FLUX-USDT 100"], world.Orders);
            Assert.Equal("1291.98", world.AmountOf(report.Held, report.HeldCount, "FLUX"));
            Assert.EndsWith("HELD: 1291.98 FLUX, sell it by hand", text, StringComparison.Ordinal);
        }
        UnwindTests.AssertTrue(world, report);
    }

    [Fact]
    public void Faded_after_leg_2_it_leaves_by_another_market()
    {
        UnwindWorld world = World(CancelPolicy.Unwind);
        world.Start();
        world.OnAsked = asked =>
        {
            if (asked == 2)
            {
                world.Quote("USDC-USDT", "0.980", "0.981");
            }
        };
        CascadeReport report = world.Drive([]);
        Assert.Equal(Round.Take(2), world.Orders.Take(2));
        Assert.StartsWith("3 buy BTC-USDC 100.3", world.Orders[2], StringComparison.Ordinal);
        Assert.StartsWith("4 sell BTC-USDT 0.0015", world.Orders[3], StringComparison.Ordinal);
        Assert.Equal((CascadeOutcome.Aborted, AbortReason.Faded), (report.Outcome, report.Reason));
        Assert.Equal(0, report.HeldCount);
        UnwindTests.AssertTrue(world, report);
    }

    [Fact]
    public void Going_on_is_still_the_way_out_where_every_other_one_loses_more()
    {
        UnwindWorld world = World(CancelPolicy.Unwind, fadeBps: "500");
        world.Start();
        CascadeReport report = world.Drive([]);
        Assert.Equal(
            ["0 buy FLUX-USDT 100", "3 sell FLUX-USDC 1291.98", "4 sell USDC-USDT 100.4542"], world.Orders);
        Assert.Equal((CascadeOutcome.Aborted, AbortReason.Faded), (report.Outcome, report.Reason));
        Assert.True(report.Profit.IsPositive);
    }

    [Fact]
    public void The_limit_itself_is_not_faded_and_a_ten_thousandth_of_a_point_less_is()
    {
        UnwindWorld world = World(CancelPolicy.Finish);
        world.Start();
        CascadeReport whole = world.Drive([]);
        ExactDecimal bps = Trifuse.Trading.Execution.Cascade.BpsDown(whole.Profit, whole.Cost, 4);
        foreach ((ExactDecimal limit, int orders) in new[]
        {
            (bps, 3), (bps + UnwindWorld.D("0.0001"), 1),
        })
        {
            world = World(CancelPolicy.Hold, limit.ToString());
            world.Start();
            world.Drive([]);
            Assert.Equal(orders, world.Orders.Count);
        }
    }

    [Fact]
    public void So_much_of_a_loss_is_gone_through_with_as_fade_bps_allows()
    {
        UnwindWorld world = World(CancelPolicy.Hold, fadeBps: "-95");
        world.Start();
        world.OnAsked = _ => world.Quote("FLUX-USDC", "0.0770", "0.0780");
        CascadeReport report = world.Drive([]);
        Assert.Equal((CascadeOutcome.Filled, 3), (report.Outcome, world.Orders.Count));
        Assert.True(report.Profit.IsNegative);
    }

    [Fact]
    public void What_the_visible_book_does_not_take_counts_for_nothing()
    {
        UnwindWorld world = World(CancelPolicy.Hold);
        world.Quote("FLUX-USDC", "0.07783", "0.07796", size: "1280");
        world.Start();
        Assert.Equal(AbortReason.Faded, world.Drive([]).Reason);
    }

    [Fact]
    public void Without_an_answer_in_time_it_goes_on()
    {
        UnwindWorld world = World(CancelPolicy.Hold);
        world.AnswersExits = false;
        world.Start();
        CascadeReport report = world.Drive([]);
        Assert.Equal((CascadeOutcome.Filled, 2), (report.Outcome, world.Asked));
        long waitedNs = report.Steps[1].WrittenNs - report.Steps[0].ClosedNs;
        Assert.InRange(waitedNs, new CascadeOptions().FadeTimeoutNs, 2 * new CascadeOptions().FadeTimeoutNs);
    }

    [Theory]
    [InlineData("FLUX-USDC")]
    [InlineData("USDC-USDT")]
    public void A_book_that_cannot_be_traded_on_says_nothing_and_it_goes_on(string symbol)
    {
        UnwindWorld world = World(CancelPolicy.Unwind);
        world.Start();
        world.OnAsked = asked => world.Quote(symbol, asked == 1 ? "2" : "0.999", "0.9991");
        world.Drive([]);
        Assert.Equal("1 sell FLUX-USDC 1291.98", world.Orders[1]);
    }

    [Fact]
    public void An_answer_that_comes_after_its_time_is_ignored()
    {
        UnwindWorld world = World(CancelPolicy.Hold);
        world.AnswersExits = false;
        ExitRequest first = default;
        world.OnAsked = asked =>
        {
            first = asked == 1 ? world.Run.NextAction.Exit : first;
            ExitPlan late = new() { Round = first.Round, HasFinish = true };
            if (asked == 2)
            {
                world.Run.OnExits(late, world.NowNs);
            }
        };
        world.Start();
        Assert.Equal(CascadeOutcome.Filled, world.Drive([]).Outcome);
    }

    [Theory]
    [InlineData(CancelPolicy.Finish, 3, 0)]
    [InlineData(CancelPolicy.Unwind, 3, 0)]
    [InlineData(CancelPolicy.Hold, 1, 1)]
    public void A_kill_while_it_looks_follows_its_own_policy(CancelPolicy onKill, int orders, int held)
    {
        UnwindWorld world = World(CancelPolicy.Hold, onKill: onKill);
        world.Start();
        CascadeReport report = world.Drive(
            [Fate.Filled],
            i =>
            {
                if (i == 0)
                {
                    Assert.Equal(CascadeState.Pricing, world.Run.State);
                    world.Run.RequestCancel(AbortReason.Killed, world.NowNs);
                }
            });
        Assert.Equal((orders, held), (report.StepCount, report.HeldCount));
        Assert.Equal(onKill == CancelPolicy.Finish ? AbortReason.None : AbortReason.Killed, report.Reason);
    }

    [Fact]
    public void A_balance_that_is_pushed_while_it_looks_is_not_waited_for_again()
    {
        foreach (bool isPushed in new[] { true, false })
        {
            var world = new UnwindWorld(new CascadeOptions
            {
                OnFade = CancelPolicy.Unwind,
                AwaitBalance = AwaitBalance.Sells,
            });
            world.OnAsked = asked =>
            {
                if (asked == 1 && isPushed)
                {
                    world.Run.OnBalance(world.Currency("FLUX"), UnwindWorld.D("1291.98"), world.NowNs);
                }
            };
            world.Start();
            CascadeReport report = world.Drive([]);
            Assert.Equal(isPushed, report.Steps[1].CreditWaitNs == 0);
        }
    }

    private static UnwindWorld World(
        CancelPolicy onFade,
        string fadeBps = "0",
        CancelPolicy onKill = CancelPolicy.Unwind,
        CancelPolicy onFailure = CancelPolicy.Unwind) => new(new CascadeOptions
        {
            OnFade = onFade,
            FadeBps = UnwindWorld.D(fadeBps),
            OnKill = onKill,
            OnFailure = onFailure,
        });
}
