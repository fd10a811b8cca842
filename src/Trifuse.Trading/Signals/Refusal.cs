namespace Trifuse.Trading.Signals;

/// <summary>Why a triangle that passed screening did not become a signal. Counted one by one.</summary>
public enum Refusal : byte
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>A book is stale: silent or lost connection, gap in the sequence.</summary>
    StaleBook,

    /// <summary>A book's bid is not below its ask.</summary>
    CrossedBook,

    /// <summary>A side that is needed has no quote.</summary>
    EmptyBook,

    /// <summary>A book's last change is longer ago than the limit.</summary>
    TooOld,

    /// <summary>The ages of the three books differ by more than the limit.</summary>
    Desync,

    /// <summary>A symbol is switched off (halted, fee mismatch, book mismatch, by the operator).</summary>
    SymbolOff,

    /// <summary>An order on one of the symbols has failed a short while ago.</summary>
    CoolDown,

    /// <summary>The kill switch is on.</summary>
    KillSwitch,

    /// <summary>A limit has tripped its breaker, or the operator has drained: a person must resume.</summary>
    BreakerTripped,

    /// <summary>The engine is not armed (warming up, ending).</summary>
    NotArmed,

    /// <summary>The private stream is down or not reconciled.</summary>
    PrivateStreamDown,

    /// <summary>This machine's clock and the exchange's differ by more than the tolerance.</summary>
    ClockSkew,

    /// <summary>The rest of the rate limit is reserved for cancels and unwinds.</summary>
    RateBudget,

    /// <summary>So many orders as are allowed in a second have been sent within the last one.</summary>
    OrderRate,

    /// <summary>As many cascades are open as are allowed.</summary>
    MaxOpen,

    /// <summary>No executor is free.</summary>
    NoSlot,

    /// <summary>A cascade on the same three symbols is open.</summary>
    IsolatedTriangle,

    /// <summary>A cascade on one of the symbols is open.</summary>
    IsolatedPair,

    /// <summary>A cascade from the same start currency is open.</summary>
    IsolatedStart,

    /// <summary>What open cascades leave of the total limit does not reach for the smallest order.</summary>
    MaxNotional,

    /// <summary>What is free of the start currency does not reach for the smallest order.</summary>
    NoBalance,

    /// <summary>No size within the visible depth satisfies all three symbols' minima and maxima.</summary>
    BelowMinimum,

    /// <summary>The exact result after sizing and flooring is below the threshold.</summary>
    BelowThreshold,

    /// <summary>The exact products do not fit 38 digits.</summary>
    TooManyDigits,
}

/// <summary>Facts about <see cref="Refusal"/>.</summary>
public static class Refusals
{
    /// <summary>How many members there are, <see cref="Refusal.None"/> included.</summary>
    public const int Count = (int)Refusal.TooManyDigits + 1;
}
