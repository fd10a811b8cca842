using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>
/// The Pro streams, public without a token and private with one (KuCoin protocol section 8): welcome, ping,
/// subscribe and unsubscribe.
/// </summary>
public sealed class ProTalk(
    Exchange exchange, ProMarketFeed market, ProPrivateFeed privateFeed, SimulatorOptions options,
    TimeProvider time, string sessionId) : IStreamTalk
{
    // Under the exchange's gate.
    private readonly HashSet<ProTopic> _topics = [];

    public void Begin(StreamClient client)
    {
        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        json.Writer.WriteString("sessionId", sessionId);
        json.Writer.WriteString("message", "welcome");
        json.Writer.WriteNumber("pingInterval", (long)options.PingInterval.TotalMilliseconds);
        json.Writer.WriteEndObject();
        client.Send(json.ToArray());
    }

    public void Hear(StreamClient client, ReadOnlyMemory<byte> message, bool tooMany)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(message);
            JsonElement root = document.RootElement;
            string id = LooseJson.Text(root, "id") ?? "";
            if (LooseJson.Text(root, "type") is "ping")
            {
                Pong(client, id);
            }
            else if (tooMany)
            {
                Answer(client, id, "too many messages");
            }
            else
            {
                Change(client, root, id);
            }
        }
        catch (JsonException)
        {
            Answer(client, "", "invalid message");
        }
    }

    public void End(StreamClient client)
    {
        lock (exchange.Gate)
        {
            foreach (ProTopic topic in _topics.ToArray())
            {
                Apply(client, topic, adding: false);
            }
        }
    }

    private static void Answer(StreamClient client, string id, string? reason)
    {
        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        json.Writer.WriteString("id", id);
        json.Writer.WriteBoolean("result", reason is null);
        if (reason is not null)
        {
            json.Writer.WriteString("reason", reason);
        }

        json.Writer.WriteEndObject();
        client.Send(json.ToArray());
    }

    private void Pong(StreamClient client, string id)
    {
        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        json.Writer.WriteString("type", "pong");
        json.Writer.WriteString("id", id);
        json.Writer.WriteNumber("ts", (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100);
        json.Writer.WriteEndObject();
        client.Send(json.ToArray());
    }

    private void Change(StreamClient client, JsonElement root, string id)
    {
        bool? adding = LooseJson.Text(root, "action")?.ToUpperInvariant() switch
        {
            "SUBSCRIBE" => true,
            "UNSUBSCRIBE" => false,
            _ => null,
        };
        if (adding is null)
        {
            Answer(client, id, "unknown action");
            return;
        }

        lock (exchange.Gate)
        {
            var topics = new List<ProTopic>();
            string? reason = ProTopic.Read(root, exchange, client.Account is not null, topics);
            if (reason is null && adding.Value
                && _topics.Count + topics.Count(t => !_topics.Contains(t))
                    > options.Quirks.TopicsPerConnection)
            {
                reason = "exceed max subscription count";
            }

            Answer(client, id, reason);
            if (reason is null)
            {
                topics.ForEach(t => Apply(client, t, adding.Value));
            }
        }
    }

    private void Apply(StreamClient client, ProTopic topic, bool adding)
    {
        if (!(adding ? _topics.Add(topic) : _topics.Remove(topic)))
        {
            return;
        }

        var listener = new Listener(client, "");
        switch (topic.IsPrivate, adding)
        {
            case (true, true):
                privateFeed.Subscribe(listener, topic.Channel);
                break;
            case (true, false):
                privateFeed.Unsubscribe(listener, topic.Channel);
                break;
            case (false, true):
                market.Subscribe(listener, topic);
                break;
            default:
                market.Unsubscribe(listener, topic);
                break;
        }
    }
}
