namespace Trifuse.Trading.Execution;

/// <summary>How the outcome of an order became known.</summary>
public enum StepResolution : byte
{
    /// <summary>It is not known yet.</summary>
    None,

    /// <summary>By its events.</summary>
    Events,

    /// <summary>By asking the exchange.</summary>
    Query,

    /// <summary>The exchange refused it.</summary>
    Rejected,

    /// <summary>
    /// The exchange said repeatedly, after the settling time, that it does not know the order.
    /// </summary>
    NeverAccepted,

    /// <summary>Not one byte of it left.</summary>
    NotSent,

    /// <summary>It never did.</summary>
    Unresolved,

    /// <summary>By the exchange's list of its fills.</summary>
    Fills,
}
