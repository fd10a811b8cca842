using System.IO.Compression;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Config;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Start;
using Trifuse.Engine.Tape;
using Trifuse.KuCoin.Stream;
using Trifuse.Trading.Market;

namespace Trifuse.Tests.Engine.Hot;

/// <summary>The hot core on a whole real market's symbols with made-up frames.</summary>
public sealed class HotCoreTests
{
    private const int Frames = 20_000;

    private static readonly HotSetup Setup = MakeSetup(useVectors: true);

    [Fact]
    public void Decides_the_same_with_and_without_vectors()
    {
        using HotCore<WarmOutput> with = Play(Setup, tape: null, out _);
        using HotCore<WarmOutput> without = Play(MakeSetup(useVectors: false), tape: null, out _);
        Assert.True(with.Desk.Hash.Count > 100);
        Assert.Equal(with.Desk.Hash.Count, without.Desk.Hash.Count);
        Assert.Equal(with.Desk.Hash.GetHashText(), without.Desk.Hash.GetHashText());
    }

    [Fact]
    public void Another_frame_makes_another_hash()
    {
        using HotCore<WarmOutput> one = Play(Setup, tape: null, out _, seed: 1);
        using HotCore<WarmOutput> other = Play(Setup, tape: null, out _, seed: 2);
        Assert.NotEqual(one.Desk.Hash.GetHashText(), other.Desk.Hash.GetHashText());
    }

    [Fact]
    public void Takes_frames_and_makes_signals_without_allocating_with_a_tape_as_well()
    {
        var tape = new TapeSink(64 * 1024 * 1024);
        using HotCore<WarmOutput> core = Play(Setup, tape, out long allocatedBytes);
        Assert.True(core.Desk.Counters.Signals > 100);
        Assert.Equal(0, tape.Dropped);
        Assert.Equal(0, allocatedBytes);
    }

    [Fact]
    public void The_meter_of_the_test_above_sees_an_allocation()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new byte[100]);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before >= 100);
    }

    [Fact]
    public void Counts_malformed_frames_and_goes_on()
    {
        using var core = new HotCore<WarmOutput>(Setup, new WarmOutput(1), tape: null);
        Assert.Equal(DecodeResult.Malformed, core.OnMarketFrame(0, "{\"topic\":"u8, 1));
        Assert.Equal(DecodeResult.Malformed, core.OnPrivateFrame("]["u8, 2));
        Assert.Equal(2, core.Frames.Of(DecodeResult.Malformed));
        Assert.Equal(2, core.Frames.Total);
    }

    [Fact]
    public void Nothing_is_decided_before_it_is_armed_or_after_it_is_drained()
    {
        using HotCore<WarmOutput> idle = Play(Setup, tape: null, out _, isArmed: false);
        Assert.Equal(0, idle.Desk.Counters.Signals);
        Assert.True(idle.Desk.Counters.Candidates > 100);
    }

    private static HotCore<WarmOutput> Play(
        HotSetup setup, TapeSink? tape, out long allocatedBytes, ulong seed = 1, bool isArmed = true)
    {
        var core = new HotCore<WarmOutput>(setup, new WarmOutput(setup.Options.Slots), tape);
        core.OnCommand(isArmed ? HotCommand.Arm : HotCommand.Drain, 0);
        var frames = new WarmFrames(setup.Universe);
        var random = new Prng(seed);
        allocatedBytes = 0;
        for (int i = 1; i <= Frames; i++)
        {
            var symbol = new SymbolId((int)random.NextBelow(setup.Universe.SymbolCount));
            ReadOnlySpan<byte> frame =
                frames.Write(symbol, setup.Feeds[symbol.Index], ref random, i * 1_000L);
            long before = GC.GetAllocatedBytesForCurrentThread();
            core.OnMarketFrame(setup.ConnectionOf[symbol.Index], frame, i * 1_000L);
            // The first half makes what is made only once.
            allocatedBytes += i > Frames / 2 ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
        }
        return core;
    }

    private static HotSetup MakeSetup(bool useVectors)
    {
        EngineConfig config = ConfigLoader.Parse(
            "", "test", [$"signals.vectors={(useVectors ? "true" : "false")}", "signals.threshold_bps=5"]).Config!;
        var facts = new MarketFacts
        {
            SymbolsBody = ReadFixture("kucoin-symbols-2021-06-05.json.gz"),
            TakerFees = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal),
            Balances = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal),
            Run = 1,
            Mode = RunMode.Record,
            UtcOffsetNs = 0,
        };
        Universe universe = SetupBuilder.BuildUniverse(config, facts).Universe!;
        return SetupBuilder.Build(config, facts, universe, SetupBuilder.PlanConnections(config, universe));
    }

    private static byte[] ReadFixture(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures/market", name));
        using var plain = new GZipStream(file, CompressionMode.Decompress);
        using var whole = new MemoryStream();
        plain.CopyTo(whole);
        return whole.ToArray();
    }
}
