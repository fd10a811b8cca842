using Trifuse.Core.Numbers;

namespace Trifuse.KuCoin.Rest;

/// <summary>One row of the allTickers reply.</summary>
/// <param name="Symbol">The symbol's code.</param>
/// <param name="Buy">Best bid; 0 when there is none.</param>
/// <param name="BuySize">Size at the best bid; 0 when the reply does not tell.</param>
/// <param name="Sell">Best ask; 0 when there is none.</param>
/// <param name="SellSize">Size at the best ask; 0 when the reply does not tell.</param>
/// <param name="TakerFeeRate">The taker rate before the coefficient; null when the reply does not
/// tell.</param>
/// <param name="TakerCoefficient">Multiplies the rate; 1 when the reply does not tell.</param>
public sealed record TickerRow(
    string Symbol,
    ExactDecimal Buy,
    ExactDecimal BuySize,
    ExactDecimal Sell,
    ExactDecimal SellSize,
    ExactDecimal? TakerFeeRate,
    ExactDecimal TakerCoefficient);
