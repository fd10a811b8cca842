namespace Trifuse.Engine.Control;

/// <summary>
/// Which ended cascades the control page has counted: all that journals before <paramref name="Run"/> tell
/// of, and of that run's own cascades, for each slot, all up to a number. A slot has one cascade at a time,
/// and their numbers rise.
/// </summary>
/// <param name="Run">The run that wrote the page last; 0: not known, all is taken to be counted.</param>
/// <param name="LastCascades">By slot, the number of its last cascade that was counted; 0 for none.</param>
internal sealed record CountedMark(uint Run, IReadOnlyList<uint> LastCascades)
{
    /// <summary>Slots that have room.</summary>
    public const int MaxSlots = 16;

    /// <summary>Nothing is known, so nothing is missing.</summary>
    public static CountedMark Unknown { get; } = new(0, []);

    /// <summary>
    /// True when the page has counted the end of a cascade that the journal of a run tells of. What that run
    /// settled of an earlier one it counted before its own first cascade.
    /// </summary>
    public bool Includes(uint journalRun, uint cascadeRun, uint cascade, int slot)
    {
        if (Run == 0 || journalRun != Run)
        {
            return journalRun < Run || Run == 0;
        }
        return cascadeRun != journalRun
            || (slot >= 0 && slot < LastCascades.Count && cascade <= LastCascades[slot]);
    }
}
