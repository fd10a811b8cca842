using Trifuse.Core.Domain;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;
using static Trifuse.Tests.Trading.Execution.CascadeWorld;

namespace Trifuse.Tests.Trading.Execution;

/// <summary>Unknown outcomes, time limits, cancels and balances.</summary>
public class CascadeDoubtTests
{
    [Fact]
    public void An_unanswered_order_is_asked_for_and_goes_on_with_the_truth()
    {
        var world = new CascadeWorld();
        OrderRequest first = world.DoubtFirst(UnknownCause.ConnectionLost);
        world.Run.OnOrderState(first.ClientId, Truth("64.53", "4.994622", "0.004994622"), world.NowNs);
        world.FillSecond();
        world.FillThird();
        CascadeReport report = world.Take();
        Assert.Equal(CascadeOutcome.Filled, report.Outcome);
        Assert.Equal("0.0076537953", report.Profit.ToString());
        Assert.Equal(
            (StepResolution.Query, UnknownCause.ConnectionLost),
            (report.Steps[0].Resolution, report.Steps[0].UnknownCause));
        Assert.False(report.FeeDiffers);
        Assert.Equal(3, world.Actions.Count(a => a.Kind == CascadeActionKind.Place));
    }

    [Fact]
    public void Events_may_resolve_an_unknown_outcome_before_the_answer_does()
    {
        var world = new CascadeWorld();
        OrderRequest first = world.DoubtFirst(UnknownCause.ServerError);
        world.Send(world.Match(first, "0.0774", "64.53"));
        world.Send(world.Terminal(first, OrderEventKind.Canceled, "64.53"));
        // The answer is late and about an order that is settled.
        world.Run.OnOrderState(first.ClientId, Truth("1", "1", "1"), world.NowNs);
        world.FillSecond();
        world.FillThird();
        Assert.Equal("64.53", world.Take().Steps[0].Size.ToString());
    }

