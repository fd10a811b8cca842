using Trifuse.Simulator.Accounts;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// The orders and fills of one account. Open orders are all kept; done ones and fills are bounded, the oldest
/// go first.
/// </summary>
public sealed class AccountOrders
{
    public const int DoneKept = 100_000;
    public const int FillsKept = 200_000;

    private readonly Dictionary<string, Order> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Order> _byClientOid = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _openBySymbol = [];
    private readonly LinkedList<Order> _open = new();
    private readonly Dictionary<Order, LinkedListNode<Order>> _openNodes = [];
    private readonly RecentList<Order> _done = new(DoneKept);
    private readonly RecentList<FillRecord> _fills = new(FillsKept);

    /// <summary>Orders not yet done, oldest first.</summary>
    public IEnumerable<Order> Open => _open;

    public int OpenCount => _open.Count;

    /// <summary>Done orders, newest first.</summary>
    public IEnumerable<Order> Done => _done.NewestFirst();

    /// <summary>Fills, newest first.</summary>
    public IEnumerable<FillRecord> Fills => _fills.NewestFirst();

    public int OpenOf(SymbolState symbol) => _openBySymbol.GetValueOrDefault(symbol.Index);

    public Order? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The latest order of that clientOid.</summary>
    public Order? FindByClientOid(string clientOid) => _byClientOid.GetValueOrDefault(clientOid);

    public void Add(Order order)
    {
        _byId.Add(order.Id, order);
        _byClientOid[order.Ticket.ClientOid] = order;
        _openNodes.Add(order, _open.AddLast(order));
        int index = order.Ticket.Symbol.Index;
        _openBySymbol[index] = _openBySymbol.GetValueOrDefault(index) + 1;
    }

    /// <summary>An order has ended; it is found until newer ones push it out.</summary>
    public void Finish(Order order)
    {
        if (_openNodes.Remove(order, out LinkedListNode<Order>? node))
        {
            _open.Remove(node);
            _openBySymbol[order.Ticket.Symbol.Index]--;
        }

        if (_done.Add(order) is { } oldest)
        {
            Forget(oldest);
        }
    }

    /// <summary>Takes an order back that was done before a restart.</summary>
    public void AddDone(Order order)
    {
        _byId.Add(order.Id, order);
        _byClientOid[order.Ticket.ClientOid] = order;
        _ = _done.Add(order);
    }

    public void Add(FillRecord fill) => _ = _fills.Add(fill);

    private void Forget(Order oldest)
    {
        _byId.Remove(oldest.Id);
        if (_byClientOid.GetValueOrDefault(oldest.Ticket.ClientOid) == oldest)
        {
            _byClientOid.Remove(oldest.Ticket.ClientOid);
        }
    }
}
