namespace Trifuse.Trading.Market;

/// <summary>Which stream owns a symbol's book; messages of the others are refused.</summary>
public enum FeedKind : byte
{
    /// <summary>Best bid and ask (level1, ticker).</summary>
    Top,

    /// <summary>The best 5 or 50 levels, whole in each message.</summary>
    Depth,

    /// <summary>Full book: snapshot plus changes in sequence (level2).</summary>
    Full,
}

/// <summary>
/// Whether a book may be traded on. Age is judged apart: a quiet market is old but not stale.
/// </summary>
public enum BookState : byte
{
    /// <summary>No quote on either side.</summary>
    Empty,

    /// <summary>In step with the exchange as far as is known.</summary>
    Fresh,

    /// <summary>Its connection is silent or was lost, or its sequence has a gap.</summary>
    Stale,

    /// <summary>The bid is not below the ask.</summary>
    Crossed,
}

/// <summary>What is known of a market connection.</summary>
public enum ConnectionState : byte
{
    /// <summary>Messages or pongs arrive.</summary>
    Up,

    /// <summary>Silent beyond the pong limit; when it speaks again nothing was lost.</summary>
    Silent,

    /// <summary>Gone; what it fed must be refreshed by another one.</summary>
    Lost,

    /// <summary>
    /// Two sockets bring its messages while one replaces the other, each in order, either one ahead.
    /// </summary>
    Overlapping,
}

/// <summary>What became of a message.</summary>
public enum ApplyOutcome : byte
{
    /// <summary>The book is up to date with it.</summary>
    Applied,

    /// <summary>Only the sequence moved.</summary>
    Confirmed,

    /// <summary>Older than what is known.</summary>
    Outdated,

    /// <summary>Kept until the snapshot comes.</summary>
    Buffered,

    /// <summary>Messages are missing: the book is stale and needs a snapshot.</summary>
    Gap,

    /// <summary>The other one of two overlapping sockets will bring what is missing, and this too.</summary>
    Ahead,

    /// <summary>Another feed owns this symbol's book.</summary>
    WrongFeed,

    /// <summary>The levels are not in order; the book is stale until the next good message.</summary>
    Malformed,
}
