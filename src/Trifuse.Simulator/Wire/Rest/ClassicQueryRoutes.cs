using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>Classic orders and fills are asked for (KuCoin protocol 4.4): pages, newest first.</summary>
public sealed class ClassicQueryRoutes(Exchange exchange, Quirks quirks, TimeProvider time)
{
    private const long DayMs = 24L * 3600 * 1000;
    private const int RecentMax = 1000;

    public IEnumerable<Route> Routes()
    {
        yield return Read(ClassicOrderRoutes.Root, 2, Orders);
        yield return Read(ClassicOrderRoutes.Root + "/", 2, c =>
            One(exchange.FindOrder(c.Account, c.Tail)));
        yield return Read("/api/v1/order/client-order/", 3, c =>
            One(exchange.FindByClientOid(c.Account, c.Tail)));
        yield return Read("/api/v1/limit/orders", 3, RecentOrders);
        yield return Read("/api/v1/fills", 10, Fills);
        yield return Read("/api/v1/limit/fills", 20, RecentFills);
    }

    private Route Read(string path, int weight, Func<RestCall, Reply> handler) =>
        Route.Of("GET", path, RatePool.Spot, weight, Access.General, call =>
        {
            lock (exchange.Gate)
            {
                return handler(call);
            }
        });

    private static bool Passes(RestCall call, Order order) =>
        OrderQueryRoutes.Passes(call, "symbol", order.Rules.Symbol)
        && OrderQueryRoutes.Passes(call, "side", OrderJson.SideOf(order.Ticket))
        && OrderQueryRoutes.Passes(call, "type", OrderJson.TypeOf(order.Ticket))
        && OrderQueryRoutes.Passes(call, "tradeType", "TRADE");

    private long DayAgoMs() => time.GetUtcNow().ToUnixTimeMilliseconds() - DayMs;

    private Reply One(Order? order) => order is null
        ? OrderQueryRoutes.Unknown(quirks)
        : Reply.Data(w => ClassicJson.Write(w, order));

    /// <summary>Active orders without limit of time, done ones (the default) of a week.</summary>
    private Reply Orders(RestCall call)
    {
        if (call.Query("status") is "active")
        {
            return ResultPage.Of(call,
                [.. exchange.Active(call.Account, null).Reverse().Where(o => Passes(call, o))],
                ClassicJson.Write);
        }

        if (!TimeWindow.TryRead(call, TimeWindow.WeekMs, time, out TimeWindow window))
        {
            return TimeWindow.TooLong();
        }

        return ResultPage.Of(call,
            [.. exchange.Done(call.Account).Where(o => window.Holds(o.CreatedMs) && Passes(call, o))],
            ClassicJson.Write);
    }

    private Reply RecentOrders(RestCall call)
    {
        long since = DayAgoMs();
        IEnumerable<Order> all =
            exchange.Active(call.Account, null).Reverse().Concat(exchange.Done(call.Account))
                .Where(o => o.CreatedMs >= since).OrderByDescending(o => o.CreatedMs).Take(RecentMax);
        return ResultPage.Array(all, ClassicJson.Write);
    }

    private Reply Fills(RestCall call)
    {
        string? orderId = call.Query("orderId");
        if (orderId is not null)
        {
            return ResultPage.Of(call, [.. exchange.FillsOf(call.Account)
                .Where(f => string.Equals(f.Order.Id, orderId, StringComparison.Ordinal))],
                ClassicJson.Write);
        }

        if (!TimeWindow.TryRead(call, TimeWindow.WeekMs, time, out TimeWindow window))
        {
            return TimeWindow.TooLong();
        }

        return ResultPage.Of(call,
            [.. exchange.FillsOf(call.Account).Where(f => window.Holds(f.TimeMs) && Passes(call, f.Order))],
            ClassicJson.Write);
    }

    private Reply RecentFills(RestCall call)
    {
        long since = DayAgoMs();
        return ResultPage.Array(
            exchange.FillsOf(call.Account).TakeWhile(f => f.TimeMs >= since).Take(RecentMax),
            ClassicJson.Write);
    }
}
