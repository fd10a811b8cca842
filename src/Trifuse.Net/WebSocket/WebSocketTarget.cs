namespace Trifuse.Net.WebSocket;

/// <summary>Where a WebSocket is opened: host, port, and path with query.</summary>
public readonly record struct WebSocketTarget(string Host, int Port, string PathAndQuery)
{
    private const int HttpsPort = 443;

    /// <summary>The value of the Host header: the port is named only if it is not 443.</summary>
    public string HostHeader
    {
        get
        {
            string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
            return Port == HttpsPort ? host : string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{host}:{Port}");
        }
    }
}
