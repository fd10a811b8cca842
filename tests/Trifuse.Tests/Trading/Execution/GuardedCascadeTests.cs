using CsCheck;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Tests.Trading.Signals;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;
using static Trifuse.Tests.Trading.Execution.CascadeWorld;

namespace Trifuse.Tests.Trading.Execution;

/// <summary>
/// Cascades of orders with a limit price: what is predicted, what is sent, and what no price may do.
/// </summary>
public class GuardedCascadeTests
{
    private static readonly ExactDecimal Bps = new(Int128.One, 4);

    [Theory]
    [InlineData("0", "1.5", "1.5")]
    [InlineData("10", "1.5015", "1.4985")]
    [InlineData("10.5", "1.5015", "1.4985")]
    [InlineData("0.01", "1.5", "1.5")]
    public void Limits_are_rounded_against_a_fill_but_never_past_the_level(
        string slackBps, string buy, string sell)
    {
        var spec = new DeskWorld(DeskWorld.Plain).Universe.SpecOf(new SymbolId(0)) with
        {
            PriceIncrement = D("0.0005"),
        };
        var rules = new TradeRules(spec, BuyCut.BaseIncrement);
        var guard = new PriceGuard(D(slackBps));
        Assert.Equal(D(buy), guard.LimitFor(Side.Buy, D("1.5"), rules));
        Assert.Equal(D(sell), guard.LimitFor(Side.Sell, D("1.5"), rules));
    }

    [Fact]
    public void A_guarded_cascade_filled_from_its_signal_yields_the_prediction()
    {
        int tried = 0;
        int withSeveralLevels = 0;
        Gen.Select(Gen.Int[0, 20], Gen.Int[1, 400].Array[15], Gen.Int[0, 6].Array[15], Gen.Int[20, 2_000])
            .Sample(
                (slack, sizes, gaps, notional) =>
                {
                    Signal[]? kept = Signalled(slack, sizes, gaps, notional, out DeskWorld world);
                    if (kept is not null)
                    {
                        tried++;
                        withSeveralLevels += Drive(world, kept) ? 1 : 0;
                    }
                },
                iter: 400,
                threads: 1);
        Assert.True(tried > 100, $"{tried} signals");
        Assert.True(withSeveralLevels > 20, $"{withSeveralLevels} went through several levels");
    }

    [Fact]
    public void A_vanished_quote_is_not_followed_and_costs_nothing()
    {
        Signal[] kept = Signalled(0, [.. Enumerable.Repeat(300, 15)], new int[15], 100, out DeskWorld world)!;
        CascadeRun run = NewRun(world);
        run.Start(kept[0], 1_000);
        OrderRequest first = run.NextAction.Request;
        run.OnWritten(2_000);
        PriceLevel[] moved = [new(first.LimitPrice + D("0.0001"), D("1000"))];
        foreach (OrderEvent e in Fill(world, first, moved, ExactDecimal.Zero))
        {
            run.OnOrderEvent(e, 3_000);
        }
        Assert.Equal(CascadeActionKind.Finished, run.NextAction.Kind);
        Assert.Equal((CascadeOutcome.Aborted, AbortReason.Faded), (run.Report.Outcome, run.Report.Reason));
        Assert.True(run.Report.Cost.IsZero && run.Report.Profit.IsZero);
    }

    [Fact]
    public void An_order_that_would_trade_beyond_the_price_band_is_cancelled_whole()
    {
        var world = new DeskWorld(DeskWorld.Plain);
        var request = new OrderRequest
        {
            Symbol = world.SymbolOf("X-USDT"u8),
            Side = Side.Buy,
            Amount = D("30"),
            LimitPrice = D("1.5"),
            Size = D("20"),
        };
        PriceLevel[] levels = [new(D("1"), D("15")), new(D("1.2"), D("15"))];
        Assert.Equal("20", Fill(world, request, levels, D("0.25"))[^1].FilledSize.ToString());
        OrderEvent[] beyond = Fill(world, request, levels, D("0.1"));
        Assert.Equal((OrderEventKind.Canceled, "0"), (beyond[^1].Kind, beyond[^1].FilledSize.ToString()));
        request.Size = D("15");
        OrderEvent[] within = Fill(world, request, levels, D("0.1"));
        Assert.Equal((OrderEventKind.Filled, "15"), (within[^1].Kind, within[^1].FilledSize.ToString()));
    }

    [Fact]
    public void An_order_cut_short_by_its_limit_is_short()
    {
        Signal[] kept = Signalled(0, [.. Enumerable.Repeat(300, 15)], new int[15], 100, out DeskWorld world)!;
        CascadeRun run = NewRun(world);
        run.Start(kept[0], 1_000);
        OrderRequest first = run.NextAction.Request;
        run.OnWritten(2_000);
        PriceLevel[] thin = [new(first.LimitPrice, D("1")), new(first.LimitPrice + D("0.5"), D("1000"))];
        foreach (OrderEvent e in Fill(world, first, thin, ExactDecimal.Zero))
        {
            run.OnOrderEvent(e, 3_000);
        }
        ReportStep step = run.Report.Steps[0];
        Assert.True(step is { IsClosed: true, IsShort: true });
        Assert.Equal((D("1"), first.LimitPrice, first.Size), (step.Size, step.LimitPrice, step.LimitSize));
    }

