using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>
/// The opening handshake (RFC 6455, 4.2). No extension is agreed to: clients that offer compression go on
/// without.
/// </summary>
public static class SocketUpgrade
{
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static bool IsAsked(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && string.Equals(context.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>The raw stream of the connection; null when the request is refused.</summary>
    public static async Task<Stream?> AcceptAsync(HttpContext context)
    {
        string key = context.Request.Headers.SecWebSocketKey.ToString();
        if (!HttpMethods.IsGet(context.Request.Method) || key.Length == 0)
        {
            context.Response.StatusCode = 400;
            return null;
        }

        if (!string.Equals(context.Request.Headers.SecWebSocketVersion, "13", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 426;
            context.Response.Headers.SecWebSocketVersion = "13";
            return null;
        }

        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = AcceptOf(key);
        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    // The handshake is defined with SHA-1, as a fingerprint and not for safety.
    private static string AcceptOf(string key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(key + Magic));
        return Convert.ToBase64String(hash.GetHashAndReset());
    }
}
