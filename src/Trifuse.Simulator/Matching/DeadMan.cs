namespace Trifuse.Simulator.Matching;

/// <summary>
/// An armed dead-man's switch (KuCoin protocol 4.2, dead-cancel-all): unless it is set again in time, the
/// orders of its symbols are cancelled.
/// </summary>
/// <param name="TimeoutSeconds">As it was set.</param>
/// <param name="Symbols">Empty: all.</param>
/// <param name="SetMs">When it was set.</param>
/// <param name="TriggerMs">When it strikes.</param>
public sealed record DeadMan(
    long TimeoutSeconds, IReadOnlyList<SymbolState> Symbols, long SetMs, long TriggerMs);
