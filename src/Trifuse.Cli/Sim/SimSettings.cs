using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Trifuse.Simulator;
using Trifuse.Simulator.Config;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Cli.Sim;

/// <summary>Makes the simulator's options of the config file, the plan file and the command line.</summary>
internal static class SimSettings
{
    /// <exception cref="SimulatorStartException">A file or an option is wrong; the message says
    /// where.</exception>
    public static SimulatorOptions Read(ParseResult parsed)
    {
        SimulatorOptions start = parsed.GetValue(SimOptions.Config) is { } path
            ? ConfigReader.Read(SimToml.Read(path), path)
            : new SimulatorOptions();
        IReadOnlyList<FaultRule> faults = parsed.GetValue(SimOptions.Faults) is { } plan
            ? [.. start.Faults, .. ConfigReader.ReadFaults(SimToml.Read(plan), plan)]
            : start.Faults;
        RefuseAccountsTwice(parsed, start);
        var options = new Given(parsed);
        return start with
        {
            Port = options.Or(SimOptions.Port, start.Port),
            CaFile = options.Or(SimOptions.CaFile, start.CaFile),
            CaKeyFile = options.Or(SimOptions.CaKeyFile, start.CaKeyFile),
            StateFile = options.Or(SimOptions.State, start.StateFile),
            Control = start.Control || parsed.GetValue(SimOptions.Control),
            Faults = faults,
            World = options.Or(SimOptions.Data, start.World),
            Seed = options.Or(SimOptions.Seed, start.Seed),
            Speed = options.Or(SimOptions.Speed, start.Speed),
            Loop = start.Loop && !parsed.GetValue(SimOptions.Once),
            StartOnSubscribe = start.StartOnSubscribe || parsed.GetValue(SimOptions.StartOnSubscribe),
            Synthetic = ReadSynthetic(options, start.Synthetic),
            Key = options.Or(SimOptions.Key, start.Key),
            Secret = options.Or(SimOptions.Secret, start.Secret),
            Passphrase = options.Or(SimOptions.Passphrase, start.Passphrase),
            Permissions = options.Or(SimOptions.Permissions, start.Permissions),
            ClockShift = options.Map(SimOptions.ClockShift, ShiftOf, start.ClockShift),
            FeeTier = options.Or(SimOptions.FeeTier, start.FeeTier),
            SizeCut = options.Map(SimOptions.SizeCutOption, CutOf, start.SizeCut),
            Balances = options.Map(SimOptions.Balances, BalancesOf, start.Balances),
            Latency = options.Map(SimOptions.Latency, LatencyOf, start.Latency),
            PingInterval =
                options.Map(SimOptions.PingIntervalMs, TimeSpan.FromMilliseconds, start.PingInterval),
            PingTimeout =
                options.Map(SimOptions.PingTimeoutMs, TimeSpan.FromMilliseconds, start.PingTimeout),
            EnforceRateLimits = start.EnforceRateLimits && !parsed.GetValue(SimOptions.NoRateLimit),
        };
    }

    /// <summary>
    /// A config with accounts leaves nothing to the options that describe the only account.
    /// </summary>
    private static void RefuseAccountsTwice(ParseResult parsed, SimulatorOptions start)
    {
        Option[] single =
        [
            SimOptions.Key, SimOptions.Secret, SimOptions.Passphrase, SimOptions.Permissions,
            SimOptions.FeeTier, SimOptions.Balances,
        ];
        if (start.Accounts.Count > 0
            && Array.Find(single, o => parsed.GetResult(o) is { Implicit: false }) is { } option)
        {
            throw Bad(option.Name + " describes the only account, but the config file has accounts of its "
                + "own; leave the option out.");
        }
    }

    private static SyntheticOptions ReadSynthetic(Given options, SyntheticOptions start)
    {
        (double minBps, double maxBps) = options.Map(
            SimOptions.OpportunityBps, t => Range("--opportunity-bps", t),
            (start.GrossMinBps, start.GrossMaxBps));
        (double minMs, double maxMs) = options.Map(
            SimOptions.OpportunityLife, t => Range("--opportunity-life", t),
            (start.LifetimeMinMs, start.LifetimeMaxMs));
        return new SyntheticOptions
        {
            UpdatesPerSecond = options.Or(SimOptions.UpdatesRate, start.UpdatesPerSecond),
            OpportunitiesPerSecond = options.Or(SimOptions.OpportunityRate, start.OpportunitiesPerSecond),
            GrossMinBps = minBps,
            GrossMaxBps = maxBps,
            LifetimeMinMs = minMs,
            LifetimeMaxMs = maxMs,
        };
    }

    private static TimeSpan ShiftOf(double seconds) => Math.Abs(seconds) <= 86_400
        ? TimeSpan.FromSeconds(seconds)
        : throw Bad("--clock-shift must be from -86400 to 86400 seconds.");

    private static SizeCut CutOf(string text) => text switch
    {
        "increment" => SizeCut.BaseIncrement,
        "8" => SizeCut.EightDecimals,
        _ => throw Bad("--size-cut must be increment or 8."),
    };

    private static (double Low, double High) Range(string option, string text)
    {
        string[] parts = text.Split('-');
        return parts.Length == 2 && Number(parts[0], out double low) && Number(parts[1], out double high)
            ? (low, high)
            : throw Bad(option + " must be MIN-MAX, for example 40-120.");
    }

    private static SimulatorStartException Bad(string message) => new(message) { IsBadInput = true };

    private static bool Number(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    private static LatencyModel LatencyOf(string text)
    {
        switch (text)
        {
            case "zero":
                return LatencyModel.Zero;
            case "lan":
                return LatencyModel.Lan;
            case "default":
                return LatencyModel.Default;
            default:
                break;
        }

        double[] medians = new double[4];
        string[] parts = text.Split(',');
        bool good = parts.Length is 3 or 4;
        for (int i = 0; i < parts.Length && good; i++)
        {
            good = Number(parts[i], out medians[i]);
        }

        return good
            ? new LatencyModel(medians[0], medians[1], medians[2], medians[3])
            : throw Bad(
                "--latency must be zero, lan, default or REPLY,MATCH,PUSH[,BALANCE] in milliseconds.");
    }

    private static IReadOnlyDictionary<string, Dec> BalancesOf(string[] texts)
    {
        if (texts.Length == 0)
        {
            return SimulatorOptions.DefaultBalances;
        }

        var balances = new Dictionary<string, Dec>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !Dec.TryParse(text.AsSpan(equals + 1), out Dec amount)
                || !balances.TryAdd(text[..equals], amount))
            {
                throw Bad(
                    "--balance " + text
                        + " must be CURRENCY=AMOUNT, each currency once, for example USDT=10000.");
            }
        }

        return balances;
    }

    /// <summary>What was really written on the command line.</summary>
    private sealed class Given(ParseResult parsed)
    {
        public T Or<T>(Option<T> option, T otherwise) =>
            parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option)! : otherwise;

        public TResult Map<T, TResult>(Option<T> option, Func<T, TResult> map, TResult otherwise) =>
            parsed.GetResult(option) is { Implicit: false } ? map(parsed.GetValue(option)!) : otherwise;
    }
}
