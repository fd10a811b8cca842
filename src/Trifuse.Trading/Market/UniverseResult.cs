using Trifuse.Core.Domain;

namespace Trifuse.Trading.Market;

/// <summary>A symbol that was asked for but cannot be traded safely, and why.</summary>
public readonly record struct RefusedSymbol(string Name, string Reason);

/// <summary>What <see cref="Universe.Build"/> gives: a universe, or one error for a person to read.</summary>
public sealed record UniverseResult
{
    /// <summary>The universe; null when <see cref="Error"/> says why there is none.</summary>
    public Universe? Universe { get; init; }

    /// <summary>What is wrong and what to do; null on success.</summary>
    public string? Error { get; init; }

    /// <summary>The symbols that passed the filter, whether or not they are a side of a triangle.</summary>
    public IReadOnlyList<SymbolSpec> Selected { get; init; } = [];

    /// <summary>Symbols left out because their numbers are unusable; worth a line in the log each.</summary>
    public IReadOnlyList<RefusedSymbol> Refused { get; init; } = [];

    /// <summary>Names in the filter that match nothing: probably mistyped.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
