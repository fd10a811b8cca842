using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// A fault's hand on market orders: with <see cref="Order.FillPercent"/> below 100 an order fills that share
/// of its size or funds at most, as if the book had ended there.
/// </summary>
public static class FillCap
{
    /// <param name="order">The taker.</param>
    /// <param name="price">Price in units of the symbol.</param>
    /// <param name="size">What it could take now, in units.</param>
    public static long Apply(Order order, long price, long size)
    {
        OrderTicket ticket = order.Ticket;
        if (order.FillPercent >= 100 || ticket.Type != OrderType.Market)
        {
            return size;
        }

        SymbolRules rules = order.Rules;
        if (!ticket.ByFunds)
        {
            long most = rules.FloorToIncrement((long)((Int128)ticket.Size * order.FillPercent / 100));
            return Math.Min(size, Math.Max(0, most - order.Filled));
        }

        Dec share = ticket.Funds * Dec.Parse("0.01") * Dec.FromUnits(order.FillPercent, 0);
        if (order.DealFunds >= share)
        {
            return 0;
        }

        long affordable = Dec.FloorQuotient(share - order.DealFunds, rules.PriceOf(price), rules.SizeScale);
        return Math.Min(size, rules.FloorToIncrement(affordable));
    }
}
