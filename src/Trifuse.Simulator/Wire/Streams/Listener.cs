using System.Text;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>Who hears a topic: a client, perhaps in one of its tunnels ("" for none).</summary>
public sealed record Listener(StreamClient Client, string Tunnel)
{
    private readonly byte[] _head = Encoding.ASCII.GetBytes("{\"tunnelId\":\"" + Tunnel + "\",");

    public bool Equals(Listener? other) => other is not null && other.Client == Client
        && string.Equals(other.Tunnel, Tunnel, StringComparison.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Client, Tunnel);

    /// <summary>
    /// Queues a push, which is a JSON object; in a tunnel it is told the tunnel's name in front. Written at
    /// the client's next wake.
    /// </summary>
    public void Queue(ReadOnlySpan<byte> push)
    {
        if (Tunnel.Length == 0)
        {
            Client.Queue(push);
            return;
        }

        var tunnelled = new byte[_head.Length + push.Length - 1];
        _head.CopyTo(tunnelled, 0);
        push[1..].CopyTo(tunnelled.AsSpan(_head.Length));
        Client.Queue(tunnelled);
    }
}
