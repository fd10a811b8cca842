using System.Globalization;
using System.Text;
using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>The private pushes, in the shapes of KuCoin protocol 6.4.</summary>
public static class OrderFrames
{
    /// <summary>The V1 frame, or null for events that only V2 tells.</summary>
    public static byte[]? V1(OrderEvent change, string userId) =>
        IsReceived(change) ? null : Build(change, userId, "/spotMarket/tradeOrders", isV2: false);

    public static byte[] V2(OrderEvent change, string userId) =>
        Build(change, userId, "/spotMarket/tradeOrdersV2", isV2: true);

    public static byte[] Balance(BalanceChange change, string userId)
    {
        using var json = new JsonBytes();
        Utf8JsonWriter w = json.Writer;
        w.WriteStartObject();
        w.WriteString("topic", "/account/balance");
        w.WriteString("type", "message");
        w.WriteString("subject", "account.balance");
        string eventId = Text(change.EventId);
        w.WriteString("id", eventId);
        w.WriteString("userId", userId);
        w.WriteString("channelType", "private");
        w.WriteStartObject("data");
        w.WriteString("accountId", Text(change.AccountId));
        w.WriteString("currency", change.After.Currency);
        w.WriteString("total", change.After.Total.ToString());
        w.WriteString("available", change.After.Available.ToString());
        w.WriteString("hold", change.After.Hold.ToString());
        w.WriteString("availableChange", change.AvailableChange.ToString());
        w.WriteString("holdChange", change.HoldChange.ToString());
        w.WriteStartObject("relationContext");
        if (change.Symbol.Length > 0)
        {
            w.WriteString("symbol", change.Symbol);
        }

        w.WriteString("orderId", change.OrderId);
        if (change.TradeId != 0)
        {
            w.WriteString("tradeId", Text(change.TradeId));
        }

        w.WriteEndObject();
        w.WriteString("relationEvent", change.Cause);
        w.WriteString("relationEventId", eventId);
        w.WriteString("time", Text(change.TimeMs));
        w.WriteEndObject();
        w.WriteEndObject();
        return json.ToArray();
    }

    private static bool IsReceived(OrderEvent change) =>
        string.Equals(change.Type, "received", StringComparison.Ordinal);

    private static byte[] Build(OrderEvent change, string userId, string topic, bool isV2)
    {
        using var json = new JsonBytes();
        Utf8JsonWriter w = json.Writer;
        w.WriteStartObject();
        w.WriteString("topic", topic);
        w.WriteString("type", "message");
        w.WriteString("subject", "orderChange");
        w.WriteString("userId", userId);
        w.WriteString("channelType", "private");
        w.WriteStartObject("data");
        Order order = change.Order;
        OrderTicket ticket = order.Ticket;
        bool received = IsReceived(change);
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

/// <summary>A JSON writer over a growing buffer that leaves non-ASCII and slashes as they are.</summary>
public sealed class JsonBytes : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly System.Buffers.ArrayBufferWriter<byte> _buffer = new(1024);

    public JsonBytes()
    {
        Writer = new Utf8JsonWriter(_buffer, Options);
    }

    public Utf8JsonWriter Writer { get; }

    public byte[] ToArray()
    {
        Writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    public override string ToString() => Encoding.UTF8.GetString(ToArray());

    public void Dispose() => Writer.Dispose();
}
