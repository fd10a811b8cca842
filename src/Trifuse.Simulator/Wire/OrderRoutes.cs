using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>Orders and fills (KuCoin protocol 4.1 to 4.3).</summary>
public sealed class OrderRoutes(Exchange exchange, OrderDesk desk)
{
    private const string Root = "/api/v1/hf/orders";

    private static readonly Rejection NotThere = new("400100", "The order does not exist.");
    private static readonly Rejection NotCancellable =
        new("400100", "order_not_exist_or_not_allow_to_cancel");

    private Account Caller => exchange.Accounts.Default;

    public IEnumerable<Route> Routes()
    {
        const RatePool Pool = RatePool.Spot;
        const Access Trade = Access.Spot;
        const Access Read = Access.General;
        yield return new Route("POST", Root, Pool, 1, Trade, c => PlaceAsync(c, afterMatching: false));
        yield return new Route("POST", Root + "/sync", Pool, 1, Trade, c =>
            PlaceAsync(c, afterMatching: true));
        yield return new Route("POST", Root + "/test", Pool, 1, Trade, TestAsync);
        yield return Route.Of("GET", Root + "/active", Pool, 2, Read, Active);
        yield return Route.Of("GET", Root + "/", Pool, 2, Read, c => One(c, id => exchange.FindOrder(Caller, id)));
        yield return Route.Of("GET", Root + "/client-order/", Pool, 2, Read, c =>
            One(c, oid => exchange.FindByClientOid(Caller, oid)));
        yield return Route.Of("DELETE", Root + "/", Pool, 1, Trade, c =>
            Cancel(c, id => exchange.FindOrder(Caller, id), "orderId"));
        yield return Route.Of("DELETE", Root + "/client-order/", Pool, 1, Trade,
            c => Cancel(c, oid => exchange.FindByClientOid(Caller, oid), "clientOid"));
        yield return Route.Of("GET", "/api/v1/hf/fills", Pool, 2, Read, Fills);
    }

    private static Reply BadBody() =>
        Reply.Refusal(OrderValidation.Parameter("The body is not a JSON object."));

    private static bool SameSymbol(RestCall call, Order order) =>
        call.Query("symbol") is not { } symbol
        || string.Equals(symbol, order.Rules.Symbol, StringComparison.Ordinal);

    private static long LongOf(string? text, long fallback) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : fallback;

    private async ValueTask<Reply> PlaceAsync(RestCall call, bool afterMatching)
    {
        if (!call.TryJson(out JsonDocument? document))
        {
            return BadBody();
        }

        using (document)
        {
            OrderRequest request = OrderJson.ReadRequest(document!.RootElement);
            return await desk.PlaceAsync(Caller, request, afterMatching, call.Context.RequestAborted);
        }
    }

    private async ValueTask<Reply> TestAsync(RestCall call)
    {
        if (!call.TryJson(out JsonDocument? document))
        {
            return BadBody();
        }

        using (document)
        {
            return await desk.TestAsync(Caller, OrderJson.ReadRequest(document!.RootElement));
        }
    }

    private Reply One(RestCall call, Func<string, Order?> find)
    {
        lock (exchange.Gate)
        {
            return find(call.Tail) is { } order && SameSymbol(call, order)
                ? Reply.Data(w => OrderJson.Write(w, order))
                : Reply.Refusal(NotThere);
        }
    }

    private Reply Cancel(RestCall call, Func<string, Order?> find, string idName)
    {
        if (call.Query("symbol") is null)
        {
            return Reply.Refusal(OrderValidation.Parameter("symbol should not be empty"));
        }

        lock (exchange.Gate)
        {
            return find(call.Tail) is { } order && SameSymbol(call, order) && exchange.Cancel(order)
                ? Reply.Object(w => w.WriteString(idName, call.Tail))
                : Reply.Refusal(NotCancellable);
        }
    }

    private Reply Active(RestCall call)
    {
        SymbolState? symbol = exchange.FindSymbol(call.Query("symbol") ?? "");
        if (symbol is null)
        {
            return Reply.Error(200, "900001", "symbol not exists");
        }

        lock (exchange.Gate)
        {
            return Reply.Data(w =>
            {
                w.WriteStartArray();
                foreach (Order order in exchange.Active(Caller, symbol))
                {
                    OrderJson.Write(w, order);
                }

                w.WriteEndArray();
            });
        }
    }

    private Reply Fills(RestCall call)
    {
        int limit = (int)Math.Clamp(LongOf(call.Query("limit") ?? call.Query("pageSize"), 20), 1, 100);
        long before = LongOf(call.Query("lastId"), long.MaxValue);
        long startMs = LongOf(call.Query("startAt"), 0);
        long endMs = LongOf(call.Query("endAt"), long.MaxValue);
        string? symbol = call.Query("symbol");
        string? orderId = call.Query("orderId");
        string? side = call.Query("side");
        lock (exchange.Gate)
        {
            var found = new List<FillRecord>();
            foreach (FillRecord f in exchange.FillsOf(Caller))
            {
                if (found.Count >= limit)
                {
                    break;
                }

                bool wanted = f.Id < before && f.TimeMs >= startMs && f.TimeMs <= endMs
                    && (symbol is null
                        || string.Equals(symbol, f.Order.Rules.Symbol, StringComparison.Ordinal))
                    && (orderId is null || string.Equals(orderId, f.Order.Id, StringComparison.Ordinal))
                    && (side is null
                        || string.Equals(side, "buy", StringComparison.Ordinal) == f.Order.Ticket.IsBuy);
                if (wanted)
                {
                    found.Add(f);
                }
            }

            return Reply.Object(w =>
            {
                w.WriteStartArray("items");
                found.ForEach(f => OrderJson.Write(w, f));
                w.WriteEndArray();
                w.WriteNumber("lastId", found.Count > 0 ? found[^1].Id : 0);
            });
        }
    }
}
