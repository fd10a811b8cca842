using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>Stop orders (KuCoin protocol 4.4), simply.</summary>
public sealed class StopRoutes(Exchange exchange, StopBook stops, Quirks quirks)
{
    private const string Root = "/api/v1/stop-order";
    private const int RemarkMaxLength = 100;
    private const long NsPerMs = 1_000_000;

    public IEnumerable<Route> Routes()
    {
        yield return Trade("POST", Root, 1, Place);
        yield return Trade("DELETE", Root + "/", 3, CancelOne);
        yield return Trade("DELETE", Root + "/cancel", 3, CancelSeveral);
        yield return Trade("DELETE", Root + "/cancelOrderByClientOid", 5, CancelByClientOid);
        yield return Read(Root, 8, c => ResultPage.Of(
            c, [.. stops.Of(c.Account).Where(s => Passes(c, s))], Write));
        yield return Read(Root + "/", 3, c => stops.Of(c.Account).FirstOrDefault(s => Same(s.Id, c.Tail))
            is { } stop ? Reply.Data(w => Write(w, stop)) : OrderQueryRoutes.Unknown(quirks));
        yield return Read(Root + "/queryOrderByClientOid", 3, c => ResultPage.Array(
            stops.Of(c.Account).Where(s => Same(s.ClientOid, c.Query("clientOid"))), Write));
    }

    private static bool Same(string left, string? right) =>
        string.Equals(left, right, StringComparison.Ordinal);

    private static bool Passes(RestCall call, StopOrder stop) =>
        OrderQueryRoutes.Passes(call, "symbol", stop.Symbol.Rules.Symbol)
        && OrderQueryRoutes.Passes(call, "side", stop.Request.Side ?? "")
        && OrderQueryRoutes.Passes(call, "type", stop.Request.Type ?? "limit")
        && OrderQueryRoutes.Passes(call, "tradeType", "TRADE")
        && (call.Query("orderIds") is not { } ids
            || ids.Split(',').Contains(stop.Id, StringComparer.Ordinal));

    private static void Write(Utf8JsonWriter w, StopOrder stop)
    {
        OrderRequest request = stop.Request;
        w.WriteStartObject();
        w.WriteString("id", stop.Id);
        w.WriteString("symbol", stop.Symbol.Rules.Symbol);
        w.WriteString("userId", stop.Account.UserId);
        w.WriteString("status", "NEW");
        w.WriteString("type", request.Type ?? "limit");
        w.WriteString("side", request.Side);
        OrderJson.WriteOptional(w, "price", request.Price);
        OrderJson.WriteOptional(w, "size", request.Size);
        OrderJson.WriteOptional(w, "funds", request.Funds);
        OrderJson.WriteOptional(w, "stp", request.Stp);
        w.WriteString("timeInForce", request.TimeInForce ?? "GTC");
        w.WriteNumber("cancelAfter", -1);
        w.WriteBoolean("postOnly", request.PostOnly);
        w.WriteBoolean("hidden", request.Hidden);
        w.WriteBoolean("iceberg", request.Iceberg);
        OrderJson.WriteOptional(w, "visibleSize", request.VisibleSize);
        w.WriteString("channel", "API");
        w.WriteString("clientOid", stop.ClientOid);
        OrderJson.WriteOptional(w, "remark", request.Remark);
        OrderJson.WriteOptional(w, "tags", request.Tags);
        w.WriteNumber("orderTime", stop.CreatedMs * NsPerMs);
        w.WriteString("domainId", "kucoin");
        w.WriteString("tradeSource", "USER");
        w.WriteString("tradeType", "TRADE");
        w.WriteString("feeCurrency", stop.Symbol.Rules.Quote);
        w.WriteString("takerFeeRate", stop.Account.Fees.TakerOf(stop.Symbol.Rules).ToString());
        w.WriteString("makerFeeRate", stop.Account.Fees.MakerOf(stop.Symbol.Rules).ToString());
        w.WriteNumber("createdAt", stop.CreatedMs);
        w.WriteString("stop", stop.IsLoss ? "loss" : "entry");
        w.WriteNull("stopTriggerTime");
        w.WriteString("stopPrice", stop.StopPrice.ToString());
        w.WriteEndObject();
    }

    private static Reply Cancelled(IReadOnlyList<StopOrder> gone) => Reply.Object(w =>
    {
        w.WriteStartArray("cancelledOrderIds");
        foreach (StopOrder stop in gone)
        {
            w.WriteStringValue(stop.Id);
        }

        w.WriteEndArray();
    });

    private Route Trade(string method, string path, int weight, Func<RestCall, Reply> handler) =>
        Gated(method, path, weight, Access.Spot, handler);

    private Route Read(string path, int weight, Func<RestCall, Reply> handler) =>
        Gated("GET", path, weight, Access.General, handler);

    private Route Gated(
        string method, string path, int weight, Access access, Func<RestCall, Reply> handler) =>
        Route.Of(method, path, RatePool.Spot, weight, access, call =>
        {
            lock (exchange.Gate)
            {
                return handler(call);
            }
        });

    private Reply Place(RestCall call)
    {
        if (!call.TryJson(out JsonDocument? document))
        {
            return OrderRoutes.BadBody();
        }

        using (document)
        {
            JsonElement body = document!.RootElement;
            OrderRequest request = OrderJson.ReadRequest(body) with { RemarkMaxLength = RemarkMaxLength };

            // Without a kind, the price itself is the trigger: the newer calls leave the kind to the side.
            string kind = LooseJson.Text(body, "stop") ?? (request.Side is "buy" ? "entry" : "loss");
            Rejection? refusal = stops.Add(
                call.Account, request, kind, LooseJson.Amount(body, "stopPrice"), out StopOrder? made);
            return refusal is not null
                ? Reply.Refusal(refusal)
                : Reply.Object(w =>
                {
                    w.WriteString("orderId", made!.Id);
                    w.WriteString("clientOid", made.ClientOid);
                });
        }
    }

    private Reply CancelOne(RestCall call)
    {
        IReadOnlyList<StopOrder> gone = stops.Cancel(call.Account, s => Same(s.Id, call.Tail));
        return gone.Count == 0
            ? Reply.Error(200, quirks.UnknownOnCancelCode, quirks.UnknownOnCancelText)
            : Cancelled(gone);
    }

    private Reply CancelSeveral(RestCall call) =>
        Cancelled(stops.Cancel(call.Account, s => Passes(call, s)));

    private Reply CancelByClientOid(RestCall call)
    {
        string? wanted = call.Query("clientOid");
        IReadOnlyList<StopOrder> gone =
            stops.Cancel(call.Account, s => Same(s.ClientOid, wanted) && Passes(call, s));
        return gone.Count == 0
            ? Reply.Error(200, quirks.UnknownOnCancelCode, quirks.UnknownOnCancelText)
            : Reply.Object(w =>
            {
                w.WriteString("cancelledOrderId", gone[0].Id);
                w.WriteString("clientOid", wanted);
            });
    }
}
