using Trifuse.Simulator.Market;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>Puts all REST calls of the exchange together.</summary>
public static class RestApi
{
    public static RouteTable Build(
        Exchange exchange, MarketHistory history, OrderDesk desk, StopBook stops, TokenVault tokens,
        KeyRing keys, SimulatorOptions options, TimeProvider time)
    {
        Quirks quirks = options.Quirks;
        var prices = new ReferencePrices(exchange);
        var unified = new UnifiedAccountRoutes(exchange, time);
        List<Route> routes =
        [
            .. new ServerRoutes(tokens, options, time).Routes(),
            .. new SymbolRoutes(exchange, time).Routes(),
            .. new BookRoutes(exchange, time).Routes(),
            .. new TickerRoutes(exchange, history, prices, time).Routes(),
            .. new TradeRoutes(exchange, history, time).Routes(),
            .. new OrderRoutes(exchange, desk, quirks).Routes(),
            .. new CancelRoutes(exchange, desk).Routes(),
            .. new OrderQueryRoutes(exchange, quirks, time).Routes(),
            .. new DeadMansRoutes(exchange, time).Routes(),
            .. new ClassicOrderRoutes(exchange, desk).Routes(),
            .. new ClassicQueryRoutes(exchange, quirks, time).Routes(),
            .. new AccountRoutes(exchange).Routes(),
            .. new LedgerRoutes(exchange, time).Routes(),
            .. new TransferRoutes(exchange, quirks.ServesProApi).Routes(),
            .. new StopRoutes(exchange, stops, quirks).Routes(),
            .. new FeeRoutes(exchange).Routes(),
            .. new UserRoutes(exchange).Routes(),
            .. new SubAccountRoutes(exchange, prices, options, time).Routes(),
            .. new SubKeyRoutes(exchange, keys, time).Routes(),
            unified.Mode(),
        ];
        if (quirks.ServesProApi)
        {
            routes.AddRange(new UnifiedMarketRoutes(exchange, history, time).Routes());
            routes.AddRange(new UnifiedOrderRoutes(exchange, desk, quirks, time).Routes());
            routes.AddRange(unified.Routes());
        }

        return new RouteTable(routes);
    }
}
