using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Limits;

/// <summary>What the limits have to know of a cascade that has ended.</summary>
public struct CascadeResult
{
    /// <summary>The cascade's number.</summary>
    public uint Cascade;

    /// <summary>The currency that it started from.</summary>
    public CurrencyId Start;

    /// <summary>
    /// What it gained (above 0) or lost (below 0) in that currency; coins that it still holds count nothing.
    /// </summary>
    public ExactDecimal Profit;

    /// <summary>It went all the way round.</summary>
    public bool IsFilled;

    /// <summary>It failed; one that was stopped on purpose did not.</summary>
    public bool IsFailed;

    /// <summary>What it holds could not be found out.</summary>
    public bool IsUncertain;
}
