using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Accounts;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// The balance pushes, in the shape of KuCoin protocol 6.4: the only ones with an id at the top.
/// </summary>
public static class BalanceFrames
{
    public static byte[] Of(BalanceChange change)
    {
        using var json = new JsonBytes();
        Utf8JsonWriter w = json.Writer;
        w.WriteStartObject();
        w.WriteString("topic", "/account/balance");
        w.WriteString("type", "message");
        w.WriteString("subject", "account.balance");
        string eventId = Text(change.EventId);
        w.WriteString("id", eventId);
        w.WriteString("userId", change.Account.UserId);
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
        WriteIfAny(w, "symbol", change.Symbol);
        WriteIfAny(w, "orderId", change.OrderId);
        WriteIfAny(w, "tradeId", change.TradeId != 0 ? Text(change.TradeId) : "");
        w.WriteEndObject();
        w.WriteString("relationEvent", change.Cause);
        w.WriteString("relationEventId", eventId);
        w.WriteString("time", Text(change.TimeMs));
        w.WriteEndObject();
        w.WriteEndObject();
        return json.ToArray();
    }

    private static void WriteIfAny(Utf8JsonWriter w, string name, string value)
    {
        if (value.Length > 0)
        {
            w.WriteString(name, value);
        }
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
