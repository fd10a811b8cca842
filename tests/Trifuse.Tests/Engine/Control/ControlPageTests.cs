using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Control;
using Trifuse.Engine.Journal;
using Trifuse.Engine.Output;
using Trifuse.Tests.Engine.Support;
using Trifuse.Tests.Trading.Market;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Engine.Control;

public sealed class ControlPageTests
{
    private static readonly Universe World = Universe.Build(
        [
            MarketFiles.Spec("X-USDT", "X", "USDT"),
            MarketFiles.Spec("X-BTC", "X", "BTC"),
            MarketFiles.Spec("BTC-USDT", "BTC", "USDT"),
        ],
        new UniverseFilter { StartCurrencies = ["USDT", "BTC"] }).Universe!;

    [Fact]
    public void A_request_waits_until_it_is_answered_and_a_later_one_overtakes_it()
    {
        using var directory = new TempDirectory();
        using ControlPage engine = Open(directory);
        using ControlPage person = Open(directory);
        Assert.False(engine.TryTakeRequest(out _, out _));
        long kill = person.Ask(ControlVerb.Kill);
        Assert.True(engine.TryTakeRequest(out ControlVerb verb, out long word));
        Assert.Equal(ControlVerb.Kill, verb);
        Assert.False(person.IsAnswered(kill));
        long resume = person.Ask(ControlVerb.Resume);
        engine.Answer(word);
        Assert.True(person.IsAnswered(kill));
        Assert.False(person.IsAnswered(resume));
        Assert.True(engine.TryTakeRequest(out verb, out word));
        Assert.Equal(ControlVerb.Resume, verb);
        engine.Answer(word);
        Assert.True(person.IsAnswered(resume) && !engine.TryTakeRequest(out _, out _));
    }

    [Fact]
    public void What_the_limits_keep_is_there_after_a_restart_with_its_reasons()
    {
        using var directory = new TempDirectory();
        using (ControlPage page = Open(directory))
        {
            var gates = new SignalGatesOf(World);
            LimitsKeeper keeper = Keeper(page, isLive: true);
            Lose(gates, "USDT", "-51.25");
            Lose(gates, "BTC", "-0.001");
            keeper.Follow(gates.Gates, 0, 7);
            // Once more, into the other copy.
            Lose(gates, "BTC", "-0.002");
            keeper.Follow(gates.Gates, 0, 8);
        }
        using ControlPage again = Open(directory);
        ControlState state = again.Read();
        TrippedBreaker breaker = Assert.Single(state.Tripped);
        Assert.Equal("daily_loss", breaker.Cause);
        Assert.Equal("the day's result is -51.25, the largest loss 50 USDT, cascade 3", breaker.Text);
        Assert.Equal(ExactDecimal.Parse("-0.003"), state.Results["BTC"]);
        Assert.True(LimitsKeeper.TryRestore(again, World, isLive: true, out LimitsState restored));
        Assert.Equal(1u << (int)BreakerCause.DailyLoss, restored.Tripped);
        Assert.Equal(ExactDecimal.Parse("-51.25"), restored.Results[0]);
        Assert.Equal(20_000, restored.Day);
    }

    [Fact]
    public void Results_of_paper_trading_do_not_count_in_live_trading_but_a_breaker_does()
    {
        using var directory = new TempDirectory();
        using ControlPage page = Open(directory);
        var gates = new SignalGatesOf(World);
        Lose(gates, "USDT", "-60");
        Keeper(page, isLive: false).Follow(gates.Gates, 0, 7);
        Assert.True(LimitsKeeper.TryRestore(page, World, isLive: true, out LimitsState state));
        Assert.NotEqual(0u, state.Tripped);
        Assert.True(state.Results[0].IsZero);
    }

    [Fact]
    public void A_writer_killed_at_any_byte_leaves_what_was_kept_before_or_what_it_wrote()
    {
        using var directory = new TempDirectory();
        byte[] before;
        byte[] after;
        using (ControlPage page = Open(directory))
        {
            var gates = new SignalGatesOf(World);
            LimitsKeeper keeper = Keeper(page, isLive: true);
            Lose(gates, "USDT", "-10");
            keeper.Follow(gates.Gates, 0, 7);
            before = File.ReadAllBytes(directory.File(ControlPage.FileName));
            Lose(gates, "USDT", "-60");
            keeper.Follow(gates.Gates, 0, 8);
            after = File.ReadAllBytes(directory.File(ControlPage.FileName));
        }
        var random = new Prng(3);
        for (int i = 0; i < 200; i++)
        {
            byte[] torn = [.. before];
            int cut = ControlLayout.FirstCopyAt + (int)random.NextBelow(2 * ControlLayout.CopyBytes);
            after.AsSpan(0, cut).CopyTo(torn);
            File.WriteAllBytes(directory.File(ControlPage.FileName), torn);
            using ControlPage page = Open(directory);
            Assert.Contains(page.Read().Results["USDT"].ToString(), (string[])["-10", "-70"]);
        }
    }

