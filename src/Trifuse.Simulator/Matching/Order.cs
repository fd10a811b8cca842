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

    /// <summary>Seconds after which a GTT order is cancelled; 0 or less: never.</summary>
    public long CancelAfterSeconds { get; init; }

    public string? Stp { get; init; }

    public string? Remark { get; init; }

    public string? Tags { get; init; }

    public bool ByFunds => Size == 0;

    public bool IsBuy => Side == OrderSide.Buy;
}

/// <summary>An accepted order and what has become of it.</summary>
public sealed class Order
{
    public Order(OrderTicket ticket, string id, long createdMs)
    {
        Ticket = ticket;
        Id = id;
        CreatedMs = createdMs;
        UpdatedMs = createdMs;
    }

    public OrderTicket Ticket { get; }

    public string Id { get; }

    public long CreatedMs { get; }

    public long UpdatedMs { get; set; }

    /// <summary>What the account holds for this order, in its hold currency.</summary>
    public Dec Held { get; set; }

    public long Filled { get; set; }

    public Dec DealFunds { get; set; }

    public Dec Fee { get; set; }

    /// <summary>True until the terminal event.</summary>
    public bool Active { get; set; } = true;

    /// <summary>True while a remainder rests in the book.</summary>
    public bool Resting { get; set; }

    /// <summary>True when something was cancelled rather than filled.</summary>
    public bool CancelExists { get; set; }

    /// <summary>A cancel that came before matching; it takes effect after it.</summary>
    public bool CancelRequested { get; set; }

    public bool Matched { get; set; }

    public SymbolRules Rules => Ticket.Symbol.Rules;

    public string HoldCurrency => Ticket.IsBuy ? Rules.Quote : Rules.Base;

    public Dec FilledSize => Rules.SizeOf(Filled);

    public Dec Size => Rules.SizeOf(Ticket.Size);

    /// <summary>The unfilled size of an order by size; zero once it is done.</summary>
    public Dec RemainSize => Ticket.ByFunds || !Active ? Dec.Zero : Rules.SizeOf(Ticket.Size - Filled);

    public Dec CanceledSize => Ticket.ByFunds || Active ? Dec.Zero : Rules.SizeOf(Ticket.Size - Filled);

    /// <summary>The unspent funds of an order by funds.</summary>
    public Dec RemainFunds => Ticket.ByFunds ? Ticket.Funds - DealFunds : Dec.Zero;

    public Dec CanceledFunds => Ticket.ByFunds && !Active ? Ticket.Funds - DealFunds : Dec.Zero;

    public bool SizeComplete => !Ticket.ByFunds && Filled == Ticket.Size;
}

/// <summary>One execution against the book.</summary>
public sealed record FillRecord
{
    public required long Id { get; init; }

    public required long TradeId { get; init; }

    public required Order Order { get; init; }

    public required string CounterOrderId { get; init; }

    public required bool IsTaker { get; init; }

    public required Dec Price { get; init; }

    public required Dec Size { get; init; }

    public required Dec Funds { get; init; }

    public required Dec Fee { get; init; }

    public required Dec FeeRate { get; init; }

    public required long TimeMs { get; init; }
}

/// <summary>An order's change, with its figures as they were at that instant.</summary>
public sealed record OrderEvent
{
    public required Order Order { get; init; }

    /// <summary>received, open, match, update, filled or canceled.</summary>
    public required string Type { get; init; }

    /// <summary>new, open, match or done.</summary>
    public required string Status { get; init; }

    public required Dec FilledSize { get; init; }

    public required Dec RemainSize { get; init; }

    public required Dec RemainFunds { get; init; }

    public required Dec CanceledSize { get; init; }

    public required Dec CanceledFunds { get; init; }

    public FillRecord? Fill { get; init; }

    public required long TimeNs { get; init; }
}
