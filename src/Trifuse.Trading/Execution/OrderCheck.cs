namespace Trifuse.Trading.Execution;

/// <summary>
/// Whether an order may be sent under the symbol's rules, and if not, which rule forbids it.
/// </summary>
public enum OrderCheck : byte
{
    /// <summary>Nothing forbids it.</summary>
    Sendable,

    /// <summary>The amount is 0 after flooring.</summary>
    Nothing,

    /// <summary>Below baseMinSize.</summary>
    BelowMinimumSize,

    /// <summary>Below quoteMinSize or minFunds.</summary>
    BelowMinimumFunds,

    /// <summary>Worth less than minFunds.</summary>
    BelowMinimumValue,

    /// <summary>Above baseMaxSize or quoteMaxSize.</summary>
    AboveMaximum,

    /// <summary>Not a multiple of the increment.</summary>
    OffIncrement,
}
