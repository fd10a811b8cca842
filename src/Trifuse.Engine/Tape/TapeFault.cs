namespace Trifuse.Engine.Tape;

/// <summary>Why a tape could not be written or read.</summary>
public enum TapeFault
{
    /// <summary>All is well.</summary>
    None,

    /// <summary>The file could not be opened or made.</summary>
    CannotOpen,

    /// <summary>Writing failed (a full disk, for one); the tape has ended there.</summary>
    CannotWrite,

    /// <summary>Reading failed.</summary>
    CannotRead,

    /// <summary>The file does not begin as a tape does.</summary>
    NotATape,

    /// <summary>The tape was written in a format that this version does not know.</summary>
    WrongVersion,

    /// <summary>A block does not match its checksum, or contradicts itself.</summary>
    Corrupt,

    /// <summary>The file ends without the trailer. Everything before is whole and can be replayed.</summary>
    CutShort,
}
