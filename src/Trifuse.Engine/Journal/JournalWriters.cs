namespace Trifuse.Engine.Journal;

/// <summary>
/// Which thread writes under which number: executors from 0 on, then hot thread, connector, main thread
/// and auditor.
/// </summary>
internal static class JournalWriters
{
    /// <summary>Writers of a run with so many executors.</summary>
    public static int Count(int slots) => slots + 4;

    /// <summary>The hot thread's number.</summary>
    public static int Hot(int slots) => slots;

    /// <summary>The connector's number.</summary>
    public static int Connector(int slots) => slots + 1;

    /// <summary>The main thread's number.</summary>
    public static int Main(int slots) => slots + 2;

    /// <summary>The auditor's number.</summary>
    public static int Auditor(int slots) => slots + 3;
}