    [Fact]
    public void A_damaged_page_is_refused_rather_than_taken_for_one_without_breakers()
    {
        using var directory = new TempDirectory();
        Open(directory).Dispose();
        byte[] bytes = File.ReadAllBytes(directory.File(ControlPage.FileName));
        bytes[ControlLayout.FirstCopyAt + 20] ^= 1;
        File.WriteAllBytes(directory.File(ControlPage.FileName), bytes);
        Assert.False(ControlPage.TryOpen(directory.Path, out _, out string? problem));
        Assert.Contains("is damaged, so nobody knows whether a breaker had tripped", problem);
        bytes[ControlLayout.VersionAt] = 9;
        File.WriteAllBytes(directory.File(ControlPage.FileName), bytes);
        Assert.False(ControlPage.TryOpen(directory.Path, out _, out problem));
        Assert.Contains("is of version 9", problem);
    }

    [Fact]
    public void A_page_that_others_can_get_at_is_refused()
    {
        using var directory = new TempDirectory();
        Open(directory).Dispose();
        string path = directory.File(ControlPage.FileName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.False(ControlPage.TryOpen(directory.Path, out _, out string? problem));
        Assert.Contains("can be used by others", problem);
    }

    [Fact]
    public void Without_an_engine_the_next_start_is_stopped_and_resumed()
    {
        using var directory = new TempDirectory();
        ControlOutcome killed = RemoteControl.Send(directory.Path, ControlVerb.Kill);
        Assert.True(killed is { Problem: null, WasRunning: false });
        Assert.Equal("kill", Assert.Single(killed.After!.Tripped).Cause);
        RemoteControl.Send(directory.Path, ControlVerb.Drain);
        ControlOutcome resumed = RemoteControl.Send(directory.Path, ControlVerb.Resume);
        Assert.Equal(["kill", "drain"], resumed.Before!.Tripped.Select(t => t.Cause));
        Assert.Empty(resumed.After!.Tripped);
        Assert.Contains(
            "no engine has run with it", RemoteControl.Send(directory.File("none"), ControlVerb.Kill).Problem);
    }

    [Fact]
    public void Keeping_and_telling_allocate_nothing()
    {
        using var directory = new TempDirectory();
        using ControlPage page = Open(directory);
        var gates = new SignalGatesOf(World);
        LimitsKeeper keeper = Keeper(page, isLive: true);
        long bytes = 0;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Lose(gates, "USDT", "-60");
            gates.Gates.Symbols.CoolDown(new SymbolId(0), i + 1_000);
            gates.Gates.Symbols.TurnOff(new SymbolId(1), SymbolOffCause.FeeDrift);
            keeper.Follow(gates.Gates, 1, i);
            keeper.Beat(gates.Gates, 1, i);
            gates.Gates.Limits.Resume();
            gates.Gates.Symbols.LiftAll();
            keeper.Follow(gates.Gates, 0, i);
            keeper.TryTakeRequest(out _, out _);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        // The first rounds pay for what is made once; "-60" is parsed by the test, which allocates nothing.
        Assert.Equal(0, bytes);
    }

    private static ControlPage Open(TempDirectory directory)
    {
        Assert.True(ControlPage.TryOpen(directory.Path, out ControlPage? page, out string? problem), problem);
        return page;
    }

    private static LimitsKeeper Keeper(ControlPage page, bool isLive) => new(
        World, page, new AgentJournal(writer: null, utcOffsetNs: 0), new LogRing("test"), run: 5, isLive, 0);

    private static void Lose(SignalGatesOf gates, string code, string profit)
    {
        CurrencyId start = World.StartCurrencies[code == "USDT" ? 0 : 1];
        var result = new CascadeResult { Cascade = 3, Start = start, Profit = ExactDecimal.Parse(profit) };
        gates.Gates.Limits.OnEnded(in result, 20_000L * 86_400_000_000_000);
    }

    /// <summary>The gates of a desk that loses at most 50 USDT a day.</summary>
    private sealed class SignalGatesOf(Universe universe)
    {
        public SignalGates Gates { get; } = new SignalDesk<NoSignals>(
            universe,
            new SignalOptions
            {
                Run = 5,
                Limits = new LimitOptions
                {
                    MaxDailyLoss = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal)
                    {
                        ["USDT"] = ExactDecimal.FromInt64(50),
                    },
                },
            },
            new FeedKind[universe.SymbolCount],
            default).Gates;
    }

    private readonly struct NoSignals : ISignalSink
    {
        public ref Signal Begin(int slot) => throw new InvalidOperationException("There are no signals.");

        public void Publish(int slot) => throw new InvalidOperationException("There are no signals.");
    }
}
