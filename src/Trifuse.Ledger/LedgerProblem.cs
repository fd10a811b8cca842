namespace Trifuse.Ledger;

/// <summary>What went wrong with a ledger, as a sentence for a person.</summary>
/// <param name="Message">What happened, to what, what to do; empty when all is well.</param>
/// <param name="IsBadInput">True when a setting is wrong, rather than the world.</param>
public readonly record struct LedgerProblem(string Message, bool IsBadInput = false)
{
    /// <summary>No problem.</summary>
    public static LedgerProblem None => new("");

    /// <summary>True when there is none.</summary>
    public bool IsNone => Message.Length == 0;
}
