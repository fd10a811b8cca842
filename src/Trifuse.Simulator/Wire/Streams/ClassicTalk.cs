using System.Text.Json;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>The classic streams: welcome, ping, subscriptions, tunnels (KuCoin protocol 6.1).</summary>
public sealed class ClassicTalk(Subscriptions subscriptions, string welcomeId, bool keepsSocketAfterError)
    : IStreamTalk
{
    private static readonly StreamFault TooMany = new(509, "exceed max permits per second");
    private static readonly StreamFault NoType = new(415, "type is not supported");
    private static readonly StreamFault NoJson = new(400, "invalid message");

    public void Begin(StreamClient client) => client.Send(ControlFrames.Welcome(welcomeId));

    public void Hear(StreamClient client, ReadOnlyMemory<byte> message, bool tooMany)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(message);
        }
        catch (JsonException)
        {
            Refuse(client, default, NoJson);
            return;
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                Refuse(client, default, NoJson);
                return;
            }

            Answer(client, root, tooMany);
        }
    }

    public void End(StreamClient client) => subscriptions.Forget(client);

    private void Answer(StreamClient client, JsonElement root, bool tooMany)
    {
        try
        {
            root.TryGetProperty("id", out JsonElement id);
            StreamFault? fault = tooMany ? TooMany : Answer(client, root, id);
            if (fault is not null)
            {
                Refuse(client, id, fault);
            }
        }
        catch (InvalidOperationException)
        {
            // A text holds half a surrogate pair.
            Refuse(client, default, NoJson);
        }
    }

    private StreamFault? Answer(StreamClient client, JsonElement root, JsonElement id)
    {
        switch (LooseJson.Text(root, "type"))
        {
            case "ping":
                client.Send(ControlFrames.Simple(id, "pong"));
                return null;
            case "subscribe":
                return subscriptions.Change(client, root, id, adding: true);
            case "unsubscribe":
                return subscriptions.Change(client, root, id, adding: false);
            case "openTunnel":
                return subscriptions.OpenTunnel(client, root, id);
            case "closeTunnel":
                return subscriptions.CloseTunnel(client, root, id);
            default:
                return NoType;
        }
    }

    private void Refuse(StreamClient client, JsonElement id, StreamFault fault)
    {
        client.Send(ControlFrames.Error(id, fault));
        if (!keepsSocketAfterError)
        {
            client.Finish(SocketFrames.Policy);
        }
    }
}
