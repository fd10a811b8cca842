using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>Orders and fills as the classic calls show them (KuCoin protocol 4.4).</summary>
public static class ClassicJson
{
    public static void Write(Utf8JsonWriter w, Order order)
    {
        w.WriteStartObject();
        OrderJson.WriteHead(w, order);
        w.WriteString("funds", order.Ticket.Funds.ToString());
        w.WriteString("dealFunds", order.DealFunds.ToString());
        w.WriteString("dealSize", order.FilledSize.ToString());
        w.WriteString("fee", order.Fee.ToString());
        w.WriteString("feeCurrency", order.FeeCurrency);
        w.WriteString("stp", order.Ticket.Stp ?? "");
        w.WriteString("stop", "");
        w.WriteBoolean("stopTriggered", false);
        w.WriteString("stopPrice", "0");
        OrderJson.WriteTerms(w, order);
        OrderJson.WriteOptional(w, "remark", order.Ticket.Remark);
        OrderJson.WriteOptional(w, "tags", order.Ticket.Tags);
        w.WriteBoolean("isActive", order.Active);
        w.WriteBoolean("cancelExist", order.CancelExists);
        w.WriteNumber("createdAt", order.CreatedMs);
        w.WriteString("tradeType", "TRADE");
        w.WriteEndObject();
    }

    /// <summary>A fill: the trade id is text, and there is no id besides.</summary>
    public static void Write(Utf8JsonWriter w, FillRecord fill)
    {
        w.WriteStartObject();
        w.WriteString("tradeId", fill.TradeId.ToString(CultureInfo.InvariantCulture));
        w.WriteString("orderId", fill.Order.Id);
        w.WriteString("counterOrderId", fill.CounterOrderId);
        OrderJson.WriteExecution(w, fill);
        w.WriteString("tradeType", "TRADE");
        w.WriteNumber("createdAt", fill.TimeMs);
        w.WriteEndObject();
    }

    /// <summary>
    /// An entry of the reply to orders/multi: the order as it was sent, and what came of it.
    /// </summary>
    public static void WriteEntry(Utf8JsonWriter w, OrderRequest request, Placement placement)
    {
        w.WriteStartObject();
        w.WriteString("symbol", request.Symbol);
        w.WriteString("type", request.Type ?? "limit");
        w.WriteString("side", request.Side);
        OrderJson.WriteOptional(w, "price", request.Price);
        OrderJson.WriteOptional(w, "size", request.Size);
        w.WriteNull("funds");
        w.WriteString("stp", request.Stp ?? "");
        w.WriteString("stop", "");
        w.WriteString("stopPrice", "0");
        w.WriteString("timeInForce", request.TimeInForce ?? "GTC");
        w.WriteNumber("cancelAfter", 0);
        w.WriteBoolean("postOnly", request.PostOnly);
        w.WriteBoolean("hidden", request.Hidden);
        w.WriteBoolean("iceberge", request.Iceberg);
        w.WriteBoolean("iceberg", request.Iceberg);
        w.WriteString("visibleSize", request.VisibleSize ?? "0");
        w.WriteString("channel", "API");
        OrderJson.WriteOptional(w, "id", placement.Refusal is null ? placement.OrderId : null);
        w.WriteString("status", placement.Refusal is null ? "success" : "fail");
        OrderJson.WriteOptional(w, "failMsg", placement.Refusal?.Message);
        w.WriteString("clientOid", request.ClientOid);
        w.WriteEndObject();
    }
}
