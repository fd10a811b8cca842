using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>HF orders are placed and altered (KuCoin protocol 4.1).</summary>
public sealed class OrderRoutes(Exchange exchange, OrderDesk desk, Quirks quirks)
{
    /// <summary>Where the HF orders are.</summary>
    public const string Root = "/api/v1/hf/orders";

    public IEnumerable<Route> Routes()
    {
        yield return Trade(Root, 1, c => PlaceAsync(c, afterMatching: false));
        yield return Trade(Root + "/sync", 1, c => PlaceAsync(c, afterMatching: true));
        yield return Trade(Root + "/test", 1, TestAsync);
        yield return Trade(Root + "/multi", 1, c => PlaceAllAsync(c, afterMatching: false));
        yield return Trade(Root + "/multi/sync", 1, c => PlaceAllAsync(c, afterMatching: true));
        yield return Trade(Root + "/alter", 1, AlterAsync);
    }

    /// <summary>The reply to a body that cannot be read.</summary>
    public static Reply BadBody() =>
        Reply.Refusal(OrderValidation.Parameter("The body is not a JSON object."));

    private static Route Trade(string path, int weight, Func<RestCall, ValueTask<Reply>> handler) =>
        new("POST", path, RatePool.Spot, weight, Access.Spot, handler);

    private async ValueTask<Reply> PlaceAsync(RestCall call, bool afterMatching)
    {
        if (!call.TryJson(out JsonDocument? document))
        {
            return BadBody();
        }

        using (document)
        {
            OrderRequest request = OrderJson.ReadRequest(document!.RootElement);
            Placement placement = await desk.PlaceAsync(call.Account, request, afterMatching, call.Aborted);
            return Answer(placement, afterMatching);
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
            OrderRequest request = OrderJson.ReadRequest(document!.RootElement);
            return Answer(await desk.TestAsync(call.Account, request), withOutcome: false);
        }
    }

    private Reply Answer(Placement placement, bool withOutcome)
    {
        if (placement.Refusal is { } refusal)
        {
            return Reply.Refusal(refusal);
        }

        lock (exchange.Gate)
        {
            return Reply.Object(w => Write(w, placement, withOutcome));
        }
    }

    private static void Write(Utf8JsonWriter w, Placement placement, bool withOutcome)
    {
        if (withOutcome)
        {
            OrderJson.WriteOutcome(w, placement);
        }
        else
        {
            OrderJson.WriteIds(w, placement);
        }
    }

    /// <summary>The reply is positional, and a success whatever becomes of the single orders.</summary>
    private async ValueTask<Reply> PlaceAllAsync(RestCall call, bool afterMatching)
    {
        if (!call.TryJson(out JsonDocument? document))
        {
            return BadBody();
        }

        using (document)
        {
            if (!document!.RootElement.TryGetProperty("orderList", out JsonElement list)
                || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            {
                return Reply.Refusal(OrderValidation.Parameter("orderList should not be empty"));
            }

            if (list.GetArrayLength() > quirks.OrdersPerBatch)
            {
                return Reply.Refusal(OrderValidation.Parameter(
                    "orderList should hold at most " + quirks.OrdersPerBatch + " orders"));
            }

            IReadOnlyList<Placement> placements = await desk.PlaceAllAsync(
                call.Account, [.. list.EnumerateArray().Select(OrderJson.ReadRequest)], afterMatching,
                call.Aborted);
            lock (exchange.Gate)
            {
                return ResultPage.Array(placements, (w, p) => WriteEntry(w, p, afterMatching));
            }
        }
    }

    private static void WriteEntry(Utf8JsonWriter w, Placement placement, bool withOutcome)
    {
        w.WriteStartObject();
        if (placement.Refusal is { } refusal)
        {
            w.WriteBoolean("success", false);
            w.WriteString("failMsg", refusal.Message);
        }
        else
        {
            Write(w, placement, withOutcome);
            w.WriteBoolean("success", true);
        }

        w.WriteEndObject();
    }

    private async ValueTask<Reply> AlterAsync(RestCall call)
    {
        if (!call.TryJson(out JsonDocument? document))
        {
            return BadBody();
        }

        using (document)
        {
            JsonElement body = document!.RootElement;
            Placement placement = await desk.AlterAsync(
                call.Account,
                new OrderRef
                {
                    Symbol = LooseJson.Text(body, "symbol") ?? string.Empty,
                    OrderId = LooseJson.Text(body, "orderId"),
                    ClientOid = LooseJson.Text(body, "clientOid"),
                },
                LooseJson.Amount(body, "newPrice"),
                LooseJson.Amount(body, "newSize"),
                call.Aborted);
            return placement.Refusal is { } refusal
                ? Reply.Refusal(refusal)
                : Reply.Object(w =>
                {
                    w.WriteString("newOrderId", placement.OrderId);
                    w.WriteString("clientOid", placement.ClientOid);
                });
        }
    }
}
