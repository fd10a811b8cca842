using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

public enum OrderSide
{
    Buy,
    Sell,
}

public enum OrderType
{
    Limit,
    Market,
}

public enum TimeInForce
{
    Gtc,
    Gtt,
    Ioc,
    Fok,
}

/// <summary>A validated order, in the integer units of its symbol.</summary>
public sealed record OrderTicket
{
    public required SymbolState Symbol { get; init; }

    public required string ClientOid { get; init; }

    public required OrderSide Side { get; init; }

    public required OrderType Type { get; init; }

    public TimeInForce TimeInForce { get; init; }

    /// <summary>Limit price in price units; 0 for market orders.</summary>
    public long Price { get; init; }

    /// <summary>Size in size units; 0 for market orders by funds.</summary>
    public long Size { get; init; }

    /// <summary>Funds of a market order by funds, else zero.</summary>
    public Dec Funds { get; init; }

    public bool PostOnly { get; init; }

    public bool Hidden { get; init; }

    public bool Iceberg { get; init; }

    /// <summary>The part of an iceberg that shows, in size units.</summary>
    public long VisibleSize { get; init; }

    /// <summary>Seconds after which a GTT order is cancelled; 0 or less: never.</summary>
    public long CancelAfterSeconds { get; init; }

    public string? Stp { get; init; }

    public string? Remark { get; init; }

    public string? Tags { get; init; }

    public bool ByFunds => Size == 0;

    public bool IsBuy => Side == OrderSide.Buy;
}
