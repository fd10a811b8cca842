using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Market;

/// <summary>
/// Fee rates from the pieces the exchange publishes. trade-fees replies are final and are taken as they
/// are; base-fee and allTickers rates are multiplied by the symbol's coefficient, 0 to 3 (KuCoin protocol
/// section 9).
/// </summary>
public static class FeeRates
{
    /// <summary>baseRate x coefficient, exactly.</summary>
    public static ExactDecimal FromBase(ExactDecimal baseRate, ExactDecimal coefficient) =>
        (baseRate * coefficient).Normalized();
}
