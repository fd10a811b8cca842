using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Reporting;

/// <summary>The balance of the record's currency.</summary>
public struct JournalBalance
{
    /// <summary>What told it.</summary>
    public BalanceSource Source;

    /// <summary>Free to be used.</summary>
    public ExactDecimal Available;

    /// <summary>Held by open orders.</summary>
    public ExactDecimal Holds;

    /// <summary>True when <see cref="Expected"/> counts.</summary>
    public bool HasExpected;

    /// <summary>What the engine's own account says it should be in total.</summary>
    public ExactDecimal Expected;
}

/// <summary>Where a balance was learned; the numbers are the format's and never change.</summary>
public enum BalanceSource : byte
{
    /// <summary>Asked at the start of a run.</summary>
    Start = 0,

    /// <summary>Pushed by the private stream.</summary>
    Push = 1,

    /// <summary>Asked to compare.</summary>
    Check = 2,

    /// <summary>Asked at the end of a run.</summary>
    End = 3,
}
