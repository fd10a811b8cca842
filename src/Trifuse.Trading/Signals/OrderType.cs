namespace Trifuse.Trading.Signals;

/// <summary>execution.order_type: how the legs and the unwind orders of a cascade are ordered.</summary>
public enum OrderType : byte
{
    /// <summary>At market: a buy by funds, a sell by size.</summary>
    Market,

    /// <summary>
    /// By size with a limit price, immediate or cancel: nothing is filled at a worse price than the signal,
    /// or the price of the exit, allows.
    /// </summary>
    Ioc,
}
