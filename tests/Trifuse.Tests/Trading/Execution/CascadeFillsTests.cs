using Trifuse.Core.Domain;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;
using static Trifuse.Tests.Trading.Execution.CascadeWorld;

namespace Trifuse.Tests.Trading.Execution;

/// <summary>The exchange's list of fills as the second source of an order's matches and fees.</summary>
public class CascadeFillsTests
{
    private const string FirstFee = "0.004994622";

    [Fact]
    public void Matches_that_the_terminal_event_counts_and_nobody_saw_are_fetched_by_order_id()
    {
        var world = new CascadeWorld();
        world.Start();
        OrderRequest first = world.Place();
        world.Accept(first);
        OrderEvent seen = world.Match(first, "0.0774", "40");
        OrderEvent missed = world.Match(first, "0.0774", "24.53");
        world.Send(seen);
        world.Send(world.Terminal(first, OrderEventKind.Canceled, "64.53"));
        Assert.Equal(CascadeActionKind.None, world.Run.NextAction.Kind);
        world.AdvanceToDeadline();
        Assert.Equal(OrderIdOf(first.ClientId), world.Run.NextAction.OrderId);
        world.Grant(CascadeActionKind.Fills);
        world.Advance(7 * Ms);
        // The list has all of them, in its own order; what is known counts once.
        world.Run.OnFills(first.ClientId, [Fill(missed, "0.001898622"), Fill(seen, "0.003096")], 0, world.NowNs);
        ReportStep step = world.Run.Report.Steps[0];
        Assert.Equal(("64.53", "4.994622", FirstFee, 2), Sums(step));
        Assert.Equal(
            (StepResolution.Fills, UnknownCause.MatchesMissing), (step.Resolution, step.UnknownCause));
        Assert.Equal(7 * Ms, step.ResolveNs);
        Assert.Equal(step.ClosedNs - step.ResolveNs, step.DoubtNs);
        Assert.Equal(CascadeActionKind.Place, world.Run.NextAction.Kind);
        Assert.False(world.Run.Report.FeeDiffers);
    }

    [Fact]
    public void An_order_known_by_query_alone_is_told_by_its_fills()
    {
        var world = new CascadeWorld();
        OrderRequest first = Ask(world, out OrderState truth);
        world.Run.OnOrderState(first.ClientId, truth, world.NowNs);
        world.Grant(CascadeActionKind.Fills);
        OrderEvent only = world.Match(first, "0.0774", "64.53");
        world.Run.OnFills(first.ClientId, [Fill(only, FirstFee)], 0, world.NowNs);
        ReportStep step = world.Run.Report.Steps[0];
        Assert.Equal(("64.53", "4.994622", FirstFee, 1), Sums(step));
        Assert.Equal((StepResolution.Fills, "0.0774"), (step.Resolution, step.HighestPrice.ToString()));
    }

    [Fact]
    public void Further_pages_of_the_list_are_asked_for_at_once_until_the_matches_are_whole()
    {
        var world = new CascadeWorld();
        OrderRequest first = Ask(world, out OrderState truth);
        world.Run.OnOrderState(first.ClientId, truth, world.NowNs);
        Assert.Equal(0, world.Run.NextAction.LastId);
        world.Grant(CascadeActionKind.Fills);
        OrderFill newest = Fill(world.Match(first, "0.0774", "24.53"), "0.001898622");
        OrderFill oldest = Fill(world.Match(first, "0.0774", "40"), "0.003096");
        world.Run.OnFills(first.ClientId, [newest], 77, world.NowNs);
        Assert.Equal(
            (77, OrderIdOf(first.ClientId)), (world.Run.NextAction.LastId, world.Run.NextAction.OrderId));
        world.Grant(CascadeActionKind.Fills);
        // A full page that happens to be the last one.
        world.Run.OnFills(first.ClientId, [oldest], 40, world.NowNs);
        ReportStep step = world.Run.Report.Steps[0];
        Assert.Equal(("64.53", "4.994622", FirstFee, 2), Sums(step));
        Assert.Equal(StepResolution.Fills, step.Resolution);
    }

