namespace Trifuse.Trading.Signals;

/// <summary>How a cascade ended.</summary>
public enum CascadeOutcome : byte
{
    /// <summary>Not yet.</summary>
    None,

    /// <summary>All three legs traded.</summary>
    Filled,

    /// <summary>Something went wrong; see <see cref="CascadeError"/>.</summary>
    Failed,

    /// <summary>Stopped on purpose; see <see cref="AbortReason"/>.</summary>
    Aborted,
}
