using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// Carries out subscribe and unsubscribe, with the exchange's limits and errors (KuCoin protocol 6.1).
/// </summary>
public sealed class Subscriptions
{
    private const int TopicsPerMessageMax = 100;
    private const int TopicsPerConnectionMax = 300;

    private readonly Exchange _exchange;
    private readonly MarketFeed _market;
    private readonly PrivateFeed _private;

    public Subscriptions(Exchange exchange, MarketFeed market, PrivateFeed privateFeed)
    {
        _exchange = exchange;
        _market = market;
        _private = privateFeed;
    }

    /// <summary>True once any client has asked for a market topic.</summary>
    public bool MarketHeard { get; private set; }

    public void Change(StreamClient client, JsonElement message, JsonElement id, bool adding)
    {
        string? topicText = LooseJson.Text(message, "topic");
        if (string.IsNullOrEmpty(topicText))
        {
            client.Send(ControlFrames.Error(id, 406, "topic is required"));
            return;
        }

        bool response = LooseJson.Flag(message, "response");
        bool asPrivate = LooseJson.Flag(message, "privateChannel");
        lock (_exchange.Gate)
        {
            if (!TryParse(topicText, client, asPrivate, out List<Topic> topics, out byte[]? error, id))
            {
                client.Send(error!);
                return;
            }

            // The acknowledgement goes first, so that it precedes the first push of its topic.
            int fresh = topics.Count(t => !client.Topics.Contains(t));
            if (adding && client.Topics.Count + fresh > TopicsPerConnectionMax)
            {
                client.Send(ControlFrames.Error(
                    id, 509, "exceed max subscription count limitation of 300 per session"));
                return;
            }

            if (response)
            {
                client.Send(ControlFrames.Simple(id, "ack"));
            }

            foreach (Topic topic in topics)
            {
                Apply(client, topic, adding);
            }
        }
    }

    public void Forget(StreamClient client)
    {
        lock (_exchange.Gate)
        {
            foreach (Topic topic in client.Topics.ToArray())
            {
                Apply(client, topic, adding: false);
            }
        }
    }

    private void Apply(StreamClient client, Topic topic, bool adding)
    {
        bool changed = adding ? client.Topics.Add(topic) : client.Topics.Remove(topic);
        if (!changed)
        {
            return;
        }

        bool isPrivate = Topic.IsPrivate(topic.Kind);
        MarketHeard |= adding && !isPrivate;
        if (isPrivate && adding)
        {
            _private.Subscribe(client, topic.Kind);
        }
        else if (isPrivate)
        {
            _private.Unsubscribe(client, topic.Kind);
        }
        else if (adding)
        {
            _market.Subscribe(client, topic);
        }
        else
        {
            _market.Unsubscribe(client, topic);
        }
    }

    private bool TryParse(
        string text, StreamClient client, bool asPrivate, out List<Topic> topics, out byte[]? error,
            JsonElement id)
    {
        topics = [];
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        if (!Topic.TryKind(name, out TopicKind kind))
        {
            error = ControlFrames.Error(id, 404, "topic " + text + " is not found");
            return false;
        }

        error = null;
        if (Topic.IsPrivate(kind))
        {
            if (!client.IsPrivate || !asPrivate)
            {
                error = ControlFrames.Error(id, 403, "login is required");
                return false;
            }

            topics.Add(new Topic(kind, -1));
            return true;
        }

        string[] codes = colon < 0
            ? [] : text[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (codes.Length == 0)
        {
            error = ControlFrames.Error(id, 400, "topic " + text + " names no symbol");
        }
        else if (codes.Length > TopicsPerMessageMax)
        {
            error = ControlFrames.Error(id, 509, "exceed max subscription count limitation of 100 per time");
        }

        foreach (string code in codes)
        {
            if (kind == TopicKind.Ticker && string.Equals(code, "all", StringComparison.Ordinal))
            {
                topics.Add(new Topic(TopicKind.TickerAll, -1));
            }
            else if (_exchange.FindSymbol(code) is { } symbol)
            {
                topics.Add(new Topic(kind, symbol.Index));
            }
            else
            {
                error ??= ControlFrames.Error(id, 400, "topic " + text + " is invalid: no symbol " + code);
            }
        }

        return error is null;
    }
}
