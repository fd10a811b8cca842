using System.Diagnostics;
using System.Globalization;
using Trifuse.Engine.Control;
using Trifuse.Engine.Start;
using Trifuse.Trading.Signals;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// The kill switch, drained and resumed through the control page, as the commands do it: what stops, what goes
/// on, how long that takes, and what a restart keeps of it.
/// </summary>
public sealed class KillSwitchTests
{
    [Theory]
    [InlineData("fused", "finish")]
    [InlineData("split", "finish")]
    [InlineData("fused", "unwind")]
    [InlineData("split", "unwind")]
    [InlineData("fused", "hold")]
    [InlineData("split", "hold")]
    public async Task Kill_lets_no_cascade_begin_and_the_last_order_comes_soon(string threads, string onKill)
    {
        await using TestExchange exchange = await TestExchange.SyntheticAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, $"engine.threads={threads}", "engine.concurrent_slots=4",
            "signals.threshold_bps=-5", $"execution.on_kill={onKill}", "isolation.pair=false",
            "isolation.triangle=false");
        engine.UntilReported(5);
        double worstMs = 0;
        for (int round = 0; round < Rounds; round++)
        {
            engine.Until("an open cascade", () => engine.Parts.Core.Desk.OpenCascades > 0);
            worstMs = Math.Max(worstMs, Kill(exchange, engine));
            ControlOutcome resumed = RemoteControl.Send(engine.Config.Engine.StateDir, ControlVerb.Resume);
            Assert.Equal(["kill"], resumed.Before!.Tripped.Select(t => t.Cause));
            Assert.Empty(resumed.After!.Tripped);
            engine.UntilReported(2);
        }
        EngineSummary summary = await engine.FinishAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{threads}, {onKill}: {Rounds} kills; from the command to the last order {worstMs:F1} ms at worst, "
            + $"to the end of the last cascade {summary.LongestToQuietNs / 1e6:F1} ms"));
        Assert.Equal(Rounds, summary.Kills);
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    [Fact]
    public async Task Drain_lets_open_cascades_go_on_to_their_end()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, "execution.on_cancel=hold");
        engine.UntilReported(3);
        ControlOutcome drained = RemoteControl.Send(engine.Config.Engine.StateDir, ControlVerb.Drain);
        Assert.True(drained is { Problem: null, WasRunning: true });
        long signals = engine.Signals;
        engine.UntilRefused(Refusal.BreakerTripped);
        engine.Until("the end of the open cascade", () => engine.Reported == signals);
        Assert.Equal(signals, engine.Signals);
        EngineSummary summary = await engine.FinishAsync();
        Assert.Equal(0, summary.Totals.Aborted);
        Assert.Equal(["drain"], summary.Tripped);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    [Fact]
    public async Task What_was_killed_stays_so_over_a_restart_until_somebody_resumes()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using (EngineUnderTest first = EngineUnderTest.Start(exchange, RunMode.Live))
        {
            first.UntilReported(2);
            RemoteControl.Send(first.Config.Engine.StateDir, ControlVerb.Kill);
            await first.FinishAsync();
        }
        using EngineUnderTest second = EngineUnderTest.Start(exchange, RunMode.Live);
        second.UntilRefused(Refusal.KillSwitch);
        Assert.Equal(0, second.Signals);
        Assert.Contains(second.Parts.Notes, n => n.Contains("breaker kill tripped at", StringComparison.Ordinal));
        ControlOutcome resumed = RemoteControl.Send(second.Config.Engine.StateDir, ControlVerb.Resume);
        Assert.Equal("the kill switch was used", Assert.Single(resumed.Before!.Tripped).Text);
        second.UntilReported(2);
        await second.FinishAsync();
    }

    /// <summary>
    /// Kills as the command does and waits until nothing is open; returns the milliseconds from the command to
    /// the last order that reached the exchange.
    /// </summary>
    private static double Kill(TestExchange exchange, EngineUnderTest engine)
    {
        long before = Stopwatch.GetTimestamp();
        ControlOutcome killed = RemoteControl.Send(engine.Config.Engine.StateDir, ControlVerb.Kill);
        Assert.True(killed is { Problem: null, WasRunning: true });
        long last = before;
        int orders = exchange.Simulator.Orders().Count;
        long signals = engine.Signals;
        bool IsQuiet()
        {
            int now = exchange.Simulator.Orders().Count;
            last = now > orders ? Stopwatch.GetTimestamp() : last;
            orders = now;
            return engine.Reported >= signals && engine.Parts.Core.Desk.OpenCascades == 0;
        }
        engine.Until("quiet", IsQuiet);
        Assert.Equal(signals, engine.Signals);
        return Stopwatch.GetElapsedTime(before, last).TotalMilliseconds;
    }

    private static int Rounds => int.TryParse(
        Environment.GetEnvironmentVariable("TRIFUSE_KILL_ROUNDS"), CultureInfo.InvariantCulture, out int rounds)
        ? rounds
        : 3;
}
