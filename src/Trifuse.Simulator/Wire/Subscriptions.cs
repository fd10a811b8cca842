using System.Text.Json;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Wire.Streams;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// Carries out subscribe and unsubscribe, openTunnel and closeTunnel, with the exchange's limits and errors
/// (KuCoin protocol 6.1).
/// </summary>
public sealed class Subscriptions
{
    private const int TunnelsMax = 5;

    private readonly Exchange _exchange;
    private readonly MarketFeed _market;
    private readonly PrivateFeed _private;
    private readonly TopicParser _parser;
    private readonly int _topicsMax;

    public Subscriptions(
        Exchange exchange, MarketFeed market, PrivateFeed privateFeed, TopicParser parser, int topicsMax)
    {
        _exchange = exchange;
        _market = market;
        _private = privateFeed;
        _parser = parser;
        _topicsMax = topicsMax;
    }

    /// <summary>True once any client has asked for a market topic.</summary>
    public bool MarketHeard { get; private set; }

    /// <summary>Null when it is done; the client has been told so if it wanted to know.</summary>
    public StreamFault? Change(StreamClient client, JsonElement message, JsonElement id, bool adding)
    {
        string? text = LooseJson.Text(message, "topic");
        if (string.IsNullOrEmpty(text))
        {
            return new StreamFault(406, "topic is required");
        }

        bool mayBePrivate = client.Account is not null && LooseJson.Flag(message, "privateChannel");
        string tunnel = LooseJson.Text(message, "tunnelId") ?? "";
        lock (_exchange.Gate)
        {
            var topics = new List<Topic>();
            if (_parser.Parse(text, mayBePrivate, topics) is { } fault)
            {
                return fault;
            }

            if (tunnel.Length > 0 && !client.Tunnels.Contains(tunnel))
            {
                return new StreamFault(400, "tunnel " + tunnel + " is not open");
            }

            int fresh = topics.Distinct().Count(t => !client.Topics.Contains((tunnel, t)));
            if (adding && client.Topics.Count + fresh > _topicsMax)
            {
                return new StreamFault(
                    509, "exceed max subscription count limitation of " + _topicsMax + " per session");
            }

            // The acknowledgement goes first, so that it precedes the first push of its topic.
            Acknowledge(client, message, id);
            foreach (Topic topic in topics)
            {
                Apply(client, tunnel, topic, adding);
            }

            return null;
        }
    }

    public StreamFault? OpenTunnel(StreamClient client, JsonElement message, JsonElement id)
    {
        string name = LooseJson.Text(message, "newTunnelId") ?? "";
        lock (_exchange.Gate)
        {
            if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                return new StreamFault(400, "newTunnelId is invalid");
            }

            if (client.Tunnels.Count >= TunnelsMax && !client.Tunnels.Contains(name))
            {
                return new StreamFault(509, "exceed max tunnel count limitation of " + TunnelsMax);
            }

            client.Tunnels.Add(name);
            Acknowledge(client, message, id);
            return null;
        }
    }

    /// <summary>Closes a tunnel with all that was subscribed to in it.</summary>
    public StreamFault? CloseTunnel(StreamClient client, JsonElement message, JsonElement id)
    {
        string name = LooseJson.Text(message, "tunnelId") ?? "";
        lock (_exchange.Gate)
        {
            if (!client.Tunnels.Remove(name))
            {
                return new StreamFault(400, "tunnel " + name + " is not open");
            }

            foreach ((string tunnel, Topic topic) in client.Topics.ToArray())
            {
                if (string.Equals(tunnel, name, StringComparison.Ordinal))
                {
                    Apply(client, tunnel, topic, adding: false);
                }
            }

            Acknowledge(client, message, id);
            return null;
        }
    }

    public void Forget(StreamClient client)
    {
        lock (_exchange.Gate)
        {
            foreach ((string tunnel, Topic topic) in client.Topics.ToArray())
            {
                Apply(client, tunnel, topic, adding: false);
            }
        }
    }

    private static void Acknowledge(StreamClient client, JsonElement message, JsonElement id)
    {
        if (LooseJson.Flag(message, "response"))
        {
            client.Send(ControlFrames.Simple(id, "ack"));
        }
    }

    private void Apply(StreamClient client, string tunnel, Topic topic, bool adding)
    {
        bool changed = adding ? client.Topics.Add((tunnel, topic)) : client.Topics.Remove((tunnel, topic));
        if (!changed)
        {
            return;
        }

        MarketHeard |= adding && !topic.IsPrivate;
        var listener = new Listener(client, tunnel);
        if (topic.IsPrivate && adding)
        {
            _private.Subscribe(listener, topic.Kind);
        }
        else if (topic.IsPrivate)
        {
            _private.Unsubscribe(listener, topic.Kind);
        }
        else if (adding)
        {
            _market.Subscribe(listener, topic);
        }
        else
        {
            _market.Unsubscribe(listener, topic);
        }
    }
}
