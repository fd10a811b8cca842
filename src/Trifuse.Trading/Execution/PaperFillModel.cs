namespace Trifuse.Trading.Execution;

/// <summary>Which levels a paper order meets.</summary>
public enum PaperFillModel : byte
{
    /// <summary>Those that the signal carries, as if nothing had happened since.</summary>
    Signal,

    /// <summary>Those of the live book at the moment the test order's reply is in.</summary>
    Arrival,
}
