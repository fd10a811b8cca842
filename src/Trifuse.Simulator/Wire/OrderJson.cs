using System.Text.Json;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// Orders and fills of the HF calls in JSON (KuCoin protocol 4.1 to 4.3), and order requests.
/// </summary>
public static class OrderJson
{
    public static OrderRequest ReadRequest(JsonElement body) => new()
    {
        ClientOid = LooseJson.Text(body, "clientOid"),
        Symbol = LooseJson.Text(body, "symbol"),
        Side = LooseJson.Text(body, "side"),
        Type = LooseJson.Text(body, "type"),
        Price = LooseJson.Amount(body, "price"),
        Size = LooseJson.Amount(body, "size"),
        Funds = LooseJson.Amount(body, "funds"),
        TimeInForce = LooseJson.Text(body, "timeInForce"),
        CancelAfter = LooseJson.Text(body, "cancelAfter"),
        PostOnly = LooseJson.Flag(body, "postOnly"),
        Hidden = LooseJson.Flag(body, "hidden"),
        Iceberg = LooseJson.Flag(body, "iceberg"),
        VisibleSize = LooseJson.Amount(body, "visibleSize"),
        Stp = LooseJson.Text(body, "stp"),
        Remark = LooseJson.Text(body, "remark"),
        Tags = LooseJson.Text(body, "tags"),
        AllowMaxTimeWindow = LooseJson.Text(body, "allowMaxTimeWindow"),
        ClientTimestamp = LooseJson.Text(body, "clientTimestamp"),
    };

    /// <summary>The data of the place and test calls.</summary>
    public static void WriteIds(Utf8JsonWriter w, Placement placement)
    {
        w.WriteString("orderId", placement.OrderId);
        if (placement.ClientOid is { } clientOid)
        {
            w.WriteString("clientOid", clientOid);
        }
    }

    /// <summary>The data of the sync place calls; amounts of funds only for orders by funds.</summary>
    public static void WriteOutcome(Utf8JsonWriter w, Placement placement)
    {
        Order order = placement.Order!;
        WriteIds(w, placement);
        w.WriteNumber("orderTime", order.CreatedMs);
        w.WriteString("originSize", order.Size.ToString());
        w.WriteString("dealSize", order.FilledSize.ToString());
        w.WriteString("remainSize", order.RemainSize.ToString());
        w.WriteString("canceledSize", order.CanceledSize.ToString());
        if (order.Ticket.ByFunds)
        {
            w.WriteString("originFunds", order.Ticket.Funds.ToString());
            w.WriteString("dealFunds", order.DealFunds.ToString());
            w.WriteString("remainFunds", order.RemainFunds.ToString());
            w.WriteString("canceledFunds", order.CanceledFunds.ToString());
        }

        w.WriteString("status", StatusOf(order));
        w.WriteNumber("matchTime", order.UpdatedMs);
    }

    /// <summary>The data of the sync cancel calls but for the id.</summary>
    public static void WriteCancelled(Utf8JsonWriter w, Order order)
    {
        w.WriteString("originSize", order.Size.ToString());
        w.WriteString("dealSize", order.FilledSize.ToString());
        w.WriteString("remainSize", order.RemainSize.ToString());
        w.WriteString("canceledSize", order.CanceledSize.ToString());
        w.WriteString("status", StatusOf(order));
    }

