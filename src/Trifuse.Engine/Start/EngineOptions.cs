namespace Trifuse.Engine.Start;

/// <summary>What a run is told beside its configuration.</summary>
/// <param name="Mode">What it does with its signals.</param>
/// <param name="TapePath">Where to record every input; null records nothing.</param>
/// <param name="JsonToStdout">Reports go to standard output as JSON Lines instead of text.</param>
/// <param name="Stop">Ends a start that is under way; a running engine is ended by its own Stop.</param>
public sealed record EngineOptions(
    RunMode Mode, string? TapePath = null, bool JsonToStdout = false, CancellationToken Stop = default);
