
namespace Trifuse.Simulator.Wire.Rest;

/// <summary>
/// The state of the exchange and the addresses of its streams (KuCoin protocol section 3).
/// </summary>
public sealed class ServerRoutes(TokenVault tokens, SimulatorOptions options, TimeProvider time)
{
    public IEnumerable<Route> Routes()
    {
        yield return Route.Open("GET", "/api/v1/timestamp", 3, _ => Reply.Data(w =>
            w.WriteNumberValue(time.GetUtcNow().ToUnixTimeMilliseconds())));
        yield return Route.Open("GET", "/api/v1/status", 3, _ => Status());
        yield return Route.Open("GET", "/api/v3/announcements", 20, _ => Reply.Object(w =>
        {
            w.WriteNumber("totalNum", 0);
            w.WriteNumber("totalPage", 0);
            w.WriteNumber("currentPage", 1);
            w.WriteNumber("pageSize", 50);
            w.WriteStartArray("items");
            w.WriteEndArray();
        }));
        yield return Route.Open("POST", "/api/v1/bullet-public", 10, c =>
            Bullet(c, tokens.Issue(account: null)));
        yield return Route.Of("POST", "/api/v1/bullet-private", RatePool.Spot, 10, Access.General, c =>
            Bullet(c, tokens.Issue(c.Account)));
        if (options.Quirks.ServesProApi)
        {
            yield return Route.Of("POST", "/api/v2/bullet-private", RatePool.Spot, 10, Access.General, c =>
                Reply.Object(w => w.WriteString("token", tokens.Issue(c.Account, TokenUse.Pro))));
        }
    }

    private static Reply Status() => Reply.Object(w =>
    {
        w.WriteString("status", "open");
        w.WriteString("msg", "");
    });

    private Reply Bullet(RestCall call, string token) => Reply.Object(w =>
    {
        w.WriteString("token", token);
        w.WriteStartArray("instanceServers");
        w.WriteStartObject();
        w.WriteString("endpoint", "wss://" + call.Context.Request.Host.Value + "/");
        w.WriteBoolean("encrypt", true);
        w.WriteString("protocol", "websocket");
        w.WriteNumber("pingInterval", (long)options.PingInterval.TotalMilliseconds);
        w.WriteNumber("pingTimeout", (long)options.PingTimeout.TotalMilliseconds);
        w.WriteEndObject();
        w.WriteEndArray();
    });
}
