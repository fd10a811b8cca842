namespace Trifuse.Engine.Tape;

/// <summary>What went wrong with a tape, and the sentence that tells a person.</summary>
public readonly record struct TapeProblem(TapeFault Fault, string Message)
{
    /// <summary>No problem.</summary>
    public static TapeProblem None => new(TapeFault.None, "");

    /// <summary>True when there is none.</summary>
    public bool IsNone => Fault == TapeFault.None;
}
