using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Config;

/// <summary>Makes options of a config file's table; sim.example.toml in docs shows every key.</summary>
public static class ConfigReader
{
    private const double LongestMs = 60_000;

    /// <summary>The options that the file describes.</summary>
    /// <param name="root">The file's table.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="SimulatorStartException">The file is wrong; the message has a line for each
    /// error.</exception>
    public static SimulatorOptions Read(ConfigTable root, string source)
    {
        var errors = new ConfigErrors(source);
        var reader = new TableReader(root, "", errors);
        var usual = new SimulatorOptions();
        var options = new SimulatorOptions
        {
            Port = (int)reader.Whole("port", 0, 0, 65_535),
            CaFile = reader.Text("ca_file"),
            CaKeyFile = reader.Text("ca_key_file"),
            Seed = reader.Whole("seed", usual.Seed, long.MinValue, long.MaxValue),
            StateFile = reader.Text("state_file"),
            Control = reader.Flag("control", false),
            ClockShift = TimeSpan.FromMilliseconds(
                reader.Whole("clock_shift_ms", 0, -86_400_000, 86_400_000)),
            SizeCut = reader.Word("size_cut", "increment", "8") == "8"
                ? SizeCut.EightDecimals
                : SizeCut.BaseIncrement,
            Accounts = [.. reader.Tables("account").Select(AccountReader.Read)],
            Latency = LatencyOf(reader.Table("latency")),
            Quirks = QuirkReader.Read(reader.Table("quirks")),
            Faults = [.. reader.Tables("fault").Select(FaultReader.Read)],
        };
        options = WithMarket(options, reader.Table("market"));
        options = WithLimits(options, reader.Table("limits"));
        reader.Done();
        errors.ThrowIfAny();
        return options;
    }

    /// <summary>The faults of a plan file, which has [[fault]] tables and nothing else.</summary>
    /// <exception cref="SimulatorStartException">The file is wrong.</exception>
    public static IReadOnlyList<FaultRule> ReadFaults(ConfigTable root, string source)
    {
        var errors = new ConfigErrors(source);
        var reader = new TableReader(root, "", errors);
        List<FaultRule> rules = [.. reader.Tables("fault").Select(FaultReader.Read)];
        reader.Done();
        errors.ThrowIfAny();
        return rules;
    }

    private static SimulatorOptions WithMarket(SimulatorOptions options, TableReader? market)
    {
        if (market is null)
        {
            return options;
        }

        SyntheticOptions usual = options.Synthetic;
        (double lowBps, double highBps) =
            market.Pair("opportunity_bps", 0, 1_000) ?? (usual.GrossMinBps, usual.GrossMaxBps);
        (double lowMs, double highMs) =
            market.Pair("opportunity_life_ms", 1, 600_000) ?? (usual.LifetimeMinMs, usual.LifetimeMaxMs);
        SimulatorOptions read = options with
        {
            World = market.Text("data", options.World),
            Speed = market.Number("speed", options.Speed, 0.001, 1_000),
            Loop = market.Flag("loop", options.Loop),
            StartOnSubscribe = market.Flag("start_on_subscribe", false),
            Synthetic = new SyntheticOptions
            {
                UpdatesPerSecond = market.Number("updates_rate", usual.UpdatesPerSecond, 1, 100_000),
                OpportunitiesPerSecond =
                    market.Number("opportunity_rate", usual.OpportunitiesPerSecond, 0, 1_000),
                GrossMinBps = lowBps,
                GrossMaxBps = highBps,
                LifetimeMinMs = lowMs,
                LifetimeMaxMs = highMs,
            },
        };
        market.Done();
        return read;
    }

    private static SimulatorOptions WithLimits(SimulatorOptions options, TableReader? limits)
    {
        if (limits is null)
        {
            return options;
        }

        SimulatorOptions read = options with
        {
            EnforceRateLimits = limits.Flag("rate_limit", true),
            PingInterval = TimeSpan.FromMilliseconds(limits.Whole(
                "ping_interval_ms", (long)options.PingInterval.TotalMilliseconds, 1, 86_400_000)),
            PingTimeout = TimeSpan.FromMilliseconds(limits.Whole(
                "ping_timeout_ms", (long)options.PingTimeout.TotalMilliseconds, 1, 86_400_000)),
            SendQueueFrames =
                (int)limits.Whole("send_queue_frames", options.SendQueueFrames, 16, 1_000_000),
        };
        limits.Done();
        return read;
    }

    private static LatencyModel LatencyOf(TableReader? latency)
    {
        if (latency is null)
        {
            return LatencyModel.Default;
        }

        LatencyModel start = latency.Word("preset", "zero", "lan", "default") switch
        {
            "zero" => LatencyModel.Zero,
            "lan" => LatencyModel.Lan,
            _ => LatencyModel.Default,
        };
        var model = new LatencyModel
        {
            OrderAck = DelayOf(latency, "order_ack_ms", start.OrderAck),
            CancelAck = DelayOf(latency, "cancel_ack_ms", start.CancelAck),
            Match = DelayOf(latency, "match_ms", start.Match),
            PrivatePush = DelayOf(latency, "private_push_ms", start.PrivatePush),
            BalancePush = DelayOf(latency, "balance_push_ms", start.BalancePush),
            MarketPush = DelayOf(latency, "market_push_ms", start.MarketPush),
        };
        latency.Done();
        return model;
    }

    private static Delay DelayOf(TableReader latency, string key, Delay usual) =>
        latency.Pair(key, 0, LongestMs) is { } pair ? new Delay(pair.First, pair.Second) : usual;
}