    /// <summary>An order as the HF queries show it.</summary>
    public static void Write(Utf8JsonWriter w, Order order)
    {
        OrderTicket ticket = order.Ticket;
        bool isLimit = ticket.Type == OrderType.Limit;
        Dec funds = FundsOf(order);
        w.WriteStartObject();
        WriteHead(w, order);
        w.WriteString("funds", funds.ToString());
        w.WriteString("dealSize", order.FilledSize.ToString());
        w.WriteString("dealFunds", order.DealFunds.ToString());
        w.WriteString("remainSize", order.RemainSize.ToString());
        w.WriteString("remainFunds", (isLimit ? funds - order.DealFunds : order.RemainFunds).ToString());
        w.WriteString("cancelledSize", order.CanceledSize.ToString());
        w.WriteString("cancelledFunds", order.CanceledFunds.ToString());
        w.WriteString("fee", order.Fee.ToString());
        w.WriteString("feeCurrency", order.FeeCurrency);
        WriteOptional(w, "stp", ticket.Stp);
        WriteTerms(w, order);
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

    /// <summary>What HF and classic orders begin with.</summary>
    public static void WriteHead(Utf8JsonWriter w, Order order)
    {
        OrderTicket ticket = order.Ticket;
        bool isLimit = ticket.Type == OrderType.Limit;
        w.WriteString("id", order.Id);
        w.WriteString("clientOid", ticket.ClientOid);
        w.WriteString("symbol", order.Rules.Symbol);
        w.WriteString("opType", "DEAL");
        w.WriteString("type", TypeOf(ticket));
        w.WriteString("side", SideOf(ticket));
        w.WriteString("price", isLimit ? order.Rules.PriceOf(ticket.Price).ToString() : "0");
        w.WriteString("size", order.Size.ToString());
    }

    /// <summary>Time in force and flags, as HF and classic orders show them.</summary>
    public static void WriteTerms(Utf8JsonWriter w, Order order)
    {
        OrderTicket ticket = order.Ticket;
        w.WriteString("timeInForce", ticket.TimeInForce.ToString().ToUpperInvariant());
        w.WriteBoolean("postOnly", ticket.PostOnly);
        w.WriteBoolean("hidden", ticket.Hidden);
        w.WriteBoolean("iceberg", ticket.Iceberg);
        w.WriteString("visibleSize", order.Rules.SizeOf(ticket.VisibleSize).ToString());
        w.WriteNumber("cancelAfter", Math.Max(0, ticket.CancelAfterSeconds));
        w.WriteString("channel", "API");
    }

    /// <summary>A fill as the HF queries show it: ids are numbers.</summary>
    public static void Write(Utf8JsonWriter w, FillRecord fill)
    {
        w.WriteStartObject();
        w.WriteNumber("id", fill.Id);
        w.WriteString("orderId", fill.Order.Id);
        w.WriteString("counterOrderId", fill.CounterOrderId);
        w.WriteNumber("tradeId", fill.TradeId);
        WriteExecution(w, fill);
        w.WriteString("tradeType", "TRADE");
        w.WriteString("taxRate", "0");
        w.WriteString("tax", "0");
        w.WriteNumber("createdAt", fill.TimeMs);
        w.WriteEndObject();
    }

    /// <summary>What was executed, as HF and classic fills show it.</summary>
    public static void WriteExecution(Utf8JsonWriter w, FillRecord fill)
    {
        OrderTicket ticket = fill.Order.Ticket;
        w.WriteString("symbol", fill.Order.Rules.Symbol);
        w.WriteString("side", SideOf(ticket));
        w.WriteString("liquidity", fill.IsTaker ? "taker" : "maker");
        w.WriteString("type", TypeOf(ticket));
        w.WriteBoolean("forceTaker", !fill.IsTaker && (ticket.Hidden || ticket.Iceberg));
        w.WriteString("price", fill.Price.ToString());
        w.WriteString("size", fill.Size.ToString());
        w.WriteString("funds", fill.Funds.ToString());
        w.WriteString("fee", fill.Fee.ToString());
        w.WriteString("feeRate", fill.FeeRate.ToString());
        w.WriteString("feeCurrency", fill.FeeCurrency);
        w.WriteString("stop", "");
    }

    public static string TypeOf(OrderTicket ticket) => ticket.Type == OrderType.Limit ? "limit" : "market";

    public static string SideOf(OrderTicket ticket) => ticket.IsBuy ? "buy" : "sell";

    /// <summary>Of a limit order price x size, of an order by funds the funds asked for.</summary>
    public static Dec FundsOf(Order order) => order.Ticket.Type == OrderType.Limit
        ? order.Rules.FundsOf(order.Ticket.Price, order.Ticket.Size)
        : order.Ticket.Funds;

    public static void WriteOptional(Utf8JsonWriter w, string name, string? value)
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

    private static string StatusOf(Order order) => order.Active ? "open" : "done";
}
