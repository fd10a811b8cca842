using System.Runtime.CompilerServices;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Execution;

/// <summary>An amount of a currency.</summary>
public struct ReportAmount
{
    /// <summary>The currency.</summary>
    public CurrencyId Currency;

    /// <summary>How much; negative for an outflow.</summary>
    public ExactDecimal Amount;

    /// <summary>
    /// Its worth in the start currency at the signal's best prices, cut to 12 decimals; dust and held only.
    /// </summary>
    public ExactDecimal Value;
}

/// <summary>Room for a list of amounts.</summary>
[InlineArray(CascadeReport.MaxAmounts)]
public struct ReportAmounts
{
    private ReportAmount _first;
}
