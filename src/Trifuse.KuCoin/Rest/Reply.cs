using System.Diagnostics.CodeAnalysis;

namespace Trifuse.KuCoin.Rest;

/// <summary>What a control-plane reply held, or a sentence saying what was wrong with it.</summary>
/// <param name="Value">The content; null when the reply was no good.</param>
/// <param name="Cause">What happened, to what, and what to do; null when the reply was good.</param>
public readonly record struct Reply<T>(T? Value, string? Cause)
    where T : class
{
    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Cause))]
    public bool IsGood => Value is not null;

    /// <summary>The kind of refusal when the exchange refused; otherwise none.</summary>
    public OrderFault Fault { get; init; }

    internal static Reply<T> Good(T value) => new(value, null);

    internal static Reply<T> Bad(string cause) => new(null, cause);
}
