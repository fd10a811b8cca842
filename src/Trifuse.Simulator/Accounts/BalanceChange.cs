namespace Trifuse.Simulator.Accounts;

/// <summary>One change of a balance, as the private stream tells it (KuCoin protocol 6.4).</summary>
public sealed record BalanceChange
{
    public required Account Account { get; init; }

    public required AccountType Type { get; init; }

    public required long AccountId { get; init; }

    public required Balance After { get; init; }

    public required Numbers.Dec AvailableChange { get; init; }

    public required Numbers.Dec HoldChange { get; init; }

    /// <summary>trade.hold or trade.setted (the exchange's own spelling), main.transfer and so on.</summary>
    public required string Cause { get; init; }

    /// <summary>Empty for transfers.</summary>
    public string Symbol { get; init; } = "";

    /// <summary>The order, or the transfer.</summary>
    public string OrderId { get; init; } = "";

    public long TradeId { get; init; }

    public required long EventId { get; init; }

    public required long TimeMs { get; init; }
}
