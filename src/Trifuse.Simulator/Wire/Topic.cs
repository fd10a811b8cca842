using Trifuse.Simulator.Market;

namespace Trifuse.Simulator.Wire;

/// <summary>The topics of the classic streams (KuCoin protocol 6.2 and 6.4).</summary>
public enum TopicKind
{
    Level1,
    Ticker,
    Depth5,
    Depth50,
    Level2,
    Match,
    Snapshot,
    Candles,
    TickerAll,
    MarketSnapshot,
    OrdersV1,
    OrdersV2,
    Balance,
    AdvancedOrders,
}

/// <summary>A topic of one symbol, of one market or of none.</summary>
/// <param name="Kind">What is told.</param>
/// <param name="Symbol">Index of the symbol; -1 for none.</param>
/// <param name="Part">Index of the candle length or of the market; else 0.</param>
public readonly record struct Topic(TopicKind Kind, int Symbol, int Part = 0)
{
    /// <summary>Topics that one symbol has: each kind, and candles once for each length.</summary>
    public static readonly int SlotsPerSymbol = (int)TopicKind.Candles + CandleType.All.Count;

    /// <summary>Where the topic stands among all topics of all symbols.</summary>
    public int Slot => (Symbol * SlotsPerSymbol) + (int)Kind + Part;

    public bool IsPrivate => IsPrivateKind(Kind);

    public static bool IsPrivateKind(TopicKind kind) => kind >= TopicKind.OrdersV1;

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
            "/market/match" => TopicKind.Match,
            "/market/snapshot" => TopicKind.Snapshot,
            "/market/candles" => TopicKind.Candles,
            "/spotMarket/tradeOrders" => TopicKind.OrdersV1,
            "/spotMarket/tradeOrdersV2" => TopicKind.OrdersV2,
            "/spotMarket/advancedOrders" => TopicKind.AdvancedOrders,
            "/account/balance" => TopicKind.Balance,
            _ => null,
        };
        kind = found ?? default;
        return found is not null;
    }
}
