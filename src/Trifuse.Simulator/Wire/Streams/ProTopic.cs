using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>Channels of the Pro streams (KuCoin protocol section 8).</summary>
public enum ProChannel
{
    Ticker,
    Trade,
    Obu,
    Order,
    OrderAll,
    Execution,
    Balance,
}

/// <summary>How much of a book the obu channel tells.</summary>
public enum ProDepth
{
    /// <summary>Not an obu topic.</summary>
    None,
    One,
    Five,
    Fifty,

    /// <summary>Every change as it happens.</summary>
    Increment,

    /// <summary>Changes of 10 ms together.</summary>
    Increment10,
}

/// <summary>A topic of one symbol, or of an account (-1).</summary>
public readonly record struct ProTopic(ProChannel Channel, int Symbol, ProDepth Depth = ProDepth.None)
{
    public bool IsPrivate => Channel >= ProChannel.Order;

    public static string NameOf(ProDepth depth) => depth switch
    {
        ProDepth.One => "1",
        ProDepth.Five => "5",
        ProDepth.Fifty => "50",
        ProDepth.Increment => "increment",
        _ => "increment@10ms",
    };

    /// <summary>Null and the topics that a message names, or the reason why it names none.</summary>
    public static string? Read(JsonElement message, Exchange exchange, bool isPrivate, List<ProTopic> topics)
    {
        string name = LooseJson.Text(message, "channel") ?? "";
        ProChannel? channel = name switch
        {
            "ticker" => ProChannel.Ticker,
            "trade" => ProChannel.Trade,
            "obu" => ProChannel.Obu,
            "order" => ProChannel.Order,
            "orderAll" => ProChannel.OrderAll,
            "execution" => ProChannel.Execution,
            "balance" => ProChannel.Balance,
            _ => null,
        };
        if (channel is null || (channel >= ProChannel.Order) != isPrivate)
        {
            return "unknown channel: " + name;
        }

        if (isPrivate)
        {
            topics.Add(new ProTopic(channel.Value, -1));
            return null;
        }

        if (LooseJson.Text(message, "tradeType") is not { } type
            || !string.Equals(type, "SPOT", StringComparison.OrdinalIgnoreCase))
        {
            return "unsupported `tradeType` for topic: " + name;
        }

        ProDepth depth = ProDepth.None;
        if (channel == ProChannel.Obu && !TryDepth(LooseJson.Text(message, "depth"), out depth))
        {
            return "invalid `depth` for topic: " + name;
        }

        return ReadSymbols(message, exchange, name, new ProTopic(channel.Value, -1, depth), topics);
    }

    private static bool TryDepth(string? text, out ProDepth depth)
    {
        ProDepth? found = text switch
        {
            "1" => ProDepth.One,
            "5" => ProDepth.Five,
            "50" => ProDepth.Fifty,
            "increment" => ProDepth.Increment,
            "increment@10ms" => ProDepth.Increment10,
            _ => null,
        };
        depth = found ?? ProDepth.None;
        return found is not null;
    }

    private static string? ReadSymbols(
        JsonElement message, Exchange exchange, string name, ProTopic pattern, List<ProTopic> topics)
    {
        var codes = new List<string>();
        if (LooseJson.Text(message, "symbol") is { Length: > 0 } one)
        {
            codes.Add(one);
        }

        if (message.TryGetProperty("symbols", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
        {
            codes.AddRange(list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String)
                .Select(e => e.GetString()!));
        }

        foreach (string code in codes)
        {
            if (exchange.FindSymbol(code) is not { } symbol)
            {
                return "unknown symbol: " + code;
            }

            topics.Add(pattern with { Symbol = symbol.Index });
        }

        return topics.Count > 0 ? null : "missing `symbol` for topic: " + name;
    }
}
