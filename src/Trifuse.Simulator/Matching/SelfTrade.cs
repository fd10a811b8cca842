namespace Trifuse.Simulator.Matching;

/// <summary>
/// Self-trade prevention (KuCoin protocol 5.1): the taker's stp decides, orders of one account only. CN
/// cancels the new order, CO the old one, CB both, DC takes the smaller size off both and cancels what
/// becomes empty.
/// </summary>
public sealed class SelfTrade(OrderLife life, OrderCloser closer)
{
    public static bool Concerns(Order taker, Order? maker) =>
        maker is not null && maker.Account == taker.Account && taker.Ticket.Stp is not null;

    /// <summary>False: the taker goes no further; its rest is to be cancelled.</summary>
    public bool Prevent(Order taker, Order maker)
    {
        switch (taker.Ticket.Stp)
        {
            case "CO":
                closer.Close(maker, "canceled");
                return true;
            case "CB":
                closer.Close(maker, "canceled");
                return false;
            case "DC":
                return Decrease(taker, maker);
            default:
                return false;
        }
    }

    private bool Decrease(Order taker, Order maker)
    {
        long size = Math.Min(taker.Open, maker.Open);
        bool takerEnds = taker.Open == size;
        if (maker.Open == size)
        {
            closer.Close(maker, "canceled");
        }
        else
        {
            life.Reduce(maker, size, "open");
            maker.Ticket.Symbol.Book.Fit(maker);
        }

        if (!takerEnds)
        {
            life.Reduce(taker, size, "match");
        }

        return !takerEnds;
    }
}
