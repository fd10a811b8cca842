namespace Trifuse.Engine.Journal;

/// <summary>A segment file by its name: the run, the writing thread, the number from 1 on.</summary>
public readonly record struct SegmentName(uint Run, ushort Writer, int Segment)
{
    /// <summary>The file's name, without directory.</summary>
    public override string ToString() => JournalNames.Of(Run, Writer, Segment);
}

/// <summary>How far a follower has read a segment.</summary>
/// <param name="Name">The segment.</param>
/// <param name="Slots">Slots behind it, the segment's own header included.</param>
/// <param name="IsEnded">True when nothing will be added to it and all of it was read.</param>
/// <param name="IsDamaged">True when some of it could not be read.</param>
public readonly record struct JournalPosition(
    SegmentName Name, int Slots, bool IsEnded, bool IsDamaged = false);
