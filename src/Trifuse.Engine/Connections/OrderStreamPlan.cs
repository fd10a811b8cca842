using Trifuse.Net.WebSocket;

namespace Trifuse.Engine.Connections;

/// <summary>Times and sizes of an <see cref="OrderStream"/>.</summary>
/// <param name="Link">Its link at the connector.</param>
/// <param name="Limits">Largest message and send queue.</param>
/// <param name="WelcomeLimitNs">A connection that has not said welcome by then is given up.</param>
/// <param name="ReplyLimitNs">A request without a reply by then has an unknown outcome.</param>
/// <param name="ProbeNs">Pause between two pings; more often where the server wants it.</param>
/// <param name="MaxAgeNs">A connection older than this is replaced before the server ends it.</param>
/// <param name="MaskSeed">Seeds the mask keys of the frames we send.</param>
internal sealed record OrderStreamPlan(
    int Link,
    WebSocketLimits Limits,
    long WelcomeLimitNs,
    long ReplyLimitNs,
    long ProbeNs,
    long MaxAgeNs,
    ulong MaskSeed);
