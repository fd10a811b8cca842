using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.KuCoin.Rest;

/// <summary>One match from the fills reply (KuCoin protocol section 4.3).</summary>
public struct FillRow
{
    /// <summary>Id of the match: the same as in the stream's event.</summary>
    public TradeId TradeId;

    /// <summary>The order that was matched.</summary>
    public OrderId OrderId;

    /// <summary>Side of the order.</summary>
    public Side Side;

    /// <summary>True when the fee was charged in the symbol's quote currency.</summary>
    public bool FeeIsQuote;

    /// <summary>Price of the match.</summary>
    public ExactDecimal Price;

    /// <summary>Base currency matched.</summary>
    public ExactDecimal Size;

    /// <summary>Quote currency matched: price x size.</summary>
    public ExactDecimal Funds;

    /// <summary>The fee charged; negative for a rebate.</summary>
    public ExactDecimal Fee;

    /// <summary>Exchange time in ms since 1970.</summary>
    public long ExchangeMs;
}
