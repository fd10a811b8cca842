using Trifuse.Core.Numbers;

namespace Trifuse.Core.Domain;

/// <summary>A market order to be sent: a buy names the funds to spend, a sell the size to give.</summary>
public struct OrderRequest
{
    /// <summary>The symbol to trade.</summary>
    public SymbolId Symbol;

    /// <summary>Buy or sell.</summary>
    public Side Side;

    /// <summary>The client id; the same one for every resend of this order.</summary>
    public ClientOrderId ClientId;

    /// <summary>
    /// Buy: quote currency to spend, a multiple of the quote increment. Sell: base currency, of the base
    /// increment.
    /// </summary>
    public ExactDecimal Amount;
}
