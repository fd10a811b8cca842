using System.CommandLine;
using Trifuse.Simulator;

namespace Trifuse.Cli.Sim;

/// <summary>The options of the verb `sim`.</summary>
internal static class SimOptions
{
    public static readonly Option<string?> Config = new("--config")
    {
        Description = "TOML file with accounts, keys, market, latency, limits, quirks and faults "
            + "(docs/sim.example.toml). Options given besides it win.",
        HelpName = "file",
    };

    public static readonly Option<string?> Faults = new("--faults")
    {
        Description = "TOML file with what is to go wrong, and when (docs/simulator-faults.md).",
        HelpName = "file",
    };

    public static readonly Option<bool> Control = new("--control")
    {
        Description = "Serve /sim/status and /sim/faults, so that faults can be set while it runs.",
    };

    public static readonly Option<string?> State = new("--state")
    {
        Description = "Keep accounts, orders and fills here across restarts, kill -9 included.",
        HelpName = "file",
    };

    public static readonly Option<int> Port = new("--port")
    {
        Description = "Port on 127.0.0.1; 0 takes a free one.",
    };

    public static readonly Option<string?> CaFile = new("--ca-file")
    {
        Description = "Write the PEM of this run's certificate authority here, for clients to trust.",
    };

    public static readonly Option<string?> CaKeyFile = new("--ca-key-file")
    {
        Description = "Keep the authority: its private key stands here and its PEM in --ca-file; both are "
            + "used again when they exist.",
    };

    public static readonly Option<string> Data = new("--data")
    {
        Description = "Market data: synthetic, a shipped capture (kucoin-2021, poloniex-2022, binance-2024), "
            + "or a kcap file.",
        DefaultValueFactory = _ => SimulatorOptions.SyntheticWorld,
    };

    public static readonly Option<long> Seed = new("--seed")
    {
        Description = "Seed of the synthetic market, of generated rules and of the latencies.",
        DefaultValueFactory = _ => 1,
    };

    public static readonly Option<double> Speed = new("--speed")
    {
        Description = "Pace of a capture; 2 is twice the recorded pace.",
        DefaultValueFactory = _ => 1,
    };

    public static readonly Option<bool> Once = new("--once")
    {
        Description = "Play a capture once instead of in a loop.",
    };

    public static readonly Option<bool> StartOnSubscribe = new("--start-on-subscribe")
    {
        Description = "The market stands still until a client subscribes to it.",
    };

    public static readonly Option<double> UpdatesRate = new("--updates-rate")
    {
        Description = "Synthetic: updates per second over the whole market.",
        DefaultValueFactory = _ => new SyntheticOptions().UpdatesPerSecond,
    };

    public static readonly Option<double> OpportunityRate = new("--opportunity-rate")
    {
        Description = "Synthetic: triangles opened per second.",
        DefaultValueFactory = _ => new SyntheticOptions().OpportunitiesPerSecond,
    };

    public static readonly Option<string> OpportunityBps = new("--opportunity-bps")
    {
        Description = "Synthetic: gross gain of an opened triangle, MIN-MAX in basis points.",
        DefaultValueFactory = _ => "40-120",
    };

    public static readonly Option<string> OpportunityLife = new("--opportunity-life")
    {
        Description = "Synthetic: how long a triangle stays open, MIN-MAX in milliseconds.",
        DefaultValueFactory = _ => "20-400",
    };

    public static readonly Option<string[]> Balances = new("--balance")
    {
        Description = "Start balance, for example USDT=10000; may be given again. Without any: USDT=10000, "
            + "USDC=10000, BTC=0.5, ETH=5, KCS=500.",
    };

    public static readonly Option<int> FeeTier = new("--fee-tier")
    {
        Description = "VIP level 0 to 12: base fee and rate limits.",
    };

    public static readonly Option<string> Latency = new("--latency")
    {
        Description = "zero, lan, default, or medians in ms: REPLY,MATCH,PUSH[,BALANCE]; a config file sets "
            + "median and p99 of each hop.",
        DefaultValueFactory = _ => "default",
    };

    public static readonly Option<string> SizeCutOption = new("--size-cut")
    {
        Description = "Buys by funds are cut to the symbol's increment (increment) or to 8 decimals (8).",
        DefaultValueFactory = _ => "increment",
    };

    public static readonly Option<string> Key = new("--key")
    {
        Description = "API key of the simulator (it opens nothing else).",
        DefaultValueFactory = _ => SimulatorOptions.DefaultKey,
    };

    public static readonly Option<string> Secret = new("--secret")
    {
        Description = "Its signing secret, a simulator value like the key.",
        DefaultValueFactory = _ => SimulatorOptions.DefaultSecret,
    };

    public static readonly Option<string> Passphrase = new("--passphrase")
    {
        Description = "Its passphrase.",
        DefaultValueFactory = _ => SimulatorOptions.DefaultPassphrase,
    };

    public static readonly Option<string> Permissions = new("--permissions")
    {
        Description = "What the key may do: General reads, Spot trades, Transfer withdraws.",
        DefaultValueFactory = _ => "General,Spot",
    };

    public static readonly Option<bool> NoRateLimit = new("--no-rate-limit")
    {
        Description = "Never answer 429; the rate limit headers stay.",
    };

    public static readonly Option<double> PingIntervalMs = new("--ping-interval")
    {
        Description = "pingInterval told to clients, in ms.",
        DefaultValueFactory = _ => 18_000,
    };

    public static readonly Option<double> PingTimeoutMs = new("--ping-timeout")
    {
        Description = "pingTimeout, in ms; a client silent for both together is closed.",
        DefaultValueFactory = _ => 10_000,
    };

    public static readonly Option<double> ClockShift = new("--clock-shift")
    {
        Description = "How far the exchange's clock is ahead of this machine's, in seconds; negative: "
            + "behind.",
        HelpName = "seconds",
    };

    public static readonly Option<bool> ReadyJson = new("--ready-json")
    {
        Description = "Say readiness, and at the end the summary, as one line of JSON each.",
    };

    public static readonly Option<bool> ExitWithParent = new("--exit-with-parent")
    {
        Description = "Stop when standard input closes, and only then: a Ctrl-C that the terminal sends to "
            + "both is the parent's to act on.",
    };

    public static IReadOnlyList<Option> All { get; } =
    [
        Config, Port, CaFile, CaKeyFile, State, Data, Seed, Speed, Once, StartOnSubscribe, UpdatesRate,
        OpportunityRate, OpportunityBps, OpportunityLife, Balances, FeeTier, Latency, SizeCutOption, Key,
        Secret, Passphrase, Permissions, NoRateLimit, PingIntervalMs, PingTimeoutMs, ClockShift, Faults,
        Control, ReadyJson, ExitWithParent,
    ];
}
