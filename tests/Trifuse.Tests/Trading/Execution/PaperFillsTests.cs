using CsCheck;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using static Trifuse.Tests.Trading.Execution.CascadeWorld;

namespace Trifuse.Tests.Trading.Execution;

public class PaperFillsTests
{
    private readonly CascadeWorld _world = new();
    private readonly OrderEvent[] _events = new OrderEvent[PaperFills.MaxEvents];

    [Fact]
    public void A_buy_by_funds_walks_the_asks_and_ends_as_canceled()
    {
        int count = Fill(Side.Buy, "3", Levels("0.5:2", "1:1", "2:5"), "0");
        Assert.Equal(
            ["Received", "Match 0.5x2", "Match 1x1", "Match 2x0.5", "Canceled 3.5"],
            _events[..count].Select(Describe));
    }

    [Fact]
    public void A_sell_ends_as_filled_when_whole_and_as_canceled_when_not()
    {
        int count = Fill(Side.Sell, "3", Levels("2:2", "1:5"), "0");
        Assert.Equal(["Received", "Match 2x2", "Match 1x1", "Filled 3"], _events[..count].Select(Describe));
        count = Fill(Side.Sell, "9", Levels("2:2", "1:5"), "0");
        Assert.Equal(["Received", "Match 2x2", "Match 1x5", "Canceled 7"], _events[..count].Select(Describe));
    }

    [Fact]
    public void Nothing_fills_beyond_the_price_band()
    {
        int count = Fill(Side.Buy, "100", Levels("1:1", "1.1:1", "1.11:1"), "0.1");
        Assert.Equal(
            ["Received", "Match 1x1", "Match 1.1x1", "Canceled 2"], _events[..count].Select(Describe));
        count = Fill(Side.Sell, "100", Levels("1:1", "0.9:1", "0.89:1"), "0.1");
        Assert.Equal(
            ["Received", "Match 1x1", "Match 0.9x1", "Canceled 2"], _events[..count].Select(Describe));
    }

    [Fact]
    public void An_empty_book_fills_nothing()
    {
        int count = Fill(Side.Buy, "1", [], "0");
        Assert.Equal(["Received", "Canceled 0"], _events[..count].Select(Describe));
    }

    [Fact]
    public void Events_add_up_to_the_walk_whatever_the_book() =>
        Gen.Select(Gen.Long[1, 500].Array[0, 60], Gen.Long[1, 9_999], Gen.Bool).Sample(
            (sizes, amount, buys) =>
        {
            var levels = new PriceLevel[sizes.Length];
            for (int i = 0; i < sizes.Length; i++)
            {
                long price = buys ? 1_000 + i : 1_000 - i;
                levels[i] = new PriceLevel(new ExactDecimal(price, 4), new ExactDecimal(sizes[i], 2));
            }
            Side side = buys ? Side.Buy : Side.Sell;
            var events = new OrderEvent[PaperFills.MaxEvents];
            int count = PaperFills.Fill(
                Request(side, new ExactDecimal(amount, 2)), Rules, levels, ExactDecimal.Zero, 5, 9, events);
            ReadOnlySpan<PriceLevel> met = levels.AsSpan(0, Math.Min(levels.Length, 50));
            WalkResult walk = buys
                ? BookWalk.Buy(met, new ExactDecimal(amount, 2), Rules.FeeRate, Rules.BuyUnit)
                : BookWalk.Sell(met, new ExactDecimal(amount, 2), Rules.FeeRate);
            var fills = new FillAccumulator();
            foreach (OrderEvent e in events.AsSpan(0, count))
            {
                fills.Add(e);
            }
            Assert.True(fills.IsClosed);
            Assert.Equal(0, fills.DuplicateCount);
            Assert.Equal((walk.Size, walk.Funds), (fills.Size, fills.Funds));
        });

    [Fact]
    public void A_cascade_filled_from_its_signal_yields_the_prediction()
    {
        _world.Start();
        for (int leg = 0; leg < 3; leg++)
        {
            OrderRequest request = _world.Place();
            TradeRules rules = new(_world.Universe.SpecOf(request.Symbol), BuyCut.BaseIncrement);
            int count = PaperFills.FillFromSignal(
                request, rules, _world.Signal.Legs[leg], ExactDecimal.Zero, leg, 9, _events);
            foreach (OrderEvent e in _events.AsSpan(0, count))
            {
                _world.Send(e);
            }
        }
        CascadeReport report = _world.Take();
        Assert.Equal(_world.Signal.PredictedCost, report.Cost);
        Assert.Equal(_world.Signal.PredictedOutput, report.Steps[2].Output);
        Assert.Equal("paper2", report.Steps[2].OrderId.ToString());
    }

    private TradeRules Rules => new(_world.Universe.SpecOf(_world.Symbol("FLUX-USDT")), BuyCut.BaseIncrement);

    private static PriceLevel[] Levels(params string[] levels) =>
        levels.Select(l => new PriceLevel(D(l.Split(':')[0]), D(l.Split(':')[1]))).ToArray();

    private static string Describe(OrderEvent e) => e.Kind switch
    {
        OrderEventKind.Match => $"Match {e.MatchPrice}x{e.MatchSize}",
        OrderEventKind.Received => "Received",
        _ => $"{e.Kind} {e.FilledSize}",
    };

    private OrderRequest Request(Side side, ExactDecimal amount) => new()
    {
        Symbol = _world.Symbol("FLUX-USDT"),
        Side = side,
        ClientId = new ClientOrderId(7, 1, 0, 0),
        Amount = amount,
    };

    private int Fill(Side side, string amount, PriceLevel[] levels, string band) =>
        PaperFills.Fill(Request(side, D(amount)), Rules, levels, D(band), 5, 9, _events);
}
