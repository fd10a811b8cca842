using Trifuse.Net.Http;

namespace Trifuse.Engine.Connections;

/// <summary>What a REST request was for.</summary>
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

    /// <summary>The keep-alive request, which also feeds the clock offset.</summary>
    KeepAlive,
}

/// <summary>Gets the outcomes of requests; called on the owner's own thread.</summary>
internal interface IRestOwner
{
    /// <summary>A whole reply; the body is valid during the call.</summary>
    void OnRestReply(RestPurpose purpose, int status, HttpConnection connection, long sentNs, long nowNs);

    /// <summary>No reply will come; the outcome says whether the request may have had an effect.</summary>
    void OnRestFailed(RestPurpose purpose, HttpOutcome outcome, long nowNs);
}
