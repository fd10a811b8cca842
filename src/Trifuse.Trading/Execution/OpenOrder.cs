using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Execution;

/// <summary>
/// An order of an earlier process whose fate is open: its intent is in the journal, its end is not.
/// </summary>
public struct OpenOrder
{
    /// <summary>Whether there is one.</summary>
    public bool Exists;

    /// <summary>0 to 2 the legs, from 3 on unwind orders.</summary>
    public byte Step;

    /// <summary>The last attempt's number.</summary>
    public byte Attempt;

    /// <summary>The symbol.</summary>
    public SymbolId Symbol;

    /// <summary>Buy or sell.</summary>
    public Side Side;

    /// <summary>Funds or size sent.</summary>
    public ExactDecimal Amount;

    /// <summary>The worst price allowed; 0 for a market order.</summary>
    public ExactDecimal LimitPrice;

    /// <summary>With a limit price: base currency asked for.</summary>
    public ExactDecimal LimitSize;

    /// <summary>The exchange's id when its reply is in the journal; empty else.</summary>
    public OrderId OrderId;

    /// <summary>
    /// When its bytes may have left (monotonic ns of this process, may be below 0): until the settling time
    /// after that, an exchange that does not know it is not believed.
    /// </summary>
    public long WrittenNs;

    /// <summary>
    /// True when it is so old that the exchange may have forgotten it: that it does not know the order says
    /// nothing then.
    /// </summary>
    public bool MayBeForgotten;
}
