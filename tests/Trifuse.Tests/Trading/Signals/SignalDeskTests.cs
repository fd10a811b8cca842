using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Signals;

public class SignalDeskTests
{
    [Fact]
    public void An_open_triangle_becomes_a_signal_with_everything_the_executor_needs()
    {
        var world = new DeskWorld(DeskWorld.Plain);
        world.Open();
        Assert.Equal(0, Assert.Single(world.Published));
        ref Signal signal = ref world.Slots[0];
        Assert.Equal(7u, signal.Run);
        Assert.Equal(1u, signal.Cascade);
        Assert.Equal(9, signal.IngressNs);
        Assert.Equal(10, signal.SignalNs);
        Assert.Equal(1_700_000_000_000_000_010, signal.SignalUtcNs);
        Assert.Equal(world.SymbolOf("X-USDT"u8), signal.Legs[0].Symbol);
        Assert.Equal(Side.Buy, signal.Legs[0].Side);
        Assert.Equal(world.SymbolOf("X-BTC"u8), signal.Legs[1].Symbol);
        Assert.Equal(Side.Sell, signal.Legs[1].Side);
        Assert.Equal(world.SymbolOf("BTC-USDT"u8), signal.Legs[2].Symbol);
        Assert.Equal(Side.Sell, signal.Legs[2].Side);
        // 1,000 USDT would do for 999.0009 X; the 0.0004 would only be cut off before leg 3.
        Assert.Equal(ExactDecimal.Parse("999.0005"), signal.Legs[0].PredictedAmount);
        Assert.Equal(ExactDecimal.Parse("999.9995005"), signal.PredictedCost);
        // 999.0005 X x 0.00002012 less 10 bps, cut to 8 decimals for leg 3.
        Assert.Equal(ExactDecimal.Parse("0.020079790169940"), signal.Legs[1].PredictedOutput);
        Assert.Equal(ExactDecimal.Parse("0.02007979"), signal.Legs[2].PredictedAmount);
        Assert.Equal(ExactDecimal.Parse("1002.98551050000"), signal.PredictedOutput);
        Assert.Equal(1, signal.Legs[1].LevelCount);
        Assert.Equal(ExactDecimal.Parse("0.00002012"), signal.Legs[1].Levels[0].Price);
        Assert.Equal(ExactDecimal.Parse("0.00002013"), signal.Legs[1].BestAsk.Price);
        Assert.Equal(1_700_000_000_010, signal.Legs[1].BookExchangeMs);
        Assert.True(signal.Reserved >= signal.PredictedCost);
        Assert.Equal(1, world.Desk.OpenCascades);
        Assert.Equal(1, world.Desk.Counters.Signals);
    }

    [Fact]
    public void Every_candidate_is_a_signal_or_a_counted_refusal()
    {
        var world = new DeskWorld(DeskWorld.Plain with { ThresholdBps = ExactDecimal.FromInt64(-9_000) });
        for (int i = 0; i < 20; i++)
        {
            world.Open(10 + (i * 100));
            world.OpenY(10 + (i * 700));
        }
        long refused = 0;
        foreach (long count in world.Desk.Counters.ByRefusal)
        {
            refused += count;
        }
        Assert.True(world.Desk.Counters.Candidates > 40);
        Assert.Equal(world.Desk.Counters.Candidates, world.Desk.Counters.Signals + refused);
        Assert.Equal(100, world.Desk.Counters.Updates);
    }