    [Fact]
    public void Not_found_is_believed_only_repeatedly_and_after_the_settling_time()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        long writtenNs = world.NowNs;
        world.Run.OnUnknown(first.ClientId, UnknownCause.NoReply, world.NowNs);
        int answers = 0;
        while (world.Run.State != CascadeState.Finished)
        {
            world.AdvanceToDeadline();
            world.Grant(CascadeActionKind.Query);
            world.Run.OnOrderState(first.ClientId, default, world.NowNs);
            answers++;
        }
        CascadeReport report = world.Take();
        Assert.Equal(3, answers);
        Assert.True(world.NowNs - writtenNs >= world.Options.NotFoundSettleNs);
        Assert.Equal((CascadeOutcome.Failed, CascadeError.Disconnected), (report.Outcome, report.Error));
        Assert.Equal(StepResolution.NeverAccepted, report.Steps[0].Resolution);
        Assert.False(report.HeldIsUncertain);
        Assert.True(report.Profit.IsZero);
        Assert.Single(world.Actions, a => a.Kind == CascadeActionKind.Place);
    }

    [Fact]
    public void Not_found_after_an_acceptance_is_never_believed()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Accept(first);
        while (world.Run.State != CascadeState.Finished)
        {
            world.AdvanceToDeadline();
            if (world.Run.NextAction.Kind == CascadeActionKind.Query)
            {
                world.Grant(CascadeActionKind.Query);
                world.Run.OnOrderState(first.ClientId, default, world.NowNs);
            }
        }
        CascadeReport report = world.Take();
        Assert.Equal((CascadeOutcome.Failed, CascadeError.UnknownOutcome), (report.Outcome, report.Error));
        Assert.True(report.HeldIsUncertain);
        Assert.Equal(world.Options.QueryLimit, report.Queries);
    }

    [Fact]
    public void Unanswered_questions_end_in_an_unknown_outcome_with_the_known_part_entered()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Send(world.Match(first, "0.0774", "10"));
        while (world.Run.State != CascadeState.Finished)
        {
            world.AdvanceToDeadline();
            if (world.Run.NextAction.Kind == CascadeActionKind.Query)
            {
                world.Grant(CascadeActionKind.Query);
            }
        }
        CascadeReport report = world.Take();
        Assert.Equal(CascadeError.UnknownOutcome, report.Error);
        Assert.Equal("10", world.AmountOf(report.Held, report.HeldCount, "FLUX"));
        Assert.True(report.HeldIsUncertain);
        Assert.False(report.Steps[0].IsClosed);
    }

    [Fact]
    public void Questions_that_cannot_be_sent_are_bounded_too()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Run.OnUnknown(first.ClientId, UnknownCause.RateLimited, world.NowNs);
        while (world.Run.State != CascadeState.Finished)
        {
            world.AdvanceToDeadline();
            if (world.Run.NextAction.Kind == CascadeActionKind.Query)
            {
                world.Run.OnNotSent(NotSentCause.NotConnected, world.NowNs);
            }
        }
        CascadeReport report = world.Take();
        Assert.Equal((CascadeError.UnknownOutcome, 0), (report.Error, report.Queries));
    }

    [Fact]
    public void No_terminal_event_in_time_is_asked_for_at_once()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        Assert.Equal(world.NowNs + world.Options.FillTimeoutNs, world.Run.DeadlineNs);
        world.Accept(first);
        world.AdvanceToDeadline();
        world.Grant(CascadeActionKind.Query);
        world.Run.OnOrderState(first.ClientId, Truth("64.53", "4.994622", "0.004994622"), world.NowNs);
        world.GrantFills(first, "0.0774", "64.53");
        Assert.Equal(CascadeActionKind.Place, world.Run.NextAction.Kind);
        Assert.Equal(UnknownCause.FillTimeout, world.Run.Report.Steps[0].UnknownCause);
    }

    [Fact]
    public void An_order_found_open_is_cancelled_and_asked_for_again()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Accept(first);
        world.AdvanceToDeadline();
        world.Grant(CascadeActionKind.Query);
        world.Run.OnOrderState(first.ClientId, Truth("30", "2.322", "0.002322", isActive: true), world.NowNs);
        world.Grant(CascadeActionKind.Cancel);
        world.Run.OnCancelReply(first.ClientId, world.NowNs);
        world.Grant(CascadeActionKind.Query);
        world.Run.OnOrderState(first.ClientId, Truth("30", "2.322", "0.002322"), world.NowNs);
        world.GrantFills(first, "0.0774", "30");
        Assert.Equal("30", world.Place().Amount.ToString());
        Assert.Equal((3, 1), (world.Run.Report.Queries, world.Run.Report.Cancels));
    }

    [Fact]
    public void An_order_that_stays_open_ends_in_fill_timeout()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Accept(first);
        while (world.Run.State != CascadeState.Finished)
        {
            switch (world.Run.NextAction.Kind)
            {
                case CascadeActionKind.Query:
                    world.Grant(CascadeActionKind.Query);
                    world.Run.OnOrderState(first.ClientId, Truth("0", "0", "0", isActive: true), world.NowNs);
                    break;
                case CascadeActionKind.Cancel:
                    world.Grant(CascadeActionKind.Cancel);
                    world.Run.OnCancelReply(first.ClientId, world.NowNs);
                    break;
                default:
                    world.AdvanceToDeadline();
                    break;
            }
        }
        CascadeReport report = world.Take();
        Assert.Equal((CascadeError.FillTimeout, 2), (report.Error, report.Cancels));
    }

    [Fact]
    public void Missing_matches_are_fetched_after_the_grace()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Send(world.Match(first, "0.0774", "60"));
        world.Send(world.Terminal(first, OrderEventKind.Canceled, "64.53"));
        world.Advance(world.Options.TerminalGraceNs);
        for (int i = 0; i < world.Options.FillsLimit; i++)
        {
            // The list of fills lags as well, until it is given up on.
            world.Grant(CascadeActionKind.Fills);
            world.Run.OnFills(first.ClientId, [], 0, world.NowNs);
            world.AdvanceToDeadline();
        }
        world.Grant(CascadeActionKind.Query);
        // The record lags behind the stream: not yet the truth.
        world.Run.OnOrderState(first.ClientId, Truth("60", "4.644", "0.004644"), world.NowNs);
        world.AdvanceToDeadline();
        world.Grant(CascadeActionKind.Query);
        world.Run.OnOrderState(first.ClientId, Truth("64.53", "4.994622", "0.004994622"), world.NowNs);
        Assert.Equal("64.53", world.Place().Amount.ToString());
        Assert.Equal(UnknownCause.MatchesMissing, world.Run.Report.Steps[0].UnknownCause);
    }

    [Fact]
    public void A_refusal_of_an_order_that_has_matched_is_doubted()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Send(world.Match(first, "0.0774", "10"));
        world.Reject(first, 400100, "nonsense", RejectionKind.Other);
        world.Grant(CascadeActionKind.Query);
        Assert.Equal(CascadeState.Resolving, world.Run.State);
    }

    [Fact]
    public void A_client_id_in_use_means_that_the_order_may_exist()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Reject(first, 102426, "clientOid duplicate", RejectionKind.DuplicateClientId);
        Assert.Equal(first.ClientId, world.Grant(CascadeActionKind.Query).ClientId);
    }

    [Fact]
    public void Another_fee_than_expected_is_taken_as_it_is_and_raised()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Run.OnUnknown(first.ClientId, UnknownCause.NoReply, world.NowNs);
        world.AdvanceToDeadline();
        world.Grant(CascadeActionKind.Query);
        world.Run.OnOrderState(first.ClientId, Truth("64.53", "4.994622", "0.005"), world.NowNs);
        Assert.True(world.Run.Report.FeeDiffers);
        Assert.Equal("4.999622", world.Run.Report.Steps[0].Cost.ToString());
    }

    [Fact]
    public void A_cancel_before_the_first_order_aborts_with_nothing_sent()
    {
        var world = new CascadeWorld();
        world.Start();
        world.Run.RequestCancel(AbortReason.Shutdown, world.NowNs);
        CascadeReport report = world.Take();
        Assert.Equal((CascadeOutcome.Aborted, AbortReason.Shutdown), (report.Outcome, report.Reason));
        Assert.Empty(world.Actions);
    }

    [Fact]
    public void A_cancel_under_way_records_the_fill_first_and_then_stops_by_policy()
    {
        var world = new CascadeWorld(new CascadeOptions { OnCancel = CancelPolicy.Hold });
        world.Start();
        OrderRequest first = world.Place();
        world.Run.RequestCancel(AbortReason.Cancelled, world.NowNs);
        Assert.Equal(CascadeState.Awaiting, world.Run.State);
        world.Send(world.Match(first, "0.0774", "64.53"));
        world.Send(world.Terminal(first, OrderEventKind.Canceled, "64.53"));
        CascadeReport report = world.Take();
        Assert.Equal((CascadeOutcome.Aborted, AbortReason.Cancelled), (report.Outcome, report.Reason));
        Assert.Equal("64.53", world.AmountOf(report.Held, report.HeldCount, "FLUX"));
    }

    [Fact]
    public void A_cancel_with_policy_finish_goes_round()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        world.Run.RequestCancel(AbortReason.Shutdown, world.NowNs);
        world.FillSecond();
        world.FillThird();
        CascadeReport report = world.Take();
        Assert.Equal(CascadeOutcome.Filled, report.Outcome);
        Assert.True(report.CancelRequested);
    }

    [Fact]
    public void The_kill_switch_stops_between_legs_and_in_waits()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        OrderRequest second = world.Place();
        world.Reject(second, 200004, "Balance insufficient!", RejectionKind.InsufficientBalance);
        world.Run.RequestCancel(AbortReason.Cancelled, world.NowNs);
        Assert.Equal(CascadeState.RetryWait, world.Run.State);
        world.Run.RequestCancel(AbortReason.Killed, world.NowNs);
        CascadeReport report = world.Take();
        Assert.Equal((CascadeOutcome.Aborted, AbortReason.Killed), (report.Outcome, report.Reason));
        Assert.Equal("64.53", world.AmountOf(report.Held, report.HeldCount, "FLUX"));
    }

    [Fact]
    public void A_sell_waits_for_the_balance_push_and_never_takes_more_than_the_fill()
    {
        var world = new CascadeWorld(new CascadeOptions { AwaitBalance = AwaitBalance.Sells });
        world.Start();
        world.FillFirst();
        Assert.Equal(CascadeState.AwaitingBalance, world.Run.State);
        world.Run.OnBalance(world.Currency("FLUX"), D("10"), world.NowNs);
        Assert.Equal(CascadeState.AwaitingBalance, world.Run.State);
        world.Run.OnBalance(world.Currency("FLUX"), D("9999"), world.NowNs);
        Assert.Equal("64.53", world.Place().Amount.ToString());
    }

    [Fact]
    public void A_low_balance_lowers_the_sell_when_the_wait_is_over()
    {
        var world = new CascadeWorld(new CascadeOptions { AwaitBalance = AwaitBalance.Sells });
        world.Start();
        world.FillFirst();
        world.Run.OnBalance(world.Currency("FLUX"), D("60.009"), world.NowNs);
        world.Advance(world.Options.AwaitBalanceNs);
        Assert.Equal("60", world.Place().Amount.ToString());
    }

    [Fact]
    public void Without_a_push_the_fill_decides_when_the_wait_is_over()
    {
        var world = new CascadeWorld(new CascadeOptions { AwaitBalance = AwaitBalance.Sells });
        world.Start();
        world.FillFirst();
        world.Advance(world.Options.AwaitBalanceNs);
        Assert.Equal("64.53", world.Place().Amount.ToString());
        Assert.Equal(0, world.Run.Report.HeldCount);
    }

    [Fact]
    public void A_push_that_came_with_the_fill_saves_the_wait()
    {
        var world = new CascadeWorld(new CascadeOptions { AwaitBalance = AwaitBalance.Sells });
        world.Start();
        OrderRequest first = world.Place();
        world.Send(world.Match(first, "0.0774", "64.53"));
        world.Run.OnBalance(world.Currency("FLUX"), D("64.53"), world.NowNs);
        world.Send(world.Terminal(first, OrderEventKind.Canceled, "64.53"));
        Assert.Equal(CascadeActionKind.Place, world.Run.NextAction.Kind);
    }

    [Fact]
    public void Fees_paid_in_kcs_leave_funds_and_proceeds_whole()
    {
        var world = new CascadeWorld(new CascadeOptions { FeePayment = FeePayment.Kcs });
        world.Start();
        world.FillFirst();
        world.FillSecond();
        world.Fill("0.999", "5.0223", OrderEventKind.Filled);
        CascadeReport report = world.Take();
        Assert.Equal("4.994622", report.Cost.ToString());
        Assert.Equal("5.0223699", report.Steps[1].Output.ToString());
        Assert.Equal("0.0050223699", report.Steps[1].Fee.ToString());
    }
}
