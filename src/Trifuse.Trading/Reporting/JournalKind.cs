namespace Trifuse.Trading.Reporting;

/// <summary>What a journal record tells. The numbers are the format's and never change.</summary>
public enum JournalKind : ushort
{
    /// <summary>No record; also the number of a segment's own header.</summary>
    None = 0,

    /// <summary>A run began.</summary>
    RunStarted = 1,

    /// <summary>A cascade was opened and its start currency set aside.</summary>
    Reservation = 2,

    /// <summary>A request is about to be written.</summary>
    Intent = 3,

    /// <summary>The exchange accepted an order.</summary>
    Accepted = 4,

    /// <summary>The exchange refused an order.</summary>
    Rejected = 5,

    /// <summary>No reply says what became of an order.</summary>
    Unknown = 6,

    /// <summary>One match of an order.</summary>
    Match = 7,

    /// <summary>The last event of an order.</summary>
    Terminal = 8,

    /// <summary>An order came to its end, with its amounts.</summary>
    LegClosed = 9,

    /// <summary>A cascade came to its end, with its net changes.</summary>
    CascadeFinished = 10,

    /// <summary>What a signal expected of its cascade.</summary>
    Signal = 11,

    /// <summary>One leg as the signal saw it.</summary>
    SignalLeg = 12,

    /// <summary>When an order was sent, answered and closed.</summary>
    StepTimes = 13,

    /// <summary>What a finished cascade left in another currency than it started from.</summary>
    Remainder = 14,

    /// <summary>Where the difference between the expected and the real profit went.</summary>
    Attribution = 15,

    /// <summary>The balance of a currency.</summary>
    Balance = 16,

    /// <summary>A breaker tripped, or a person resumed.</summary>
    Breaker = 17,

    /// <summary>A symbol was switched on or off.</summary>
    SymbolSwitch = 18,

    /// <summary>Something that a person has to look at.</summary>
    Alarm = 19,

    /// <summary>One fill with its fee, as the exchange's list of fills has it.</summary>
    Fill = 20,

    /// <summary>
    /// A cascade that had ended with an order in doubt is settled: its net changes as they are now, in place
    /// of those that its end had told.
    /// </summary>
    CascadeSettled = 21,
}
