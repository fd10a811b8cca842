using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator;

/// <summary>An order that the exchange took, as the exchange's own books have it.</summary>
public sealed record TakenOrder
{
    /// <summary>The exchange's number of it.</summary>
    public required string Id { get; init; }

    /// <summary>The number that its owner gave it.</summary>
    public required string ClientOid { get; init; }

    public required string Symbol { get; init; }

    public required bool IsBuy { get; init; }

    public required bool IsActive { get; init; }

    /// <summary>"filled" or "canceled" as its last event says; empty while it is active.</summary>
    public required string EndedAs { get; init; }

    /// <summary>
    /// True when a part of it was canceled rather than matched, which is what it tells when asked.
    /// </summary>
    public required bool HasCanceled { get; init; }

    /// <summary>In the base currency.</summary>
    public required Dec FilledSize { get; init; }

    /// <summary>In the quote currency, without the fee.</summary>
    public required Dec FilledFunds { get; init; }

    /// <summary>In the quote currency; what was paid in KCS instead is not in it.</summary>
    public required Dec Fee { get; init; }
}

/// <summary>An order's side of a trade.</summary>
/// <param name="ClientOid">The number that the order's owner gave it.</param>
/// <param name="OrderId">The exchange's number of the order.</param>
/// <param name="TradeId">The exchange's number of the trade, in decimal digits.</param>
/// <param name="Price">Per unit of the base currency.</param>
/// <param name="Size">In the base currency.</param>
/// <param name="Fee">In <paramref name="FeeCurrency"/>.</param>
/// <param name="FeeCurrency">The quote currency, or KCS.</param>
public sealed record TakenFill(
    string ClientOid, string OrderId, string TradeId, Dec Price, Dec Size, Dec Fee, string FeeCurrency);
