namespace Trifuse.Trading.Execution;

/// <summary>Why a cascade was stopped on purpose; the words of the report line.</summary>
public enum AbortReason : byte
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The cancel flag was set.</summary>
    Cancelled,

    /// <summary>
    /// The market gave nothing, or too little to go on with, or going round no longer pays.
    /// </summary>
    Faded,

    /// <summary>The engine is stopping.</summary>
    Shutdown,

    /// <summary>The kill switch.</summary>
    Killed,
}
