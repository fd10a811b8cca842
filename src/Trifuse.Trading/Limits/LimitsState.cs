using System.Runtime.CompilerServices;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Limits;

/// <summary>What the limits carry over a restart; part of the inputs of a run's decisions.</summary>
public struct LimitsState
{
    /// <summary>Start currencies that have room.</summary>
    public const int MaxStarts = 16;

    /// <summary>The UTC day of <see cref="Results"/>: days since 1970.</summary>
    public long Day;

    /// <summary>Failures in a row.</summary>
    public int Failures;

    /// <summary>Tripped breakers: bit n is the cause with that number.</summary>
    public uint Tripped;

    /// <summary>The day's result by start currency, in the order of the universe.</summary>
    public StartAmounts Results;
}

/// <summary>One amount for each start currency.</summary>
[InlineArray(LimitsState.MaxStarts)]
public struct StartAmounts
{
    private ExactDecimal _first;
}
