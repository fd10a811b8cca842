using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;
using static Trifuse.Tests.Trading.Execution.CascadeWorld;

namespace Trifuse.Tests.Trading.Execution;

public class CascadeRunTests
{
    [Fact]
    public void Goes_round_with_each_leg_fed_by_the_fill_before()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        world.FillSecond();
        world.FillThird();
        CascadeReport report = world.Take();
        Assert.Equal(CascadeOutcome.Filled, report.Outcome);
        Assert.Equal(["4.995004", "64.53", "5.0173"], world.Actions.Select(a => a.Amount));
        Assert.Equal("4.999616622", report.Cost.ToString());
        Assert.Equal("0.0076537953", report.Profit.ToString());
        Assert.Equal(report.PredictedBps, report.EffectiveBps);
        Assert.Equal("15.3", report.EffectiveBps.ToString());
        Assert.Equal(0, report.HeldCount);
        Assert.Equal("0.0000475301", world.AmountOf(report.Dust, report.DustCount, "USDC"));
        Assert.Equal("0.0076537953", world.AmountOf(report.Net, report.NetCount, "USDT"));
        Assert.Equal("0", world.AmountOf(report.Net, report.NetCount, "FLUX"));
    }

    [Fact]
    public void Client_ids_are_run_cascade_leg_and_attempt()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        world.FillSecond();
        world.FillThird();
        Assert.Equal(
            ["tf-7-42-0-0", "tf-7-42-1-0", "tf-7-42-2-0"], world.Actions.Select(a => a.Id.ToString()));
    }

    [Fact]
    public void A_run_is_reused_and_forgets_the_cascade_before()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Reject(first, 400100, "Funds increment invalid.", RejectionKind.Increment);
        Assert.Equal(CascadeOutcome.Failed, world.Take().Outcome);
        world.Signal.Cascade++;
        world.Start();
        world.FillFirst();
        world.FillSecond();
        world.FillThird();
        CascadeReport report = world.Take();
        Assert.Equal(CascadeOutcome.Filled, report.Outcome);
        Assert.Equal(CascadeError.None, report.Error);
        Assert.Equal(0, report.Text.Utf8.Length);
        Assert.Equal(CascadeNumber + 1, report.Cascade);
        Assert.Equal(3, report.StepCount);
    }

    [Fact]
    public void Fill_events_before_the_reply_count_and_the_late_reply_is_noted()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Send(world.Match(first, "0.0774", "64.53"));
        world.Send(world.Terminal(first, OrderEventKind.Canceled, "64.53"));
        Assert.Equal(CascadeActionKind.Place, world.Run.NextAction.Kind);
        Assert.Equal(1, world.Run.NextAction.Request.ClientId.Step);
        world.Accept(first);
        world.FillSecond();
        world.FillThird();
        CascadeReport report = world.Take();
        Assert.Equal(CascadeOutcome.Filled, report.Outcome);
        Assert.True(report.Steps[0].AckNs > report.Steps[0].ClosedNs);
        Assert.Equal(0, report.Contradictions);
    }

    [Fact]
    public void A_terminal_event_waits_for_its_matches()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        OrderEvent one = world.Match(first, "0.0774", "40");
        OrderEvent two = world.Match(first, "0.0774", "24.53");
        world.Send(two);
        world.Send(world.Terminal(first, OrderEventKind.Canceled, "64.53"));
        Assert.Equal(CascadeState.Awaiting, world.Run.State);
        Assert.Equal(world.NowNs + world.Options.TerminalGraceNs, world.Run.DeadlineNs);
        world.Send(one);
        Assert.Equal("64.53", world.Run.NextAction.Request.Amount.ToString());
        Assert.Equal(2, world.Run.Report.Steps[0].MatchCount);
    }

    [Fact]
    public void Repeated_matches_count_once()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        OrderEvent match = world.Match(first, "0.0774", "32");
        world.Send(match);
        world.Send(match);
        world.Send(world.Match(first, "0.0774", "32.53"));
        world.Send(match);
        OrderEvent end = world.Terminal(first, OrderEventKind.Canceled, "64.53");
        world.Send(end);
        world.Send(end);
        world.FillSecond();
        world.FillThird();
        CascadeReport report = world.Take();
        Assert.Equal("64.53", report.Steps[0].Size.ToString());
        Assert.Equal(2, report.DuplicateMatches);
        Assert.Equal(1, report.LateEvents);
    }

    [Fact]
    public void A_market_buy_that_ends_as_canceled_is_filled()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        Assert.Equal(1, world.Run.Report.StepCount);
        Assert.Equal(StepResolution.Events, world.Run.Report.Steps[0].Resolution);
        Assert.Equal(CascadeActionKind.Place, world.Run.NextAction.Kind);
    }

    [Fact]
    public void A_short_fill_goes_on_with_what_came_out_and_its_rest_stays_in_the_start_currency()
    {
        var world = new CascadeWorld();
        world.Start();
        world.Fill("0.0774", "30", OrderEventKind.Canceled);
        world.Fill("0.07783", "30", OrderEventKind.Filled);
        world.Fill("0.999", "2.3325", OrderEventKind.Filled);
        CascadeReport report = world.Take();
        Assert.Equal(CascadeOutcome.Filled, report.Outcome);
        Assert.Equal(["4.995004", "30", "2.3325"], world.Actions.Select(a => a.Amount));
        Assert.Equal("2.324322", report.Cost.ToString());
    }

    [Fact]
    public void A_short_second_leg_leaves_its_unsold_coins_as_held()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        world.Fill("0.07783", "20", OrderEventKind.Canceled);
        world.Fill("0.999", "1.555", OrderEventKind.Filled);
        CascadeReport report = world.Take();
        Assert.Equal(CascadeOutcome.Filled, report.Outcome);
        Assert.Equal("44.53", world.AmountOf(report.Held, report.HeldCount, "FLUX"));
        // 44.53 x 0.07783 x 0.999 at the signal's best prices.
        Assert.Equal("3.4623041301", report.Held[0].Value.ToString());
    }

    [Fact]
    public void A_first_leg_that_fills_nothing_is_aborted_as_faded()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Send(world.Terminal(first, OrderEventKind.Canceled, "0"));
        CascadeReport report = world.Take();
        Assert.Equal((CascadeOutcome.Aborted, AbortReason.Faded), (report.Outcome, report.Reason));
        Assert.Equal("0", report.EffectiveBps.ToString());
        Assert.Equal(0, report.HeldCount);
    }

    [Fact]
    public void A_leg_below_the_next_minimum_ends_with_its_coins_named()
    {
        var world = new CascadeWorld();
        world.Start();
        world.Fill("0.0774", "0.05", OrderEventKind.Canceled);
        CascadeReport report = world.Take();
        Assert.Equal((CascadeOutcome.Aborted, AbortReason.Faded), (report.Outcome, report.Reason));
        Assert.Equal("0.05", world.AmountOf(report.Dust, report.DustCount, "FLUX"));
        Assert.Contains(
            "leg 1 sell FLUX-USDC was not sent: 0.05 FLUX is below the smallest size", TextOf(report));
        Assert.Equal("-0.00387387", report.Profit.ToString());
    }

    [Fact]
    public void A_refused_first_leg_fails_with_nothing_at_stake()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Reject(first, 200004, "Balance insufficient!", RejectionKind.InsufficientBalance);
        CascadeReport report = world.Take();
        Assert.Equal(CascadeOutcome.Failed, report.Outcome);
        Assert.Equal(CascadeError.InsufficientBalance, report.Error);
        Assert.Single(world.Actions);
        Assert.True(report.Profit.IsZero);
        Assert.Equal("leg 0 buy FLUX-USDT was refused: 200004 Balance insufficient!", TextOf(report));
    }

    [Fact]
    public void A_refused_second_leg_fails_and_says_what_is_held()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        OrderRequest second = world.Place();
        world.Reject(second, 400600, "symbol|not\navailable", RejectionKind.SymbolHalted);
        CascadeReport report = world.Take();
        Assert.Equal((CascadeOutcome.Failed, CascadeError.OrderRejected), (report.Outcome, report.Error));
        Assert.Equal("64.53", world.AmountOf(report.Held, report.HeldCount, "FLUX"));
        Assert.Equal(
            "leg 1 sell FLUX-USDC was refused: 400600 symbol/not available"
            + "; HELD: 64.53 FLUX, sell it by hand",
            TextOf(report));
    }

    [Fact]
    public void Late_credit_is_retried_under_the_next_attempt_only()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        OrderRequest second = world.Place();
        world.Reject(second, 200004, "Balance insufficient!", RejectionKind.InsufficientBalance);
        Assert.Equal(CascadeState.RetryWait, world.Run.State);
        world.Advance(world.Options.BalanceRetryNs - 1);
        Assert.Equal(CascadeActionKind.None, world.Run.NextAction.Kind);
        world.Advance(1);
        world.FillSecond();
        world.FillThird();
        CascadeReport report = world.Take();
        Assert.Equal(CascadeOutcome.Filled, report.Outcome);
        Assert.Equal("tf-7-42-1-1", world.Actions[2].Id.ToString());
        Assert.Equal((1, 1), (report.Steps[1].Retries, report.Steps[1].Attempt));
        Assert.Equal(world.Options.BalanceRetryNs, report.Steps[1].CreditWaitNs);
    }

    [Fact]
    public void A_balance_push_that_suffices_cuts_the_retry_short()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        OrderRequest second = world.Place();
        world.Reject(second, 200004, "Balance insufficient!", RejectionKind.InsufficientBalance);
        world.Run.OnBalance(world.Currency("FLUX"), D("64.52"), world.NowNs);
        Assert.Equal(CascadeActionKind.None, world.Run.NextAction.Kind);
        world.Run.OnBalance(world.Currency("USDC"), D("1000"), world.NowNs);
        Assert.Equal(CascadeActionKind.None, world.Run.NextAction.Kind);
        world.Run.OnBalance(world.Currency("FLUX"), D("64.53"), world.NowNs);
        Assert.Equal(1, world.Place().ClientId.Attempt);
    }

    [Fact]
    public void Late_credit_gives_up_after_the_allowed_time()
    {
        var world = new CascadeWorld(new CascadeOptions
        {
            BalanceRetryNs = 50 * Ms,
            BalanceRetryLimitNs = 120 * Ms,
        });
        world.Start();
        world.FillFirst();
        int tries = 0;
        while (world.Run.State is CascadeState.Sending or CascadeState.RetryWait)
        {
            // Refused at 0, 58 and 116 ms; a third pause would end beyond the limit.
            OrderRequest second = world.Place();
            tries++;
            world.Reject(second, 200004, "Balance insufficient!", RejectionKind.InsufficientBalance);
            if (world.Run.State == CascadeState.RetryWait)
            {
                world.AdvanceToDeadline();
            }
        }
        Assert.Equal(3, tries);
        Assert.Equal(CascadeError.InsufficientBalance, world.Take().Error);
    }

    [Fact]
    public void Late_credit_gives_up_after_the_allowed_retries()
    {
        var world = new CascadeWorld(new CascadeOptions { BalanceRetryCount = 2 });
        world.Start();
        world.FillFirst();
        for (int i = 0; i < 3; i++)
        {
            OrderRequest second = world.Place();
            Assert.Equal(i, second.ClientId.Attempt);
            world.Reject(second, 200004, "Balance insufficient!", RejectionKind.InsufficientBalance);
            if (i < 2)
            {
                world.AdvanceToDeadline();
            }
        }
        CascadeReport report = world.Take();
        Assert.Equal(CascadeOutcome.Failed, report.Outcome);
        Assert.Equal(CascadeError.InsufficientBalance, report.Error);
        Assert.Equal("64.53", world.AmountOf(report.Held, report.HeldCount, "FLUX"));
    }

    [Fact]
    public void An_event_of_a_refused_order_brings_it_back_instead_of_a_second_order()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        OrderRequest second = world.Place();
        world.Reject(second, 200004, "Balance insufficient!", RejectionKind.InsufficientBalance);
        world.Send(world.Match(second, "0.07783", "64.53"));
        world.Send(world.Terminal(second, OrderEventKind.Filled, "64.53"));
        world.FillThird();
        CascadeReport report = world.Take();
        Assert.Equal(CascadeOutcome.Filled, report.Outcome);
        Assert.Equal(3, world.Actions.Count);
        Assert.Equal(1, report.Contradictions);
    }

    [Fact]
    public void A_first_leg_that_cannot_be_written_fails_at_once()
    {
        var world = new CascadeWorld();
        world.Start();
        world.Run.OnNotSent(NotSentCause.NotConnected, world.NowNs);
        CascadeReport report = world.Take();
        Assert.Equal((CascadeOutcome.Failed, CascadeError.Disconnected), (report.Outcome, report.Error));
        Assert.Equal(StepResolution.NotSent, report.Steps[0].Resolution);
    }

    [Fact]
    public void A_later_leg_that_cannot_be_written_is_tried_again_under_the_same_id_for_a_while()
    {
        var world = new CascadeWorld(new CascadeOptions { PlaceRetryLimitNs = 25 * Ms });
        world.Start();
        world.FillFirst();
        int tries = 0;
        while (world.Run.State != CascadeState.Finished)
        {
            Assert.Equal("tf-7-42-1-0", world.Run.NextAction.Request.ClientId.ToString());
            world.Run.OnNotSent(NotSentCause.Busy, world.NowNs);
            tries++;
            if (world.Run.State != CascadeState.Finished)
            {
                world.AdvanceToDeadline();
            }
        }
        Assert.Equal(4, tries);
        CascadeReport report = world.Take();
        Assert.Equal(CascadeError.Disconnected, report.Error);
        Assert.Equal("64.53", world.AmountOf(report.Held, report.HeldCount, "FLUX"));
    }

    private static string TextOf(in CascadeReport report) =>
        System.Text.Encoding.UTF8.GetString(report.Text.Utf8);
}
