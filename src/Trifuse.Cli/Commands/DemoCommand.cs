using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Trifuse.Cli.Demo;
using Trifuse.Engine.Start;

namespace Trifuse.Cli.Commands;

/// <summary>
/// The verb `demo`: simulator and engine together, over real TLS on loopback, in one command.
/// </summary>
internal static class DemoCommand
{
    private const int HighestFeeTier = 12;
    // The recording lasts 29.7 s; played once, so that no loop puts old and new quotes side by side.
    private const int RealSeconds = 28;
    private const int RealSpeed = 2;

    // About 1,000 USDT each at the snapshot's prices of October 2022.
    private static readonly string[] Notionals =
    [
        "signals.max_notional.USDT=1000", "signals.max_notional.USDC=1000", "signals.max_notional.BTC=0.05",
        "signals.max_notional.ETH=0.75", "signals.max_notional.KCS=100",
    ];

    // As much as one cascade may spend: the demo's market is generous, its limits are there to be seen.
    private static readonly string[] Losses =
    [
        .. Notionals.Select(static n => n.Replace(
            "signals.max_notional", "limits.max_daily_loss", StringComparison.Ordinal)),
    ];

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description =
            "How long the engine runs on the synthetic market; the recorded one lasts 14 s at most.",
        DefaultValueFactory = _ => 20,
    };

    private static readonly Option<string> Mode = new("--mode")
    {
        Description = "live (real orders, at the simulator) or paper.",
        DefaultValueFactory = _ => "live",
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "real (a recorded market), synthetic, or both.",
        DefaultValueFactory = _ => "both",
    };

    private static readonly Option<string> Threads = new("--threads")
    {
        Description = "fused (executors on the hot thread) or split.",
        DefaultValueFactory = _ => "fused",
    };

    private static readonly Option<int> FeeTier = new("--fee-tier")
    {
        Description = "VIP level of the account, 0 to 12: decides the fees.",
    };

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "Seed of the synthetic market.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string[]> Overrides = new("--set", "-s")
    {
        Description = "Sets a config key of the engine, for example --set signals.threshold_bps=5.",
        HelpName = "key=value",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Reports and summaries as JSON, one object a line.",
    };

    public static Command Create()
    {
        var command = new Command(
            "demo",
            "Start the simulator as its own process, run the engine against it, stream its reports, and "
            + "check its totals against the exchange's balances. First on a market recorded from a real "
            + "exchange, where next to nothing is left after fees; then on a synthetic one that opens "
            + "triangles often enough to watch.");
        Option[] options = [Seconds, Mode, Data, Threads, FeeTier, Seed, Overrides, Json];
        foreach (Option option in options)
        {
            command.Add(option);
        }
        Mode.AcceptOnlyFromAmong("live", "paper");
        Data.AcceptOnlyFromAmong("real", "synthetic", "both");
        Threads.AcceptOnlyFromAmong("fused", "split");
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        TextWriter error = parsed.InvocationConfiguration.Error;
        int seconds = parsed.GetValue(Seconds);
        if (seconds is < 1 or > 86_400)
        {
            return Failure.Say(
                error, $"--seconds {seconds} is out of range", "demo", "give 1 to 86400", ExitCode.BadInput);
        }
        int feeTier = parsed.GetValue(FeeTier);
        if (feeTier is < 0 or > HighestFeeTier)
        {
            return Failure.Say(
                error, $"--fee-tier {feeTier} is out of range", "demo", $"give 0 to {HighestFeeTier}",
                ExitCode.BadInput);
        }
        var options = new DemoOptions(
            parsed.GetValue(Mode) == "live" ? RunMode.Live : RunMode.Paper,
            parsed.GetValue(Threads)!,
            parsed.GetValue(Json),
            ["--fee-tier", feeTier.ToString(CultureInfo.InvariantCulture)],
            parsed.GetValue(Overrides) ?? []);
        using var signals = new StopSignals();
        var part = new DemoPart(options, output, error);
        int exitCode = ExitCode.Done;
        foreach (DemoMarket market in MarketsOf(parsed, seconds))
        {
            if (signals.Token.IsCancellationRequested)
            {
                break;
            }
            DemoResult? result = part.Run(market, signals.Token, out int partExitCode);
            if (result is null)
            {
                return partExitCode;
            }
            DemoOutput.Write(result, options, output);
            if (result.ExitCode != ExitCode.Done || result.Check.Mismatches.Count > 0)
            {
                exitCode = ExitCode.Failed;
            }
        }
        return exitCode;
    }

    private static List<DemoMarket> MarketsOf(ParseResult parsed, int seconds)
    {
        string data = parsed.GetValue(Data)!;
        var markets = new List<DemoMarket>();
        if (data != "synthetic")
        {
            // The recording's quotes are sparse; with these limits its three real episodes can be seen.
            markets.Add(new DemoMarket(
                $"A recorded market at {RealSpeed} times its pace",
                Math.Min(seconds, RealSeconds / RealSpeed),
                ["--data", "poloniex-2022", "--speed", RealSpeed.ToString(CultureInfo.InvariantCulture),
                    "--start-on-subscribe", "--once"],
                ["market.start_currencies=[\"USDT\",\"BTC\"]", "market.max_age_ms=15000",
                    "market.max_desync_ms=15000", "signals.threshold_bps=0", Notionals[0], Notionals[2],
                    Losses[0], Losses[2]]));
        }
        if (data != "real")
        {
            string seed = parsed.GetValue(Seed).ToString(CultureInfo.InvariantCulture);
            markets.Add(new DemoMarket(
                "A synthetic market",
                seconds,
                ["--data", "synthetic", "--seed", seed],
                ["market.start_currencies=[\"USDT\",\"USDC\",\"BTC\",\"ETH\",\"KCS\"]",
                    "engine.concurrent_slots=4", "signals.threshold_bps=1", .. Notionals, .. Losses,
                    "limits.max_orders_per_second=1000"]));
        }
        return markets;
    }
}
