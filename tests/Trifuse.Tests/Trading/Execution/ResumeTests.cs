using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Execution;

/// <summary>A cascade of an earlier process is settled: asked about, unwound, reported.</summary>
public class ResumeTests
{
    [Fact]
    public void Nothing_sent_ends_as_nothing_at_stake()
    {
        var world = new UnwindWorld();
        world.Run.Resume(Rebuilt(world, 0), default, world.NowNs);
        CascadeReport report = world.Drive([]);
        Assert.Equal((CascadeOutcome.Aborted, AbortReason.Shutdown), (report.Outcome, report.Reason));
        Assert.Equal((0, 0, 1), (report.StepCount, report.HeldCount, report.NetCount));
    }

    [Fact]
    public void A_first_leg_that_nobody_knows_ends_as_nothing_at_stake()
    {
        var world = new UnwindWorld();
        world.Run.Resume(Rebuilt(world, 0), Open(world, 0, "FLUX-USDT", Side.Buy, "100"), world.NowNs);
        Assert.Equal(CascadeState.Resolving, world.Run.State);
        Assert.Equal(CascadeActionKind.Query, world.Run.NextAction.Kind);
        Assert.Equal(new ClientOrderId(7, 42, 0, 0), world.Run.NextAction.Request.ClientId);
        CascadeReport report = world.Drive([]);
        Assert.Equal(StepResolution.NeverAccepted, report.Steps[0].Resolution);
        Assert.Equal((CascadeOutcome.Aborted, 0), (report.Outcome, report.HeldCount));
        Assert.Empty(world.Orders);
    }

    [Fact]
    public void A_first_leg_that_had_filled_is_unwound_under_the_old_ids()
    {
        var world = new UnwindWorld();
        OpenOrder open = Open(world, 0, "FLUX-USDT", Side.Buy, "100");
        open.Attempt = 2;
        world.Remember(new ClientOrderId(7, 42, 0, 2), "1291.98", "99.999252");
        world.Run.Resume(Rebuilt(world, 0), open, world.NowNs);
        CascadeReport report = world.Drive([]);
        Assert.Equal("3 sell FLUX-USDC 1291.98", world.Orders[0]);
        Assert.Equal((CascadeOutcome.Aborted, AbortReason.Shutdown), (report.Outcome, report.Reason));
        Assert.Equal("100.099251252", report.Cost.Normalized().ToString());
        Assert.Equal((3, 0), (report.StepCount, report.HeldCount));
        Assert.Contains(
            "the engine had ended", Encoding.UTF8.GetString(report.Text.Utf8), StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_whose_fate_stays_unknown_is_not_unwound()
    {
        var world = new UnwindWorld();
        CascadeReport rebuilt = Rebuilt(world, 1);
        world.Run.Resume(rebuilt, Open(world, 1, "FLUX-USDC", Side.Sell, "1291.98"), world.NowNs);
        while (world.Run.State != CascadeState.Finished)
        {
            if (world.Run.NextAction.Kind == CascadeActionKind.Query)
            {
                world.Run.OnWritten(world.NowNs);
                world.Run.OnQueryFailed(world.Run.NextAction.Request.ClientId, world.NowNs);
            }
            else
            {
                world.NowNs = world.Run.DeadlineNs;
                world.Run.OnTick(world.NowNs);
            }
        }
        CascadeReport report = world.Run.Report;
        Assert.Equal((CascadeOutcome.Failed, CascadeError.UnknownOutcome), (report.Outcome, report.Error));
        Assert.True(report.HeldIsUncertain);
        Assert.Equal("1291.98", world.AmountOf(report.Held, report.HeldCount, "FLUX"));
    }

    [Fact]
    public void Legs_that_had_all_ended_are_reported_as_filled()
    {
        var world = new UnwindWorld();
        world.Run.Resume(Rebuilt(world, 3), default, world.NowNs);
        CascadeReport report = world.Drive([]);
        Assert.Equal((CascadeOutcome.Filled, 3, 0), (report.Outcome, report.StepCount, report.HeldCount));
        Assert.Equal("0.154", report.Profit.TruncateTo(3).ToString());
    }

    [Fact]
    public void An_unwind_order_that_was_open_is_settled_and_the_rest_goes_on_with_the_next_number()
    {
        var world = new UnwindWorld();
        world.Remember(new ClientOrderId(7, 42, 3, 0), "645.99", "49.870428");
        world.Run.Resume(
            Rebuilt(world, 1), Open(world, 3, "FLUX-USDT", Side.Sell, "1291.98"), world.NowNs);
        CascadeReport report = world.Drive([]);
        Assert.Equal("4 sell FLUX-USDC 645.99", world.Orders[0]);
        Assert.Equal((CascadeOutcome.Aborted, 0), (report.Outcome, report.HeldCount));
        Assert.Equal(4, report.StepCount);
    }

    [Fact]
    public void A_run_that_has_settled_takes_signals_like_any_other()
    {
        var world = new UnwindWorld();
        world.Run.Resume(Rebuilt(world, 2), default, world.NowNs);
        world.Drive([]);
        world.Start();
        Assert.Equal(CascadeOutcome.Filled, world.Drive([]).Outcome);
    }

    private static CascadeReport Rebuilt(UnwindWorld world, int closedLegs)
    {
        CascadeReport report = default;
        report.Begin(world.Signal, FeePayment.Quote, world.NowNs);
        (string Amount, string Size, string Funds)[] legs =
        [
            ("100", "1291.98", "99.999252"),
            ("1291.98", "1291.98", "100.5548034"),
            ("100.4542", "100.4542", "100.3537458"),
        ];
        for (byte i = 0; i < closedLegs; i++)
        {
            ReportStep step = default;
            step.Begin(report.Legs[i], i, UnwindWorld.D(legs[i].Amount), feeLeavesQuote: true);
            ExactDecimal funds = UnwindWorld.D(legs[i].Funds);
            step.Record(UnwindWorld.D(legs[i].Size), funds, funds * UnwindWorld.D("0.001"), true);
            step.IsClosed = true;
            step.Resolution = StepResolution.Events;
            report.AddStep(step);
        }
        return report;
    }

    private static OpenOrder Open(UnwindWorld world, byte step, string symbol, Side side, string amount) =>
        new()
        {
            Exists = true,
            Step = step,
            Symbol = world.Symbol(symbol),
            Side = side,
            Amount = UnwindWorld.D(amount),
            WrittenNs = world.NowNs,
        };
}
