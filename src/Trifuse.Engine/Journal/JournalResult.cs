namespace Trifuse.Engine.Journal;

/// <summary>What became of a record.</summary>
public enum JournalResult
{
    /// <summary>It is in the journal and survives the process.</summary>
    Written,

    /// <summary>
    /// There is no room: the segment is full and the scribe could not make another. Open no cascade until
    /// there is; the reserve of <see cref="JournalWriter.FreeRecords"/> is for those that are open.
    /// </summary>
    JournalFull,
}
