using Trifuse.Core.Numbers;

namespace Trifuse.KuCoin.Rest;

/// <summary>
/// The final fee rates of one symbol for this account, as shares of the funds; a maker rate may be below 0.
/// </summary>
public sealed record SymbolFee(string Symbol, ExactDecimal TakerFeeRate, ExactDecimal MakerFeeRate);
