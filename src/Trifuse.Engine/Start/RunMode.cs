namespace Trifuse.Engine.Start;

/// <summary>What a run does with its signals.</summary>
public enum RunMode
{
    /// <summary>Orders go to the test endpoint, fills are simulated, balances are virtual.</summary>
    Paper,

    /// <summary>Orders are real.</summary>
    Live,

    /// <summary>Signals are only noted: no account is needed, no order is sent.</summary>
    Record,
}
