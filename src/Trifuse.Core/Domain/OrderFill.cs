using Trifuse.Core.Numbers;

namespace Trifuse.Core.Domain;

/// <summary>One match of an order as the exchange's list of fills has it.</summary>
/// <param name="TradeId">Id of the match: the same as in the stream's event.</param>
/// <param name="Price">Quote currency for one of base.</param>
/// <param name="Size">Base currency matched.</param>
/// <param name="Funds">Quote currency matched: price x size.</param>
/// <param name="Fee">The fee charged; below 0 for a rebate.</param>
/// <param name="FeeIsQuote">True when it was charged in the symbol's quote currency.</param>
public readonly record struct OrderFill(
    TradeId TradeId,
    ExactDecimal Price,
    ExactDecimal Size,
    ExactDecimal Funds,
    ExactDecimal Fee,
    bool FeeIsQuote);
