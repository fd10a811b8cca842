using Trifuse.Core.Domain;

namespace Trifuse.Engine.Hot;

/// <summary>What a <see cref="FillNote"/> carries.</summary>
public enum FillNoteKind : byte
{
    /// <summary>An event of one of the executor's orders.</summary>
    Order,

    /// <summary>A balance push, for cascades that wait for the credit.</summary>
    Balance,

    /// <summary>Stop before the next leg, by policy.</summary>
    Cancel,

    /// <summary>Stop before the next leg, by the kill switch's policy.</summary>
    Kill,

    /// <summary>
    /// The private stream broke: events may be missing, so an order that waits for them is asked for.
    /// </summary>
    StreamLost,
}

/// <summary>One fact that the hot thread passes on to an executor.</summary>
public struct FillNote
{
    /// <summary>Which member counts.</summary>
    public FillNoteKind Kind;

    /// <summary>When the frame that carried it was read (monotonic ns).</summary>
    public long IngressNs;

    /// <summary>With <see cref="FillNoteKind.Order"/>.</summary>
    public OrderEvent Order;

    /// <summary>With <see cref="FillNoteKind.Balance"/>.</summary>
    public BalanceEvent Balance;
}
