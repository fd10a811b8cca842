using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>One order's side of a trade.</summary>
public sealed record FillRecord
{
    /// <summary>Number by which fills are paged, newest first.</summary>
    public required long Id { get; init; }

    /// <summary>The same for both sides of a trade.</summary>
    public required long TradeId { get; init; }

    public required Order Order { get; init; }

    public required string CounterOrderId { get; init; }

    public required bool IsTaker { get; init; }

    public required Dec Price { get; init; }

    public required Dec Size { get; init; }

    public required Dec Funds { get; init; }

    /// <summary>
    /// The fee in the quote currency, negative for a rebate; what it would be when it is paid in KCS.
    /// </summary>
    public required Dec QuoteFee { get; init; }

    /// <summary>What was taken in KCS instead; else zero.</summary>
    public required Dec KcsFee { get; init; }

    /// <summary>As it is told, in <see cref="FeeCurrency"/>.</summary>
    public Dec Fee => PaidInKcs && ShowsKcs ? KcsFee : QuoteFee;

    public string FeeCurrency => PaidInKcs && ShowsKcs ? KcsFees.Currency : Order.Rules.Quote;

    public bool PaidInKcs => !KcsFee.IsZero;

    public required Dec FeeRate { get; init; }

    public required long TimeMs { get; init; }

    /// <summary>A fee paid in KCS shows as such (a quirk).</summary>
    public required bool ShowsKcs { get; init; }

    /// <summary>takerFee also for makers that were hidden (KuCoin protocol 5.1, 6.4).</summary>
    public bool PaysTakerFee => IsTaker || Order.Ticket.Hidden || Order.Ticket.Iceberg;
}

/// <summary>A trade as the public sees it: of users, of the house with a user, of the world.</summary>
public sealed record MarketTrade
{
    public required SymbolState Symbol { get; init; }

    public required long TradeId { get; init; }

    /// <summary>In the symbol's units.</summary>
    public required long Price { get; init; }

    public required long Size { get; init; }

    /// <summary>The side of the order that came to the book.</summary>
    public required bool TakerIsBuy { get; init; }

    public required string MakerOrderId { get; init; }

    public required string TakerOrderId { get; init; }

    public required long TimeNs { get; init; }
}
