using Trifuse.Core.Numbers;

namespace Trifuse.Core.Domain;

/// <summary>One event of one order from the private stream, in plain values.</summary>
public struct OrderEvent
{
    /// <summary>What happened.</summary>
    public OrderEventKind Kind;

    /// <summary>Side of the order.</summary>
    public Side Side;

    /// <summary>
    /// False when the event carries a client id that is not ours; <see cref="ClientId"/> is then unset.
    /// </summary>
    public bool IsOurs;

    /// <summary>True when the fee side is the taker's (feeType, not liquidity, decides).</summary>
    public bool IsTakerFee;

    /// <summary>True when <see cref="FilledSize"/> was in the event.</summary>
    public bool HasFilledSize;

    /// <summary>The symbol; None when it is not in the engine's tables.</summary>
    public SymbolId Symbol;

    /// <summary>Our client id, when <see cref="IsOurs"/>.</summary>
    public ClientOrderId ClientId;

    /// <summary>The exchange's id of the order.</summary>
    public OrderId OrderId;

    /// <summary>Id of the match; only with <see cref="OrderEventKind.Match"/>.</summary>
    public TradeId TradeId;

    /// <summary>Price of the match; only with <see cref="OrderEventKind.Match"/>.</summary>
    public ExactDecimal MatchPrice;

    /// <summary>Size of the match (base currency); only with <see cref="OrderEventKind.Match"/>.</summary>
    public ExactDecimal MatchSize;

    /// <summary>Filled in total so far (base currency).</summary>
    public ExactDecimal FilledSize;

    /// <summary>Exchange time in nanoseconds since 1970.</summary>
    public long ExchangeNs;
}
