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

    /// <summary>The kill switch is on: no new cascades until it is off.</summary>
    Kill,

    /// <summary>The kill switch is off again.</summary>
    Unkill,

    /// <summary>The private stream is up and its balances are known.</summary>
    PrivateReady,

    /// <summary>The private stream is down.</summary>
    PrivateDown,
}
