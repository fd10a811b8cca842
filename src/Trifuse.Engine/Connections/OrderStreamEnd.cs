using Trifuse.KuCoin.Rest;

namespace Trifuse.Engine.Connections;

/// <summary>Why a connection for orders over WebSocket ended.</summary>
public enum OrderStreamEnd : byte
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The server closed it, or it broke.</summary>
    Lost,

    /// <summary>No session or no welcome in time.</summary>
    NoWelcome,

    /// <summary>The server refused the session, or reported an error that belongs to no request.</summary>
    Refused,

    /// <summary>A ping was not answered in time.</summary>
    Silent,

    /// <summary>A request was not answered in time.</summary>
    ReplyOverdue,

    /// <summary>The server sent what is not in the protocol.</summary>
    Malformed,

    /// <summary>It was old, and is replaced before the server ends it.</summary>
    Renewed,
}

/// <summary>The same for people.</summary>
internal static class OrderStreamEnds
{
    /// <summary>What happened and what becomes of it. Allocates.</summary>
    public static string Describe(OrderStreamEnd end, int code) =>
        $"OrderStream connection: {CauseOf(end, code)} Orders go over REST until it is made again.";

    private static string CauseOf(OrderStreamEnd end, int code) => end switch
    {
        OrderStreamEnd.NoWelcome => "the server did not say welcome in time.",
        OrderStreamEnd.Refused => $"the server refused it with code {code}. "
            + ErrorCodes.AdviceFor(code, ErrorCodes.FaultOf(code, default)),
        OrderStreamEnd.Silent => "the server did not answer a ping in time.",
        OrderStreamEnd.ReplyOverdue => "the server did not answer a request in time.",
        OrderStreamEnd.Malformed => "the server sent a message that is not in the protocol.",
        OrderStreamEnd.Renewed => "it was old.",
        _ => "it was closed by the server or broke.",
    };
}
