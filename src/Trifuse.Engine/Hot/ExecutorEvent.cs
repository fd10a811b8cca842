using Trifuse.Core.Domain;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Hot;

/// <summary>What an executor tells the hot thread.</summary>
public enum ExecutorEventKind : byte
{
    /// <summary>The exchange's id of leg 1's order is known: its hold can be told from other holds.</summary>
    LegOneOrder,

    /// <summary>The cascade is over: slot, isolation and reservation are free, balances have moved.</summary>
    CascadeEnded,

    /// <summary>Paper trading: the test order was accepted, fill it from the live book.</summary>
    PaperFill,

    /// <summary>The rate limit is nearly used up: the rest is for cancels and queries.</summary>
    BudgetLow,

    /// <summary>The rate limit's window has begun anew.</summary>
    BudgetBack,

    /// <summary>No connection of the executor can take an order, or its journal has no room.</summary>
    LinksDown,

    /// <summary>It can take orders again.</summary>
    LinksUp,

    /// <summary>The cascade asks for the best way out of what it holds.</summary>
    ExitRequest,

    /// <summary>This machine's clock and the exchange's differ by more than the tolerance.</summary>
    ClockSkewed,

    /// <summary>They agree again.</summary>
    ClockGood,

    /// <summary>An order has left that the opening of its cascade did not count.</summary>
    OrderSent,
}

/// <summary>
/// One message from an executor to the hot thread. It is an input of the decisions, so it is on the tape.
/// </summary>
public struct ExecutorEvent
{
    /// <summary>Which of the members count.</summary>
    public ExecutorEventKind Kind;

    /// <summary>The executor.</summary>
    public int Slot;

    /// <summary>The cascade.</summary>
    public uint Cascade;

    /// <summary>With <see cref="ExecutorEventKind.LegOneOrder"/>.</summary>
    public OrderId OrderId;

    /// <summary>With <see cref="ExecutorEventKind.CascadeEnded"/>.</summary>
    public CascadeRelease Release;

    /// <summary>With <see cref="ExecutorEventKind.PaperFill"/>.</summary>
    public OrderRequest Request;

    /// <summary>With <see cref="ExecutorEventKind.ExitRequest"/>.</summary>
    public ExitRequest Exit;
}
