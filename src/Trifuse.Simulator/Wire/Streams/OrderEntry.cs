using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Faults;
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
    private readonly FaultBoard _board;
    private readonly FrameFaults _frames;
    private readonly TimeProvider _time;

    public OrderEntry(
        Exchange exchange, OrderDesk desk, RateLimiter limiter, FaultBoard board, FrameFaults frames,
        EventLoop loop, SimulatorOptions options, TimeProvider time)
    {
        _exchange = exchange;
        _desk = desk;
        _limiter = limiter;
        _board = board;
        _frames = frames;
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
        var asked = new Asked(client, key, id, op, args, NowMs);
        FaultRule? fault = !_board.WatchesRequests ? null : _board.Meet(
            new FaultOccasion(FaultMoment.Request)
            {
                Stream = StreamKind.OrderEntry,
                Call = "WS " + op,
                Account = key.Account.Name,
            });
        byte[]? reply = null;
        if (fault is null or { Do: FaultKind.Hold or FaultKind.LoseAfter } or { Taken: true })
        {
            reply = await AnswerAsync(asked);
        }

        if (fault?.Do == FaultKind.Hold)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(fault.Ms));
        }
        else if (fault?.Do == FaultKind.Answer)
        {
            reply = asked.Refuse(new Rejection(fault.Code, fault.Message), NowMs, null);
        }
        else if (fault is not null)
        {
            return;
        }

        if (reply is not null)
        {
            Send(asked, reply);
        }
    }

    private void Send(Asked asked, byte[] reply)
    {
        if (!_frames.Watches(StreamKind.OrderEntry))
        {
            asked.Client.Send(reply);
            return;
        }

        _frames.Pass(StreamKind.OrderEntry, asked.Op, asked.Key.Account.Name,
            LooseJson.Text(asked.Args, "symbol"), cut => asked.Client.Send(cut.Of(reply)));
    }

    /// <summary>The reply; null when the client has gone meanwhile.</summary>
    private async Task<byte[]?> AnswerAsync(Asked asked)
    {
        RateLimiter.Standing standing = _limiter.Take(RatePool.Spot,
            asked.Key.Account.Uid.ToString(CultureInfo.InvariantCulture), asked.Key.Account.FeeTier, 1);
        if (!standing.Allowed && Options.EnforceRateLimits)
        {
            return asked.Refuse(TooManyRequests, NowMs, standing);
        }

        if (!asked.Key.Allows(Access.Spot))
        {
            return asked.Refuse(NoPermission, NowMs, standing);
        }

        try
        {
            (Rejection? refusal, Action<Utf8JsonWriter>? data) = await CarryOutAsync(asked);
            if (refusal is not null)
            {
                return asked.Refuse(refusal, NowMs, standing);
            }

            lock (_exchange.Gate)
            {
                return OrderEntryFrames.Success(
                    asked.Id, asked.Op, data!, asked.InMs, NowMs, standing);
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static void WriteAltered(Utf8JsonWriter w, Placement altered)
    {
        w.WriteString("newOrderId", altered.OrderId);
        w.WriteString("clientOid", altered.ClientOid);
    }

    /// <summary>
    /// The order by the name that the client used; a sync call is told the amounts as well.
    /// </summary>
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

    private async Task<(Rejection? Refusal, Action<Utf8JsonWriter>? Data)> CarryOutAsync(Asked asked)
    {
        JsonElement args = asked.Args;
        CancellationToken gone = asked.Client.CutToken;
        switch (asked.Op)
        {
            case "spot.order" or "spot.sync_order":
                bool sync = asked.Op is "spot.sync_order";
                Placement placed = await _desk.PlaceAsync(
                    asked.Key.Account, OrderJson.ReadRequest(args), sync, gone);
                return (placed.Refusal,
                    sync ? w => OrderJson.WriteOutcome(w, placed) : w => OrderJson.WriteIds(w, placed));
            case "spot.modify":
                Placement altered = await _desk.AlterAsync(
                    asked.Key.Account, Which(args), LooseJson.Text(args, "newPrice"),
                    LooseJson.Text(args, "newSize"), gone);
                return (altered.Refusal, w => WriteAltered(w, altered));
            case "spot.cancel" or "spot.sync_cancel":
                return await CancelAsync(asked.Key, args, asked.Op is "spot.sync_cancel");
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

    /// <summary>One request and when it came.</summary>
    private sealed record Asked(
        StreamClient Client, ApiKey Key, string Id, string Op, JsonElement Args, long InMs)
    {
        public byte[] Refuse(Rejection why, long outMs, RateLimiter.Standing? standing) =>
            OrderEntryFrames.Error(Id, Op, why, InMs, outMs, standing);
    }
}
