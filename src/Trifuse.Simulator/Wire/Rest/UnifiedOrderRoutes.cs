using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>
/// Orders of the Pro API (KuCoin protocol section 8). The same account answers as classic and as
/// unified; only the path differs.
/// </summary>
public sealed class UnifiedOrderRoutes(Exchange exchange, OrderDesk desk, Quirks quirks, TimeProvider time)
{
    private const int DefaultLimit = 20;
    private const int LargestLimit = 200;

    public IEnumerable<Route> Routes()
    {
        foreach (string mode in new[] { "classic", "unified" })
        {
            string root = UnifiedMarketRoutes.Root + mode + "/order/";
            yield return Trade(root + "place", PlaceAsync);
            yield return Trade(root + "place-batch", PlaceAllAsync);
            yield return Trade(root + "cancel", CancelAsync);
            yield return Trade(root + "cancel-batch", CancelSeveralAsync);
            yield return Trade(root + "cancel-all", CancelAllAsync);
            yield return Read(root + "detail", Detail);
            yield return Read(root + "open-list", OpenList);
            yield return Read(root + "history", History);
            yield return Read(root + "execution", Executions);
        }
    }

    private static Route Trade(string path, Func<JsonElement, RestCall, ValueTask<Reply>> handler) =>
        new("POST", path, RatePool.Unified, 1, Access.Spot | Access.Unified, async call =>
        {
            if (!call.TryJson(out JsonDocument? document))
            {
                return OrderRoutes.BadBody();
            }

            using (document)
            {
                string? type = call.Query("tradeType") ?? LooseJson.Text(document!.RootElement, "tradeType");
                return type is null or UnifiedMarketRoutes.Spot
                    ? await handler(document!.RootElement, call)
                    : Reply.Refusal(OrderValidation.Parameter("tradeType should be SPOT"));
            }
        });

    private Route Read(string path, Func<RestCall, Reply> handler) =>
        Route.Of("GET", path, RatePool.Unified, 2, Access.General | Access.Unified, call =>
        {
            lock (exchange.Gate)
            {
                return handler(call);
            }
        });

    private static JsonElement[] Entries(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()]
            : [];

    private async ValueTask<Reply> PlaceAsync(JsonElement body, RestCall call)
    {
        OrderRequest request = UnifiedJson.ReadRequest(body);
        Placement placed = await desk.PlaceAsync(call.Account, request, afterMatching: false, call.Aborted);
        return placed.Refusal is { } refusal
            ? Reply.Refusal(refusal)
            : Reply.Object(w => UnifiedJson.WriteIds(w, placed.OrderId, request.ClientOid, time));
    }

    private async ValueTask<Reply> PlaceAllAsync(JsonElement body, RestCall call)
    {
        OrderRequest[] requests = [.. Entries(body, "orderList").Select(UnifiedJson.ReadRequest)];
        if (requests.Length == 0 || requests.Length > quirks.OrdersPerBatch)
        {
            return Reply.Refusal(OrderValidation.Parameter(
                "orderList should hold 1 to " + quirks.OrdersPerBatch + " orders"));
        }

        IReadOnlyList<Placement> placed =
            await desk.PlaceAllAsync(call.Account, requests, afterMatching: false, call.Aborted);
        return Results(placed.Select((p, i) => (p.Refusal, p.OrderId, requests[i].ClientOid)));
    }

    private Reply Results(IEnumerable<(Rejection? Refusal, string OrderId, string? ClientOid)> rows) =>
        Reply.Object(w =>
        {
            w.WriteString("tradeType", UnifiedMarketRoutes.Spot);
            w.WriteStartArray("items");
            foreach ((Rejection? refusal, string orderId, string? clientOid) in rows)
            {
                w.WriteStartObject();
                UnifiedJson.WriteIds(w, orderId, clientOid, time);
                w.WriteString("code", refusal?.Code ?? "200000");
                w.WriteString("msg", refusal?.Message ?? "success");
                w.WriteEndObject();
            }

            w.WriteEndArray();
        });

    private static OrderRef Which(JsonElement body) => new()
    {
        Symbol = LooseJson.Text(body, "symbol"),
        OrderId = LooseJson.Text(body, "orderId"),
        ClientOid = LooseJson.Text(body, "clientOid"),
    };

