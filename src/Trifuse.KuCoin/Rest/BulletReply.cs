using System.Text.Json;

namespace Trifuse.KuCoin.Rest;

/// <summary>
/// The reply of bullet-public and bullet-private (KuCoin protocol section 3): where and how to connect.
/// </summary>
/// <param name="Token">Good for 24 h. A secret: it is in no text of this type.</param>
/// <param name="Endpoint">The stream's address as given, e.g. wss://ws-api-spot.kucoin.com/.</param>
/// <param name="PingIntervalMs">How often the client pings.</param>
/// <param name="PingTimeoutMs">How long a pong may take.</param>
public sealed record BulletReply(string Token, Uri Endpoint, int PingIntervalMs, int PingTimeoutMs)
{
    private const string What = "bullet";
    private const int IntervalMinMs = 100;
    private const int IntervalMaxMs = 600_000;

    /// <summary>Reads the reply and takes the first WebSocket server of its list.</summary>
    public static Reply<BulletReply> Parse(int httpStatus, ReadOnlySpan<byte> body) =>
        ReplyDocument.Read(What, httpStatus, body, ReadData);

    /// <summary>The path and query to connect with; a secret.</summary>
    public string PathAndQuery(long connectId) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Endpoint.AbsolutePath}?token={Uri.EscapeDataString(Token)}&connectId={connectId}");

    /// <summary>Where, but not the token.</summary>
    public override string ToString() => $"stream at {Endpoint}, ping every {PingIntervalMs} ms";

    private static Reply<BulletReply> ReadData(JsonElement data)
    {
        string? token = ReplyDocument.TextOf(data, "token");
        if (string.IsNullOrEmpty(token))
        {
            return ReplyDocument.Wrong<BulletReply>(What, "has no token");
        }
        if (!data.TryGetProperty("instanceServers", out JsonElement servers)
            || servers.ValueKind != JsonValueKind.Array)
        {
            return ReplyDocument.Wrong<BulletReply>(What, "has no list 'instanceServers'");
        }
        foreach (JsonElement server in servers.EnumerateArray())
        {
            long interval = ReplyDocument.IntegerOf(server, "pingInterval") ?? 0;
            long timeout = ReplyDocument.IntegerOf(server, "pingTimeout") ?? 0;
            if (Uri.TryCreate(ReplyDocument.TextOf(server, "endpoint"), UriKind.Absolute, out Uri? endpoint)
                && endpoint.Scheme is "wss" or "ws"
                && interval is >= IntervalMinMs and <= IntervalMaxMs
                && timeout is >= IntervalMinMs and <= IntervalMaxMs)
            {
                return Reply<BulletReply>.Good(new BulletReply(token, endpoint, (int)interval, (int)timeout));
            }
        }
        return ReplyDocument.Wrong<BulletReply>(
            What, "names no server with a wss address, pingInterval and pingTimeout");
    }
}
