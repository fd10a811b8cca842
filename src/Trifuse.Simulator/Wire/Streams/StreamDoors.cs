using Microsoft.AspNetCore.Http;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Wire.Rest;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>Where a new connection stands.</summary>
/// <param name="Talk">What is spoken; null when it is refused.</param>
/// <param name="Account">Whose connection it is; null for a public one.</param>
/// <param name="Refusal">Why it is refused, in the words of the protocol that it asked for.</param>
public sealed record StreamEntry(IStreamTalk? Talk, Account? Account, byte[]? Refusal);

/// <summary>
/// Which protocol a connection speaks: order entry by its path, else by its token classic or private Pro
/// streams, and without a token the public Pro streams (KuCoin protocol sections 6 to 8).
/// </summary>
public sealed class StreamDoors
{
    private const string OrderEntryPath = "/v1/private";

    private readonly SimulatorOptions _options;
    private readonly Exchange _exchange;
    private readonly TokenVault _tokens;
    private readonly Subscriptions _subscriptions;
    private readonly OrderEntryLogin _login;
    private readonly ProMarketFeed _proMarket;
    private readonly ProPrivateFeed _proPrivate;
    private readonly TimeProvider _time;
    private long _nextId;

    public StreamDoors(
        SimulatorOptions options, Exchange exchange, TokenVault tokens, Subscriptions subscriptions,
        OrderEntryLogin login, ProMarketFeed proMarket, ProPrivateFeed proPrivate, TimeProvider time)
    {
        _options = options;
        _exchange = exchange;
        _tokens = tokens;
        _subscriptions = subscriptions;
        _login = login;
        _proMarket = proMarket;
        _proPrivate = proPrivate;
        _time = time;
    }

    /// <summary>Where orders go; null: there is no order entry.</summary>
    public OrderEntry? Orders { get; set; }

    public StreamEntry Open(HttpContext context)
    {
        if (context.Request.Path.Equals(OrderEntryPath, StringComparison.Ordinal) && Orders is { } orders)
        {
            return OpenOrderEntry(context, orders);
        }

        string token = context.Request.Query["token"].ToString();
        if (token.Length == 0 && _options.Quirks.ServesProApi)
        {
            return new StreamEntry(NewPro(), null, null);
        }

        TokenState state = _tokens.Find(token, out TokenGrant? grant);
        if (state != TokenState.Valid)
        {
            string text = state == TokenState.Expired ? "token is expired" : "token is invalid";
            return new StreamEntry(null, null, ControlFrames.Error(default, new StreamFault(401, text)));
        }

        if (grant!.Use == TokenUse.Pro)
        {
            return new StreamEntry(NewPro(), grant.Account, null);
        }

        string connectId = context.Request.Query["connectId"].ToString();
        var talk = new ClassicTalk(_subscriptions, connectId.Length > 0 ? connectId : NewId(),
            _options.Quirks.KeepsSocketAfterError);
        return new StreamEntry(talk, grant.Account, null);
    }

    private StreamEntry OpenOrderEntry(HttpContext context, OrderEntry orders)
    {
        if (_login.Check(context, out ApiKey? key) is { } refusal)
        {
            long nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
            return new StreamEntry(null, null,
                OrderEntryFrames.Error(null, null, refusal, nowMs, nowMs, null));
        }

        return new StreamEntry(new OrderEntryTalk(orders, key!, NewId()), key!.Account, null);
    }

    private ProTalk NewPro() =>
        new(_exchange, _proMarket, _proPrivate, _options, _time, NewId());

    private string NewId() => Interlocked.Increment(ref _nextId).ToString("x10");
}
