using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Execution;

/// <summary>What a cascade does about what it holds when it does not go round.</summary>
public class UnwindTests
{
    [Fact]
    public void A_refused_second_leg_is_sold_back_by_the_best_way()
    {
        var world = new UnwindWorld();
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Refused]);
        // 1291.98 FLUX: straight 99.64 USDT; the way round is closed; through BTC 97.4.
        Assert.Equal(
            ["0 buy FLUX-USDT 100", "1 sell FLUX-USDC 1291.98", "3 sell FLUX-USDT 1291.98"], world.Orders);
        Assert.Equal((CascadeOutcome.Failed, CascadeError.OrderRejected), (report.Outcome, report.Error));
        Assert.Equal((0, 0), (report.HeldCount, report.DustCount));
        Assert.Equal(report.Net[0].Amount, report.Profit);
        Assert.True(report.Profit.IsNegative);
        AssertTrue(world, report);
    }

    [Fact]
    public void Going_round_is_chosen_where_it_gives_more_than_going_back()
    {
        var world = new UnwindWorld();
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Nothing]);
        Assert.Equal("3 sell FLUX-USDC 1291.98", world.Orders[2]);
        Assert.StartsWith("4 sell USDC-USDT 100.4", world.Orders[3], StringComparison.Ordinal);
        Assert.Equal((CascadeOutcome.Aborted, AbortReason.Faded), (report.Outcome, report.Reason));
        Assert.True(report.Profit.IsPositive);
        AssertTrue(world, report);
    }

    [Fact]
    public void A_third_market_is_passed_through_where_it_gives_most()
    {
        var world = new UnwindWorld();
        world.Quote("FLUX-BTC", "0.00000123", "0.00000124");
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Refused]);
        Assert.Equal("3 sell FLUX-BTC 1291.98", world.Orders[2]);
        Assert.StartsWith("4 sell BTC-USDT 0.0015", world.Orders[3], StringComparison.Ordinal);
        Assert.Equal(0, report.HeldCount);
        AssertTrue(world, report);
    }

    [Fact]
    public void A_refused_third_leg_leaves_by_another_market_than_its_own()
    {
        var world = new UnwindWorld();
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Filled, Fate.Refused]);
        Assert.Equal("OrderRejected", report.Error.ToString());
        Assert.DoesNotContain(world.Orders.Skip(3), o => o.Contains("USDC-USDT", StringComparison.Ordinal));
        Assert.Equal(0, report.HeldCount);
        AssertTrue(world, report);
    }

    [Fact]
    public void A_way_that_loses_more_than_the_budget_is_not_taken_and_the_report_says_so()
    {
        var world = new UnwindWorld(new CascadeOptions { UnwindBudgetBps = ExactDecimal.FromInt64(20) });
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Refused]);
        Assert.Equal(2, world.Orders.Count);
        Assert.True(world.Asked > 5, "it looks again while there is time");
        Assert.Equal((CascadeOutcome.Failed, CascadeError.UnwindFailed), (report.Outcome, report.Error));
        Assert.Equal("1291.98", world.AmountOf(report.Held, report.HeldCount, "FLUX"));
        string text = Encoding.UTF8.GetString(report.Text.Utf8);
        Assert.Contains("was refused", text, StringComparison.Ordinal);
        Assert.Contains("loses more than unwind_budget_bps, it gives 99.6", text, StringComparison.Ordinal);
        Assert.EndsWith("HELD: 1291.98 FLUX, sell it by hand", text, StringComparison.Ordinal);
        AssertTrue(world, report);
    }

    [Fact]
    public void A_budget_that_just_suffices_lets_the_way_be_gone()
    {
        // 100.099251252 - 99.641115144 = 0.458136108 lost: 45.77 basis points.
        foreach ((string budget, int orders) in new[] { ("45.7", 2), ("45.8", 3) })
        {
            var world = new UnwindWorld(new CascadeOptions
            {
                UnwindBudgetBps = ExactDecimal.Parse(budget),
                UnwindLimitNs = 0,
            });
            world.Start();
            world.Drive([Fate.Filled, Fate.Refused]);
            Assert.Equal(orders, world.Orders.Count);
        }
    }

    [Fact]
    public void A_book_that_comes_back_in_time_is_used()
    {
        var world = new UnwindWorld();
        world.Start();
        foreach (string symbol in new[] { "FLUX-USDT", "FLUX-USDC", "FLUX-BTC" })
        {
            world.Quote(symbol, "0.0800", "0.0700");
        }
        CascadeReport report = world.Drive([Fate.Filled, Fate.Refused]);
        Assert.Equal(CascadeError.UnwindFailed, report.Error);
        Assert.Contains(
            "no way back has a book to trade on",
            Encoding.UTF8.GetString(report.Text.Utf8),
            StringComparison.Ordinal);

        int before = world.Asked;
        world.OnAsked = asked =>
        {
            if (asked == before + 3)
            {
                world.Quote("FLUX-USDT", "0.0772", "0.0774");
            }
        };
        world.Start();
        report = world.Drive([Fate.Filled, Fate.Refused]);
        Assert.Equal((CascadeError.OrderRejected, 0), (report.Error, report.HeldCount));
        Assert.Equal(before + 3, world.Asked);
    }

    [Theory]
    [InlineData(CancelPolicy.Finish, "Filled", 3)]
    [InlineData(CancelPolicy.Unwind, "Aborted", 3)]
    [InlineData(CancelPolicy.Hold, "Aborted", 1)]
    public void The_kill_switch_between_legs_follows_its_policy(
        CancelPolicy policy, string outcome, int orders)
    {
        var world = new UnwindWorld(new CascadeOptions { OnKill = policy });
        world.Start();
        world.Run.RequestCancel(AbortReason.Killed, world.NowNs);
        // Before leg 1 has left, a stop is a stop.
        CascadeReport report = world.Drive([]);
        Assert.Equal((CascadeOutcome.Aborted, 0), (report.Outcome, report.HeldCount));
        Assert.Empty(world.Orders);

        world.Start();
        report = world.Drive(
            i => i == 0 ? Fate.FilledInDoubt : Fate.Filled,
            i =>
            {
                if (i == 0)
                {
                    world.Run.RequestCancel(AbortReason.Killed, world.NowNs);
                }
            });
        Assert.Equal(outcome, report.Outcome.ToString());
        Assert.Equal(orders, report.StepCount);
        Assert.Equal(policy == CancelPolicy.Hold ? 1 : 0, report.HeldCount);
        Assert.Equal(policy == CancelPolicy.Finish ? AbortReason.None : AbortReason.Killed, report.Reason);
    }

    [Fact]
    public void A_kill_that_holds_stops_unwinding_too()
    {
        var world = new UnwindWorld(new CascadeOptions { OnKill = CancelPolicy.Hold });
        world.Start();
        CascadeReport report = world.Drive(
            [Fate.Filled, Fate.Refused, Fate.Half],
            i =>
            {
                if (i == 2)
                {
                    Assert.Equal(CascadeState.Pricing, world.Run.State);
                    world.Run.RequestCancel(AbortReason.Killed, world.NowNs);
                }
            });
        Assert.Equal(3, world.Orders.Count);
        Assert.Equal(CascadeError.UnwindFailed, report.Error);
        Assert.Equal("645.99", world.AmountOf(report.Held, report.HeldCount, "FLUX"));
        Assert.Contains(
            "the way back was stopped", Encoding.UTF8.GetString(report.Text.Utf8), StringComparison.Ordinal);
        AssertTrue(world, report);
    }

    [Fact]
    public void What_a_leg_left_unspent_is_sold_after_the_last_leg()
    {
        var world = new UnwindWorld();
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Half]);
        Assert.Equal("1 sell FLUX-USDC 1291.98", world.Orders[1]);
        Assert.StartsWith("2 sell USDC-USDT 50.2", world.Orders[2], StringComparison.Ordinal);
        Assert.Equal("3 sell FLUX-USDC 645.99", world.Orders[3]);
        Assert.StartsWith("4 sell USDC-USDT", world.Orders[4], StringComparison.Ordinal);
        Assert.Equal((CascadeOutcome.Filled, 0), (report.Outcome, report.HeldCount));
        AssertTrue(world, report);
        byte[] line = new byte[ReportLine.MaxLength];
        string text = Encoding.UTF8.GetString(line, 0, ReportLine.Write(report, world.Universe, line));
        Assert.Contains("U0:sell FLUX-USDC FLUX->USDC 645.99@0.07783", text, StringComparison.Ordinal);
        Assert.Contains("unwind_1_fill_received=", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Unwind_orders_that_come_to_nothing_are_followed_by_others_until_the_report_is_full()
    {
        var world = new UnwindWorld();
        world.Start();
        CascadeReport report = world.Drive(i => i switch
        {
            0 => Fate.Filled,
            1 => Fate.Refused,
            _ => Fate.Nothing,
        });
        Assert.Equal(CascadeReport.MaxSteps, report.StepCount);
        Assert.Equal((CascadeError.UnwindFailed, 1), (report.Error, report.HeldCount));
        AssertTrue(world, report);
    }

    [Fact]
    public void A_refused_unwind_order_takes_another_way()
    {
        var world = new UnwindWorld(new CascadeOptions { UnwindBudgetBps = ExactDecimal.FromInt64(400) });
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Refused, Fate.Refused]);
        Assert.Equal("3 sell FLUX-USDT 1291.98", world.Orders[2]);
        Assert.Equal("4 sell FLUX-BTC 1291.98", world.Orders[3]);
        Assert.Equal(
            Encoding.UTF8.GetBytes("leg 1 sell FLUX-USDC was refused: 400760 halted"),
            report.Text.Utf8.ToArray());
        AssertTrue(world, report);
    }

    [Fact]
    public void An_unwind_order_whose_fate_stays_unknown_ends_the_cascade_as_uncertain()
    {
        var world = new UnwindWorld();
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Refused, Fate.Unresolved]);
        Assert.Equal(3, world.Orders.Count);
        Assert.Equal(CascadeError.UnwindFailed, report.Error);
        Assert.True(report.HeldIsUncertain);
        Assert.Contains(
            "unwind order 0 sell FLUX-USDT has an unknown outcome",
            Encoding.UTF8.GetString(report.Text.Utf8),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Prices_that_never_come_leave_the_holding_held()
    {
        var world = new UnwindWorld { AnswersExits = false };
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Refused]);
        Assert.Equal((CascadeError.UnwindFailed, 1), (report.Error, report.HeldCount));
        AssertTrue(world, report);
    }

    [Fact]
    public void A_release_tells_how_it_ended()
    {
        var world = new UnwindWorld();
        world.Start();
        CascadeReport report = world.Drive([Fate.Filled, Fate.Refused]);
        var release = default(CascadeRelease);
        report.FillRelease(ref release);
        Assert.Equal((CascadeOutcome.Failed, CascadeError.OrderRejected), (release.Outcome, release.Error));
        Assert.Equal(world.Symbol("FLUX-USDC"), release.FailedSymbol);
        Assert.Equal(SymbolId.None, release.FeeSymbol);
        Assert.Equal((report.Cost, report.Profit), (release.Cost, release.Profit));
        Assert.False(release.HasHeld || release.HeldIsUncertain);
    }

    internal static void AssertTrue(UnwindWorld world, in CascadeReport report)
    {
        foreach ((CurrencyId currency, ExactDecimal amount) in world.Truth)
        {
            ExactDecimal told = ExactDecimal.Zero;
            for (int i = 0; i < report.NetCount; i++)
            {
                told += report.Net[i].Currency == currency ? report.Net[i].Amount : ExactDecimal.Zero;
            }
            Assert.Equal(amount, told);
        }
    }
}
