namespace Trifuse.Trading.Reporting;

/// <summary>What an intent asks of the exchange.</summary>
public enum JournalVerb : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Place the order.</summary>
    Place = 1,

    /// <summary>Cancel it.</summary>
    Cancel = 2,

    /// <summary>Tell its state.</summary>
    Query = 3,
}
