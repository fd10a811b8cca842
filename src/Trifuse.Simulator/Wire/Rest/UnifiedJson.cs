using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>Orders and fills as the Pro API shows them (KuCoin protocol section 8): times in ns.</summary>
public static class UnifiedJson
{
    private const int Open = 2;
    private const int Filled = 3;
    private const int Cancelled = 5;
    private const long NsPerMs = 1_000_000;

    private static readonly string[] TriggerMembers =
    [
        "triggerDirection", "triggerPrice", "triggerPriceType", "tpTriggerPrice", "tpTriggerPriceType",
        "slTriggerPrice", "slTriggerPriceType",
    ];

    /// <summary>
    /// The order of a body: side and type in capitals, a size in base currency or, as QUOTECCY, funds.
    /// </summary>
    public static OrderRequest ReadRequest(JsonElement body)
    {
        bool byFunds = LooseJson.Text(body, "sizeUnit") is "QUOTECCY";
        string? size = LooseJson.Amount(body, "size");
        return OrderJson.ReadRequest(body) with
        {
            Side = LooseJson.Text(body, "side")?.ToLowerInvariant(),
            Type = LooseJson.Text(body, "orderType")?.ToLowerInvariant(),
            Size = byFunds ? null : size,
            Funds = byFunds ? size : null,
        };
    }

    /// <summary>The data of the place and cancel calls.</summary>
    public static void WriteIds(Utf8JsonWriter w, string orderId, string? clientOid, TimeProvider time)
    {
        w.WriteString("orderId", orderId);
        w.WriteString("tradeType", UnifiedMarketRoutes.Spot);
        w.WriteNumber("ts", time.GetUtcNow().ToUnixTimeMilliseconds() * NsPerMs);
        OrderJson.WriteOptional(w, "clientOid", clientOid);
    }

    public static void Write(Utf8JsonWriter w, Order order)
    {
        OrderTicket ticket = order.Ticket;
        Dec size = ticket.ByFunds ? ticket.Funds : order.Size;
        bool isLimit = ticket.Type == OrderType.Limit;
        w.WriteStartObject();
        w.WriteString("orderId", order.Id);
        w.WriteString("symbol", order.Rules.Symbol);
        w.WriteString("orderType", isLimit ? "LIMIT" : "MARKET");
        w.WriteString("side", ticket.IsBuy ? "BUY" : "SELL");
        w.WriteString("size", size.ToString());
        w.WriteString("price", isLimit ? order.Rules.PriceOf(ticket.Price).ToString() : "");
        w.WriteString("timeInForce", ticket.TimeInForce.ToString().ToUpperInvariant());
        w.WriteNumber("orderTime", order.CreatedMs * NsPerMs);
        w.WriteString("stp", ticket.Stp ?? "");
        WriteSeconds(w, ticket.CancelAfterSeconds);
        w.WriteBoolean("postOnly", ticket.PostOnly);
        w.WriteBoolean("reduceOnly", false);
        Array.ForEach(TriggerMembers, name => w.WriteString(name, ""));
        w.WriteString("filledSize", order.FilledSize.ToString());
        w.WriteString("avgPrice", order.Filled == 0
            ? "0"
            : Dec.FromUnits(Dec.FloorQuotient(order.DealFunds, order.FilledSize, 8), 8).ToString());
        w.WriteString("fee", order.Fee.ToString());
        w.WriteString("feeCurrency", order.FeeCurrency);
        w.WriteString("tax", "0");
        w.WriteNumber("updatedTime", order.UpdatedMs * NsPerMs);
        w.WriteString("triggerOrderId", "");
        w.WriteString("cancelReason", "");
        w.WriteString("cancelSize", (ticket.ByFunds ? order.CanceledFunds : order.CanceledSize).ToString());
        w.WriteString("clientOid", ticket.ClientOid);
        w.WriteString("sizeUnit", ticket.ByFunds ? "QUOTECCY" : "BASECCY");
        w.WriteString("tradeType", UnifiedMarketRoutes.Spot);
        w.WriteNumber("status", StatusOf(order));
        w.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter w, FillRecord fill)
    {
        OrderTicket ticket = fill.Order.Ticket;
        w.WriteStartObject();
        w.WriteString("symbol", fill.Order.Rules.Symbol);
        w.WriteString("orderId", fill.Order.Id);
        w.WriteString("orderType", ticket.Type == OrderType.Limit ? "LIMIT" : "MARKET");
        w.WriteString("side", ticket.IsBuy ? "BUY" : "SELL");
        w.WriteString("fillType", "NORMAL");
        w.WriteString("tradeId", fill.TradeId.ToString(CultureInfo.InvariantCulture));
        w.WriteString("size", fill.Size.ToString());
        w.WriteString("value", fill.Funds.ToString());
        w.WriteString("price", fill.Price.ToString());
        w.WriteNumber("executionTime", fill.TimeMs * NsPerMs);
        w.WriteString("fee", fill.Fee.ToString());
        w.WriteString("feeCurrency", fill.FeeCurrency);
        w.WriteString("liquidityRole", fill.IsTaker ? "TAKER" : "MAKER");
        w.WriteString("tax", "0");
        w.WriteEndObject();
    }

    private static int StatusOf(Order order)
    {
        if (order.Active)
        {
            return Open;
        }

        return order.CancelExists || order.Filled == 0 ? Cancelled : Filled;
    }

    private static void WriteSeconds(Utf8JsonWriter w, long seconds)
    {
        if (seconds > 0)
        {
            w.WriteNumber("cancelAfter", seconds);
        }
        else
        {
            w.WriteNull("cancelAfter");
        }
    }
}
