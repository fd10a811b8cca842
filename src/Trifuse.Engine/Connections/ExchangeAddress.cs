using System.Globalization;

namespace Trifuse.Engine.Connections;

/// <summary>Where the exchange's REST interface is.</summary>
public sealed record ExchangeAddress(string Host, int Port)
{
    private const int HttpsPort = 443;

    /// <summary>The value of the Host header: the port only when it is not the usual one.</summary>
    public string HostHeader
    {
        get
        {
            string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
            return Port == HttpsPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
        }
    }

    /// <summary>Reads https://host[:port]; null when the text is something else.</summary>
    public static ExchangeAddress? FromUrl(string url)
    {
        bool isUrl = Uri.TryCreate(url, UriKind.Absolute, out Uri? uri);
        return isUrl && uri!.Scheme == Uri.UriSchemeHttps
            ? new ExchangeAddress(uri.DnsSafeHost, uri.Port)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"https://{HostHeader}";
}
