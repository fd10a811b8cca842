using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>What the exchange says to a cancel: a refusal, or the order that it reached.</summary>
public sealed record Cancellation(Rejection? Refusal, Order? Order);
