using Microsoft.AspNetCore.Http;
using Trifuse.Simulator.Accounts;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>
/// Which protocol a connection speaks, by its path and token: classic streams, order entry, Pro streams.
/// </summary>
public sealed class StreamDoors
{
    private readonly TokenVault _tokens;
    private readonly Subscriptions _subscriptions;
    private readonly Quirks _quirks;
    private long _nextId;

    public StreamDoors(TokenVault tokens, Subscriptions subscriptions, Quirks quirks)
    {
        _tokens = tokens;
        _subscriptions = subscriptions;
        _quirks = quirks;
    }

    /// <summary>Null and what is spoken, or why the connection is refused.</summary>
    public StreamFault? Open(HttpContext context, out IStreamTalk? talk, out Account? account)
    {
        talk = null;
        account = null;
        TokenState state = _tokens.Find(context.Request.Query["token"].ToString(), out TokenGrant? grant);
        if (state != TokenState.Valid)
        {
            return new StreamFault(401, state == TokenState.Expired ? "token is expired" : "token is invalid");
        }

        account = grant!.Account;
        string connectId = context.Request.Query["connectId"].ToString();
        string id = connectId.Length > 0 ? connectId : NewId();
        talk = new ClassicTalk(_subscriptions, id, _quirks.KeepsSocketAfterError);
        return null;
    }

    /// <summary>The message of a refusal, in the words of the protocol that was asked for.</summary>
    public static byte[] RefusalOf(HttpContext context, StreamFault fault, TimeProvider time) =>
        ControlFrames.Error(default, fault);

    private string NewId() => Interlocked.Increment(ref _nextId).ToString("x10");
}