    [Fact]
    public void Each_gate_refuses_with_its_own_cause()
    {
        AssertRefused(Refusal.NotArmed, w => w.Desk.IsArmed = false);
        AssertRefused(Refusal.KillSwitch, w => w.Desk.Gates.IsKilled = true);
        AssertRefused(
            Refusal.KillSwitch,
            w => w.Desk.Gates.Limits.Trip(new BreakerNote { Cause = BreakerCause.Kill }));
        AssertRefused(
            Refusal.BreakerTripped,
            w => w.Desk.Gates.Limits.Trip(new BreakerNote { Cause = BreakerCause.Drift }));
        AssertRefused(Refusal.ClockSkew, w => w.Desk.Gates.SetClock(0, isGood: false));
        AssertRefused(Refusal.CoolDown, w => w.Desk.Gates.Symbols.CoolDown(w.SymbolOf("X-USDT"u8), 1_000));
        AssertRefused(Refusal.PrivateStreamDown, w => w.Desk.IsPrivateReady = false);
        AssertRefused(Refusal.RateBudget, w => w.Desk.Gates.SetBudget(1, hasBudget: false));
        AssertRefused(
            Refusal.SymbolOff,
            w => w.Desk.Gates.Symbols.TurnOff(w.SymbolOf("X-BTC"u8), SymbolOffCause.Halted));
        AssertRefused(Refusal.NoBalance, w => w.Desk.SetBalance(w.CurrencyOf("USDT"u8), ExactDecimal.Zero));
        // Screening sees 29.8 bps; cutting so small an amount to 8 decimals of BTC costs more than the rest.
        AssertRefused(
            Refusal.BelowThreshold,
            w => w.Desk.SetBalance(w.CurrencyOf("USDT"u8), ExactDecimal.Parse("0.1")),
            "29.8");
        AssertRefused(
            Refusal.None,
            w => w.Desk.SetTakerFee(w.SymbolOf("BTC-USDT"u8), ExactDecimal.Parse("0.004")),
            candidates: 0);
        AssertRefused(Refusal.StaleBook, w =>
        {
            w.Top("X-USDT"u8, "0.99", "1");
            w.Desk.OnConnection(1, ConnectionState.Silent);
        });
    }

    [Fact]
    public void Crossed_old_and_uneven_books_are_refused()
    {
        var world = new DeskWorld(DeskWorld.Plain);
        world.Top("X-USDT"u8, "1.01", "1");
        world.Top("BTC-USDT"u8, "50000", "50001");
        world.Top("X-BTC"u8, "0.00002012", "0.00002013");
        Assert.Equal(1, world.Desk.Counters.Refused(Refusal.CrossedBook));
        world = new DeskWorld(DeskWorld.Plain);
        world.Top("X-USDT"u8, "0.99", "1", nowNs: 0);
        world.Top("BTC-USDT"u8, "50000", "50001", nowNs: 1001);
        world.Top("X-BTC"u8, "0.00002012", "0.00002013", nowNs: 1001);
        Assert.Equal(1, world.Desk.Counters.Refused(Refusal.TooOld));
        world = new DeskWorld(DeskWorld.Plain);
        world.Top("X-USDT"u8, "0.99", "1", nowNs: 0);
        world.Top("BTC-USDT"u8, "50000", "50001", nowNs: 501);
        world.Top("X-BTC"u8, "0.00002012", "0.00002013", nowNs: 501);
        Assert.Equal(1, world.Desk.Counters.Refused(Refusal.Desync));
        Assert.Empty(world.Published);
        world.Top("X-USDT"u8, "0.99", "1", nowNs: 502);
        Assert.Single(world.Published);
    }

    [Fact]
    public void Isolation_slots_and_limits_hold_until_the_cascade_ends()
    {
        var world = new DeskWorld(DeskWorld.Plain);
        world.Open();
        world.Open();
        Assert.Equal(3, world.Desk.Counters.Refused(Refusal.IsolatedTriangle));
        world.OpenY();
        Assert.Equal(1, world.Desk.Counters.Refused(Refusal.IsolatedPair));
        world.Desk.OnCascadeEnded(new CascadeRelease { Cascade = 1, Slot = 0 }, 20, 20);
        Assert.Equal(0, world.Desk.OpenCascades);
        world.OpenY();
        Assert.Equal(2, world.Published.Count);
        Assert.Equal(2u, world.Slots[0].Cascade);
    }

