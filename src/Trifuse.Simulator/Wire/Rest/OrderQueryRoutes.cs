using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>HF orders and fills are asked for (KuCoin protocol 4.3).</summary>
public sealed class OrderQueryRoutes(Exchange exchange, Quirks quirks, TimeProvider time)
{
    private const string Root = OrderRoutes.Root;
    private const int DefaultLimit = 20;
    private const int LargestLimit = 100;

    public IEnumerable<Route> Routes()
    {
        yield return Read(Root + "/", c => One(c, exchange.FindOrder(c.Account, c.Tail)));
        yield return Read(Root + "/client-order/", c => One(c, exchange.FindByClientOid(c.Account, c.Tail)));
        yield return Read(Root + "/active", Active);
        yield return Read(Root + "/active/page", ActivePage);
        yield return Read(Root + "/active/symbols", ActiveSymbols);
        yield return Read(Root + "/done", Done);
        yield return Read("/api/v1/hf/fills", Fills);
    }

    /// <summary>The reply when an order is not known (KuCoin protocol 4.3).</summary>
    public static Reply Unknown(Quirks quirks) =>
        Reply.Error(200, quirks.UnknownOnQueryCode, quirks.UnknownOnQueryText);

    /// <summary>Whether a filter of a query lets the value pass.</summary>
    public static bool Passes(RestCall call, string name, string value) =>
        call.Query(name) is not { } wanted || string.Equals(wanted, value, StringComparison.Ordinal);

    private Route Read(string path, Func<RestCall, Reply> handler) =>
        Route.Of("GET", path, RatePool.Spot, 2, Access.General, call =>
        {
            lock (exchange.Gate)
            {
                return handler(call);
            }
        });

    private Reply One(RestCall call, Order? order) =>
        order is not null && Passes(call, "symbol", order.Rules.Symbol)
            ? Reply.Data(w => OrderJson.Write(w, order))
            : Unknown(quirks);

    private Reply Active(RestCall call) => exchange.FindSymbol(call.Query("symbol") ?? "") is { } symbol
        ? ResultPage.Array(exchange.Active(call.Account, symbol), OrderJson.Write)
        : SymbolRoutes.NoSymbol();

    private Reply ActivePage(RestCall call) => exchange.FindSymbol(call.Query("symbol") ?? "") is { } symbol
        ? ResultPage.Of(call, [.. exchange.Active(call.Account, symbol)], OrderJson.Write, DefaultLimit)
        : SymbolRoutes.NoSymbol();

    private Reply ActiveSymbols(RestCall call) => Reply.Object(w =>
    {
        w.WriteStartArray("symbols");
        foreach (string symbol in exchange.Active(call.Account).Select(o => o.Rules.Symbol)
            .Distinct(StringComparer.Ordinal))
        {
            w.WriteStringValue(symbol);
        }

        w.WriteEndArray();
    });

    private Reply Done(RestCall call)
    {
        if (!TimeWindow.TryRead(call, TimeWindow.WeekMs, time, out TimeWindow window))
        {
            return TimeWindow.TooLong();
        }

        IEnumerable<Order> found = exchange.Done(call.Account).Where(o => window.Holds(o.CreatedMs)
            && Passes(call, "symbol", o.Rules.Symbol)
            && Passes(call, "side", OrderJson.SideOf(o.Ticket))
            && Passes(call, "type", OrderJson.TypeOf(o.Ticket)));
        return Batch(call, found, o => o.DoneId, OrderJson.Write);
    }

    private Reply Fills(RestCall call)
    {
        if (!TimeWindow.TryRead(call, TimeWindow.WeekMs, time, out TimeWindow window))
        {
            return TimeWindow.TooLong();
        }

        IEnumerable<FillRecord> found = exchange.FillsOf(call.Account).Where(f => window.Holds(f.TimeMs)
            && Passes(call, "symbol", f.Order.Rules.Symbol)
            && Passes(call, "orderId", f.Order.Id)
            && Passes(call, "side", OrderJson.SideOf(f.Order.Ticket))
            && Passes(call, "type", OrderJson.TypeOf(f.Order.Ticket)));
        return Batch(call, found, f => f.Id, OrderJson.Write);
    }

    /// <summary>
    /// The next rows below lastId, newest first, and the id to go on with; 0 when there are none.
    /// </summary>
    private static Reply Batch<T>(
        RestCall call, IEnumerable<T> newestFirst, Func<T, long> id, Action<Utf8JsonWriter, T> write)
    {
        long before = call.Number("lastId", 0);
        string limitName = call.Query("limit") is null ? "pageSize" : "limit";
        long limit = Math.Clamp(call.Number(limitName, DefaultLimit), 1, LargestLimit);
        T[] rows = [.. newestFirst.Where(r => before <= 0 || id(r) < before).Take((int)limit)];
        long lastId = rows.Length > 0 ? id(rows[^1]) : 0;
        return Reply.Object(w =>
        {
            w.WriteNumber("lastId", lastId);
            w.WriteStartArray("items");
            Array.ForEach(rows, r => write(w, r));
            w.WriteEndArray();
        });
    }
}
