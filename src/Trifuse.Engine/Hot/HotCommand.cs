namespace Trifuse.Engine.Hot;

/// <summary>
/// What the main thread tells the hot thread. An input of the decisions, so it is on the tape.
/// </summary>
public enum HotCommand : byte
{
    /// <summary>Warm-up and start-up are over: signals may go out.</summary>
    Arm,

    /// <summary>No new cascades; those under way go on.</summary>
    Drain,

    /// <summary>The kill file is there: no new cascades until it is gone.</summary>
    Kill,

    /// <summary>The kill file is gone.</summary>
    Unkill,

    /// <summary>The private stream is up and its balances are known.</summary>
    PrivateReady,

    /// <summary>The private stream is down.</summary>
    PrivateDown,

    /// <summary>A breaker trips; carries its note.</summary>
    Trip,

    /// <summary>A person lets it go on: breakers and symbols are as at the start of a day.</summary>
    Resume,

    /// <summary>A symbol is off until the same cause is lifted; carries both.</summary>
    SymbolOff,

    /// <summary>A cause that a symbol was off for is lifted; carries both.</summary>
    SymbolOn,

    /// <summary>What an earlier run has left of breakers and results; carries it.</summary>
    Restore,
}
