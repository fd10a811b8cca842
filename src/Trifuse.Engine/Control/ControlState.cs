using Trifuse.Core.Numbers;

namespace Trifuse.Engine.Control;

/// <summary>A tripped breaker as the control page keeps it.</summary>
/// <param name="Cause">Its word.</param>
/// <param name="UtcNs">When it tripped (ns since 1970).</param>
/// <param name="Text">What it saw.</param>
public sealed record TrippedBreaker(string Cause, long UtcNs, string Text);

/// <summary>What the control page keeps over a restart, and what the engine told last.</summary>
public sealed record ControlState
{
    /// <summary>The run that wrote it last; 0 when there was none.</summary>
    public required uint Run { get; init; }

    /// <summary>True when that run traded real money.</summary>
    public required bool IsLive { get; init; }

    /// <summary>True while signals may go out as far as the engine's own state goes.</summary>
    public required bool IsArmed { get; init; }

    /// <summary>True while the kill file exists.</summary>
    public required bool IsKillFileThere { get; init; }

    /// <summary>When the engine's hot thread told of itself last (ns since 1970).</summary>
    public required long HeartbeatUtcNs { get; init; }

    /// <summary>Cascades under way then.</summary>
    public required int OpenCascades { get; init; }

    /// <summary>Symbols that were off then, resting ones not counted.</summary>
    public required int SymbolsOff { get; init; }

    /// <summary>The UTC day of the results: days since 1970.</summary>
    public required long Day { get; init; }

    /// <summary>Failed cascades in a row.</summary>
    public required int Failures { get; init; }

    /// <summary>Tripped breakers: bit n is the cause with that number.</summary>
    public required uint TrippedBits { get; init; }

    /// <summary>The day's result by start currency.</summary>
    public required IReadOnlyDictionary<string, ExactDecimal> Results { get; init; }

    /// <summary>Tripped breakers, in the order of their causes.</summary>
    public required IReadOnlyList<TrippedBreaker> Tripped { get; init; }
}