    [Fact]
    public void Without_isolation_the_slots_and_the_balance_limit()
    {
        SignalOptions options = DeskWorld.Plain with
        {
            IsolatePair = false,
            IsolateTriangle = false,
            MaxNotional = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal)
            {
                ["USDT"] = ExactDecimal.FromInt64(600),
            },
        };
        var world = new DeskWorld(options);
        world.Open();
        world.OpenY();
        Assert.Equal([0, 1], world.Published);
        Assert.True(world.Slots[0].Reserved <= ExactDecimal.FromInt64(600));
        Assert.True(world.Slots[0].Reserved + world.Slots[1].Reserved <= ExactDecimal.FromInt64(1_000));
        Assert.True(world.Slots[1].Reserved > ExactDecimal.FromInt64(399));
        world.Open();
        Assert.Equal(4, world.Desk.Counters.Refused(Refusal.MaxOpen));
        world = new DeskWorld(options with { IsolateStartCurrency = true });
        world.Open();
        world.OpenY();
        Assert.Equal(1, world.Desk.Counters.Refused(Refusal.IsolatedStart));
    }

    [Fact]
    public void A_dry_run_frees_everything_at_once()
    {
        var world = new DeskWorld(DeskWorld.Plain with { DryRun = true, RequireBalance = false, Slots = 1 });
        world.Open();
        world.Open();
        Assert.Equal(4, world.Published.Count);
        Assert.Equal(4u, world.Slots[0].Cascade);
        Assert.Equal(0, world.Desk.OpenCascades);
    }

    [Fact]
    public void Best_seen_is_tracked_even_when_nothing_fires()
    {
        var world = new DeskWorld(DeskWorld.Plain with { ThresholdBps = ExactDecimal.FromInt64(50) });
        world.Open();
        BestSeen best = world.Desk.Counters.Best;
        Assert.Equal(60, best.GrossBps, 6);
        Assert.InRange(best.NetBps, 29.8, 29.9);
        Assert.Equal(best.NetTriangle, best.GrossTriangle);
        Assert.Equal(best.NetBps, world.Desk.Counters.BestInTime.NetBps);
        world.Top("X-BTC"u8, "0.00003", "0.00004", nowNs: 5_000);
        Assert.True(world.Desk.Counters.Best.GrossBps > 4_000);
        Assert.Equal(60, world.Desk.Counters.BestInTime.GrossBps, 6);
        Assert.Empty(world.Published);
    }

    [Fact]
    public void The_hash_depends_on_the_decisions_and_on_nothing_else()
    {
        var a = new DeskWorld(DeskWorld.Plain);
        var b = new DeskWorld(DeskWorld.Plain with { UseVectors = false });
        var c = new DeskWorld(DeskWorld.Plain);
        string empty = a.Desk.Hash.GetHashText();
        a.Open();
        b.Open(nowNs: 99);
        c.Top("X-USDT"u8, "0.99", "1", size: "500");
        c.Open();
        Assert.Equal(a.Desk.Hash.GetHashText(), b.Desk.Hash.GetHashText());
        Assert.NotEqual(empty, a.Desk.Hash.GetHashText());
        a.Desk.OnCascadeEnded(new CascadeRelease { Cascade = 1, Slot = 0 }, 20, 20);
        string one = a.Desk.Hash.GetHashText();
        a.OpenY();
        Assert.NotEqual(one, a.Desk.Hash.GetHashText());
        Assert.Equal(64, one.Length);
        Assert.Equal(2, a.Desk.Hash.Count);
    }

    [Fact]
    public void Updates_signals_and_releases_allocate_nothing()
    {
        var world = new DeskWorld(DeskWorld.Plain);
        var bid = new PriceLevel(ExactDecimal.Parse("0.00002012"), ExactDecimal.FromInt64(1_000));
        var ask = new PriceLevel(ExactDecimal.Parse("0.00002013"), ExactDecimal.FromInt64(1_000));
        SymbolId symbol = world.SymbolOf("X-BTC"u8);
        Assert.True(OrderId.TryCreate("64a1b2c3d4e5f60718293a4b"u8, out OrderId order));
        world.Open();
        long before = 0;
        for (uint i = 1; i <= 2_000; i++)
        {
            if (i == 1_000)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }
            world.Desk.OnLegOneOrder(i, order);
            world.Desk.OnBalance(new BalanceEvent
            {
                Currency = world.Slots[0].Legs[0].From,
                IsTradeAccount = true,
                Available = ExactDecimal.FromInt64(1_000),
                OrderId = order,
            });
            world.Desk.OnCascadeEnded(new CascadeRelease { Cascade = i, Slot = 0 }, 20, 20);
            world.Desk.ApplyTop(symbol, bid, ask, 0, -1, new Tick(1, 10, 10, 10));
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2_001, world.Desk.Counters.Signals);
    }

    private static void AssertRefused(
        Refusal cause, Action<DeskWorld> prepare, string threshold = "5", int candidates = 1)
    {
        var world = new DeskWorld(DeskWorld.Plain with { ThresholdBps = ExactDecimal.Parse(threshold) });
        prepare(world);
        world.Open();
        Assert.Empty(world.Published);
        Assert.Equal(candidates, world.Desk.Counters.Refused(cause));
        Assert.Equal(candidates, world.Desk.Counters.Candidates);
    }
}