    private static CascadeRun NewRun(DeskWorld world) =>
        new(world.Universe, new CascadeOptions(), BuyCut.BaseIncrement);

    /// <summary>A signal on books of five levels a side, or null when nothing was worth it.</summary>
    private static Signal[]? Signalled(
        int slackBps, int[] sizes, int[] gaps, int notional, out DeskWorld world)
    {
        var notionals = new Dictionary<string, ExactDecimal> { ["USDT"] = ExactDecimal.FromInt64(notional) };
        SignalOptions options = DeskWorld.Plain with
        {
            OrderType = OrderType.Ioc,
            GuardSlackBps = ExactDecimal.FromInt64(slackBps),
            ThresholdBps = ExactDecimal.FromInt64(-100),
            MaxNotional = notionals,
        };
        world = new DeskWorld(options, FeedKind.Depth);
        Depth(world, "X-USDT"u8, "0.99", "1", "0.0001", ExactDecimal.One, sizes, gaps, 0);
        Depth(world, "BTC-USDT"u8, "50000", "50001", "0.1", D("0.00002"), sizes, gaps, 5);
        Depth(world, "X-BTC"u8, "0.00002012", "0.00002013", "0.00000001", ExactDecimal.One, sizes, gaps, 10);
        return world.Published.Count == 0 ? null : world.Slots;
    }

    private static void Depth(
        DeskWorld world, ReadOnlySpan<byte> name, string bid, string ask, string tick, ExactDecimal unit,
        int[] sizes, int[] gaps, int from)
    {
        var bids = new PriceLevel[5];
        var asks = new PriceLevel[5];
        ExactDecimal down = D(bid);
        ExactDecimal up = D(ask);
        for (int i = 0; i < 5; i++)
        {
            ExactDecimal size = unit * ExactDecimal.FromInt64(sizes[from + i]);
            bids[i] = new PriceLevel(down, size);
            asks[i] = new PriceLevel(up, size);
            ExactDecimal gap = D(tick) * ExactDecimal.FromInt64(gaps[from + i] + 1);
            down -= gap;
            up += gap;
        }
        world.Desk.ApplyDepth(
            world.SymbolOf(name), bids, asks, 1_700_000_000_000, new Tick(1, 10, 9, 1_700_000_000_000_000));
    }

    /// <summary>Drives it through its own books; true when a leg took from several levels.</summary>
    private static bool Drive(DeskWorld world, Signal[] kept)
    {
        CascadeRun run = NewRun(world);
        run.Start(kept[0], 1_000);
        ExactDecimal available = kept[0].Reserved;
        bool isDeep = false;
        for (int leg = 0; leg < 3; leg++)
        {
            OrderRequest request = run.NextAction.Request;
            Assert.Equal(CascadeActionKind.Place, run.NextAction.Kind);
            Assert.True(request.IsLimited && request.Size.IsPositive);
            ExactDecimal rate = world.Universe.SpecOf(request.Symbol).TakerFeeRate;
            // What the exchange sets aside for the order is there.
            ExactDecimal hold = request.Side == Side.Buy
                ? request.Size * request.LimitPrice * (ExactDecimal.One + rate)
                : request.Size;
            Assert.True(hold <= available);
            run.OnWritten(2_000);
            PriceLevel[] levels = [.. ((ReadOnlySpan<PriceLevel>)kept[0].Legs[leg].Levels)[..5]];
            OrderEvent[] events = Fill(world, request, levels, ExactDecimal.Zero);
            isDeep |= events.Length > 3;
            foreach (OrderEvent e in events)
            {
                bool isWorse = e.Kind == OrderEventKind.Match && (request.Side == Side.Buy
                    ? e.MatchPrice > request.LimitPrice
                    : e.MatchPrice < request.LimitPrice);
                Assert.False(isWorse);
                run.OnOrderEvent(e, 3_000);
            }
            ReportStep step = run.Report.Steps[leg];
            Assert.Equal(kept[0].Legs[leg].PredictedOutput, step.Output);
            Assert.Equal(kept[0].Legs[leg].PredictedAmount, step.Amount);
            Assert.False(step.IsShort);
            available = step.Output;
        }
        Assert.Equal(CascadeOutcome.Filled, run.Report.Outcome);
        Assert.Equal(kept[0].PredictedCost, run.Report.Cost);
        Assert.Equal(kept[0].PredictedOutput, run.Report.Steps[2].Output);
        Assert.True(run.Report.Profit >= -run.Report.Cost * ExactDecimal.FromInt64(100) * Bps);
        return isDeep;
    }

    private static OrderEvent[] Fill(
        DeskWorld world, in OrderRequest request, PriceLevel[] levels, ExactDecimal band)
    {
        var events = new OrderEvent[PaperFills.MaxEvents];
        var rules = new TradeRules(world.Universe.SpecOf(request.Symbol), BuyCut.BaseIncrement);
        int count = PaperFills.Fill(request, rules, levels, band, request.ClientId.Step, 9, events);
        return events[..count];
    }
}
