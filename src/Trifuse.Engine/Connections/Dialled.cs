using Trifuse.Net.Streams;

namespace Trifuse.Engine.Connections;

/// <summary>A finished connection on its way from the connector to the thread that will own it.</summary>
internal sealed class Dialled
{
    /// <summary>The connected, verified stream; for WebSockets after the upgrade.</summary>
    public required IByteStream Stream { get; init; }

    /// <summary>WebSocket bytes that came with the upgrade's reply: the first frames.</summary>
    public byte[] Leftover { get; init; } = [];

    /// <summary>The server's ping interval (bullet reply); 0 for REST.</summary>
    public long PingIntervalNs { get; init; }

    /// <summary>How long the server may take to answer a ping (bullet reply); 0 for REST.</summary>
    public long PingTimeoutNs { get; init; }
}
