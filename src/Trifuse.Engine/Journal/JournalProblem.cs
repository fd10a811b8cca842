namespace Trifuse.Engine.Journal;

/// <summary>
/// What went wrong with the state directory or the journal, and the sentence that tells a person.
/// </summary>
public readonly record struct JournalProblem(JournalFault Fault, string Message)
{
    /// <summary>No problem.</summary>
    public static JournalProblem None => new(JournalFault.None, "");

    /// <summary>True when there is none.</summary>
    public bool IsNone => Fault == JournalFault.None;
}
