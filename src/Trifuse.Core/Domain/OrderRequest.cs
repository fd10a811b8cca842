using Trifuse.Core.Numbers;

namespace Trifuse.Core.Domain;

/// <summary>
/// An order to be sent: at market, where a buy names the funds to spend and a sell the size to give; or,
/// with a limit price, immediate-or-cancel by size.
/// </summary>
public struct OrderRequest
{
    /// <summary>The symbol to trade.</summary>
    public SymbolId Symbol;

    /// <summary>Buy or sell.</summary>
    public Side Side;

    /// <summary>The client id; the same one for every resend of this order.</summary>
    public ClientOrderId ClientId;

    /// <summary>
    /// Buy: quote currency to spend, a multiple of the quote increment; with a limit price the most that may
    /// be spent, size x limit. Sell: base currency, of the base increment. Fees are not in it.
    /// </summary>
    public ExactDecimal Amount;

    /// <summary>The worst price that may be paid or taken; 0 for a market order.</summary>
    public ExactDecimal LimitPrice;

    /// <summary>
    /// With a limit price: base currency to buy or sell, a multiple of the base increment; else 0.
    /// </summary>
    public ExactDecimal Size;

    /// <summary>True for an immediate-or-cancel order with a limit price, false for a market order.</summary>
    public readonly bool IsLimited => LimitPrice.IsPositive;
}
