using Trifuse.Core.Numbers;

namespace Trifuse.Core.Domain;

/// <summary>What the exchange answers when asked for one order by its client id.</summary>
public struct OrderState
{
    /// <summary>False when the exchange does not know the order.</summary>
    public bool Exists;

    /// <summary>True while it can still be matched.</summary>
    public bool IsActive;

    /// <summary>True when a part of it was canceled rather than matched.</summary>
    public bool HasCanceled;

    /// <summary>The exchange's id.</summary>
    public OrderId OrderId;

    /// <summary>Base currency matched so far.</summary>
    public ExactDecimal DealSize;

    /// <summary>Quote currency matched so far: the sum of price x size.</summary>
    public ExactDecimal DealFunds;

    /// <summary>The fee charged so far, in <see cref="FeeIsQuote"/>'s currency.</summary>
    public ExactDecimal Fee;

    /// <summary>True when the fee was charged in the symbol's quote currency.</summary>
    public bool FeeIsQuote;
}
