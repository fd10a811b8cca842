namespace Trifuse.Engine.Journal;

/// <summary>Why the state directory or the journal in it cannot be used.</summary>
public enum JournalFault
{
    /// <summary>All is well.</summary>
    None,

    /// <summary>The state directory could not be made or opened.</summary>
    CannotOpen,

    /// <summary>Another engine works in the state directory.</summary>
    Locked,

    /// <summary>No segment could be made ahead: the disk is full or may not be written.</summary>
    CannotWrite,

    /// <summary>A file could not be read.</summary>
    CannotRead,

    /// <summary>A file was written in a format that this version does not know.</summary>
    WrongVersion,

    /// <summary>A file is damaged.</summary>
    Damaged,

    /// <summary>There is no journal of that run.</summary>
    NoSuchRun,
}
