using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Tests.Trading.Limits;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Signals;

/// <summary>What ended cascades and the limits do to the next decisions of a desk.</summary>
public sealed class DeskLimitTests
{
    private const long UtcNs = 1_700_000_000_000_000_000;

    private static readonly SignalOptions Wide = DeskWorld.Plain with
    {
        MaxAgeNs = long.MaxValue,
        MaxDesyncNs = long.MaxValue,
        IsolateTriangle = false,
        IsolatePair = false,
        Slots = 4,
    };

    [Fact]
    public void The_total_at_stake_bounds_the_size_and_then_refuses()
    {
        var world = new DeskWorld(Wide with
        {
            MaxNotional = LimitBookTests.Amounts(("USDT", "100")),
            Limits = new LimitOptions { MaxTotalNotional = LimitBookTests.Amounts(("USDT", "150")) },
        });
        world.Open();
        world.Open(11);
        Assert.Equal(2, world.Desk.Counters.Signals);
        ExactDecimal second = world.Slots[1].Reserved;
        Assert.True(second > ExactDecimal.FromInt64(49) && second < ExactDecimal.FromInt64(51), $"{second}");
        long refused = world.Desk.Counters.Refused(Refusal.MaxNotional);
        world.Open(12);
        Assert.Equal(2, world.Desk.Counters.Signals);
        Assert.True(world.Desk.Counters.Refused(Refusal.MaxNotional) > refused);
        world.Desk.OnCascadeEnded(Ended(1, 0), 13, UtcNs);
        Assert.Equal(world.Slots[1].Reserved, world.Desk.Notional.Open(world.CurrencyOf("USDT"u8)));
        world.Open(14);
        Assert.Equal(3, world.Desk.Counters.Signals);
    }

    [Fact]
    public void A_failed_order_rests_its_symbol_and_another_fee_takes_its_symbol_off()
    {
        var world = new DeskWorld(Wide with { Limits = new LimitOptions { CoolDownNs = 100 } });
        world.Open();
        CascadeRelease failed = Ended(1, 0);
        failed.Outcome = CascadeOutcome.Failed;
        failed.FailedSymbol = world.SymbolOf("X-BTC"u8);
        world.Desk.OnCascadeEnded(failed, 20, UtcNs);
        world.Open(30);
        Assert.Equal(1, world.Desk.Counters.Signals);
        Assert.True(world.Desk.Counters.Refused(Refusal.CoolDown) > 0);
        world.Open(120);
        Assert.Equal(2, world.Desk.Counters.Signals);
        CascadeRelease dear = Ended(2, 0);
        dear.FeeDiffers = true;
        dear.FeeSymbol = world.SymbolOf("X-USDT"u8);
        world.Desk.OnCascadeEnded(dear, 130, UtcNs);
        world.Open(400);
        Assert.Equal(2, world.Desk.Counters.Signals);
        Assert.True(world.Desk.Counters.Refused(Refusal.SymbolOff) > 0);
    }

    [Fact]
    public void A_loss_trips_and_only_a_person_lets_the_desk_go_on()
    {
        var world = new DeskWorld(Wide with
        {
            Limits = new LimitOptions { MaxDailyLoss = LimitBookTests.Amounts(("USDT", "1")) },
        });
        world.Open();
        CascadeRelease lost = Ended(1, 0);
        lost.Outcome = CascadeOutcome.Failed;
        lost.FailedSymbol = SymbolId.None;
        lost.Profit = ExactDecimal.Parse("-1.5");
        world.Desk.OnCascadeEnded(lost, 20, UtcNs);
        world.Open(30);
        Assert.Equal(1, world.Desk.Counters.Signals);
        Assert.True(world.Desk.Counters.Refused(Refusal.BreakerTripped) > 0);
        world.Desk.Gates.Limits.Resume();
        world.Open(40);
        Assert.Equal(2, world.Desk.Counters.Signals);
    }

    [Fact]
    public void Orders_of_a_second_are_counted_by_cascades()
    {
        var world = new DeskWorld(Wide with
        {
            MaxNotional = LimitBookTests.Amounts(("USDT", "100")),
            Limits = new LimitOptions { MaxOrdersPerSecond = 7 },
        });
        world.Open();
        world.Open(11);
        world.Open(12);
        Assert.Equal(2, world.Desk.Counters.Signals);
        Assert.True(world.Desk.Counters.Refused(Refusal.OrderRate) > 0);
        world.Open(1_000_000_010);
        Assert.Equal(3, world.Desk.Counters.Signals);
    }

    [Fact]
    public void Whatever_opens_and_ends_neither_the_balance_nor_the_total_is_ever_exceeded() =>
        Gen.Int[0, int.MaxValue].Sample(static seed => Play((ulong)seed), iter: 200);

    private static void Play(ulong seed)
    {
        var random = new Prng(seed);
        ExactDecimal total = ExactDecimal.FromInt64(20 + random.NextBelow(300));
        ExactDecimal balance = ExactDecimal.FromInt64(20 + random.NextBelow(300));
        var world = new DeskWorld(Wide with
        {
            MaxNotional = LimitBookTests.Amounts(("USDT", "120")),
            VirtualBalances = true,
            Limits = new LimitOptions
            {
                MaxTotalNotional = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal)
                {
                    ["USDT"] = total,
                },
            },
        });
        CurrencyId usdt = world.CurrencyOf("USDT"u8);
        world.Desk.SetBalance(usdt, balance);
        var open = new Dictionary<int, (uint Cascade, ExactDecimal Reserved)>();
        for (int step = 0; step < 60; step++)
        {
            world.Published.Clear();
            if (random.NextBelow(3) > 0 || open.Count == 0)
            {
                world.Open(100 + step);
                world.OpenY(100 + step);
            }
            else
            {
                int ended = open.Keys.ElementAt((int)random.NextBelow(open.Count));
                (uint cascade, ExactDecimal reserved) = open[ended];
                open.Remove(ended);
                CascadeRelease release = Ended(cascade, ended);
                // It may have lost all that was set aside, or won some.
                ExactDecimal result = random.NextBelow(4) == 0 ? -reserved : ExactDecimal.One;
                release.Add(usdt, result);
                balance += result;
                world.Desk.OnCascadeEnded(release, 100 + step, UtcNs);
            }
            foreach (int slot in world.Published)
            {
                ref Signal signal = ref world.Slots[slot];
                open.Add(signal.Slot, (signal.Cascade, signal.Reserved));
            }
            ExactDecimal atStake = open.Values.Aggregate(
                ExactDecimal.Zero, static (sum, o) => sum + o.Reserved);
            Assert.True(atStake <= total, $"{atStake} of {total} allowed are at stake");
            Assert.True(atStake <= balance, $"{atStake} of {balance} owned are at stake");
            Assert.Equal(atStake, world.Desk.Notional.Open(usdt));
        }
    }

    private static CascadeRelease Ended(uint cascade, int slot) => new()
    {
        Cascade = cascade,
        Slot = slot,
        Outcome = CascadeOutcome.Filled,
        FailedSymbol = SymbolId.None,
        FeeSymbol = SymbolId.None,
    };
}
