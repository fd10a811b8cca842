using Trifuse.Core.Numbers;

namespace Trifuse.Core.Domain;

/// <summary>One push of /account/balance: the new balance of one currency and what changed it.</summary>
public struct BalanceEvent
{
    /// <summary>The currency; None when it is not in the engine's tables.</summary>
    public CurrencyId Currency;

    /// <summary>
    /// True when the event belongs to the trade account (relationEvent trade.* or trade_hf.*).
    /// </summary>
    public bool IsTradeAccount;

    /// <summary>True for relationEvent ….hold, false for ….setted, transfers and the rest.</summary>
    public bool IsHold;

    /// <summary>Available + hold.</summary>
    public ExactDecimal Total;

    /// <summary>Free to use.</summary>
    public ExactDecimal Available;

    /// <summary>Held for open orders.</summary>
    public ExactDecimal Hold;

    /// <summary>Change of <see cref="Available"/>.</summary>
    public ExactDecimal AvailableChange;

    /// <summary>Change of <see cref="Hold"/>.</summary>
    public ExactDecimal HoldChange;

    /// <summary>The order that caused it; empty for transfers.</summary>
    public OrderId OrderId;

    /// <summary>Exchange time in milliseconds since 1970.</summary>
    public long ExchangeMs;
}
