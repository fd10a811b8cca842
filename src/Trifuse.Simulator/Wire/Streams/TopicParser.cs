using Trifuse.Simulator.Market;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>An error that a client is told: number and text (KuCoin protocol 6.1).</summary>
public sealed record StreamFault(int Code, string Text);

/// <summary>Turns the topic text of a subscription into topics.</summary>
public sealed class TopicParser
{
    private const int TopicsPerMessageMax = 100;

    private readonly Exchange _exchange;
    private readonly Dictionary<string, int> _markets = new(StringComparer.Ordinal);

    public TopicParser(Exchange exchange)
    {
        _exchange = exchange;
        foreach (SymbolState symbol in exchange.Symbols)
        {
            _markets.TryAdd(symbol.Rules.Market, _markets.Count);
        }
    }

    /// <summary>Indexes of the markets whose snapshots can be subscribed to.</summary>
    public IReadOnlyDictionary<string, int> Markets => _markets;

    /// <summary>Null and the topics, or what is wrong with the text.</summary>
    /// <param name="text">As the client sent it.</param>
    /// <param name="mayBePrivate">The client is known and asks for its private channel.</param>
    /// <param name="topics">What the text names.</param>
    public StreamFault? Parse(string text, bool mayBePrivate, List<Topic> topics)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        if (!Topic.TryKind(name, out TopicKind kind))
        {
            return new StreamFault(404, "topic " + text + " is not found");
        }

        if (Topic.IsPrivateKind(kind))
        {
            topics.Add(new Topic(kind, -1));
            return mayBePrivate ? null : new StreamFault(403, "login is required");
        }

        string[] codes = colon < 0
            ? [] : text[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (codes.Length == 0)
        {
            return new StreamFault(400, "topic " + text + " is invalid");
        }

        if (codes.Length > TopicsPerMessageMax)
        {
            return new StreamFault(509, "exceed max subscription count limitation of "
                + TopicsPerMessageMax + " per time");
        }

        foreach (string code in codes)
        {
            if (!TryTopic(kind, code, out Topic topic))
            {
                return new StreamFault(400, "topic " + name + ":" + code + " is invalid");
            }

            topics.Add(topic);
        }

        return null;
    }

    private bool TryTopic(TopicKind kind, string code, out Topic topic)
    {
        topic = default;
        if (kind == TopicKind.Ticker && code is "all")
        {
            topic = new Topic(TopicKind.TickerAll, -1);
            return true;
        }

        if (kind == TopicKind.Candles)
        {
            int line = code.LastIndexOf('_');
            CandleType? type = line < 0 ? null : CandleType.Find(code[(line + 1)..]);
            SymbolState? found = type is null ? null : _exchange.FindSymbol(code[..line]);
            topic = new Topic(kind, found?.Index ?? -1, type?.Index ?? 0);
            return found is not null;
        }

        if (_exchange.FindSymbol(code) is { } symbol)
        {
            topic = new Topic(kind, symbol.Index);
            return true;
        }

        bool isMarket = _markets.TryGetValue(code, out int market) && kind == TopicKind.Snapshot;
        topic = new Topic(TopicKind.MarketSnapshot, -1, market);
        return isMarket;
    }
}
