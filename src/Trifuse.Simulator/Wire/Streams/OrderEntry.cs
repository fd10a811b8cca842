using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Loop;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Wire.Rest;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>
/// Orders over WebSocket: the same desk, quotas and rights as over REST (KuCoin protocol section 7). Replies
/// may come out of order.
/// </summary>
public sealed class OrderEntry
{
    private static readonly Rejection TooManyRequests =
        new("429000", "Too many requests in a short period of time, please retry later");

    private static readonly Rejection NoPermission =
        new("400007", "Access denied, requires more permission");

    private readonly Exchange _exchange;
    private readonly OrderDesk _desk;
    private readonly RateLimiter _limiter;
    private readonly TimeProvider _time;

    public OrderEntry(
        Exchange exchange, OrderDesk desk, RateLimiter limiter, EventLoop loop, SimulatorOptions options,
        TimeProvider time)
    {
        _exchange = exchange;
        _desk = desk;
        _limiter = limiter;
        _time = time;
        Loop = loop;
        Options = options;
    }

    public EventLoop Loop { get; }

    public SimulatorOptions Options { get; }

    public long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What was wrong with a request before it got anywhere.</summary>
    public static Rejection BadField(string name, string rule) =>
        new("4001002", "Please check the param of your request: Field '" + name + "' " + rule + ".");

    /// <summary>Carries a request out. It is taken in before the call returns; the reply follows.</summary>
    public async Task ServeAsync(StreamClient client, ApiKey key, string id, string op, JsonElement args)
    {
        long inMs = NowMs;
        RateLimiter.Standing standing = _limiter.Take(RatePool.Spot,
            key.Account.Uid.ToString(CultureInfo.InvariantCulture), key.Account.FeeTier, 1);
        Rejection? refusal = null;
        Action<Utf8JsonWriter>? data = null;
        if (!standing.Allowed && Options.EnforceRateLimits)
        {
            refusal = TooManyRequests;
        }
        else if (!key.Allows(Access.Spot))
        {
            refusal = NoPermission;
        }
        else
        {
            try
            {
                (refusal, data) = await CarryOutAsync(client, key, op, args);
            }
            catch (OperationCanceledException)
            {
                // The reply is lost, by plan or with the client.
                return;
            }
        }

        if (refusal is not null)
        {
            client.Send(OrderEntryFrames.Error(id, op, refusal, inMs, NowMs, standing));
            return;
        }

        byte[] reply;
        lock (_exchange.Gate)
        {
            reply = OrderEntryFrames.Success(id, op, data!, inMs, NowMs, standing);
        }

        client.Send(reply);
    }

    private static void WriteAltered(Utf8JsonWriter w, Placement altered)
    {
        w.WriteString("newOrderId", altered.OrderId);
        w.WriteString("clientOid", altered.ClientOid);
    }

    /// <summary>The order by the name that the client used; a sync call is told the amounts as well.</summary>
    private static void WriteCancelled(Utf8JsonWriter w, OrderRef which, Order? outcome)
    {
        bool byOrderId = !string.IsNullOrEmpty(which.OrderId);
        w.WriteString(byOrderId ? "orderId" : "clientOid", byOrderId ? which.OrderId : which.ClientOid);
        if (outcome is not null)
        {
            OrderJson.WriteCancelled(w, outcome);
        }
    }

    private static OrderRef Which(JsonElement args) => new()
    {
        Symbol = LooseJson.Text(args, "symbol"),
        OrderId = LooseJson.Text(args, "orderId"),
        ClientOid = LooseJson.Text(args, "clientOid"),
    };

    private async Task<(Rejection? Refusal, Action<Utf8JsonWriter>? Data)> CarryOutAsync(
        StreamClient client, ApiKey key, string op, JsonElement args)
    {
        switch (op)
        {
            case "spot.order" or "spot.sync_order":
                bool sync = op is "spot.sync_order";
                Placement placed = await _desk.PlaceAsync(
                    key.Account, OrderJson.ReadRequest(args), sync, client.CutToken);
                return (placed.Refusal,
                    sync ? w => OrderJson.WriteOutcome(w, placed) : w => OrderJson.WriteIds(w, placed));
            case "spot.modify":
                Placement altered = await _desk.AlterAsync(
                    key.Account, Which(args), LooseJson.Text(args, "newPrice"),
                    LooseJson.Text(args, "newSize"), client.CutToken);
                return (altered.Refusal, w => WriteAltered(w, altered));
            case "spot.cancel" or "spot.sync_cancel":
                return await CancelAsync(key, args, op is "spot.sync_cancel");
            default:
                return (BadField("op", "is not supported"), null);
        }
    }

    private async Task<(Rejection? Refusal, Action<Utf8JsonWriter>? Data)> CancelAsync(
        ApiKey key, JsonElement args, bool sync)
    {
        OrderRef which = Which(args);
        if (string.IsNullOrEmpty(which.Symbol))
        {
            return (OrderValidation.Parameter("symbol should not be empty"), null);
        }

        Cancellation done = await _desk.CancelAsync(key.Account, which, sync);
        return (done.Refusal, w => WriteCancelled(w, which, sync ? done.Order : null));
    }
}
