namespace Trifuse.Simulator.Matching;

/// <summary>Ends orders, wherever they are, and takes them out of the book.</summary>
public sealed class OrderCloser(OrderLife life)
{
    public void Close(Order order, string type)
    {
        if (order.Resting)
        {
            order.Ticket.Symbol.Book.Remove(order);
        }

        life.End(order, type);
    }

    /// <summary>False if the order is done already.</summary>
    public bool Cancel(Order order)
    {
        if (!order.Active)
        {
            return false;
        }

        if (order.Matched)
        {
            Close(order, "canceled");
        }
        else
        {
            order.CancelRequested = true;
        }

        return true;
    }
}
