using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;

namespace Trifuse.Engine.Config;

/// <summary>[paper]</summary>
public sealed record PaperSection
{
    /// <summary>fill_model: which books a simulated fill walks.</summary>
    public required PaperFillModel FillModel { get; init; }

    /// <summary>balances: virtual money at the start, by currency.</summary>
    public required IReadOnlyDictionary<string, ExactDecimal> Balances { get; init; }

    /// <summary>
    /// default_taker_fee: share of the funds, where the exchange gives no rate (0.001 = 10 bps).
    /// </summary>
    public required ExactDecimal DefaultTakerFee { get; init; }
}
