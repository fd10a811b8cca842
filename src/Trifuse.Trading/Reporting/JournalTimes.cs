using Trifuse.Trading.Execution;

namespace Trifuse.Trading.Reporting;

/// <summary>
/// The way of an order, and when what happened to it, in nanoseconds after its signal; <see cref="Never"/>
/// when it did not.
/// </summary>
public struct JournalTimes
{
    /// <summary>It did not happen.</summary>
    public const long Never = -1;

    /// <summary>The last attempt's bytes left.</summary>
    public long WrittenNs;

    /// <summary>Its reply came.</summary>
    public long AckNs;

    /// <summary>Its amounts were final.</summary>
    public long ClosedNs;

    /// <summary>How long the order waited for the proceeds of the one before, retries included.</summary>
    public long CreditWaitNs;

    /// <summary>How long its outcome stayed unknown; 0 when it never was.</summary>
    public long ResolveNs;

    /// <summary>Attempts that were refused for lack of balance.</summary>
    public uint Retries;

    /// <summary>Distinct matches.</summary>
    public uint Matches;

    /// <summary>Questions asked about it.</summary>
    public uint Queries;

    /// <summary>The way that carried the last attempt; None in records of earlier builds.</summary>
    public OrderPath Path;
}
