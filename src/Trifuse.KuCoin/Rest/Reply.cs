using System.Diagnostics.CodeAnalysis;

namespace Trifuse.KuCoin.Rest;

/// <summary>What a control-plane reply held, or a sentence saying what was wrong with it.</summary>
/// <param name="Value">The content; null when the reply was no good.</param>
/// <param name="Problem">What happened, to what; null when the reply was good.</param>
/// <param name="Advice">What to do about it if the exchange has sent the reply.</param>
public readonly record struct Reply<T>(T? Value, string? Problem, string? Advice)
    where T : class
{
    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem), nameof(Cause))]
    public bool IsGood => Value is not null;

    /// <summary>What happened, to what, and what to do; null when the reply was good.</summary>
    public string? Cause => IsGood ? null : $"{Problem}. {Advice}";

    /// <summary>The kind of refusal when the exchange refused; otherwise none.</summary>
    public OrderFault Fault { get; init; }

    internal static Reply<T> Good(T value) => new(value, null, null);

    internal static Reply<T> Bad(string problem, string advice) => new(null, problem, advice);
}
