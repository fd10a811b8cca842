namespace Trifuse.Engine.Journal;

/// <summary>A place of a journal that cannot be read, and what is wrong there.</summary>
public readonly record struct JournalDamage(string File, long Offset, string Message)
{
    /// <summary>The sentence for a person.</summary>
    public override string ToString() => $"{File}, byte {Offset}: {Message}";
}
