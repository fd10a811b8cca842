namespace Trifuse.Trading.Limits;

/// <summary>
/// Why no new cascade may be opened until a person resumes. Each has its own breaker; several can be tripped.
/// The numbers stand in the journal and in the control page: they never change.
/// </summary>
public enum BreakerCause : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>The kill switch: by command or by signal. Open cascades stop by policy.</summary>
    Kill,

    /// <summary>Drained by command: open cascades go on to their end.</summary>
    Drain,

    /// <summary>The day's result in a start currency is at or below the largest loss.</summary>
    DailyLoss,

    /// <summary>One cascade lost more than one may.</summary>
    CascadeLoss,

    /// <summary>So many cascades in a row have failed.</summary>
    Failures,

    /// <summary>The engine's account of balances and the exchange's differ.</summary>
    Drift,

    /// <summary>What a cascade holds could not be found out.</summary>
    Uncertain,
}

/// <summary>Facts about <see cref="BreakerCause"/>.</summary>
public static class BreakerCauses
{
    /// <summary>How many members there are, <see cref="BreakerCause.None"/> included.</summary>
    public const int Count = (int)BreakerCause.Uncertain + 1;

    /// <summary>The cause as the word that the journal, the status and the messages use.</summary>
    public static string WordOf(BreakerCause cause) => cause switch
    {
        BreakerCause.Kill => "kill",
        BreakerCause.Drain => "drain",
        BreakerCause.DailyLoss => "daily_loss",
        BreakerCause.CascadeLoss => "cascade_loss",
        BreakerCause.Failures => "failures",
        BreakerCause.Drift => "drift",
        BreakerCause.Uncertain => "uncertain",
        _ => "none",
    };
}
