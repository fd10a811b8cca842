namespace Trifuse.Engine.Journal;

/// <summary>The number that orders the records of all writers of a run; shared by them.</summary>
public sealed class JournalSequence
{
    private long _last;

    /// <summary>The last number given out; 0 before the first.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>The next number, from 1 on.</summary>
    public long Next() => Interlocked.Increment(ref _last);
}
