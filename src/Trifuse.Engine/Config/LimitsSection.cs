namespace Trifuse.Engine.Config;

/// <summary>[limits]</summary>
public sealed record LimitsSection
{
    /// <summary>kill_file: while this file exists, no new cascade is opened; empty is none.</summary>
    public required string KillFile { get; init; }
}
