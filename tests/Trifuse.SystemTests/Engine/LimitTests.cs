using Trifuse.Core.Numbers;
using Trifuse.Engine.Config;
using Trifuse.Engine.Control;
using Trifuse.Engine.Replay;
using Trifuse.Engine.Start;
using Trifuse.Simulator;
using Trifuse.Simulator.Faults;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// Losses, failures, totals, rates, clocks and keys that stop new cascades: what the engine does at its
/// limits, against a whole exchange.
/// </summary>
public sealed class LimitTests
{
    [Fact]
    public async Task The_loss_of_a_day_trips_over_a_restart_until_somebody_resumes()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        int fault = RefuseSecondLegs(exchange);
        string[] settings = ["limits.max_daily_loss.USDT=0.5", "engine.concurrent_slots=1"];
        using (EngineUnderTest first = EngineUnderTest.Start(exchange, RunMode.Live, settings))
        {
            first.UntilRefused(Refusal.BreakerTripped);
            EngineSummary summary = await first.FinishAsync();
            Assert.Equal(["daily_loss"], summary.Tripped);
            RunChecks.ExchangeMovedByTheReports(exchange, summary);
        }
        exchange.Simulator.Faults.Revoke(fault);
        using EngineUnderTest second = EngineUnderTest.Start(exchange, RunMode.Live, settings);
        second.UntilRefused(Refusal.BreakerTripped);
        Assert.Equal(0, second.Signals);
        ControlOutcome resumed = RemoteControl.Send(second.Config.Engine.StateDir, ControlVerb.Resume);
        TrippedBreaker breaker = Assert.Single(resumed.Before!.Tripped);
        Assert.StartsWith("the day's result is -", breaker.Text, StringComparison.Ordinal);
        Assert.Contains(", the largest loss 0.5 USDT, cascade ", breaker.Text, StringComparison.Ordinal);
        Assert.Equal(ExactDecimal.Zero, resumed.After!.Results["USDT"]);
        second.UntilReported(2);
        await second.FinishAsync();
    }

    [Fact]
    public async Task A_loss_that_only_the_journal_knows_of_counts_at_the_next_start()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        RefuseSecondLegs(exchange);
        string[] settings = ["limits.max_consecutive_failures=2", "engine.concurrent_slots=1"];
        ControlState counted;
        using (EngineUnderTest first = EngineUnderTest.Start(exchange, RunMode.Live, settings))
        {
            first.UntilRefused(Refusal.BreakerTripped);
            await first.FinishAsync();
            counted = RemoteControl.Look(first.Config.Engine.StateDir).After!;
        }
        // As if the process had been killed between the end of the last cascade and the page.
        LoseLastStore(exchange.File("state"));
        ControlState before = RemoteControl.Look(exchange.File("state")).After!;
        Assert.True(before.Results["USDT"] > counted.Results["USDT"] && before.Failures == 1);
        for (int start = 0; start < 2; start++)
        {
            using EngineUnderTest next = EngineUnderTest.Start(exchange, RunMode.Live, settings);
            ControlState after = RemoteControl.Look(next.Config.Engine.StateDir).After!;
            Assert.Equal(counted.Results["USDT"], after.Results["USDT"]);
            Assert.Equal("failures", Assert.Single(after.Tripped).Cause);
            next.Until("armed", () => next.Parts.Core.Desk.Gates.IsArmed);
            EngineSummary summary = await next.FinishAsync();
            Assert.Equal(0, summary.Signals);
        }
    }

    [Fact]
    public async Task The_loss_of_one_cascade_trips()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        RefuseSecondLegs(exchange);
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, "limits.max_cascade_loss.USDT=0.01", "engine.concurrent_slots=1");
        engine.UntilRefused(Refusal.BreakerTripped);
        EngineSummary summary = await engine.FinishAsync();
        Assert.Equal(["cascade_loss"], summary.Tripped);
        Assert.Equal(1, summary.Totals.Failed);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    [Theory]
    [InlineData("fused")]
    [InlineData("split")]
    public async Task So_many_failures_in_a_row_trip_and_a_replay_decides_the_same(string threads)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        string tape = exchange.File("run.tape");
        using EngineUnderTest engine = EngineUnderTest.StartWith(
            exchange, RunMode.Live, "", tape, $"engine.threads={threads}", "engine.concurrent_slots=1",
            "limits.max_consecutive_failures=3");
        engine.UntilReported(2);
        int fault = exchange.Simulator.Faults.Add(new FaultRule
        {
            Do = FaultKind.Reject,
            Code = "400100",
            Message = "Order size increment invalid.",
            Every = 1,
            Times = long.MaxValue,
        });
        engine.UntilRefused(Refusal.BreakerTripped);
        exchange.Simulator.Faults.Revoke(fault);
        ControlOutcome resumed = RemoteControl.Send(engine.Config.Engine.StateDir, ControlVerb.Resume);
        Assert.Equal("failures", Assert.Single(resumed.Before!.Tripped).Cause);
        engine.UntilReported(2);
        EngineSummary summary = await engine.FinishAsync();
        Assert.InRange(summary.Totals.Failed, 3, 4);
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
        Assert.True(TapePlayer.TryOpen(tape, null, null, out TapePlayer? player, out _));
        using TapePlayer owned = player;
        ReplayResult replay = owned.Play();
        Assert.True(replay.IsEqual, replay.WhyNot);
        Assert.Equal(summary.Signals, replay.Signals);
    }

    [Fact]
    public async Task No_more_cascades_are_open_than_allowed()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync(
            static o => o with { Latency = new LatencyModel(20, 10, 20, 5) });
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, "engine.concurrent_slots=2", "isolation.triangle=false",
            "isolation.pair=false", "signals.max_open_cascades=1");
        engine.UntilRefused(Refusal.MaxOpen);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary);
    }

    [Fact]
    public async Task A_symbol_whose_order_failed_rests()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        exchange.Simulator.Faults.RejectNextOrder("400100", "Order size increment invalid.");
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, "limits.cooldown_ms=3600000");
        engine.UntilRefused(Refusal.CoolDown);
        long signals = engine.Signals;
        // Every triangle of this market has the symbol: nothing trades until a person resumes.
        engine.UntilRefused(Refusal.CoolDown);
        Assert.Equal(signals, engine.Signals);
        RemoteControl.Send(engine.Config.Engine.StateDir, ControlVerb.Resume);
        engine.UntilReported(2);
        await engine.FinishAsync();
    }

    [Fact]
    public async Task All_open_cascades_together_set_no_more_aside_than_allowed()
    {
        await using TestExchange exchange = await TestExchange.SyntheticAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, "engine.concurrent_slots=4", "isolation.triangle=false",
            "isolation.pair=false", "signals.threshold_bps=-5", "signals.max_notional.USDT=100",
            "limits.max_total_notional.USDT=150");
        engine.UntilRefused(Refusal.MaxNotional);
        engine.UntilReported(5);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    [Fact]
    public async Task No_more_orders_are_sent_in_a_second_than_allowed()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, "limits.max_orders_per_second=3");
        engine.UntilRefused(Refusal.OrderRate);
        engine.UntilReported(2);
        EngineSummary summary = await engine.FinishAsync();
        Assert.Equal(0, summary.Totals.Failed);
        RunChecks.EverySignalIsReported(exchange, summary);
    }

    [Theory]
    [InlineData("fused")]
    [InlineData("split")]
    public async Task Orders_of_the_way_back_use_up_the_second_too(string threads)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        RefuseSecondLegs(exchange);
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, "limits.max_orders_per_second=6", "engine.concurrent_slots=1",
            $"engine.threads={threads}");
        engine.UntilReported(3);
        EngineSummary summary = await engine.FinishAsync();
        // Three orders that are planned and one that leads back: the next three would be one too many.
        long[] begun =
        [
            .. JournalOfRun.Read(exchange, summary.Run)
                .Where(static r => r.Kind == JournalKind.Signal)
                .Select(static r => r.Signal.UtcNs),
        ];
        for (int i = 1; i < begun.Length; i++)
        {
            Assert.InRange(begun[i] - begun[i - 1], OrderRate.WindowNs, long.MaxValue);
        }
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    [Theory]
    [InlineData("fused")]
    [InlineData("split")]
    public async Task A_clock_that_is_set_while_running_stops_new_cascades_until_it_is_right(string threads)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, $"engine.threads={threads}", "exchange.keepalive_ms=1000",
            "exchange.clock_tolerance_ms=1500");
        engine.UntilReported(2);
        exchange.Simulator.Faults.Add(new FaultRule { Do = FaultKind.ShiftClock, Ms = 3_000 });
        engine.UntilRefused(Refusal.ClockSkew);
        exchange.Simulator.Faults.Add(new FaultRule { Do = FaultKind.ShiftClock, Ms = -3_000 });
        engine.UntilReported(2);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    [Fact]
    public async Task A_key_that_may_withdraw_is_refused_for_live_trading_unless_allowed()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync(
            static o => o with { Permissions = "General,Spot,Withdrawal" });
        EngineConfig live = EngineUnderTest.Configure(exchange, RunMode.Live, "");
        StartProblem problem = EngineUnderTest.WhyRefused(live);
        Assert.Contains("The API key may withdraw.", problem.Message, StringComparison.Ordinal);
        using (EngineUnderTest paper = EngineUnderTest.Start(exchange, RunMode.Paper))
        {
            paper.UntilReported(1);
            await paper.FinishAsync();
        }
        using EngineUnderTest allowed = EngineUnderTest.Start(
            exchange, RunMode.Live, "exchange.allow_withdrawal_key=true");
        allowed.UntilReported(1);
        await allowed.FinishAsync();
    }

    [Fact]
    public async Task Live_trading_is_refused_without_limits_that_somebody_has_chosen()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        string[] settings =
        [
            $"exchange.rest_url={exchange.Simulator.BaseUrl.GetLeftPart(UriPartial.Authority)}",
            $"exchange.ca_file={exchange.CaFile}",
            $"engine.state_dir={exchange.File("state")}",
        ];
        ConfigResult config = ConfigLoader.Parse("", "test", settings);
        StartProblem problem = EngineUnderTest.WhyRefused(config.Config!);
        Assert.True(problem.IsBadInput);
        Assert.Contains("signals.max_notional.USDT", problem.Message, StringComparison.Ordinal);
        Assert.Contains("limits.max_daily_loss.USDT", problem.Message, StringComparison.Ordinal);
        config = ConfigLoader.Parse("", "test", [.. settings, "signals.max_notional.USDT=1000"]);
        problem = EngineUnderTest.WhyRefused(config.Config!);
        Assert.DoesNotContain("signals.max_notional.USDT", problem.Message, StringComparison.Ordinal);
        Assert.Contains("limits.max_daily_loss.USDT", problem.Message, StringComparison.Ordinal);
    }

    // Of the page's two copies the older one is left to count.
    private static void LoseLastStore(string stateDirectory)
    {
        string path = Path.Combine(stateDirectory, ControlPage.FileName);
        byte[] page = File.ReadAllBytes(path);
        int newest = new[] { ControlLayout.FirstCopyAt, ControlLayout.FirstCopyAt + ControlLayout.CopyBytes }
            .MaxBy(at => ControlLayout.SequenceOf(page.AsSpan(at, ControlLayout.CopyBytes)));
        page[newest + ControlLayout.CopyBytes - 1] ^= 1;
        File.WriteAllBytes(path, page);
    }

    // What leg 1 has bought goes back over the spread, with a fee each way: every cascade loses.
    private static int RefuseSecondLegs(TestExchange exchange) => exchange.Simulator.Faults.Add(new FaultRule
    {
        Do = FaultKind.Reject,
        Symbol = "ETH-BTC",
        Code = "400100",
        Message = "Order size increment invalid.",
        Every = 1,
        Times = long.MaxValue,
    });
}
