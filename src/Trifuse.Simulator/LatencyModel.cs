namespace Trifuse.Simulator;

/// <summary>
/// The delays that the exchange adds, hop by hop. Each is drawn anew from the seed; events keep their order
/// all the same.
/// </summary>
public sealed record LatencyModel
{
    public LatencyModel()
    {
    }

    /// <summary>By medians in milliseconds; cancels are answered in half the time of orders.</summary>
    public LatencyModel(double orderAckMs, double matchMs, double privatePushMs, double balancePushMs)
    {
        OrderAck = Delay.Around(orderAckMs);
        CancelAck = Delay.Around(orderAckMs / 2);
        Match = Delay.Around(matchMs);
        PrivatePush = Delay.Around(privatePushMs);
        BalancePush = Delay.Around(balancePushMs);
    }

    /// <summary>No delay: matching happens before the reply, events go out at once.</summary>
    public static LatencyModel Zero { get; } = new();

    /// <summary>A machine next door.</summary>
    public static LatencyModel Lan { get; } = new(0.3, 0.15, 0.3, 0.05) { MarketPush = Delay.Around(0.1) };

    /// <summary>About KuCoin from the same region (KuCoin protocol section 10).</summary>
    public static LatencyModel Default { get; } = new()
    {
        OrderAck = new Delay(8, 40),
        CancelAck = new Delay(4, 20),
        Match = new Delay(1.5, 4),
        PrivatePush = new Delay(8, 30),
        BalancePush = new Delay(1, 5),
        MarketPush = new Delay(3, 6),
    };

    /// <summary>An order's request in to its reply out.</summary>
    public Delay OrderAck { get; init; }

    /// <summary>A cancel's request in to its reply out.</summary>
    public Delay CancelAck { get; init; }

    /// <summary>Order in to matching.</summary>
    public Delay Match { get; init; }

    /// <summary>Matching to order event out.</summary>
    public Delay PrivatePush { get; init; }

    /// <summary>Order event to the balance event that it caused.</summary>
    public Delay BalancePush { get; init; }

    /// <summary>Change of a book or trade to its push, on top of the topic's grid.</summary>
    public Delay MarketPush { get; init; }

    /// <summary>Throws for values that make no sense.</summary>
    public void Validate()
    {
        OrderAck.Validate("order_ack");
        CancelAck.Validate("cancel_ack");
        Match.Validate("match");
        PrivatePush.Validate("private_push");
        BalancePush.Validate("balance_push");
        MarketPush.Validate("market_push");
    }
}
