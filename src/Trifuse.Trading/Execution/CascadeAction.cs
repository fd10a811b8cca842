using Trifuse.Core.Domain;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Execution;

/// <summary>What a cascade wants done next.</summary>
public enum CascadeActionKind : byte
{
    /// <summary>Nothing until the next input or deadline.</summary>
    None,

    /// <summary>Send <see cref="CascadeAction.Request"/>.</summary>
    Place,

    /// <summary>Ask to cancel the order of <see cref="CascadeAction.Request"/>.</summary>
    Cancel,

    /// <summary>Ask for the state of the order of <see cref="CascadeAction.Request"/>.</summary>
    Query,

    /// <summary>
    /// Ask for a page of the fills of the order of <see cref="CascadeAction.Request"/> by <see
    /// cref="CascadeAction.OrderId"/>.
    /// </summary>
    Fills,

    /// <summary>
    /// Have the exits of <see cref="CascadeAction.Exit"/> priced and give the answer to
    /// <see cref="CascadeRun.OnExits"/>.
    /// </summary>
    PriceExits,

    /// <summary>Take the report and release the run.</summary>
    Finished,
}

/// <summary>One action: the kind, and the order that it is about.</summary>
public struct CascadeAction
{
    /// <summary>What to do.</summary>
    public CascadeActionKind Kind;

    /// <summary>The order: whole for Place; symbol and client id count for the others.</summary>
    public OrderRequest Request;

    /// <summary>With Fills: the exchange's id of the order.</summary>
    public OrderId OrderId;

    /// <summary>With Fills: the page behind this id; 0: the first.</summary>
    public long LastId;

    /// <summary>With PriceExits: the holding.</summary>
    public ExitRequest Exit;
}
