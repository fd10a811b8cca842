namespace Trifuse.Engine.Config;

/// <summary>[report]</summary>
public sealed record ReportSection
{
    /// <summary>file: report lines are appended to it; empty is none.</summary>
    public required string File { get; init; }

    /// <summary>json_file: the same as JSON Lines; empty is none.</summary>
    public required string JsonFile { get; init; }

    /// <summary>stdout: report lines are printed.</summary>
    public required bool Stdout { get; init; }
}
