using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>Classic orders are placed and cancelled (KuCoin protocol 4.4).</summary>
public sealed class ClassicOrderRoutes(Exchange exchange, OrderDesk desk)
{
    /// <summary>Where the classic orders are.</summary>
    public const string Root = "/api/v1/orders";

    private const int RemarkMaxLength = 100;
    private const int BatchMax = 5;

    private static readonly Rejection OidMissing =
        new("400100", "validation.createOrder.clientOidIsRequired");

    public IEnumerable<Route> Routes()
    {
        yield return Trade("POST", Root, 2, PlaceAsync);
        yield return Trade("POST", Root + "/test", 2, TestAsync);
        yield return Trade("POST", Root + "/multi", 3, PlaceAllAsync);
        yield return Trade("DELETE", Root + "/", 3, c => CancelAsync(c, byClientOid: false));
        yield return Trade(
            "DELETE", "/api/v1/order/client-order/", 5, c => CancelAsync(c, byClientOid: true));
        yield return Trade("DELETE", Root, 20, CancelAllAsync);
    }

    private static Route Trade(
        string method, string path, int weight, Func<RestCall, ValueTask<Reply>> handler) =>
        new(method, path, RatePool.Spot, weight, Access.Spot, handler);

    private static OrderRequest Read(JsonElement body) =>
        OrderJson.ReadRequest(body) with { RemarkMaxLength = RemarkMaxLength };

    private static Reply Answer(Placement placement) => placement.Refusal is { } refusal
        ? Reply.Refusal(refusal)
        : Reply.Object(w => w.WriteString("orderId", placement.OrderId));

    private static Reply Cancelled(IEnumerable<Order> orders) => Reply.Object(w =>
    {
        w.WriteStartArray("cancelledOrderIds");
        foreach (Order order in orders)
        {
            w.WriteStringValue(order.Id);
        }

        w.WriteEndArray();
    });

    private async ValueTask<Reply> PlaceAsync(RestCall call)
    {
        if (!call.TryJson(out JsonDocument? document))
        {
            return OrderRoutes.BadBody();
        }

        using (document)
        {
            OrderRequest request = Read(document!.RootElement);
            return string.IsNullOrEmpty(request.ClientOid)
                ? Reply.Refusal(OidMissing)
                : Answer(await desk.PlaceAsync(call.Account, request, afterMatching: false, call.Aborted));
        }
    }

    private async ValueTask<Reply> TestAsync(RestCall call)
    {
        if (!call.TryJson(out JsonDocument? document))
        {
            return OrderRoutes.BadBody();
        }

        using (document)
        {
            OrderRequest request = Read(document!.RootElement);
            return string.IsNullOrEmpty(request.ClientOid)
                ? Reply.Refusal(OidMissing)
                : Answer(await desk.TestAsync(call.Account, request));
        }
    }

    /// <summary>Up to five limit orders of one symbol, which stands beside the list.</summary>
    private async ValueTask<Reply> PlaceAllAsync(RestCall call)
    {
        if (!call.TryJson(out JsonDocument? document))
        {
            return OrderRoutes.BadBody();
        }

        using (document)
        {
            JsonElement body = document!.RootElement;
            if (!body.TryGetProperty("orderList", out JsonElement list)
                || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > BatchMax)
            {
                return Reply.Refusal(OrderValidation.Parameter("orderList should hold 1 to 5 orders"));
            }

            string? symbol = LooseJson.Text(body, "symbol");
            OrderRequest[] requests =
            [
                .. list.EnumerateArray().Select(Read).Select(r => r with { Symbol = symbol ?? r.Symbol }),
            ];
            if (Array.Exists(requests, r => string.IsNullOrEmpty(r.ClientOid)))
            {
                return Reply.Refusal(OidMissing);
            }

            IReadOnlyList<Placement> placements =
                await desk.PlaceAllAsync(call.Account, requests, afterMatching: false, call.Aborted);
            return Reply.Object(w =>
            {
                w.WriteStartArray("data");
                for (int i = 0; i < requests.Length; i++)
                {
                    ClassicJson.WriteEntry(w, requests[i], placements[i]);
                }

                w.WriteEndArray();
            });
        }
    }

    private async ValueTask<Reply> CancelAsync(RestCall call, bool byClientOid)
    {
        Cancellation done = await desk.CancelAsync(
            call.Account,
            byClientOid ? new OrderRef { ClientOid = call.Tail } : new OrderRef { OrderId = call.Tail },
            afterMatching: false);
        if (done.Refusal is { } refusal)
        {
            return Reply.Refusal(refusal);
        }

        return byClientOid
            ? Reply.Object(w =>
            {
                w.WriteString("cancelledOrderId", done.Order!.Id);
                w.WriteNull("cancelledOcoOrderIds");
                w.WriteString("clientOid", call.Tail);
            })
            : Cancelled([done.Order!]);
    }

    private async ValueTask<Reply> CancelAllAsync(RestCall call)
    {
        SymbolState? symbol = null;
        if (call.Query("symbol") is { } code && (symbol = exchange.FindSymbol(code)) is null)
        {
            return SymbolRoutes.NoSymbol();
        }

        bool spot = OrderQueryRoutes.Passes(call, "tradeType", "TRADE");
        return Cancelled(spot ? await desk.CancelAllAsync(call.Account, symbol) : []);
    }
}
