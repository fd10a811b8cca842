using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// What the exchange says to an order: a refusal, or the ids. A test order has ids, but no order.
/// </summary>
/// <param name="Refusal">Null when the order was taken.</param>
/// <param name="OrderId">The exchange's id; empty when refused.</param>
/// <param name="ClientOid">The client's id, or the one made for it; null for none.</param>
/// <param name="Order">The order; null when refused or only tested.</param>
public sealed record Placement(Rejection? Refusal, string OrderId, string? ClientOid, Order? Order)
{
    public static Placement Refused(Rejection refusal) => new(refusal, string.Empty, null, null);
}
