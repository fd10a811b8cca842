namespace Trifuse.Trading.Execution;

/// <summary>What became of one order.</summary>
internal enum OrderVerdict : byte
{
    /// <summary>Under way.</summary>
    Pending,

    /// <summary>Its amounts are final, 0 included.</summary>
    Closed,

    /// <summary>Definitely refused.</summary>
    Rejected,

    /// <summary>Believed never to have reached the exchange.</summary>
    NeverAccepted,

    /// <summary>Not to be found out.</summary>
    Unresolved,
}
