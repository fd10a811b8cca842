using Trifuse.Core.Numbers;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Signals;

/// <summary>The settings of the decision, as validated by the configuration.</summary>
public sealed record SignalOptions
{
    /// <summary>The run number; first part of every client id.</summary>
    public uint Run { get; init; }

    /// <summary>Smallest effective bps (after fees) of a signal. At most 4 decimals.</summary>
    public ExactDecimal ThresholdBps { get; init; }

    /// <summary>Largest age of each of the three books (ns).</summary>
    public long MaxAgeNs { get; init; } = 2_000_000_000;

    /// <summary>Largest difference of age among the three books (ns).</summary>
    public long MaxDesyncNs { get; init; } = 1_000_000_000;

    /// <summary>
    /// Most that leg 1 may cost, fee included, by code of the start currency; a missing one has no limit.
    /// </summary>
    public IReadOnlyDictionary<string, ExactDecimal> MaxNotional { get; init; } =
        new Dictionary<string, ExactDecimal>(StringComparer.Ordinal);

    /// <summary>What stops new cascades beyond that.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>Executors; a slot runs one cascade at a time.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Most cascades open at once; 0 means as many as there are slots.</summary>
    public int MaxOpenCascades { get; init; }

    /// <summary>No two open cascades on the same three symbols.</summary>
    public bool IsolateTriangle { get; init; } = true;

    /// <summary>No two open cascades that share a symbol.</summary>
    public bool IsolatePair { get; init; } = true;

    /// <summary>No two open cascades from the same start currency.</summary>
    public bool IsolateStartCurrency { get; init; }

    /// <summary>How the exchange cuts the base amount of a market buy.</summary>
    public BuyCut BuyCut { get; init; }

    /// <summary>How the legs are ordered.</summary>
    public OrderType OrderType { get; init; }

    /// <summary>
    /// With <see cref="OrderType.Ioc"/>: how much worse than predicted a price may be, bps of the price.
    /// </summary>
    public ExactDecimal GuardSlackBps { get; init; }

    /// <summary>Scan hub symbols with vectors. Changes the speed, never a decision.</summary>
    public bool UseVectors { get; init; } = true;

    /// <summary>Signals are published, and slot, isolation and reservation are free again at once.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// False: sizes are limited by notional and depth only (recording and studies without an account).
    /// </summary>
    public bool RequireBalance { get; init; } = true;

    /// <summary>Paper trading: balances move by the results of cascades, not by pushes.</summary>
    public bool VirtualBalances { get; init; }

    /// <summary>
    /// The same settings for a warm-up or a study: nothing is kept open, no account is needed.
    /// </summary>
    public SignalOptions AsDryRun() => this with
    {
        DryRun = true,
        RequireBalance = false,
        VirtualBalances = false,
        Limits = new LimitOptions(),
    };
}
