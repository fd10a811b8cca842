using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>The order pushes, in the shapes of KuCoin protocol 6.4.</summary>
public static class OrderFrames
{
    /// <summary>False for events that only V2 tells.</summary>
    public static bool IsInV1(OrderEvent change) => change.Type is not "received";

    /// <summary>Without what came with V2: received, origin and canceled amounts.</summary>
    public static byte[] V1(OrderEvent change) => Build(change, "/spotMarket/tradeOrders", isV2: false);

    public static byte[] V2(OrderEvent change) => Build(change, "/spotMarket/tradeOrdersV2", isV2: true);

    private static byte[] Build(OrderEvent change, string topic, bool isV2)
    {
        using var json = new JsonBytes();
        Utf8JsonWriter w = json.Writer;
        w.WriteStartObject();
        w.WriteString("topic", topic);
        w.WriteString("type", "message");
        w.WriteString("subject", "orderChange");
        w.WriteString("userId", change.Order.Account.UserId);
        w.WriteString("channelType", "private");
        w.WriteStartObject("data");
        Order order = change.Order;
        OrderTicket ticket = order.Ticket;
        bool received = !IsInV1(change);
        if (isV2 && !received)
        {
            w.WriteString("canceledSize", change.CanceledSize.ToString());
            if (ticket.ByFunds)
            {
                w.WriteString("canceledFunds", change.CanceledFunds.ToString());
            }
        }

        w.WriteString("clientOid", ticket.ClientOid);
        if (!received)
        {
            w.WriteString("filledSize", change.FilledSize.ToString());
        }

        w.WriteString("orderId", order.Id);
        w.WriteNumber("orderTime", order.CreatedMs);
        w.WriteString("orderType", ticket.Type == OrderType.Market ? "market" : "limit");
        Amounts(w, change, received, isV2);
        w.WriteString("side", ticket.IsBuy ? "buy" : "sell");
        w.WriteString("status", change.Status);
        w.WriteString("symbol", order.Rules.Symbol);
        if (change.Fill is { } fill)
        {
            w.WriteString("liquidity", fill.IsTaker ? "taker" : "maker");
            w.WriteString("feeType", fill.PaysTakerFee ? "takerFee" : "makerFee");
            w.WriteString("matchPrice", fill.Price.ToString());
            w.WriteString("matchSize", fill.Size.ToString());
            w.WriteString("tradeId", Text(fill.TradeId));
        }

        w.WriteNumber("ts", change.TimeNs);
        w.WriteString("type", change.Type);
        w.WriteEndObject();
        w.WriteEndObject();
        return json.ToArray();
    }

    private static void Amounts(Utf8JsonWriter w, OrderEvent change, bool received, bool isV2)
    {
        Order order = change.Order;
        OrderTicket ticket = order.Ticket;
        if (isV2)
        {
            if (ticket.ByFunds)
            {
                w.WriteString("originFunds", ticket.Funds.ToString());
            }
            else
            {
                w.WriteString("originSize", order.Size.ToString());
            }
        }

        if (ticket.Type == OrderType.Limit)
        {
            w.WriteString("price", order.Rules.PriceOf(ticket.Price).ToString());
        }

        if (received)
        {
            return;
        }

        w.WriteString("remainSize", change.RemainSize.ToString());
        if (ticket.Type == OrderType.Market)
        {
            w.WriteString("remainFunds", change.RemainFunds.ToString());
        }

        if (ticket.ByFunds)
        {
            w.WriteString("funds", ticket.Funds.ToString());
        }
        else
        {
            w.WriteString("size", change.Size.ToString());
        }

        if (change.OldSize is { } oldSize)
        {
            w.WriteString("oldSize", oldSize.ToString());
        }
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
