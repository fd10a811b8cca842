using Trifuse.Net.WebSocket;

namespace Trifuse.Engine.Connections;

/// <summary>What one line subscribes to, and its limits.</summary>
/// <param name="Kind">Market or private stream.</param>
/// <param name="Subscriptions">The subscribe messages, as UTF-8, each answered by one ack.</param>
/// <param name="Limits">Largest message and send queue.</param>
/// <param name="MaxAgeNs">A connection older than this is replaced before it ends (tokens last 24
/// hours).</param>
/// <param name="WelcomeLimitNs">A connection that has not said welcome by then is given up.</param>
/// <param name="ReconnectMinMs">First pause before a connection that ended soon is made again.</param>
/// <param name="ReconnectMaxMs">The longest.</param>
/// <param name="MaskSeed">Seeds the mask keys of the frames we send.</param>
internal sealed record StreamPlan(
    DialKind Kind,
    byte[][] Subscriptions,
    WebSocketLimits Limits,
    long MaxAgeNs,
    long WelcomeLimitNs,
    int ReconnectMinMs,
    int ReconnectMaxMs,
    ulong MaskSeed);
