using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;
using Trifuse.Simulator.Worlds;

namespace Trifuse.Simulator;

/// <summary>How the synthetic market behaves.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Updates of a top of book per second over the whole market, on average.</summary>
    public double UpdatesPerSecond { get; init; } = 1_500;

    /// <summary>Triangles opened per second, on average.</summary>
    public double OpportunitiesPerSecond { get; init; } = 4;

    /// <summary>Gross gain of an opened triangle in basis points, before fees.</summary>
    public double GrossMinBps { get; init; } = 40;

    public double GrossMaxBps { get; init; } = 120;

    /// <summary>How long an opened triangle stays, in milliseconds.</summary>
    public double LifetimeMinMs { get; init; } = 20;

    public double LifetimeMaxMs { get; init; } = 400;
}

/// <summary>Everything that decides a simulator's run. <see cref="Validate"/> is called at start.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Keys of the simulator itself; they open nothing else.</summary>
    public const string DefaultKey = "simulator-key";
    public const string DefaultSecret = "simulator-secret";
    public const string DefaultPassphrase = "simulator-passphrase";

    /// <summary>The name of the synthetic world.</summary>
    public const string SyntheticWorld = "synthetic";

    /// <summary>Port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>synthetic, a built-in capture name, or a path of a kcap file.</summary>
    public string World { get; init; } = SyntheticWorld;

    public long Seed { get; init; } = 1;

    /// <summary>Speed of a capture; 1 is the recorded pace.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Whether a capture starts again when it ends.</summary>
    public bool Loop { get; init; } = true;

    /// <summary>The world stands still until a client subscribes to a market topic.</summary>
    public bool StartOnSubscribe { get; init; }

    /// <summary>How far the exchange's clock is ahead of this machine's; negative: behind.</summary>
    public TimeSpan ClockShift { get; init; }

    public SyntheticOptions Synthetic { get; init; } = new();

    public string Key { get; init; } = DefaultKey;

    public string Secret { get; init; } = DefaultSecret;

    public string Passphrase { get; init; } = DefaultPassphrase;

    /// <summary>
    /// Comma list as GET /api/v1/user/api-key shows it: General reads, Spot trades, Transfer withdraws.
    /// </summary>
    public string Permissions { get; init; } = "General,Spot";

    /// <summary>VIP level, 0 to 12: sets the base fee and the rate limits.</summary>
    public int FeeTier { get; init; }

    public SizeCut SizeCut { get; init; } = SizeCut.BaseIncrement;

    /// <summary>Start balances of the default account's trading account.</summary>
    public IReadOnlyDictionary<string, Dec> Balances { get; init; } = DefaultBalances;

    /// <summary>
    /// The accounts of the exchange. Empty: one, made of <see cref="Key"/>, <see cref="Permissions"/>,
    /// <see cref="FeeTier"/>, <see cref="Balances"/> and so on.
    /// </summary>
    public IReadOnlyList<AccountOptions> Accounts { get; init; } = [];

    /// <summary>What goes wrong, and when; more can come while it runs.</summary>
    public IReadOnlyList<FaultRule> Faults { get; init; } = [];

    /// <summary>Whether the calls under /sim/ are served.</summary>
    public bool Control { get; init; }

    /// <summary>
    /// Where accounts, orders and fills are kept across restarts; null: nowhere. Once it exists, its balances
    /// count, not those of the options.
    /// </summary>
    public string? StateFile { get; init; }

    /// <summary>What the sources leave open, as switches.</summary>
    public Quirks Quirks { get; init; } = new();

    public LatencyModel Latency { get; init; } = LatencyModel.Default;

    /// <summary>Told to clients in the bullet replies; together they limit a client's silence.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromMilliseconds(18_000);

    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromMilliseconds(10_000);

    /// <summary>Frames that wait for a slow client before it is cut off.</summary>
    public int SendQueueFrames { get; init; } = 8_192;

    /// <summary>False switches the 429 replies off; the headers stay.</summary>
    public bool EnforceRateLimits { get; init; } = true;

    /// <summary>Where the certificate authority's PEM goes; null: nowhere.</summary>
    public string? CaFile { get; init; }

    /// <summary>
    /// Where the authority's private key is kept, so that <see cref="CaFile"/> serves again; null: nowhere.
    /// </summary>
    public string? CaKeyFile { get; init; }

    public static IReadOnlyDictionary<string, Dec> DefaultBalances { get; } = new Dictionary<string, Dec>(
        StringComparer.Ordinal)
    {
        ["USDT"] = Dec.Parse("10000"),
        ["USDC"] = Dec.Parse("10000"),
        ["BTC"] = Dec.Parse("0.5"),
        ["ETH"] = Dec.Parse("5"),
        ["KCS"] = Dec.Parse("500"),
    };

    /// <summary>The account that the single-account options describe.</summary>
    public AccountOptions DefaultAccount => new()
    {
        FeeTier = FeeTier,
        Balances = new Dictionary<string, IReadOnlyDictionary<string, Dec>>(StringComparer.Ordinal)
        {
            ["trade"] = Balances,
        },
        Keys =
        [
            new ApiKeyOptions
            {
                Key = Key,
                Secret = Secret,
                Passphrase = Passphrase,
                Permissions = Permissions,
            },
        ],
    };

    /// <summary>What the exchange is to open, masters before their subs; never empty.</summary>
    public IReadOnlyList<AccountOptions> AllAccounts => Accounts.Count == 0
        ? [DefaultAccount]
        : [.. Accounts.OrderBy(a => a.Master is null ? 0 : 1)];

    /// <summary>
    /// Throws <see cref="SimulatorStartException"/> with one sentence that names the value and its range.
    /// </summary>
    public void Validate()
    {
        Check(Port is >= 0 and <= 65_535, "--port must be from 0 to 65535");
        Check(Speed is > 0 and <= 1_000, "--speed must be above 0 and at most 1000");
        Check(Math.Abs(ClockShift.TotalDays) <= 1, "--clock-shift must be from -86400 to 86400 seconds");
        Check(FeeTier is >= 0 and <= FeeSchedule.HighestTier, "--fee-tier must be from 0 to 12");
        Check(Key.Length > 0 && Secret.Length > 0 && Passphrase.Length > 0,
            "--key, --secret and --passphrase must not be empty");
        Check(PingInterval > TimeSpan.Zero && PingTimeout > TimeSpan.Zero, "the ping times must be above 0");
        Check(SendQueueFrames is >= 16 and <= 1_000_000,
            "the send queue must hold from 16 to 1000000 frames");
        Check(CaKeyFile is null || CaFile is not null, "--ca-key-file needs --ca-file");
        SyntheticOptions s = Synthetic;
        Check(s.UpdatesPerSecond is >= 1 and <= 100_000,
            "--updates-rate must be from 1 to 100000 per second");
        Check(s.OpportunitiesPerSecond is >= 0 and <= 1_000,
            "--opportunity-rate must be from 0 to 1000 per second");
        Check(s.GrossMinBps is > 0 and < 1_000 && s.GrossMaxBps >= s.GrossMinBps && s.GrossMaxBps < 1_000,
            "--opportunity-bps must be MIN-MAX with 0 < MIN <= MAX < 1000");
        Check(s.LifetimeMinMs >= 1 && s.LifetimeMaxMs >= s.LifetimeMinMs && s.LifetimeMaxMs <= 600_000,
            "--opportunity-life must be MIN-MAX in milliseconds, from 1 to 600000");
        foreach ((string currency, Dec amount) in Balances)
        {
            Check(currency.Length > 0 && amount.Sign >= 0,
                "--balance " + currency + "=" + amount + " must not be negative");
        }

        ValidateAccounts();
        Quirks.Validate();
        bool isFile = !string.Equals(World, SyntheticWorld, StringComparison.Ordinal)
            && !ShippedData.IsCaptureName(World);
        Check(!isFile || File.Exists(World), "--data " + World + ": no such file, nor one of "
            + SyntheticWorld + ", " + string.Join(", ", ShippedData.CaptureNames));
        Latency.Validate();
    }

    /// <summary>Throws for bad input with the message and a full stop.</summary>
    internal static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new SimulatorStartException(message + ".") { IsBadInput = true };
        }
    }

    private void ValidateAccounts()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var uids = new HashSet<long>();
        foreach (AccountOptions account in AllAccounts)
        {
            account.Validate();
            Check(names.Add(account.Name), "Two accounts are called \"" + account.Name + "\"; rename one");
            Check(account.Uid is not { } uid || uids.Add(uid),
                "Account \"" + account.Name + "\": the uid " + account.Uid + " is another account's already");
            Check(account.Master is null || Array.Exists([.. Accounts], a => a.Master is null
                    && string.Equals(a.Name, account.Master, StringComparison.Ordinal)),
                "Account \"" + account.Name + "\": its master \"" + account.Master
                    + "\" is no account, or a sub-account itself");
            foreach (ApiKeyOptions key in account.Keys)
            {
                Check(keys.Add(key.Key),
                    "Account \"" + account.Name + "\": the key " + key.Key + " stands twice");
            }
        }
    }
}
