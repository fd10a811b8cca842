namespace Trifuse.Simulator.Wire;

/// <summary>The topics that this storey serves.</summary>
public enum TopicKind
{
    Level1,
    Ticker,
    TickerAll,
    Depth5,
    Depth50,
    Level2,
    OrdersV1,
    OrdersV2,
    Balance,
}

/// <summary>A topic of one symbol, or of none (-1).</summary>
public readonly record struct Topic(TopicKind Kind, int Symbol)
{
    public const int PerSymbolKinds = 6;

    public static bool IsPrivate(TopicKind kind) => kind >= TopicKind.OrdersV1;

    /// <summary>The part of a topic before the colon; false if this exchange has no such topic.</summary>
    public static bool TryKind(string name, out TopicKind kind)
    {
        TopicKind? found = name switch
        {
            "/spotMarket/level1" => TopicKind.Level1,
            "/market/ticker" => TopicKind.Ticker,
            "/spotMarket/level2Depth5" => TopicKind.Depth5,
            "/spotMarket/level2Depth50" => TopicKind.Depth50,
            "/market/level2" => TopicKind.Level2,
            "/spotMarket/tradeOrders" => TopicKind.OrdersV1,
            "/spotMarket/tradeOrdersV2" => TopicKind.OrdersV2,
            "/account/balance" => TopicKind.Balance,
            _ => null,
        };
        kind = found ?? default;
        return found is not null;
    }
}
