using System.Text.Json;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Wire.Rest;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>Pushes of /spotMarket/advancedOrders (KuCoin protocol 6.4).</summary>
public static class StopFrames
{
    /// <param name="stop">The waiting order.</param>
    /// <param name="type">open, triggered or cancel.</param>
    /// <param name="nowNs">The exchange's time.</param>
    public static byte[] Of(StopOrder stop, string type, long nowNs)
    {
        using var json = new JsonBytes();
        Utf8JsonWriter w = json.Writer;
        OrderRequest request = stop.Request;
        w.WriteStartObject();
        w.WriteString("topic", "/spotMarket/advancedOrders");
        w.WriteString("type", "message");
        w.WriteString("subject", "stopOrder");
        w.WriteString("userId", stop.Account.UserId);
        w.WriteString("channelType", "private");
        w.WriteStartObject("data");
        w.WriteString("orderId", stop.Id);
        WriteIfAny(w, "orderPrice", request.Price);
        w.WriteString("orderType", "stop");
        w.WriteString("side", request.Side);
        WriteIfAny(w, "size", request.Size);
        WriteIfAny(w, "funds", request.Funds);
        w.WriteString("stop", stop.IsLoss ? "loss" : "entry");
        w.WriteString("stopPrice", stop.StopPrice.ToString());
        w.WriteString("symbol", stop.Symbol.Rules.Symbol);
        w.WriteString("tradeType", "TRADE");
        w.WriteString("type", type);
        w.WriteNumber("createdAt", stop.CreatedMs);
        w.WriteNumber("ts", nowNs);
        w.WriteEndObject();
        w.WriteEndObject();
        return json.ToArray();
    }

    private static void WriteIfAny(Utf8JsonWriter w, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            w.WriteString(name, value);
        }
    }
}