    [Fact]
    public void A_page_that_does_not_come_is_asked_for_from_the_first_one_on()
    {
        var world = new CascadeWorld();
        OrderRequest first = Ask(world, out OrderState truth);
        world.Run.OnOrderState(first.ClientId, truth, world.NowNs);
        world.Grant(CascadeActionKind.Fills);
        OrderFill newest = Fill(world.Match(first, "0.0774", "24.53"), "0.001898622");
        world.Run.OnFills(first.ClientId, [newest], 77, world.NowNs);
        world.Grant(CascadeActionKind.Fills);
        world.Run.OnQueryFailed(first.ClientId, world.NowNs);
        Assert.Equal(CascadeActionKind.None, world.Run.NextAction.Kind);
        world.AdvanceToDeadline();
        Assert.Equal(0, world.Run.NextAction.LastId);
        world.Grant(CascadeActionKind.Fills);
    }

    [Fact]
    public void Pages_without_end_are_bounded_and_the_orders_own_sums_do()
    {
        var world = new CascadeWorld();
        OrderRequest first = Ask(world, out OrderState truth);
        world.Run.OnOrderState(first.ClientId, truth, world.NowNs);
        OrderFill same = Fill(world.Match(first, "0.0774", "24.53"), "0.001898622");
        int pages = 0;
        while (world.Run.Report.StepCount == 0)
        {
            if (world.Run.NextAction.Kind == CascadeActionKind.Fills)
            {
                world.Grant(CascadeActionKind.Fills);
                world.Run.OnFills(first.ClientId, [same], 77, world.NowNs);
                pages++;
                continue;
            }
            world.AdvanceToDeadline();
        }
        Assert.Equal(world.Options.FillsLimit * world.Options.FillPages, pages);
        Assert.True(world.Options.FillPages * 100 >= FillAccumulator.MaxMatches);
        Assert.Equal(("64.53", "4.994622", FirstFee, 1), Sums(world.Run.Report.Steps[0]));
    }

    [Fact]
    public void A_list_that_lags_is_asked_for_again_and_then_the_orders_own_sums_do()
    {
        var world = new CascadeWorld();
        OrderRequest first = Ask(world, out OrderState truth);
        world.Run.OnOrderState(first.ClientId, truth, world.NowNs);
        for (int i = 0; i < world.Options.FillsLimit; i++)
        {
            world.Grant(CascadeActionKind.Fills);
            if (i == 0)
            {
                world.Run.OnQueryFailed(first.ClientId, world.NowNs);
            }
            else
            {
                world.Run.OnFills(first.ClientId, [], 0, world.NowNs);
            }
            Assert.Equal(CascadeActionKind.None, world.Run.NextAction.Kind);
            world.AdvanceToDeadline();
        }
        Assert.Equal(("64.53", "4.994622", FirstFee, 0), Sums(world.Run.Report.Steps[0]));
        Assert.Equal(StepResolution.Query, world.Run.Report.Steps[0].Resolution);
        Assert.Equal(CascadeActionKind.Place, world.Run.NextAction.Kind);
    }

    [Fact]
    public void Questions_for_fills_that_cannot_be_sent_are_bounded_too()
    {
        var world = new CascadeWorld();
        OrderRequest first = Ask(world, out OrderState truth);
        world.Run.OnOrderState(first.ClientId, truth, world.NowNs);
        int refused = 0;
        while (world.Run.Report.StepCount == 0)
        {
            if (world.Run.NextAction.Kind == CascadeActionKind.Fills)
            {
                world.Run.OnNotSent(NotSentCause.Busy, world.NowNs);
                refused++;
            }
            world.AdvanceToDeadline();
        }
        Assert.Equal(world.Options.FillsLimit, refused);
        Assert.True(world.Run.Report.Steps[0].IsClosed);
    }

    [Fact]
    public void The_last_match_by_the_stream_makes_the_list_unneeded()
    {
        var world = new CascadeWorld();
        OrderRequest first = Ask(world, out OrderState truth);
        world.Run.OnOrderState(first.ClientId, truth, world.NowNs);
        world.Grant(CascadeActionKind.Fills);
        world.Send(world.Match(first, "0.0774", "64.53"));
        Assert.Equal(StepResolution.Events, world.Run.Report.Steps[0].Resolution);
        // The reply is late and about an order that is settled.
        world.Run.OnFills(first.ClientId, [], 0, world.NowNs);
        Assert.Equal(1, world.Run.Report.StepCount);
    }

