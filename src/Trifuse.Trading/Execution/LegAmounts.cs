using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Execution;

/// <summary>What a leg took out of one currency and put into the other.</summary>
public readonly record struct LegAmounts(ExactDecimal Cost, ExactDecimal Output);
