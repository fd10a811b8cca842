namespace Trifuse.Simulator.Faults;

/// <summary>What a fault does. The words of plans and of the control endpoint are in FaultWords.</summary>
public enum FaultKind
{
    /// <summary>The frame is lost.</summary>
    Drop,

    /// <summary>The frame comes late; later ones may overtake it.</summary>
    Delay,

    /// <summary>The frame comes twice.</summary>
    Duplicate,

    /// <summary>The frame changes places with the next one of its kind.</summary>
    Reorder,

    /// <summary>The frame ends early: text that is no JSON any more.</summary>
    Truncate,

    /// <summary>The request is carried out at once; its reply comes late.</summary>
    Hold,

    /// <summary>The request is not carried out, and no reply comes.</summary>
    LoseBefore,

    /// <summary>The request is carried out, and no reply comes.</summary>
    LoseAfter,

    /// <summary>
    /// The reply is another one, instead of the request's effect or, if asked for, after it.
    /// </summary>
    Answer,

    /// <summary>The order is refused.</summary>
    Reject,

    /// <summary>A market order fills only a share of what it would; the rest is cancelled.</summary>
    PartialFill,

    /// <summary>
    /// What a fill brought in cannot be spent yet: orders that need it are refused with 200004.
    /// </summary>
    CreditLag,

    /// <summary>Sockets are cut without a close frame.</summary>
    Close,

    /// <summary>Sockets stay open and say nothing.</summary>
    Freeze,

    /// <summary>A symbol takes neither orders nor cancels.</summary>
    Halt,

    /// <summary>A symbol takes cancels only.</summary>
    CancelOnly,

    /// <summary>A symbol trades again.</summary>
    Resume,

    /// <summary>A symbol's level2 stream loses one sequence number.</summary>
    SkipSequence,

    /// <summary>Connect tokens are no longer known.</summary>
    ExpireTokens,

    /// <summary>The exchange's clock jumps.</summary>
    ShiftClock,
}
