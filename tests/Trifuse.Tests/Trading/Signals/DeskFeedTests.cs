using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Tests.Trading.Market;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Signals;

/// <summary>The desk with one symbol of each feed kind.</summary>
public class DeskFeedTests
{
    private static readonly SymbolId First = new(0);
    private static readonly SymbolId Full = new(1);
    private static readonly SymbolId Depth = new(2);
    private static readonly Tick Now = new(1, 10, 10, 10);

    [Fact]
    public void Sizing_walks_the_levels_of_every_kind_of_book()
    {
        SignalDesk<KeptSignals> desk = New(out Signal[] slots);
        Quote(desk);
        Assert.Equal(1, desk.Counters.Signals);
        // 100 X at 1.00 and as many at 1.001 still pay; at 1.02 they do not.
        Assert.Equal(3, slots[0].Legs[0].LevelCount);
        Assert.InRange(slots[0].Legs[0].PredictedOutput.ToDouble(), 199.99, 200);
        Assert.Equal(3, slots[0].Legs[1].LevelCount);
    }

    [Fact]
    public void Changes_snapshots_and_depth_allocate_nothing()
    {
        SignalDesk<KeptSignals> desk = New(out _);
        Quote(desk);
        LevelChange[] bids = [new(ExactDecimal.Parse("0.00001990"), ExactDecimal.One, 2)];
        PriceLevel[] depthBids = [BooksTests.L("50000", "0.001"), BooksTests.L("49999", "1")];
        PriceLevel[] depthAsks = [BooksTests.L("50001", "1")];
        long before = 0;
        for (int i = 0; i < 2_000; i++)
        {
            if (i == 1_000)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }
            long sequence = desk.Books.Sequence(Full) + 1;
            bids[0].Sequence = sequence;
            bids[0].Size = (i & 1) == 0 ? ExactDecimal.Zero : ExactDecimal.One;
            desk.ApplyChanges(Full, sequence, sequence, bids, [], 0, Now);
            desk.ApplyDepth(Depth, depthBids, depthAsks, 0, Now);
            if (i % 100 == 0)
            {
                desk.ApplyChanges(Full, sequence + 5, sequence + 5, bids, [], 0, Now);
                desk.ApplySnapshot(Full, sequence + 5, depthAsks, [], 0, Now);
            }
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_gap_stops_signals_until_the_snapshot()
    {
        SignalDesk<KeptSignals> desk = New(out _);
        Quote(desk);
        Assert.Equal(1, desk.Counters.Signals);
        Assert.Equal(ApplyOutcome.Gap, desk.ApplyChanges(Full, 9, 9, [], [], 0, Now));
        PriceLevel[] bids = [BooksTests.L("50000", "1")];
        PriceLevel[] asks = [BooksTests.L("50001", "1")];
        desk.ApplyDepth(Depth, bids, asks, 0, Now);
        Assert.Equal(1, desk.Counters.Refused(Refusal.StaleBook));
        Assert.True(desk.Books.NeedsSnapshot(Full));
    }

    private static SignalDesk<KeptSignals> New(out Signal[] slots)
    {
        Universe universe = Universe.Build(
            [
                MarketFiles.Spec("X-USDT", "X", "USDT"),
                MarketFiles.Spec("X-BTC", "X", "BTC", price: "0.00000001", funds: "0.00000001"),
                MarketFiles.Spec("BTC-USDT", "BTC", "USDT", size: "0.00000001"),
            ],
            new UniverseFilter { StartCurrencies = ["USDT"] }).Universe!;
        slots = new Signal[1];
        return new SignalDesk<KeptSignals>(
            universe,
            DeskWorld.Plain with { DryRun = true, RequireBalance = false, Slots = 1 },
            [FeedKind.Depth, FeedKind.Full, FeedKind.Depth],
            new KeptSignals(slots, new List<int>(4)))
        {
            IsArmed = true,
            IsPrivateReady = true,
        };
    }

    private static void Quote(SignalDesk<KeptSignals> desk)
    {
        desk.ApplyDepth(
            First,
            [BooksTests.L("0.99", "5")],
            [BooksTests.L("1", "100"), BooksTests.L("1.001", "100"), BooksTests.L("1.02", "100")],
            0,
            Now);
        desk.ApplySnapshot(
            Full,
            1,
            [
                BooksTests.L("0.00002015", "80"), BooksTests.L("0.00002014", "90"),
                BooksTests.L("0.00002013", "90"),
            ],
            [BooksTests.L("0.00002016", "80")],
            0,
            Now);
        desk.ApplyDepth(Depth, [BooksTests.L("50000", "1")], [BooksTests.L("50001", "1")], 0, Now);
    }
}
