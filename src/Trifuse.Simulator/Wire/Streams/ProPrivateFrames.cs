using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>The private pushes of the Pro streams (KuCoin protocol section 8).</summary>
public static class ProPrivateFrames
{
    private const long NsPerMs = 1_000_000;

    /// <summary>The event's name on the Pro streams; null for those that it does not tell.</summary>
    public static string? TypeOf(OrderEvent change) => change.Type switch
    {
        "open" => "OPEN",
        "update" => "UPDATE",
        "match" => change.RemainSize.IsZero && !change.Order.Ticket.ByFunds ? "FILL" : "MATCH",
        "canceled" => "CANCEL",
        _ => null,
    };

    public static byte[] Order(OrderEvent change, string type, string channel, long nowNs)
    {
        using var json = new JsonBytes();
        Utf8JsonWriter w = json.Writer;
        Order order = change.Order;
        OrderTicket ticket = order.Ticket;
        w.WriteStartObject();
        w.WriteNumber("P", nowNs);
        w.WriteString("T", channel + ".SPOT");
        w.WriteStartObject("d");
        w.WriteNumber("O", order.CreatedMs * NsPerMs);
        w.WriteString("S", SideOf(ticket));
        w.WriteNumber("U", change.TimeNs);
        w.WriteString("f", order.Fee.ToString());
        w.WriteString("p", order.Rules.PriceOf(ticket.Price).ToString());
        w.WriteString("q", (ticket.ByFunds ? ticket.Funds : change.Size).ToString());
        w.WriteString("s", order.Rules.Symbol);
        w.WriteString("t", "0");
        w.WriteString("aP", AverageOf(change, order).ToString());
        w.WriteString("cS", change.CanceledSize.ToString());
        w.WriteString("ci", ticket.ClientOid);
        w.WriteString("eT", type);
        w.WriteString("fC", order.Rules.Quote);
        w.WriteString("fS", change.FilledSize.ToString());
        w.WriteString("oT", TypeOf(ticket));
        w.WriteString("oi", order.Id);
        w.WriteNumber("os", type switch { "FILL" => 3, "CANCEL" => 5, _ => 2 });
        w.WriteBoolean("pO", ticket.PostOnly);
        w.WriteString("qU", ticket.ByFunds ? "QUOTECCY" : "BASECCY");
        w.WriteString("rS", change.RemainSize.ToString());
        w.WriteString("ti", change.Fill is { } fill ? Text(fill.TradeId) : "");
        w.WriteString("tIF", ticket.TimeInForce.ToString().ToUpperInvariant());
        w.WriteEndObject();
        w.WriteEndObject();
        return json.ToArray();
    }

    public static byte[] Execution(FillRecord fill, long timeNs, long nowNs)
    {
        using var json = new JsonBytes();
        Utf8JsonWriter w = json.Writer;
        OrderTicket ticket = fill.Order.Ticket;
        w.WriteStartObject();
        w.WriteNumber("P", nowNs);
        w.WriteString("T", "execution.SPOT");
        w.WriteStartObject("d");
        w.WriteNumber("E", timeNs);
        w.WriteString("S", SideOf(ticket));
        w.WriteString("f", fill.Fee.ToString());
        w.WriteString("p", fill.Price.ToString());
        w.WriteString("q", fill.Size.ToString());
        w.WriteString("s", fill.Order.Rules.Symbol);
        w.WriteString("fC", fill.FeeCurrency);
        w.WriteString("lR", fill.IsTaker ? "TAKER" : "MAKER");
        w.WriteString("oT", TypeOf(ticket));
        w.WriteString("oi", fill.Order.Id);
        w.WriteString("ti", Text(fill.TradeId));
        w.WriteEndObject();
        w.WriteEndObject();
        return json.ToArray();
    }

    public static byte[] Balance(BalanceChange change, long nowNs)
    {
        using var json = new JsonBytes();
        Utf8JsonWriter w = json.Writer;
        w.WriteStartObject();
        w.WriteNumber("P", nowNs);
        w.WriteString("T", "balance." + (change.Type == AccountType.Trade ? "SPOT" : "FUNDING"));
        w.WriteStartObject("d");
        w.WriteNumber("E", change.EventId);
        w.WriteNumber("U", change.TimeMs * NsPerMs);
        w.WriteString("a", change.After.Available.ToString());
        w.WriteString("b", change.After.Total.ToString());
        w.WriteString("c", change.After.Currency);
        w.WriteString("e", change.After.Total.ToString());
        w.WriteString("h", change.After.Hold.ToString());
        w.WriteEndObject();
        w.WriteEndObject();
        return json.ToArray();
    }

    private static string SideOf(OrderTicket ticket) => ticket.IsBuy ? "BUY" : "SELL";

    private static string TypeOf(OrderTicket ticket) => ticket.Type == OrderType.Limit ? "LIMIT" : "MARKET";

    /// <summary>What was paid by what was filled, to the places of a price and four more, cut.</summary>
    private static Dec AverageOf(OrderEvent change, Order order)
    {
        int places = order.Rules.PriceScale + 4;
        return change.FilledSize.IsZero
            ? Dec.Zero
            : Dec.FromUnits(Dec.FloorQuotient(order.DealFunds, change.FilledSize, places), places);
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
