using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>An order that waits for a price. It holds nothing until it is triggered.</summary>
/// <param name="Id">The exchange's id for it; the order that it becomes has another one.</param>
/// <param name="Account">Whose.</param>
/// <param name="Symbol">On which the price is watched.</param>
/// <param name="Request">What is placed.</param>
/// <param name="ClientOid">The client's id; the order gets it as well.</param>
/// <param name="IsLoss">Triggered at or below the price; else at or above it.</param>
/// <param name="StopPrice">The price.</param>
/// <param name="CreatedMs">When it came.</param>
public sealed record StopOrder(
    string Id, Account Account, SymbolState Symbol, OrderRequest Request, string ClientOid, bool IsLoss,
    Dec StopPrice, long CreatedMs);

/// <summary>
/// Stop orders, simply: last prices are looked at on every tick of the exchange, and what is triggered is
/// placed like any order. Used under the exchange's gate.
/// </summary>
public sealed class StopBook(Exchange exchange, OrderDesk desk, TimeProvider time)
{
    private readonly List<StopOrder> _waiting = [];

    /// <summary>Hears what becomes of stop orders: open, triggered, cancel.</summary>
    public Action<StopOrder, string>? Changed { get; set; }

    /// <summary>The account's waiting stop orders, newest first.</summary>
    public IEnumerable<StopOrder> Of(Account account) =>
        Enumerable.Reverse(_waiting).Where(s => s.Account == account);

    /// <summary>Takes a stop order in, unless it breaks a rule of orders.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="request">What to place when the price is reached.</param>
    /// <param name="kind">loss or entry.</param>
    /// <param name="price">The price.</param>
    /// <param name="made">The stop order; null when refused.</param>
    public Rejection? Add(
        Account account, OrderRequest request, string? kind, string? price, out StopOrder? made)
    {
        made = null;
        if (kind is not ("loss" or "entry"))
        {
            return OrderValidation.Parameter("stop should be loss or entry");
        }

        if (!Dec.TryParse(price, out Dec stopPrice) || stopPrice.Sign <= 0)
        {
            return OrderValidation.Parameter("stopPrice should be above 0");
        }

        Rejection? refusal = exchange.Check(account, request, withBalance: false, out OrderTicket? ticket);
        if (refusal is not null || ticket is null)
        {
            return refusal;
        }

        made = new StopOrder(exchange.NewHexId(), account, ticket.Symbol, request, ticket.ClientOid,
            kind is "loss", stopPrice, time.GetUtcNow().ToUnixTimeMilliseconds());
        _waiting.Add(made);
        Changed?.Invoke(made, "open");
        return null;
    }

    /// <summary>Takes those that pass off the book; they are returned.</summary>
    public IReadOnlyList<StopOrder> Cancel(Account account, Func<StopOrder, bool> which)
    {
        StopOrder[] gone = [.. Of(account).Where(which)];
        foreach (StopOrder stop in gone)
        {
            _waiting.Remove(stop);
            Changed?.Invoke(stop, "cancel");
        }

        return gone;
    }

    /// <summary>Places what the last prices have triggered, oldest first.</summary>
    public void Strike()
    {
        for (int i = 0; i < _waiting.Count; i++)
        {
            StopOrder stop = _waiting[i];
            Dec last = stop.Symbol.Rules.PriceOf(stop.Symbol.LastPrice);
            bool reached = stop.IsLoss ? last <= stop.StopPrice : last >= stop.StopPrice;
            if (!last.IsZero && reached)
            {
                _waiting.RemoveAt(i--);
                Changed?.Invoke(stop, "triggered");
                _ = desk.Place(stop.Account, stop.Request with { ClientOid = stop.ClientOid });
            }
        }
    }
}