    private async ValueTask<Reply> CancelAsync(JsonElement body, RestCall call)
    {
        Cancellation done = await desk.CancelAsync(call.Account, Which(body), afterMatching: false);
        return done.Order is { } order
            ? Reply.Object(w => UnifiedJson.WriteIds(w, order.Id, order.Ticket.ClientOid, time))
            : Reply.Refusal(done.Refusal!);
    }

    private async ValueTask<Reply> CancelSeveralAsync(JsonElement body, RestCall call)
    {
        var rows = new List<(Rejection?, string, string?)>();
        foreach (JsonElement entry in Entries(body, "cancelOrderList").Take(quirks.OrdersPerBatch))
        {
            OrderRef which = Which(entry);
            Cancellation done = await desk.CancelAsync(call.Account, which, afterMatching: false);
            rows.Add((done.Refusal, done.Order?.Id ?? which.OrderId ?? "",
                done.Order?.Ticket.ClientOid ?? which.ClientOid));
        }

        return Results(rows);
    }

    private async ValueTask<Reply> CancelAllAsync(JsonElement body, RestCall call)
    {
        SymbolState? symbol = null;
        if (LooseJson.Text(body, "symbol") is { } code && (symbol = exchange.FindSymbol(code)) is null)
        {
            return SymbolRoutes.NoSymbol();
        }

        IReadOnlyList<Order> gone = await desk.CancelAllAsync(call.Account, symbol);
        return Results(gone.Select(o => ((Rejection?)null, o.Id, (string?)o.Ticket.ClientOid)));
    }

    private Reply Detail(RestCall call)
    {
        var which = new OrderRef
        {
            Symbol = call.Query("symbol"),
            OrderId = call.Query("orderId"),
            ClientOid = call.Query("clientOid"),
        };
        return which.Find(exchange, call.Account) is { } order
            ? Reply.Data(w => UnifiedJson.Write(w, order))
            : OrderQueryRoutes.Unknown(quirks);
    }

    private static bool Passes(RestCall call, Order order) =>
        OrderQueryRoutes.Passes(call, "symbol", order.Rules.Symbol)
        && (call.Query("side") is not { } side || order.Ticket.IsBuy == side is "BUY");

    private Reply OpenList(RestCall call) => ResultPage.Of(
        call,
        [.. exchange.Active(call.Account).Where(o => Passes(call, o))],
        UnifiedJson.Write,
        DefaultLimit);

    private Reply History(RestCall call) =>
        TimeWindow.TryRead(call, TimeWindow.WeekMs, time, out TimeWindow window)
            ? Batch(call,
                exchange.Done(call.Account).Where(o => window.Holds(o.CreatedMs) && Passes(call, o)),
                o => o.DoneId, UnifiedJson.Write)
            : TimeWindow.TooLong();

    private Reply Executions(RestCall call) =>
        TimeWindow.TryRead(call, TimeWindow.WeekMs, time, out TimeWindow window)
            ? Batch(call,
                exchange.FillsOf(call.Account).Where(f => window.Holds(f.TimeMs) && Passes(call, f.Order)
                    && OrderQueryRoutes.Passes(call, "orderId", f.Order.Id)),
                f => f.Id, UnifiedJson.Write)
            : TimeWindow.TooLong();

    private static Reply Batch<T>(
        RestCall call, IEnumerable<T> newestFirst, Func<T, long> id, Action<Utf8JsonWriter, T> write)
    {
        long before = call.Number("lastId", 0);
        long limit = Math.Clamp(call.Number("pageSize", DefaultLimit), 1, LargestLimit);
        T[] rows = [.. newestFirst.Where(r => before <= 0 || id(r) < before).Take((int)limit)];
        return Reply.Object(w =>
        {
            w.WriteNumber("lastId", rows.Length > 0 ? id(rows[^1]) : 0);
            w.WriteString("tradeType", UnifiedMarketRoutes.Spot);
            w.WriteStartArray("items");
            Array.ForEach(rows, r => write(w, r));
            w.WriteEndArray();
        });
    }
}