    [Fact]
    public void Matches_beyond_the_orders_record_make_it_worthless()
    {
        var world = new CascadeWorld();
        OrderRequest first = Ask(world, out OrderState truth);
        truth.DealSize = D("40");
        world.Run.OnOrderState(first.ClientId, truth, world.NowNs);
        world.Grant(CascadeActionKind.Fills);
        world.Send(world.Match(first, "0.0774", "64.53"));
        world.AdvanceToDeadline();
        world.AdvanceToDeadline();
        world.Grant(CascadeActionKind.Query);
        truth.DealSize = D("64.53");
        world.Run.OnOrderState(first.ClientId, truth, world.NowNs);
        Assert.Equal("64.53", world.Run.Report.Steps[0].Size.ToString());
    }

    [Theory]
    [InlineData("0.005", true, true)]
    [InlineData(FirstFee, true, false)]
    [InlineData("0.0003", false, true)]
    public void A_fee_that_is_not_rate_times_funds_is_noticed_with_its_symbol(
        string fee, bool isQuote, bool differs)
    {
        var world = new CascadeWorld();
        OrderRequest first = Ask(world, out OrderState truth);
        world.Run.OnOrderState(first.ClientId, truth, world.NowNs);
        world.Grant(CascadeActionKind.Fills);
        OrderFill fill = Fill(world.Match(first, "0.0774", "64.53"), fee) with { FeeIsQuote = isQuote };
        world.Run.OnFills(first.ClientId, [fill], 0, world.NowNs);
        CascadeReport report = world.Run.Report;
        Assert.Equal(differs, report.FeeDiffers);
        Assert.Equal(differs ? first.Symbol : SymbolId.None, report.FeeSymbol);
        // What was charged elsewhere is shown at its worth and leaves the quote currency alone.
        Assert.Equal(isQuote ? fee : FirstFee, report.Steps[0].Fee.ToString());
        Assert.Equal(isQuote, report.Steps[0].FeeLeavesQuote);
        Assert.Equal(isQuote ? D("4.994622") + D(fee) : D("4.994622"), report.Steps[0].Cost);
    }

    [Fact]
    public void Fees_of_fills_and_the_rate_on_the_other_matches_add_up()
    {
        var fills = new FillAccumulator();
        fills.Add(new OrderFill(new TradeId(1), D("2"), D("10"), D("20"), D("0.03"), FeeIsQuote: true));
        fills.Add(new OrderEvent
        {
            Kind = OrderEventKind.Match,
            TradeId = new TradeId(2),
            MatchPrice = D("3"),
            MatchSize = D("10"),
        });
        Assert.Equal(D("0.06"), fills.FeeAt(D("0.001")));
        fills.Add(new OrderFill(new TradeId(2), D("3"), D("10"), D("30"), D("0.02"), FeeIsQuote: true));
        fills.Add(new OrderFill(new TradeId(2), D("3"), D("10"), D("30"), D("0.02"), FeeIsQuote: true));
        Assert.Equal(D("0.05"), fills.FeeAt(D("0.001")));
        Assert.Equal((2, 2), (fills.MatchCount, fills.FeeCount));
    }

    /// <summary>Leg 1 accepted, silent, and asked for; the truth is that it was filled whole.</summary>
    private static OrderRequest Ask(CascadeWorld world, out OrderState truth)
    {
        world.Start();
        OrderRequest first = world.Place();
        world.Run.OnUnknown(first.ClientId, UnknownCause.NoReply, world.NowNs);
        world.AdvanceToDeadline();
        world.Grant(CascadeActionKind.Query);
        truth = Truth("64.53", "4.994622", FirstFee);
        truth.OrderId = OrderIdOf(first.ClientId);
        return first;
    }

    private static OrderFill Fill(in OrderEvent match, string fee) => new(
        match.TradeId, match.MatchPrice, match.MatchSize, match.MatchPrice * match.MatchSize, D(fee),
        FeeIsQuote: true);

    private static (string Size, string Funds, string Fee, int Matches) Sums(in ReportStep step) =>
        (step.Size.ToString(), step.Funds.ToString(), step.Fee.ToString(), step.MatchCount);
}
