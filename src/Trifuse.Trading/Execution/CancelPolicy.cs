namespace Trifuse.Trading.Execution;

/// <summary>What a cascade does when it is told to stop after a leg has traded.</summary>
public enum CancelPolicy : byte
{
    /// <summary>Goes round to the end.</summary>
    Finish,

    /// <summary>Stops between two legs and keeps what it holds.</summary>
    Hold,

    /// <summary>Stops between two legs and sells what it holds by the best way back.</summary>
    Unwind,
}
