using Trifuse.Core.Domain;
using Trifuse.Net.Http;

namespace Trifuse.Engine.Connections;

/// <summary>What a request over REST or over the order socket was for.</summary>
internal enum RestPurpose : byte
{
    /// <summary>Nothing under way.</summary>
    None,

    /// <summary>An order or an order test.</summary>
    Place,

    /// <summary>A cancel request.</summary>
    Cancel,

    /// <summary>A question for an order by its client id.</summary>
    Query,

    /// <summary>A question for the fills of an order by the exchange's id.</summary>
    Fills,

    /// <summary>A book, to compare the live one with.</summary>
    Book,

    /// <summary>The account's balances, to compare the engine's account with.</summary>
    Balances,

    /// <summary>The keep-alive request, which also feeds the clock offset.</summary>
    KeepAlive,
}

/// <summary>
/// What a request was for, and which order it was about. It stays with the connection until the reply: the
/// fill can overtake the reply, and then the next order is under way when this one's reply comes.
/// </summary>
internal readonly record struct RestErrand(RestPurpose Purpose, SymbolId Symbol, ClientOrderId ClientId);

/// <summary>Gets the outcomes of requests; called on the owner's own thread.</summary>
internal interface IRestOwner
{
    /// <summary>A whole reply; the body is valid during the call.</summary>
    void OnRestReply(in RestErrand errand, int status, HttpConnection connection, long sentNs, long nowNs);

    /// <summary>No reply will come; the outcome says whether the request may have had an effect.</summary>
    void OnRestFailed(in RestErrand errand, HttpOutcome outcome, long nowNs);
}
