using System.Text.Json;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire;

/// <summary>Orders and fills in REST replies (KuCoin protocol 4.1 to 4.3), and order requests.</summary>
public static class OrderJson
{
    public static OrderRequest ReadRequest(JsonElement body) => new()
    {
        ClientOid = LooseJson.Text(body, "clientOid"),
        Symbol = LooseJson.Text(body, "symbol"),
        Side = LooseJson.Text(body, "side"),
        Type = LooseJson.Text(body, "type"),
        Price = LooseJson.Text(body, "price"),
        Size = LooseJson.Text(body, "size"),
        Funds = LooseJson.Text(body, "funds"),
        TimeInForce = LooseJson.Text(body, "timeInForce"),
        CancelAfter = LooseJson.Text(body, "cancelAfter"),
        PostOnly = LooseJson.Flag(body, "postOnly"),
        Hidden = LooseJson.Flag(body, "hidden"),
        Iceberg = LooseJson.Flag(body, "iceberg"),
        VisibleSize = LooseJson.Text(body, "visibleSize"),
        Stp = LooseJson.Text(body, "stp"),
        Remark = LooseJson.Text(body, "remark"),
        Tags = LooseJson.Text(body, "tags"),
        AllowMaxTimeWindow = LooseJson.Text(body, "allowMaxTimeWindow"),
        ClientTimestamp = LooseJson.Text(body, "clientTimestamp"),
    };

    public static Reply Ids(string orderId, string clientOid) => Reply.Object(w =>
    {
        w.WriteString("orderId", orderId);
        w.WriteString("clientOid", clientOid);
    });

    /// <summary>The reply of the sync calls.</summary>
    public static Reply Outcome(Order order) => Reply.Object(w =>
    {
        w.WriteString("orderId", order.Id);
        w.WriteString("clientOid", order.Ticket.ClientOid);
        w.WriteNumber("orderTime", order.CreatedMs);
        w.WriteString("originSize", order.Size.ToString());
        w.WriteString("originFunds", order.Ticket.Funds.ToString());
        w.WriteString("dealSize", order.FilledSize.ToString());
        w.WriteString("dealFunds", order.DealFunds.ToString());
        w.WriteString("remainSize", order.RemainSize.ToString());
        w.WriteString("remainFunds", order.RemainFunds.ToString());
        w.WriteString("canceledSize", order.CanceledSize.ToString());
        w.WriteString("canceledFunds", order.CanceledFunds.ToString());
        w.WriteString("status", order.Active ? "open" : "done");
        w.WriteNumber("matchTime", order.UpdatedMs);
    });

    public static void Write(Utf8JsonWriter w, Order order)
    {
        OrderTicket ticket = order.Ticket;
        bool isLimit = ticket.Type == OrderType.Limit;
        SymbolRules rules = order.Rules;
        Dec funds = isLimit ? rules.FundsOf(ticket.Price, ticket.Size) : ticket.Funds;
        w.WriteStartObject();
        w.WriteString("id", order.Id);
        w.WriteString("clientOid", ticket.ClientOid);
        w.WriteString("symbol", rules.Symbol);
        w.WriteString("opType", "DEAL");
        w.WriteString("type", isLimit ? "limit" : "market");
        w.WriteString("side", ticket.IsBuy ? "buy" : "sell");
        w.WriteString("price", isLimit ? rules.PriceOf(ticket.Price).ToString() : "0");
        w.WriteString("size", order.Size.ToString());
        w.WriteString("funds", funds.ToString());
        w.WriteString("dealSize", order.FilledSize.ToString());
        w.WriteString("dealFunds", order.DealFunds.ToString());
        w.WriteString("remainSize", order.RemainSize.ToString());
        w.WriteString("remainFunds", (isLimit ? funds - order.DealFunds : order.RemainFunds).ToString());
        w.WriteString("cancelledSize", order.CanceledSize.ToString());
        w.WriteString("cancelledFunds", order.CanceledFunds.ToString());
        w.WriteString("fee", order.Fee.ToString());
        w.WriteString("feeCurrency", order.FeeCurrency.Length > 0 ? order.FeeCurrency : rules.Quote);
        WriteOptional(w, "stp", ticket.Stp);
        w.WriteString("timeInForce", ticket.TimeInForce.ToString().ToUpperInvariant());
        w.WriteBoolean("postOnly", ticket.PostOnly);
        w.WriteBoolean("hidden", ticket.Hidden);
        w.WriteBoolean("iceberg", ticket.Iceberg);
        w.WriteString("visibleSize", rules.SizeOf(ticket.VisibleSize).ToString());
        w.WriteNumber("cancelAfter", Math.Max(0, ticket.CancelAfterSeconds));
        w.WriteString("channel", "API");
        WriteOptional(w, "remark", ticket.Remark);
        WriteOptional(w, "tags", ticket.Tags);
        w.WriteBoolean("cancelExist", order.CancelExists);
        w.WriteString("tradeType", "TRADE");
        w.WriteBoolean("inOrderBook", order.Resting);
        w.WriteBoolean("active", order.Active);
        w.WriteString("tax", "0");
        w.WriteNumber("createdAt", order.CreatedMs);
        w.WriteNumber("lastUpdatedAt", order.UpdatedMs);
        w.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter w, FillRecord fill)
    {
        OrderTicket ticket = fill.Order.Ticket;
        w.WriteStartObject();
        w.WriteNumber("id", fill.Id);
        w.WriteString("orderId", fill.Order.Id);
        w.WriteString("counterOrderId", fill.CounterOrderId);
        w.WriteNumber("tradeId", fill.TradeId);
        w.WriteString("symbol", fill.Order.Rules.Symbol);
        w.WriteString("side", ticket.IsBuy ? "buy" : "sell");
        w.WriteString("liquidity", fill.IsTaker ? "taker" : "maker");
        w.WriteString("type", ticket.Type == OrderType.Limit ? "limit" : "market");
        w.WriteBoolean("forceTaker", value: false);
        w.WriteString("price", fill.Price.ToString());
        w.WriteString("size", fill.Size.ToString());
        w.WriteString("funds", fill.Funds.ToString());
        w.WriteString("fee", fill.Fee.ToString());
        w.WriteString("feeRate", fill.FeeRate.ToString());
        w.WriteString("feeCurrency", fill.FeeCurrency);
        w.WriteString("stop", "");
        w.WriteString("tradeType", "TRADE");
        w.WriteString("taxRate", "0");
        w.WriteString("tax", "0");
        w.WriteNumber("createdAt", fill.TimeMs);
        w.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter w, string name, string? value)
    {
        if (value is null)
        {
            w.WriteNull(name);
        }
        else
        {
            w.WriteString(name, value);
        }
    }
}
