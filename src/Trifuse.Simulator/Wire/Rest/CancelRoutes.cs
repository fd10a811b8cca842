using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>HF orders are cancelled (KuCoin protocol 4.2).</summary>
public sealed class CancelRoutes(Exchange exchange, OrderDesk desk)
{
    private const string Root = OrderRoutes.Root;

    public IEnumerable<Route> Routes()
    {
        yield return Trade("DELETE", Root + "/", 1, c => OneAsync(c, byClientOid: false));
        yield return Trade("DELETE", Root + "/client-order/", 1, c => OneAsync(c, byClientOid: true));
        yield return Trade("DELETE", Root + "/sync/", 1, c => OneSyncAsync(c, byClientOid: false));
        yield return Trade(
            "DELETE", Root + "/sync/client-order/", 1, c => OneSyncAsync(c, byClientOid: true));
        yield return Trade("DELETE", Root + "/cancel/", 2, PartAsync);
        yield return Trade("DELETE", Root, 2, OfSymbolAsync);
        yield return Trade("DELETE", Root + "/cancelAll", 30, AllAsync);
    }

    private static Reply NoSymbolGiven() =>
        Reply.Refusal(OrderValidation.Parameter("symbol should not be empty"));

    private static Route Trade(
        string method, string path, int weight, Func<RestCall, ValueTask<Reply>> handler) =>
        new(method, path, RatePool.Spot, weight, Access.Spot, handler);

    private static OrderRef Which(RestCall call, bool byClientOid) => new()
    {
        Symbol = call.Query("symbol"),
        OrderId = byClientOid ? null : call.Tail,
        ClientOid = byClientOid ? call.Tail : null,
    };

    private async ValueTask<Reply> OneAsync(RestCall call, bool byClientOid)
    {
        if (call.Query("symbol") is null)
        {
            return NoSymbolGiven();
        }

        Cancellation done =
            await desk.CancelAsync(call.Account, Which(call, byClientOid), afterMatching: false);
        return done.Refusal is { } refusal
            ? Reply.Refusal(refusal)
            : Reply.Object(w => w.WriteString(byClientOid ? "clientOid" : "orderId", call.Tail));
    }

    private async ValueTask<Reply> OneSyncAsync(RestCall call, bool byClientOid)
    {
        if (call.Query("symbol") is null)
        {
            return NoSymbolGiven();
        }

        Cancellation done =
            await desk.CancelAsync(call.Account, Which(call, byClientOid), afterMatching: true);
        if (done.Refusal is { } refusal)
        {
            return Reply.Refusal(refusal);
        }

        lock (exchange.Gate)
        {
            return Reply.Object(w =>
            {
                w.WriteString(byClientOid ? "clientOid" : "orderId", call.Tail);
                OrderJson.WriteCancelled(w, done.Order!);
            });
        }
    }

    private async ValueTask<Reply> PartAsync(RestCall call)
    {
        if (call.Query("symbol") is null)
        {
            return NoSymbolGiven();
        }

        if (!Dec.TryParse(call.Query("cancelSize"), out Dec size) || size.Sign <= 0)
        {
            return Reply.Refusal(OrderValidation.Parameter("cancelSize should be above 0"));
        }

        Cancellation done =
            await desk.CancelPartAsync(call.Account, Which(call, byClientOid: false), size);
        return done.Refusal is { } refusal
            ? Reply.Refusal(refusal)
            : Reply.Object(w =>
            {
                w.WriteString("orderId", call.Tail);
                w.WriteString("cancelSize", size.ToString());
            });
    }

    private async ValueTask<Reply> OfSymbolAsync(RestCall call)
    {
        if (call.Query("symbol") is not { } code)
        {
            return NoSymbolGiven();
        }

        if (exchange.FindSymbol(code) is not { } symbol)
        {
            return SymbolRoutes.NoSymbol();
        }

        await desk.CancelAllAsync(call.Account, symbol);
        return Reply.Data(w => w.WriteStringValue("success"));
    }

    private async ValueTask<Reply> AllAsync(RestCall call)
    {
        IReadOnlyList<Order> gone = await desk.CancelAllAsync(call.Account, symbol: null);
        string[] left;
        lock (exchange.Gate)
        {
            left =
            [
                .. exchange.Active(call.Account).Select(o => o.Ticket.Symbol)
                    .Where(s => s.Status == TradingStatus.Closed).Select(s => s.Rules.Symbol)
                    .Distinct(StringComparer.Ordinal),
            ];
        }

        return Reply.Object(w =>
        {
            w.WriteStartArray("succeedSymbols");
            foreach (string symbol in gone.Select(o => o.Rules.Symbol).Distinct(StringComparer.Ordinal))
            {
                w.WriteStringValue(symbol);
            }

            w.WriteEndArray();
            w.WriteStartArray("failedSymbols");
            foreach (string symbol in left)
            {
                w.WriteStartObject();
                w.WriteString("symbol", symbol);
                w.WriteString("error", "Order cancellation for this pair suspended");
                w.WriteEndObject();
            }

            w.WriteEndArray();
        });
    }
}
