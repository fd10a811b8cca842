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
    public static ReadOnlySpan<byte> Utf8Of(BreakerCause cause) => cause switch
    {
        BreakerCause.Kill => "kill"u8,
        BreakerCause.Drain => "drain"u8,
        BreakerCause.DailyLoss => "daily_loss"u8,
        BreakerCause.CascadeLoss => "cascade_loss"u8,
        BreakerCause.Failures => "failures"u8,
        BreakerCause.Drift => "drift"u8,
        BreakerCause.Uncertain => "uncertain"u8,
        _ => "none"u8,
    };

    /// <summary>The same as text. Allocates.</summary>
    public static string WordOf(BreakerCause cause) => System.Text.Encoding.ASCII.GetString(Utf8Of(cause));
}
